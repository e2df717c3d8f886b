//! What the cluster is doing while its starter waits.

use std::fmt;
use std::path::PathBuf;

/// One step on the way to a running cluster, for a line of progress.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Step {
    /// The programs that will be used.
    Found {
        /// Their major version.
        version: u32,
        /// The folder they lie in.
        programs: PathBuf,
    },
    /// The folder is new: a cluster is made in it.
    Creating {
        /// The data folder.
        folder: PathBuf,
    },
    /// A Postgres that an earlier run left behind has to end first.
    WaitingForFormer {
        /// Its process id.
        pid: u32,
    },
    /// Postgres is being started.
    Starting,
    /// Postgres was not stopped cleanly last time and repairs itself.
    Recovering,
    /// Something of the former run lingered; the start is tried again.
    Retrying {
        /// What Postgres said.
        line: String,
    },
    /// Postgres answers.
    Ready,
}

impl fmt::Display for Step {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Found { version, programs } => {
                write!(f, "found Postgres {version} in {}", programs.display())
            }
            Self::Creating { folder } => write!(f, "making a new database in {}", folder.display()),
            Self::WaitingForFormer { pid } => {
                write!(f, "waiting for the Postgres of an earlier run to end (pid {pid})")
            }
            Self::Starting => f.write_str("starting Postgres"),
            Self::Recovering => f.write_str("Postgres recovers from its last, unclean end"),
            Self::Retrying { line } => write!(f, "trying again, Postgres said: {line}"),
            Self::Ready => f.write_str("Postgres is ready"),
        }
    }
}
