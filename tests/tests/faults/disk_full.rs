//! A disk without space: told in words, nothing broken, and on it goes when there is space.

use std::fs;
use std::path::Path;
use std::process::Command;

use tests::command_line::ended;
use tests::database::Database;
use tests::product;

use super::made::{Made, assert_same};

/// A small disk in memory, for as long as this lives.
struct Disk<'a>(&'a Path);

impl<'a> Disk<'a> {
    /// `None` where this user may not make one.
    fn mount(folder: &'a Path, size: &str) -> Option<Self> {
        let mut mount = Command::new("mount");
        mount.args(["-t", "tmpfs", "-o", &format!("size={size},mode=0755"), "tmpfs"]).arg(folder);
        let mounted = mount.output().is_ok_and(|ended| ended.status.success());
        mounted.then_some(Self(folder))
    }

    /// Leaves this much space.
    fn leave(&self, bytes: u64) {
        let disk = rustix::fs::statvfs(self.0).unwrap();
        let size = (disk.f_blocks - disk.f_bfree) * disk.f_frsize + bytes;
        let remount = format!("remount,size={size}");
        assert!(Command::new("mount").args(["-o", &remount]).arg(self.0).status().unwrap().success());
    }
}

impl Drop for Disk<'_> {
    fn drop(&mut self) {
        // Postgres may still be ending.
        let _ = Command::new("umount").arg("--lazy").arg(self.0).status();
    }
}

#[tokio::test]
async fn a_full_disk_is_told_and_nothing_is_lost_when_there_is_space_again() {
    let made = Made::up();
    // Only tables lie on the small disk, so that Postgres itself goes on.
    let small = product::folder();
    let Some(disk) = Disk::mount(small.path(), "64M") else {
        println!("skipped: only who may mount a file system can make a disk that is full");
        return;
    };
    let database = Database::start().await;
    let calm = database.fresh("calm");
    made.import_whole(&calm);
    let url = calm.clone();
    let owner = std::os::unix::fs::MetadataExt::uid(&fs::metadata(database.cluster_folder()).unwrap());
    std::os::unix::fs::chown(small.path(), Some(owner), None).unwrap();
    database.ask(&url, &format!("CREATE TABLESPACE small LOCATION '{}'", small.path().display()));
    let full = database.fresh("full");
    database.ask(&url, "ALTER DATABASE \"full\" SET TABLESPACE small");
    disk.leave(1024 * 1024);
    let told = ended(&mut made.import(&full));
    assert!(told.complaint().contains("the disk of the database is full: make space"), "{told:?}");
    disk.leave(512 * 1024 * 1024);
    made.import_whole(&full);
    assert_same(&database.stored(&full), &database.stored(&calm));
    database.stop().await;
    drop(disk);
}
