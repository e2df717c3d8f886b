//! Whether the database answers: it is asked again and again, so that pages and machines are told at once when it does not, and
//! nobody has to wait to find out. An outage is logged once when it begins and once when it is over.

use std::{
    sync::{Arc, PoisonError, RwLock},
    time::Duration,
};

use engine::time::Instant;
use sqlx::{Connection as _, PgConnection, PgPool};

use crate::{
    clock::SharedClock,
    storage::{self, StorageError, failed},
    telemetry,
};

/// How long between two questions.
const PAUSE: Duration = Duration::from_secs(1);
/// How long an answer may take.
const ANSWER_WITHIN: Duration = Duration::from_secs(5);

/// Since when the database is away, as far as we know.
#[derive(Debug, Clone, Default)]
pub struct Reach(Arc<RwLock<Option<Instant>>>);

impl Reach {
    /// Since when it is away; `None`: it answers.
    pub fn away_since(&self) -> Option<Instant> {
        *self.0.read().unwrap_or_else(PoisonError::into_inner)
    }

    /// Says since when it is away.
    pub fn set(&self, away_since: Option<Instant>) {
        *self.0.write().unwrap_or_else(PoisonError::into_inner) = away_since;
    }
}

/// Asks the database until this is dropped. By a connection of its own: that all others are in use is no outage.
pub async fn watch(reach: Reach, pool: PgPool, clock: SharedClock) {
    let mut connection: Option<PgConnection> = None;
    loop {
        match ask(connection.take(), &pool).await {
            Ok(answering) => {
                connection = Some(answering);
                if let Some(since) = reach.away_since() {
                    tracing::info!(since = %since, "the database is back");
                    reach.set(None);
                }
            }
            Err(error) => {
                if reach.away_since().is_none() {
                    tracing::error!(
                        error = telemetry::chain(&error),
                        "the database is away: all that needs it waits"
                    );
                    reach.set(Some(clock.now()));
                }
            }
        }
        tokio::time::sleep(PAUSE).await;
    }
}

/// Asks by this connection, else by a new one: that one connection was cut is no outage.
async fn ask(connection: Option<PgConnection>, pool: &PgPool) -> Result<PgConnection, StorageError> {
    if let Some(mut connection) = connection
        && in_time(storage::ping(&mut connection)).await.is_ok()
    {
        return Ok(connection);
    }
    let options = pool.connect_options();
    let connecting =
        async { PgConnection::connect_with(&options).await.map_err(failed("connect to the database")) };
    let mut connection = in_time(connecting).await?;
    in_time(storage::ping(&mut connection)).await?;
    Ok(connection)
}

async fn in_time<T>(asking: impl Future<Output = Result<T, StorageError>>) -> Result<T, StorageError> {
    match tokio::time::timeout(ANSWER_WITHIN, asking).await {
        Ok(answered) => answered,
        Err(_) => Err(failed("reach the database")(sqlx::Error::PoolTimedOut)),
    }
}
