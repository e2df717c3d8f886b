//! Why the private cluster could not be had, each with what to do about it.

use std::io;
use std::path::PathBuf;

use crate::installation::OLDEST_VERSION;

/// Why the private cluster could not be started or stopped. Every message is one line for a person.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ClusterError {
    /// No folder that we know holds the server programs.
    #[error(
        "no Postgres is installed here: install it (`apt install postgresql`, or `brew install postgresql@17`), \
         or set DATABASE_URL to one that runs elsewhere"
    )]
    NotInstalled,

    /// Postgres is there, but too old for our SQL.
    #[error(
        "Postgres {found} in `{}` is too old: install version {OLDEST_VERSION} or newer, or set DATABASE_URL to one that runs \
         elsewhere",
        folder.display()
    )]
    TooOld {
        /// The major version found.
        found: u32,
        /// The folder of its programs.
        folder: PathBuf,
    },

    /// The data folder was made by a major version of Postgres that is not installed.
    #[error(
        "the data in `{}` was made by Postgres {made_by}, but here is only Postgres {installed}: install Postgres \
         {made_by}, or choose an empty folder with `--data` and import again",
        folder.display()
    )]
    OtherVersion {
        /// The folder of the cluster.
        folder: PathBuf,
        /// The major version that made it.
        made_by: String,
        /// The major versions that are installed.
        installed: String,
    },

    /// Neither an argument nor the environment says where data may lie.
    #[error("there is no home folder to keep data in: choose a folder with `--data` or WHY403_DATA")]
    NoHome,

    /// The data folder cannot be made, read or written.
    #[error(
        "cannot write to the data folder `{}`; choose another with `--data` or WHY403_DATA",
        path.display()
    )]
    DataFolder {
        /// What could not be written.
        path: PathBuf,
        /// What the operating system said.
        source: io::Error,
    },

    /// The user that runs Postgres may not enter the data folder.
    #[error(
        "the data folder `{}` cannot be reached by the user `{user}`, who runs Postgres since root may not: `{}` is closed \
         to others; choose a folder such as `/var/lib/why403` with `--data` or WHY403_DATA",
        path.display(), closed.display()
    )]
    Unreachable {
        /// The data folder.
        path: PathBuf,
        /// The first folder on the way that is closed.
        closed: PathBuf,
        /// The operating system user that runs Postgres.
        user: String,
    },

    /// The cluster belongs to another operating system user.
    #[error(
        "the cluster in `{}` belongs to another user (uid {owner}): start why403 as that user or as root, or choose \
         another folder with `--data`",
        path.display()
    )]
    OtherOwner {
        /// The folder of the cluster.
        path: PathBuf,
        /// Who owns it.
        owner: u32,
    },

    /// Another program holds the data folder.
    #[error(
        "the data folder `{}` is in use by another why403{}: stop that one first, or choose another folder with `--data`",
        path.display(), pid.map(|pid| format!(" (pid {pid})")).unwrap_or_default()
    )]
    InUse {
        /// The data folder.
        path: PathBuf,
        /// Who holds it, when that could be read.
        pid: Option<u32>,
    },

    /// A Postgres of an earlier run does not end.
    #[error(
        "the Postgres of an earlier run (pid {pid}) still holds `{}` and does not end: stop it with `kill -INT {pid}` and \
         try again",
        path.display()
    )]
    FormerStillRuns {
        /// The folder of the cluster.
        path: PathBuf,
        /// The process id of that Postgres.
        pid: u32,
    },

    /// There is no safe folder for the socket.
    #[error(
        "cannot make a private folder for the socket at `{}`: {reason}; choose a data folder with a shorter path with \
         `--data`",
        path.display()
    )]
    Socket {
        /// The folder that was tried.
        path: PathBuf,
        /// What stood in the way.
        reason: String,
    },

    /// When started by root, Postgres must run as someone else, and nobody is there.
    #[error(
        "root may not run Postgres, and there is neither a user `postgres` nor a user `nobody`: start why403 as another user"
    )]
    NoDatabaseUser,

    /// A program of Postgres could not be started at all.
    #[error("cannot run `{}`; reinstall Postgres, or set DATABASE_URL", program.display())]
    Program {
        /// The program.
        program: PathBuf,
        /// What the operating system said.
        source: io::Error,
    },

    /// A new cluster could not be made.
    #[error("Postgres could not make a new cluster: {line}; see that there is room in `{}`, and try again", path.display())]
    Init {
        /// The data folder.
        path: PathBuf,
        /// The line of `initdb` that tells most.
        line: String,
    },

    /// Postgres started and ended again, or never answered.
    #[error("Postgres did not start: {line}; its log is `{}`", log.display())]
    DidNotStart {
        /// The line of its log that tells most.
        line: String,
        /// Where the rest of the log is.
        log: PathBuf,
    },

    /// Postgres ended while it was needed.
    #[error("Postgres ended while it was in use: {line}; start why403 again, the log is `{}`", log.display())]
    Ended {
        /// The line of its log that tells most.
        line: String,
        /// Where the rest of the log is.
        log: PathBuf,
    },

    /// Postgres did not end when told to.
    #[error("Postgres was told to stop and has not ended yet: it will end by itself, its log is `{}`", log.display())]
    DidNotStop {
        /// Where its log is.
        log: PathBuf,
    },
}
