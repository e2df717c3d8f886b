//! Where the socket lies: in a folder of its own that only the owner of the cluster may enter.
//!
//! Postgres asks nobody for a password on it, so the folder is the whole protection. The path of a unix
//! socket may have 107 bytes (103 on macOS), while a data folder may lie as deep as it likes: then the socket
//! goes to a short folder elsewhere, where others may write too and nothing is taken on trust.

use std::env;
use std::fs::{self, DirBuilder, File, OpenOptions, Permissions};
use std::hash::{DefaultHasher, Hash, Hasher};
use std::io;
use std::os::unix::fs::{DirBuilderExt, MetadataExt, OpenOptionsExt, PermissionsExt, fchown};
use std::path::{Path, PathBuf};

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use rustix::fs::OFlags;

use crate::folder::Folder;
use crate::owner::Owner;
use crate::{ClusterError, NAME};

/// The number in the socket's name; there is no TCP port.
pub(crate) const PORT: &str = "5432";
const FILE: &str = ".s.PGSQL.5432";
const LONGEST_PATH: usize = 103;

/// The folder of the socket. It is valid UTF-8, so that any URL can hold it.
#[derive(Debug, Clone)]
pub(crate) struct Socket {
    folder: PathBuf,
    is_in_data_folder: bool,
}

impl Socket {
    /// Makes the folder, or takes over the one of an earlier run.
    pub(crate) fn prepare(data: &Folder, owner: &Owner) -> Result<Self, ClusterError> {
        let near = Self { folder: data.socket(), is_in_data_folder: true };
        let socket =
            if near.fits() { near } else { Self { folder: far(data, owner), is_in_data_folder: false } };
        let failed = |reason: String| ClusterError::Socket { path: socket.folder.clone(), reason };
        if !socket.fits() {
            return Err(failed("its path is too long".to_owned()));
        }
        // In the data folder only we can have made it, perhaps for another owner.
        if socket.is_in_data_folder {
            match fs::remove_dir_all(&socket.folder) {
                Err(error) if error.kind() != io::ErrorKind::NotFound => {
                    return Err(failed(error.to_string()));
                }
                _ => {}
            }
        }
        make_private(&socket.folder, owner).map_err(|error| failed(error.to_string()))?;
        // Nobody listens here now: we hold the data folder, and no Postgres runs in it. A lock file that
        // names a dead and reused process id would stop the start.
        for file in [FILE.to_owned(), format!("{FILE}.lock")] {
            match fs::remove_file(socket.folder.join(file)) {
                Err(error) if error.kind() != io::ErrorKind::NotFound => {
                    return Err(failed(error.to_string()));
                }
                _ => {}
            }
        }
        Ok(socket)
    }

    pub(crate) fn folder(&self) -> &Path {
        &self.folder
    }

    pub(crate) fn file(&self) -> PathBuf {
        self.folder.join(FILE)
    }

    /// The folder as the `unix_socket_directories` setting wants it: a list, in which quotes protect a comma.
    pub(crate) fn setting(&self) -> String {
        format!("\"{}\"", self.folder.to_string_lossy().replace('"', "\"\""))
    }

    /// The connection URL of the cluster's database.
    pub(crate) fn url(&self) -> String {
        let host = percent_encoded(&self.folder.to_string_lossy());
        format!("postgres:///{NAME}?host={host}&user={NAME}&sslmode=disable")
    }

    /// Tidies up a folder that lies outside the data folder, once Postgres has ended.
    pub(crate) fn remove(&self) {
        if !self.is_in_data_folder {
            // It may be gone already, and an empty folder left behind does no harm.
            let _ = fs::remove_dir(&self.folder);
        }
    }

    fn fits(&self) -> bool {
        self.folder.to_str().is_some() && self.file().as_os_str().len() <= LONGEST_PATH
    }
}

/// A short folder elsewhere, always the same for one data folder.
fn far(data: &Folder, owner: &Owner) -> PathBuf {
    let mut hasher = DefaultHasher::new();
    data.path().hash(&mut hasher);
    let name = format!("{NAME}-{}-{:016x}", owner.uid(), hasher.finish());
    // The runtime folder of root's session is closed to the user that root becomes.
    let runtime = env::var_os("XDG_RUNTIME_DIR").filter(|_| owner.other().is_none()).map(PathBuf::from);
    let usable = runtime.filter(|folder| folder.is_absolute() && folder.is_dir());
    let near_root = |base: PathBuf| base.join(&name);
    usable
        .map(near_root)
        .filter(|folder| folder.join(FILE).as_os_str().len() <= LONGEST_PATH)
        .unwrap_or_else(|| PathBuf::from("/tmp").join(&name))
}

/// Sees that `folder` is a real folder of the owner's, closed to all others. Everything is asked of and done
/// to the opened folder, so that nobody can swap it for a link in between.
fn make_private(folder: &Path, owner: &Owner) -> io::Result<()> {
    match DirBuilder::new().mode(0o700).create(folder) {
        Err(error) if error.kind() != io::ErrorKind::AlreadyExists => return Err(error),
        _ => {}
    }
    let flags = (OFlags::DIRECTORY | OFlags::NOFOLLOW).bits().cast_signed();
    let opened: File = OpenOptions::new().read(true).custom_flags(flags).open(folder)?;
    let found = opened.metadata()?.uid();
    if found != owner.uid() && found != rustix::process::geteuid().as_raw() {
        return Err(io::Error::other(format!("it belongs to another user (uid {found})")));
    }
    if let Some(user) = owner.other() {
        fchown(&opened, Some(user.uid), Some(user.gid))?;
    }
    opened.set_permissions(Permissions::from_mode(0o700))
}

/// Everything but the characters that RFC 3986 reserves for nothing.
const RESERVED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

fn percent_encoded(text: &str) -> String {
    utf8_percent_encode(text, RESERVED).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_url_holds_any_path() {
        let socket = Socket { folder: PathBuf::from("/srv/日志 a&b,c/socket"), is_in_data_folder: true };
        assert_eq!(
            socket.url(),
            "postgres:///why403?host=%2Fsrv%2F%E6%97%A5%E5%BF%97%20a%26b%2Cc%2Fsocket&user=why403&sslmode=disable"
        );
    }

    #[test]
    fn a_quote_in_the_path_does_not_end_the_setting() {
        let socket = Socket { folder: PathBuf::from("/srv/a\"b, c"), is_in_data_folder: true };
        assert_eq!(socket.setting(), "\"/srv/a\"\"b, c\"");
    }
}
