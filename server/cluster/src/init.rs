//! How a new cluster is made: beside its place, and moved there when it is whole.

use std::fs::{self, DirBuilder, File};
use std::io;
use std::os::unix::fs::{DirBuilderExt, lchown};
use std::path::Path;
use std::process::Output;

use crate::folder::Folder;
use crate::installation::Installation;
use crate::owner::Owner;
use crate::{ClusterError, NAME, program, server_log};

/// Which letters there are, in order of preference: a UTF-8 locale tells that `授` is a letter, which search
/// needs. Sorting is by bytes in any case, so that an update of the system's locales breaks no index.
const LETTERS: [&str; 4] = ["C.UTF-8", "C.utf8", "en_US.UTF-8", "C"];

pub(crate) async fn create(
    folder: &Folder,
    installation: &Installation,
    owner: &Owner,
) -> Result<(), ClusterError> {
    let place = folder.new_cluster();
    let failed = |source: io::Error| ClusterError::DataFolder { path: folder.path().to_path_buf(), source };
    // What an earlier, interrupted attempt left behind.
    match fs::remove_dir_all(&place) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(failed(error)),
        _ => {}
    }
    DirBuilder::new().mode(0o700).create(&place).map_err(failed)?;
    if let Some(user) = owner.other() {
        lchown(&place, Some(user.uid), Some(user.gid)).map_err(failed)?;
    }
    init(&place, folder, installation, owner).await?;
    fs::rename(&place, folder.cluster()).map_err(failed)?;
    File::open(folder.path()).and_then(|folder| folder.sync_all()).map_err(failed)
}

async fn init(
    place: &Path,
    folder: &Folder,
    installation: &Installation,
    owner: &Owner,
) -> Result<(), ClusterError> {
    let mut line = String::new();
    for letters in LETTERS {
        let output = run(place, letters, installation, owner).await?;
        if output.status.success() {
            return Ok(());
        }
        let said = String::from_utf8_lossy(&output.stderr);
        line = server_log::telling_line(&said);
        // A refused locale leaves the folder empty; anything else will not be better with another one.
        if !said.contains("locale") {
            break;
        }
    }
    Err(ClusterError::Init { path: folder.path().to_path_buf(), line })
}

async fn run(
    place: &Path,
    letters: &str,
    installation: &Installation,
    owner: &Owner,
) -> Result<Output, ClusterError> {
    let initdb = installation.program("initdb");
    program::command(&initdb, owner)
        .arg("--pgdata")
        .arg(place)
        .args(["--username", NAME, "--auth", "trust", "--encoding", "UTF8", "--no-instructions"])
        .args(["--locale", "C", "--lc-ctype", letters])
        .output()
        .await
        .map_err(|source| ClusterError::Program { program: initdb, source })
}
