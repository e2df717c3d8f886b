//! Opens the database: the one of `DATABASE_URL`, else the private cluster; checks its version and migrates it.

use std::{
    fmt,
    path::{Path, PathBuf},
    time::Duration,
};

use cluster::{Cluster, ClusterError, Step};
use engine::{log::Intake, redact::Redactor};
use sqlx::{
    Connection as _, PgConnection, PgPool,
    migrate::MigrateError,
    postgres::{PgConnectOptions, PgPoolOptions},
};

use crate::{
    auth::{self, AuthError},
    config::DatabaseSettings,
    storage::{MIGRATOR, StorageError, codec::Codec, failed, fingerprints},
    telemetry,
};

/// How long a server that does not answer is waited for: it may be starting beside us.
pub const PATIENCE: Duration = Duration::from_secs(10);
/// How long between two tries.
const PAUSE: Duration = Duration::from_millis(500);
/// The longest time between two tries to start the private database again.
const LONGEST_PAUSE: Duration = Duration::from_secs(30);
/// What the SQL is written for.
const OLDEST_VERSION: i32 = 150_000;

/// Why there is no database.
#[derive(Debug, thiserror::Error)]
pub enum DatabaseError {
    /// The private cluster did not start.
    #[error(transparent)]
    Cluster(#[from] ClusterError),
    /// The private cluster gave an address that cannot be read.
    #[error("the private database gave an address that cannot be read")]
    Address(#[source] sqlx::Error),
    /// Nobody answers.
    #[error(
        "the database of DATABASE_URL did not answer within {} s ({last}): check that it runs and that host and port are right, \
         or unset DATABASE_URL to use the private database",
        PATIENCE.as_secs()
    )]
    NoAnswer {
        /// What the last try said.
        last: String,
    },
    /// Somebody answers, and refuses.
    #[error("the database of DATABASE_URL refused the connection: {0}")]
    Refused(String),
    /// Too old.
    #[error("the database is Postgres {0}; why403 needs 15 or later")]
    TooOld(String),
    /// Of a later why403.
    #[error(
        "the database was used by a later version of why403 (it has the migration {0}): use that version, or another database"
    )]
    Newer(i64),
    /// The tables could not be made.
    #[error("failed to bring the tables up to date")]
    Migrate(#[source] MigrateError),
    /// A query failed.
    #[error(transparent)]
    Storage(#[from] StorageError),
    /// The system gave no random bytes for the fingerprint key.
    #[error(transparent)]
    Random(#[from] AuthError),
}

/// What is being waited for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Progress {
    /// The private cluster.
    Cluster(Step),
    /// A server that does not answer yet.
    Server(String),
}

impl Progress {
    /// Whether it may take longer than a person expects.
    pub fn takes_time(&self) -> bool {
        !matches!(self, Self::Cluster(Step::Found { .. } | Step::Starting | Step::Ready))
    }
}

impl fmt::Display for Progress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Cluster(step) => step.fmt(f),
            Self::Server(last) => write!(f, "waiting for the database: {last}"),
        }
    }
}

/// An open database.
pub struct Database {
    /// Its connections.
    pub pool: PgPool,
    /// Its dictionaries.
    pub codec: Codec,
    /// How messages are taken in: with the database's fingerprints.
    pub intake: Intake,
    private: Option<Private>,
}

/// The private cluster.
struct Private {
    data: PathBuf,
    /// `None` while it is started again.
    cluster: Option<Cluster>,
}

impl Database {
    /// Opens it; `report` is told what is being waited for.
    pub async fn open(
        settings: &DatabaseSettings,
        mut report: impl FnMut(Progress),
    ) -> Result<Self, DatabaseError> {
        let (options, private) = match settings {
            DatabaseSettings::Server(options) => {
                wait_for(options, &mut report).await?;
                ((**options).clone(), None)
            }
            DatabaseSettings::Private(data) => {
                let default;
                let data: &Path = if let Some(data) = data {
                    data
                } else {
                    default = cluster::default_data_folder()?;
                    &default
                };
                let cluster = Cluster::start(data, |step| report(Progress::Cluster(step))).await?;
                let options = cluster.url().parse::<PgConnectOptions>().map_err(DatabaseError::Address)?;
                (options, Some(Private { data: data.to_path_buf(), cluster: Some(cluster) }))
            }
        };
        match open_pool(options).await {
            Ok((pool, codec, intake)) => Ok(Self { pool, codec, intake, private }),
            Err(error) => {
                if let Some(cluster) = private.and_then(|private| private.cluster) {
                    // What went wrong first is what has to be told.
                    let _ = cluster.stop().await;
                }
                Err(error)
            }
        }
    }

    /// Starts the private cluster again whenever it ends by itself, until this is dropped. Never ends.
    pub async fn keep(&mut self) {
        let Some(Private { data, cluster }) = &mut self.private else { return std::future::pending().await };
        loop {
            if let Some(running) = cluster {
                let ended = running.ended().await;
                tracing::warn!(error = telemetry::chain(&ended), "the private database is started again");
                *cluster = None;
            }
            let mut wait = PAUSE;
            let mut last = String::new();
            let started = loop {
                let why = match Cluster::start(data, |_| {}).await {
                    Ok(started) => break started,
                    Err(error) => telemetry::chain(&error),
                };
                if why != last {
                    tracing::error!(error = why, "the private database does not start: it is tried again");
                    last = why;
                }
                tokio::time::sleep(wait).await;
                wait = (wait * 2).min(LONGEST_PAUSE);
            };
            if let Ok(options) = started.url().parse() {
                self.pool.set_connect_options(options);
            }
            *cluster = Some(started);
        }
    }

    /// Closes the connections, and stops the private cluster.
    pub async fn close(self) -> Result<(), DatabaseError> {
        self.pool.close().await;
        if let Some(cluster) = self.private.and_then(|private| private.cluster) {
            cluster.stop().await?;
        }
        Ok(())
    }
}

async fn open_pool(options: PgConnectOptions) -> Result<(PgPool, Codec, Intake), DatabaseError> {
    let pool = PgPoolOptions::new()
        .max_connections(10)
        .acquire_timeout(PATIENCE)
        .connect_with(options)
        .await
        .map_err(failed("connect to the database"))?;
    let mut connection = pool.acquire().await.map_err(failed("connect to the database"))?;
    let version = sqlx::query!(
        r#"SELECT current_setting('server_version_num')::integer AS "number!",
                  current_setting('server_version') AS "name!""#
    )
    .fetch_one(&mut *connection)
    .await
    .map_err(failed("ask the database for its version"))?;
    if version.number < OLDEST_VERSION {
        return Err(DatabaseError::TooOld(version.name));
    }
    // sqlx holds an advisory lock meanwhile, so two programs that start together do not both migrate.
    MIGRATOR.run(&mut *connection).await.map_err(|error| match error {
        MigrateError::VersionMissing(version) => DatabaseError::Newer(version),
        error => DatabaseError::Migrate(error),
    })?;
    let codec = Codec::load(&mut connection).await?;
    let key = fingerprints::key(&mut connection, auth::random()?).await?;
    drop(connection);
    let intake = Intake { redactor: Redactor::keyed(key), ..Intake::default() };
    Ok((pool, codec, intake))
}

/// Waits until a server answers, for a while.
async fn wait_for(
    options: &PgConnectOptions,
    report: &mut impl FnMut(Progress),
) -> Result<(), DatabaseError> {
    let mut last = "no answer".to_owned();
    let tries = async {
        loop {
            match PgConnection::connect_with(options).await {
                Ok(connection) => {
                    // It was only to see whether somebody answers.
                    let _ = connection.close().await;
                    return Ok(());
                }
                // 57P03: it is starting up or shutting down.
                Err(sqlx::Error::Database(refusal)) if refusal.code().as_deref() != Some("57P03") => {
                    return Err(DatabaseError::Refused(one_line(refusal.message())));
                }
                Err(error) => {
                    let said = one_line(&error.to_string());
                    if said != last {
                        report(Progress::Server(said.clone()));
                    }
                    last = said;
                }
            }
            tokio::time::sleep(PAUSE).await;
        }
    };
    match tokio::time::timeout(PATIENCE, tries).await {
        Ok(answered) => answered,
        Err(_) => Err(DatabaseError::NoAnswer { last }),
    }
}

fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
