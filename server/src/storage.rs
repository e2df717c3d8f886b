//! All SQL of the product.
//!
//! Functions take a `&mut PgConnection`, so a caller can join them in one transaction; what they give and take are the
//! engine's and the pages' types, never rows.
//!
//! | file | what is there |
//! |---|---|
//! | [`pack`] | the lines of a request ↔ bytes |
//! | [`codec`] | those bytes ↔ what is stored: zstd with a dictionary |
//! | [`dictionaries`] | the dictionaries of zstd |
//! | [`cache`] | what the authorizers' caches are made of |
//! | [`copy`] | rows in Postgres' binary COPY format |
//! | [`reference`](mod@reference) | what the URL of a request is made of, and by what it is found |
//! | [`requests`] | requests out of the database, whole |
//! | [`rows`] | requests into the database |
//! | [`counts`] | how many calls ended how in each minute |
//! | [`batches`] | what people did about several incidents at once |
//! | [`incidents`] | calls that ended for one reason at one place, and what people made of them |
//! | [`days`] | the partitions of requests |
//! | [`homes`] | where authorizers belong |
//! | [`stage_facts`] | what the calls of a stage tell of it |
//! | [`turns`] | whose turn it is to write |
//! | [`jobs`] | work for later |
//! | [`filters`] | what a list of requests is narrowed to |
//! | [`facets`] | how many match, and how they spread |
//! | [`listing`] | requests as lists show them, a page at a time |
//! | [`asking`] | questions that end when nobody waits for the answer any more, or take too long |
//! | [`search`](mod@search) | text in the lines of all requests |
//! | [`fingerprints`] | the key with which secrets are fingerprinted |
//! | [`imports`] | what was brought in |
//! | [`strays`] | lines that belong to no request |
//! | [`sources`](mod@sources) | where events come from, and how each source is |
//! | [`pulls`] | stretches of a log group's time that are read: who works on one, and how far it is |
//! | [`push`] | sources that send to us |
//! | [`evidence`] | what the calls of each stage showed |
//! | [`shares`] | links to incidents |
//! | [`snapshots`] | the configurations of APIs over time |
//! | [`team`] | teammates, their roles, invitations |
//! | [`trends`] | how calls ended over time |
//! | [`workspace`] | the settings of all |
//! | [`users`] | users, sessions, set-up links |

use std::borrow::Cow;

use engine::time::Instant;
use sqlx::migrate::Migrator;
use time::OffsetDateTime;

pub mod asking;
pub mod batches;
pub mod cache;
pub mod codec;
pub mod copy;
pub mod counts;
pub mod days;
pub mod dictionaries;
pub mod evidence;
pub mod facets;
pub mod filters;
pub mod fingerprints;
pub mod homes;
pub mod imports;
pub mod incidents;
pub mod jobs;
pub mod listing;
pub mod pack;
pub mod pulls;
pub mod push;
pub mod reference;
pub mod requests;
pub mod rows;
pub mod search;
pub mod shares;
pub mod snapshots;
pub mod sources;
pub mod stage_facts;
pub mod strays;
pub mod team;
pub mod trends;
pub mod turns;
pub mod users;
pub mod workspace;

/// The migrations, built in.
pub static MIGRATOR: Migrator = sqlx::migrate!("../migrations");

/// Why the storage could not do what it was asked for.
#[derive(Debug, thiserror::Error)]
pub enum StorageError {
    /// The database refused, or did not answer.
    #[error("failed to {action}")]
    Query {
        /// What was to be done.
        action: &'static str,
        /// What the database said.
        #[source]
        source: sqlx::Error,
    },
    /// What is stored cannot be read.
    #[error("failed to read what is stored of request `{reference}`")]
    Unreadable {
        /// Which request.
        reference: String,
        /// What is wrong with it.
        #[source]
        source: codec::CodecError,
    },
    /// Another server works on a pull by now, or somebody stopped it.
    #[error("somebody else reads this log group by now")]
    NotHeld,
    /// The connection broke while something was committed, and that has not ended yet.
    #[error("what was stored last is still being stored")]
    Unsettled,
    /// A request could not be made into a row.
    #[error("failed to pack a request")]
    Pack(#[source] codec::CodecError),
}

impl StorageError {
    /// Whether the database was away, or went away meanwhile, so that the same may go well later.
    pub fn is_away(&self) -> bool {
        match self {
            Self::Query { source, .. } => is_away(source),
            Self::Unsettled => true,
            _ => false,
        }
    }

    /// Whether there was no connection to be had as long as the pool waits for one.
    pub fn is_no_connection(&self) -> bool {
        matches!(self, Self::Query { source: sqlx::Error::PoolTimedOut, .. })
    }

    /// Whether the database gave up because it took too long, as it was told to.
    pub fn is_too_slow(&self) -> bool {
        matches!(self, Self::Query { source, .. } if is_too_slow(source))
    }

    /// Whether the database has no space left.
    pub fn is_full(&self) -> bool {
        matches!(self, Self::Query { source, .. } if code(source).as_deref() == Some("53100"))
    }
}

/// Whether a statement was cancelled, by its time limit or by [`asking`].
pub fn is_too_slow(error: &sqlx::Error) -> bool {
    code(error).as_deref() == Some("57014")
}

fn code(error: &sqlx::Error) -> Option<Cow<'_, str>> {
    error.as_database_error().and_then(sqlx::error::DatabaseError::code)
}

/// Whether this tells that the database is away: it broke off, does not answer, shuts down, starts up, has no connection left, or
/// is the follower that has not taken the lead yet.
pub fn is_away(error: &sqlx::Error) -> bool {
    match error {
        sqlx::Error::Io(_) | sqlx::Error::PoolTimedOut | sqlx::Error::WorkerCrashed => true,
        error => code(error).is_some_and(|code| {
            code.starts_with("08") || matches!(&*code, "57P01" | "57P02" | "57P03" | "53300" | "25006")
        }),
    }
}

/// Gives a database error its meaning.
pub(crate) fn failed(action: &'static str) -> impl FnOnce(sqlx::Error) -> StorageError {
    move |source| StorageError::Query { action, source }
}

/// A moment as the database takes it.
pub(crate) fn to_sql(moment: Instant) -> OffsetDateTime {
    OffsetDateTime::from_unix_timestamp_nanos(i128::from(moment.millis()) * 1_000_000)
        .unwrap_or(OffsetDateTime::UNIX_EPOCH)
}

/// A moment as the database gives it.
pub(crate) fn from_sql(moment: OffsetDateTime) -> Option<Instant> {
    Instant::from_millis(i64::try_from(moment.unix_timestamp_nanos().div_euclid(1_000_000)).ok()?)
}

/// The size of the whole database, in bytes.
pub async fn size(connection: &mut sqlx::PgConnection) -> Result<i64, StorageError> {
    sqlx::query_scalar!(r#"SELECT pg_database_size(current_database()) AS "n!""#)
        .fetch_one(connection)
        .await
        .map_err(failed("measure the database"))
}

/// Whether the database answers.
pub async fn ping(connection: &mut sqlx::PgConnection) -> Result<(), StorageError> {
    sqlx::query!("SELECT 1 AS one").fetch_one(connection).await.map_err(failed("reach the database"))?;
    Ok(())
}
