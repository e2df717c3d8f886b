//! One data folder serves one program at a time.
//!
//! The lock is the operating system's, on an open file: it ends with the program, however that ends. The
//! process id written into the file is only for the message to a second program.

use std::fs::{self, File, OpenOptions, TryLockError};
use std::io::{self, Write};
use std::os::unix::fs::OpenOptionsExt;

use crate::ClusterError;
use crate::folder::Folder;

/// The data folder is held as long as this lives.
#[derive(Debug)]
pub(crate) struct Lock {
    _file: File,
}

impl Lock {
    pub(crate) fn take(folder: &Folder) -> Result<Self, ClusterError> {
        let path = folder.lock();
        let failed =
            |source: io::Error| ClusterError::DataFolder { path: folder.path().to_path_buf(), source };
        let mut file = OpenOptions::new()
            .write(true)
            .create(true)
            .truncate(false)
            .mode(0o600)
            .open(&path)
            .map_err(failed)?;
        match file.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => {
                let pid = fs::read_to_string(&path).ok().and_then(|text| text.trim().parse().ok());
                return Err(ClusterError::InUse { path: folder.path().to_path_buf(), pid });
            }
            Err(TryLockError::Error(error)) => return Err(failed(error)),
        }
        file.set_len(0).map_err(failed)?;
        writeln!(file, "{}", std::process::id()).map_err(failed)?;
        Ok(Self { _file: file })
    }
}
