//! From the bytes and events that sources bring to explained requests in the database. One way for all of them:
//!
//! | file | what it does |
//! |---|---|
//! | [`import`] | files → whole requests, portion by portion |
//! | [`parcel`] | files that are sent together: logs, and what describes their API |
//! | [`delivery`] | events that a source brings, all of them or none |
//! | [`writer`] | whole requests → judged, joined with what is stored, written in one transaction |
//! | [`judging`] | requests → verdicts → rows |
//! | [`dictionary`] | requests → the dictionary that they are packed with |
//! | [`patience`] | a database that is away while something is stored is waited for |
//! | [`merging`] | lines of a request that is stored already → one request with all of its lines |
//! | [`configuring`] | configurations of APIs → what was seen when, and which verdicts that changes |
//! | [`history`] | which configurations the calls that are judged may have met |
//! | [`homes`] | to which API and stage a request belongs whose lines do not say it |
//! | [`revising`] | stored requests that are judged again, because more came to be known |
//! | [`teaching`] | what the stored configurations tell of how lines are read |
//! | [`work`] | verdicts that are made again later, while ingest goes on |
//!
//! A portion is stored whole or not at all, and the same again changes nothing: who was interrupted begins again.

use engine::log::ReadError;

use crate::storage::StorageError;

pub mod configuring;
pub mod delivery;
pub mod dictionary;
pub mod history;
pub mod homes;
pub mod import;
pub mod judging;
pub mod merging;
pub mod parcel;
pub mod patience;
pub mod revising;
pub mod teaching;
pub mod work;
pub mod writer;

/// Why an import brought nothing.
#[derive(Debug, thiserror::Error)]
pub enum IngestError {
    /// The bytes are no log that can be read.
    #[error(transparent)]
    Read(#[from] ReadError),
    /// The bytes of one of several files are no log that can be read.
    #[error("`{name}`: {why}")]
    ReadOneOf {
        /// Its name.
        name: String,
        /// Why.
        why: ReadError,
    },
    /// All that came describes an API, and does not say which.
    #[error(
        "this describes an API and does not say which: send it together with what `aws apigateway get-rest-api` prints, or with a \
         log of that API"
    )]
    NamelessConfiguration,
    /// What describes the API came too late to read the log by it.
    #[error(
        "`{name}` describes the API and came behind a log that was read without it: send it again, with `{name}` first"
    )]
    LateConfiguration {
        /// The name of the file.
        name: String,
    },
    /// The bytes could not be had.
    #[error("the file cannot be read")]
    Source(#[source] std::io::Error),
    /// The file is longer than may be sent.
    #[error("the file is larger than {limit_mib} MiB: import it with `why403 import FILE`")]
    TooLarge {
        /// What may be sent.
        limit_mib: usize,
    },
    /// The database failed.
    #[error(transparent)]
    Storage(#[from] StorageError),
    /// The database was away for longer than it is waited for.
    #[error(
        "the database could not be reached for {} minutes: see that it runs, then send the same again; what is stored already is not \
         stored twice",
        patience::MINUTES
    )]
    Away(#[source] StorageError),
    /// The database has no space left.
    #[error(
        "the disk of the database is full: make space, then send the same again; what is stored already is not stored twice"
    )]
    Full(#[source] StorageError),
    /// It broke off in the middle.
    #[error("{why} (the {n_requests} requests before that place are stored)")]
    Partly {
        /// Why.
        why: Box<IngestError>,
        /// What was stored.
        n_requests: i64,
    },
    /// A thread that worked on it ended early.
    #[error("the import was stopped")]
    Stopped,
}

impl IngestError {
    /// Whether the database was away, or went away meanwhile, so that the same may go well later.
    pub fn is_away(&self) -> bool {
        match self {
            Self::Storage(why) => why.is_away(),
            Self::Away(_) => true,
            _ => false,
        }
    }

    /// Says of which of several files it tells.
    #[must_use]
    pub fn of(self, name: &str) -> Self {
        match self {
            Self::Read(why) => Self::ReadOneOf { name: name.to_owned(), why },
            other => other,
        }
    }
}

/// Work that would hold up others, on a thread where it may.
async fn on_thread<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> Result<T, IngestError> {
    tokio::task::spawn_blocking(work).await.map_err(|_| IngestError::Stopped)
}
