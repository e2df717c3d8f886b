//! What lies where in the data folder, and who may enter it.
//!
//! The data folder stays ours; of what is in it, only the cluster and the socket's folder belong to the
//! owner of the cluster. So when we are root, no file that we open lies where the other user could have put
//! a link in its place.

use std::fs::{self, DirBuilder, Permissions};
use std::io;
use std::os::unix::ffi::OsStrExt;
use std::os::unix::fs::{DirBuilderExt, MetadataExt, PermissionsExt};
use std::path::{Path, PathBuf};

use crate::ClusterError;
use crate::owner::{OtherUser, Owner};
use crate::program;

const CLUSTER: &str = "postgres";
const NEW_CLUSTER: &str = "postgres.new";
const LOG: &str = "postgres.log";
const FORMER_LOG: &str = "postgres.log.1";
const LOCK: &str = "why403.lock";
const SOCKET: &str = "socket";

/// The data folder, which exists.
#[derive(Debug, Clone)]
pub(crate) struct Folder {
    path: PathBuf,
}

impl Folder {
    /// Makes the folder when it is new. A new one is closed to everyone else.
    pub(crate) fn open(path: &Path) -> Result<Self, ClusterError> {
        let failed = |source| ClusterError::DataFolder { path: path.to_path_buf(), source };
        if let Some(parent) = path.parent() {
            fs::create_dir_all(parent).map_err(failed)?;
        }
        match DirBuilder::new().mode(0o700).create(path) {
            Err(error) if error.kind() != io::ErrorKind::AlreadyExists => return Err(failed(error)),
            _ => {}
        }
        let path = fs::canonicalize(path).map_err(failed)?;
        if path.is_dir() { Ok(Self { path }) } else { Err(failed(io::ErrorKind::NotADirectory.into())) }
    }

    pub(crate) fn path(&self) -> &Path {
        &self.path
    }

    /// The cluster itself, what Postgres calls its data directory.
    pub(crate) fn cluster(&self) -> PathBuf {
        self.path.join(CLUSTER)
    }

    /// Where a cluster lies while it is being made.
    pub(crate) fn new_cluster(&self) -> PathBuf {
        self.path.join(NEW_CLUSTER)
    }

    pub(crate) fn log(&self) -> PathBuf {
        self.path.join(LOG)
    }

    pub(crate) fn former_log(&self) -> PathBuf {
        self.path.join(FORMER_LOG)
    }

    pub(crate) fn lock(&self) -> PathBuf {
        self.path.join(LOCK)
    }

    pub(crate) fn socket(&self) -> PathBuf {
        self.path.join(SOCKET)
    }

    /// The major version that made the cluster; none when there is no cluster yet.
    pub(crate) fn made_by(&self) -> Result<Option<String>, ClusterError> {
        let path = self.cluster().join("PG_VERSION");
        match fs::read_to_string(&path) {
            Ok(version) => Ok(Some(version.trim().to_owned())),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(source) => Err(ClusterError::DataFolder { path, source }),
        }
    }

    /// Lets the owner of the cluster pass through the data folder, and sees that nothing above it is closed.
    pub(crate) async fn admit(&self, owner: &Owner) -> Result<(), ClusterError> {
        let Some(user) = owner.other() else { return Ok(()) };
        let Some(mut closed) = self.first_closed(owner).await? else { return Ok(()) };
        if closed == self.path && self.is_ours() {
            self.open_to(user)
                .map_err(|source| ClusterError::DataFolder { path: self.path.clone(), source })?;
            match self.first_closed(owner).await? {
                None => return Ok(()),
                Some(still) => closed = still,
            }
        }
        Err(ClusterError::Unreachable { path: self.path.clone(), closed, user: user.name.clone() })
    }

    /// The first folder on the way here that `owner` may not enter. The system is asked, as that user: mode
    /// bits alone do not tell it (access lists, mounts).
    async fn first_closed(&self, owner: &Owner) -> Result<Option<PathBuf>, ClusterError> {
        let shell = Path::new("/bin/sh");
        let mut command = program::command(shell, owner);
        command.args(["-c", r#"for folder; do cd -P "$folder" 2>/dev/null || exit 9; echo; done"#, "sh"]);
        let mut way: Vec<&Path> = self.path.ancestors().collect();
        way.reverse();
        let output = command
            .args(&way)
            .output()
            .await
            .map_err(|source| ClusterError::Program { program: shell.to_path_buf(), source })?;
        // One empty line for each folder that could be entered.
        Ok(way.get(output.stdout.len()).map(|closed| closed.to_path_buf()))
    }

    /// Whether the folder is ours to open: root's, and with nothing in it that we have not put there.
    fn is_ours(&self) -> bool {
        let known = [CLUSTER, NEW_CLUSTER, LOG, FORMER_LOG, LOCK, SOCKET];
        let is_known = |name: &[u8]| known.iter().any(|known| known.as_bytes() == name);
        fs::metadata(&self.path).is_ok_and(|metadata| metadata.uid() == 0)
            && fs::read_dir(&self.path).is_ok_and(|entries| {
                entries.filter_map(Result::ok).all(|entry| is_known(entry.file_name().as_bytes()))
            })
    }

    /// Lets the user's group pass through, but not look around.
    fn open_to(&self, user: &OtherUser) -> io::Result<()> {
        std::os::unix::fs::lchown(&self.path, None, Some(user.gid))?;
        let mode = fs::metadata(&self.path)?.mode() | 0o010;
        fs::set_permissions(&self.path, Permissions::from_mode(mode & 0o7777))
    }
}
