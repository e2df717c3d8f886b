//! Data folders of every kind: deep, oddly named, closed, held by another, made by another version.

#[cfg(test)]
mod support;

use std::fs::{self, Permissions};
use std::os::unix::fs::{MetadataExt, PermissionsExt};
use std::path::Path;
use std::process::Command;

use cluster::{Cluster, ClusterError, Search};
use support::{Data, Holder, ask, is_root, nobody, open_and_start, refusal};

#[tokio::test]
async fn a_deep_folder_has_its_socket_elsewhere() {
    let data = Data::new();
    let deep = data.path().join("a-long-name-of-a-folder/".repeat(8));
    let cluster = open_and_start(data.path(), &deep).await;
    assert!(!cluster.socket_folder().starts_with(data.path()));
    let socket = cluster.socket_folder().to_path_buf();
    assert_eq!(fs::metadata(&socket).unwrap().mode() & 0o777, 0o700);
    assert_eq!(ask(&cluster.url(), "SELECT 'answers'").await, "answers");
    cluster.stop().await.unwrap();
    assert!(!socket.exists());
}

#[tokio::test]
async fn a_folder_may_have_any_name() {
    let data = Data::new();
    let odd = data.path().join("日志, \"a\" & b%20c's");
    let cluster = open_and_start(data.path(), &odd).await;
    assert_eq!(ask(&cluster.url(), "SELECT 'answers'").await, "answers");
    cluster.stop().await.unwrap();
}

#[tokio::test]
async fn a_folder_in_use_says_who_uses_it() {
    let data = Data::new();
    let holder = Holder::start(&data);
    let told = refusal(data.path()).await;
    assert!(told.contains(&format!("in use by another why403 (pid {})", holder.pid())), "{told}");
    assert_eq!(ask(&holder.url, "SELECT 'still there'").await, "still there");
}

#[tokio::test]
async fn one_program_cannot_start_it_twice_either() {
    let data = Data::new();
    let cluster = data.start().await.unwrap();
    assert!(matches!(data.start().await, Err(ClusterError::InUse { pid: Some(_), .. })));
    cluster.stop().await.unwrap();
    data.start().await.unwrap().stop().await.unwrap();
}

#[tokio::test]
async fn without_postgres_nothing_is_written_and_the_way_to_install_it_is_told() {
    let data = Data::new();
    let folder = data.path().join("new");
    let error = Cluster::start_with(&folder, &Search::only([]), |_| ()).await.unwrap_err();
    let told = error.to_string();
    for hint in ["apt install postgresql", "brew install postgresql", "DATABASE_URL"] {
        assert!(told.contains(hint), "{told}");
    }
    assert!(!folder.exists());
}

#[tokio::test]
async fn a_path_through_a_file_cannot_be_written() {
    let data = Data::new();
    let file = data.path().join("file");
    fs::write(&file, "").unwrap();
    for folder in [file.join("below"), file] {
        let told = refusal(&folder).await;
        assert!(told.starts_with("cannot write to the data folder") && told.contains("--data"), "{told}");
    }
}

#[tokio::test]
async fn a_read_only_folder_cannot_be_written() {
    // For root no folder is read-only by its mode; the kernel's own folders are.
    let folder = if is_root() {
        Path::new("/proc/why403").to_path_buf()
    } else {
        let closed = Data::new().path().join("closed");
        fs::create_dir_all(&closed).unwrap();
        fs::set_permissions(&closed, Permissions::from_mode(0o500)).unwrap();
        closed
    };
    let told = refusal(&folder).await;
    assert!(told.starts_with("cannot write to the data folder"), "{told}");
}

#[tokio::test]
async fn root_is_told_which_folder_on_the_way_is_closed_to_the_database_user() {
    if !is_root() {
        return; // Anyone else runs Postgres under the own name.
    }
    let data = Data::new();
    let told = refusal(&data.path().join("below")).await;
    let closed = data.path().display();
    assert!(told.contains(&format!("`{closed}` is closed to others")), "{told}");
    assert!(told.contains("/var/lib/why403"), "{told}");
}

#[tokio::test]
async fn root_does_not_open_a_folder_with_other_things_in_it() {
    if !is_root() {
        return; // Anyone else runs Postgres under the own name.
    }
    let data = Data::new();
    fs::write(data.path().join("letter.txt"), "private").unwrap();
    assert!(refusal(data.path()).await.contains("is closed to others"));
    assert_eq!(fs::metadata(data.path()).unwrap().mode() & 0o777, 0o700);
}

#[tokio::test]
async fn an_existing_cluster_runs_as_the_user_who_owns_it() {
    let data = Data::new();
    data.start().await.unwrap().stop().await.unwrap();
    if !is_root() {
        return; // Only root can give it to another.
    }
    let given = Command::new("chown").arg("-R").arg("nobody").arg(data.cluster()).status().unwrap();
    assert!(given.success());
    fs::set_permissions(data.path(), Permissions::from_mode(0o755)).unwrap();
    let cluster = data.start().await.unwrap();
    let pid_file = fs::metadata(data.cluster().join("postmaster.pid")).unwrap();
    assert_eq!(pid_file.uid(), nobody());
    cluster.stop().await.unwrap();
}

#[tokio::test]
async fn a_cluster_of_another_version_is_left_alone() {
    let data = Data::new();
    data.start().await.unwrap().stop().await.unwrap();
    let version = data.cluster().join("PG_VERSION");
    fs::write(&version, "9.6\n").unwrap();
    let told = refusal(data.path()).await;
    assert!(told.contains("was made by Postgres 9.6, but here is only Postgres "), "{told}");
    assert_eq!(fs::read_to_string(&version).unwrap(), "9.6\n");
}

#[tokio::test]
async fn a_failed_start_quotes_what_postgres_said() {
    let data = Data::new();
    data.start().await.unwrap().stop().await.unwrap();
    fs::write(data.cluster().join("postgresql.conf"), "no_such_setting = 1\n").unwrap();
    let told = refusal(data.path()).await;
    assert!(told.contains("did not start") && told.contains("no_such_setting"), "{told}");
    assert!(told.contains("postgres.log"), "{told}");
}
