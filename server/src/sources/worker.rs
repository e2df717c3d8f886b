//! One pull: it is followed until it is over or something goes wrong, which is noted; then it is given back.

use std::{sync::Arc, time::Duration};

use aws::{AwsError, Clients};
use sqlx::PgPool;
use tokio::sync::{Semaphore, watch};

use super::{
    ANSWER_WITHIN,
    back_off::{MOST, back_off},
    configurations, log_group,
};
use crate::{
    auth,
    clock::SharedClock,
    ingest::{IngestError, delivery::Ingest},
    storage::{
        StorageError, failed,
        pulls::{self, LeasedPull, Worker},
        sources::{self, Reads},
    },
    telemetry,
};

/// As many pulls ask and store at once. Each may need two connections of the database.
const TURNS: usize = 3;

/// What pulls are worked on with.
pub struct Tools {
    /// The database.
    pub pool: PgPool,
    /// The way into it.
    pub ingest: Ingest,
    /// Who asks AWS.
    pub clients: Clients,
    /// What time it is.
    pub clock: SharedClock,
    /// How many pulls may ask and store at once.
    pub turns: Semaphore,
    /// After at most this long it is looked whether a pull that rests was paused or cancelled.
    pub nap: Duration,
    /// The longest wait after a failure.
    pub patience: Duration,
}

impl Tools {
    /// Tools over an open database, which look for AWS credentials where AWS's own tools do.
    pub fn new(pool: PgPool, ingest: Ingest, clock: SharedClock) -> Arc<Self> {
        Arc::new(Self {
            pool,
            ingest,
            clients: Clients::new(ANSWER_WITHIN),
            clock,
            turns: Semaphore::new(TURNS),
            nap: Duration::from_secs(2),
            patience: MOST,
        })
    }
}

/// Why a pull does not go on for now.
#[derive(Debug, thiserror::Error)]
pub(super) enum Failure {
    #[error(transparent)]
    Aws(#[from] AwsError),
    #[error("AWS gives the same page again and again: the stretch of time is read anew")]
    Stuck,
    #[error("AWS described an API in a way that could not be read: `why403 snapshot` prints what it said")]
    Unread,
    #[error("what was read could not be stored: look at the server's log")]
    Ingest(#[from] IngestError),
    #[error("the database does not answer as it should: look at the server's log")]
    Storage(#[from] StorageError),
}

impl Failure {
    fn is_away(&self) -> bool {
        match self {
            Self::Ingest(why) => why.is_away(),
            Self::Storage(why) => why.is_away(),
            Self::Aws(_) | Self::Stuck | Self::Unread => false,
        }
    }
}

/// How work on a pull ends, as long as nothing goes wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum End {
    /// It is given back, to be taken again after so long.
    Rest(Duration),
    /// It is finished, stopped, or another's by now.
    Over,
}

/// Works on a pull until it is over, something goes wrong, or we are told to stop; then gives it back.
pub async fn follow(tools: Arc<Tools>, worker: Worker, pull: LeasedPull, mut stop: watch::Receiver<bool>) {
    let work = Work { tools: &tools, worker, pull: &pull };
    let read = match &pull.reads {
        Reads::LogGroup(group) => log_group::read(&work, group, &mut stop).await,
        Reads::Configurations(apis) => configurations::take(&work, apis, &mut stop).await,
    };
    let rest = match read {
        Ok(End::Rest(rest)) => rest,
        Ok(End::Over) => Duration::ZERO,
        Err(
            Failure::Storage(StorageError::NotHeld)
            | Failure::Ingest(IngestError::Storage(StorageError::NotHeld)),
        ) => {
            tracing::debug!(pull.id = pull.pull_id, "somebody else reads this source by now");
            return;
        }
        // Nothing can be noted, and nobody holds it any longer than its lease: who is there when the database is back goes on.
        Err(failure) if failure.is_away() => {
            tracing::debug!(pull.id = pull.pull_id, "a source waits for the database");
            return;
        }
        Err(failure) => {
            let rest = work.failed(&failure).await;
            tracing::warn!(
                source.id = pull.source_id,
                pull.id = pull.pull_id,
                rest_ms = u64::try_from(rest.as_millis()).unwrap_or(u64::MAX),
                error = telemetry::chain(&failure),
                "a source could not be read"
            );
            rest
        }
    };
    if let Err(error) = work.release(rest).await {
        // Nobody renews the lease any more: somebody takes the pull when it has run out.
        tracing::warn!(
            pull.id = pull.pull_id,
            error = telemetry::chain(&error),
            "a pull could not be given back"
        );
    }
}

/// A pull, and who works on it with what.
pub(super) struct Work<'a> {
    pub(super) tools: &'a Tools,
    pub(super) worker: Worker,
    pub(super) pull: &'a LeasedPull,
}

impl Work<'_> {
    /// Whether it is still ours, and is to go on.
    pub(super) async fn is_held(&self) -> Result<bool, StorageError> {
        pulls::is_held(&mut *self.connection().await?, self.worker, self.pull.pull_id).await
    }

    /// Notes what went wrong, and gives how long to wait.
    async fn failed(&self, failure: &Failure) -> Duration {
        let noted = async {
            let mut connection = self.connection().await?;
            let now = self.tools.clock.now();
            sources::note_problem(&mut connection, self.pull.source_id, &failure.to_string(), now).await
        };
        // Where that cannot be noted, the database is what is wrong, which is told when the pull is given back.
        let n_failures = noted.await.map_or(1, i32::unsigned_abs);
        let chance = auth::random::<8>().map_or(u64::MAX, u64::from_be_bytes);
        back_off(n_failures, self.tools.patience, chance)
    }

    async fn release(&self, rest: Duration) -> Result<(), StorageError> {
        pulls::release(&mut *self.connection().await?, self.worker, self.pull.pull_id, rest).await
    }

    pub(super) async fn connection(
        &self,
    ) -> Result<sqlx::pool::PoolConnection<sqlx::Postgres>, StorageError> {
        self.tools.pool.acquire().await.map_err(failed("connect to the database"))
    }
}
