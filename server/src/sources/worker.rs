//! One pull: asks, delivers, and notes how far it is in the transaction that stores what was new.

use std::{sync::Arc, time::Duration};

use async_trait::async_trait;
use aws::{AwsError, Clients, LogEvent, Question};
use engine::{
    log::{Event, EventId, Export, Intake},
    time::Instant,
};
use sqlx::{Connection as _, PgConnection, PgPool};
use tokio::sync::{Semaphore, watch};

use super::{
    ANSWER_WITHIN,
    back_off::{MOST, back_off},
    cursor::{Cursor, Next, Step, Stretch, Window},
    seen::{Fingerprint, Seen},
    way,
};
use crate::{
    auth,
    clock::SharedClock,
    ingest::{
        IngestError,
        delivery::{Delivered, Delivery, Ingest, Note, Noted},
    },
    metrics::Way,
    storage::{
        StorageError, failed,
        pulls::{self, Advance, LeasedPull, Worker},
        requests::Origin,
        sources,
    },
    telemetry,
};

/// As many pulls ask and store at once. Each may need two connections of the database.
const TURNS: usize = 3;
/// Who rests longer gives its pull back.
const LONG_REST_MILLIS: i64 = 30_000;

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
enum Failure {
    #[error(transparent)]
    Aws(#[from] AwsError),
    #[error("AWS gives the same page again and again: the stretch of time is read anew")]
    Stuck,
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
            Self::Aws(_) | Self::Stuck => false,
        }
    }
}

/// How work on a pull ends, as long as nothing goes wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum End {
    /// It is given back, to be taken again after so long.
    Rest(Duration),
    /// It is finished, stopped, or another's by now.
    Over,
}

/// Works on a pull until it is over, something goes wrong, or we are told to stop; then gives it back.
pub async fn follow(tools: Arc<Tools>, worker: Worker, pull: LeasedPull, mut stop: watch::Receiver<bool>) {
    let mut reading = Reading { tools: &tools, worker, pull: &pull };
    let rest = match reading.read(&mut stop).await {
        Ok(End::Rest(rest)) => rest,
        Ok(End::Over) => Duration::ZERO,
        Err(
            Failure::Storage(StorageError::NotHeld)
            | Failure::Ingest(IngestError::Storage(StorageError::NotHeld)),
        ) => {
            tracing::debug!(pull.id = pull.pull_id, "somebody else reads this log group by now");
            return;
        }
        // Nothing can be noted, and nobody holds it any longer than its lease: who is there when the database is back goes on.
        Err(failure) if failure.is_away() => {
            tracing::debug!(pull.id = pull.pull_id, "a log group waits for the database");
            return;
        }
        Err(failure) => {
            let rest = reading.failed(&failure).await;
            tracing::warn!(
                source.id = pull.source_id,
                pull.id = pull.pull_id,
                rest_ms = u64::try_from(rest.as_millis()).unwrap_or(u64::MAX),
                error = telemetry::chain(&failure),
                "a log group could not be read"
            );
            rest
        }
    };
    if let Err(error) = reading.release(rest).await {
        // Nobody renews the lease any more: somebody takes the pull when it has run out.
        tracing::warn!(
            pull.id = pull.pull_id,
            error = telemetry::chain(&error),
            "a pull could not be given back"
        );
    }
}

struct Reading<'a> {
    tools: &'a Tools,
    worker: Worker,
    pull: &'a LeasedPull,
}

impl Reading<'_> {
    async fn read(&mut self, stop: &mut watch::Receiver<bool>) -> Result<End, Failure> {
        let source = self.tools.clients.log_source(&way(&self.pull.log_group)).await;
        let mut cursor = self.resume().await?;
        loop {
            if *stop.borrow() {
                return Ok(End::Rest(Duration::ZERO));
            }
            if !self.is_held().await? {
                return Ok(End::Over);
            }
            let now = self.tools.clock.now();
            match cursor.next(now) {
                Next::Rest(until) if until.since(now) > LONG_REST_MILLIS => {
                    return Ok(End::Rest(millis(until.since(now))));
                }
                Next::Rest(until) => {
                    tokio::select! {
                        () = tokio::time::sleep(millis(until.since(now)).min(self.tools.nap)) => {}
                        _ = stop.wait_for(|is_told| *is_told) => {}
                    }
                }
                Next::Ask(window) => {
                    let turn = tokio::select! {
                        turn = self.tools.turns.acquire() => turn,
                        _ = stop.wait_for(|is_told| *is_told) => continue,
                    };
                    let question = self.question(&window);
                    let page = tokio::select! {
                        page = source.filter_log_events(&question) => page,
                        _ = stop.wait_for(|is_told| *is_told) => continue,
                    };
                    let page = match page {
                        Err(AwsError::ExpiredToken) => {
                            self.note_restart(&mut cursor).await?;
                            return Err(AwsError::ExpiredToken.into());
                        }
                        page => page?,
                    };
                    let step = cursor.take(&window, page);
                    let (is_finished, is_stuck) = (step.is_finished, step.is_stuck);
                    let step = self.store(step, &window).await?;
                    cursor.keep(step);
                    drop(turn);
                    if is_stuck {
                        return Err(Failure::Stuck);
                    }
                    if is_finished {
                        return Ok(End::Over);
                    }
                }
            }
        }
    }

    fn question(&self, window: &Window) -> Question {
        Question {
            log_group: self.pull.log_group.name.clone(),
            from_millis: window.from.millis(),
            until_millis: window.until.millis(),
            token: window.token.clone(),
        }
    }

    async fn resume(&self) -> Result<Cursor, StorageError> {
        let seen = pulls::seen(&mut *self.connection().await?, self.pull.pull_id).await?;
        let stretch = Stretch { from: self.pull.from, until: self.pull.until };
        Ok(Cursor::resume(stretch, self.pull.read_until, &self.pull.checkpoint, Seen::of(&seen)))
    }

    /// Stores what a page brought, and how far the pull is, or nothing.
    async fn store(&self, mut step: Step, window: &Window) -> Result<Step, Failure> {
        let events = std::mem::take(&mut step.new);
        let note = Progress {
            worker: self.worker,
            pull: self.pull,
            advance: Advance {
                read_until: step.read_until().unwrap_or(window.from),
                checkpoint: step.checkpoint(),
                n_events: i64::try_from(events.len()).unwrap_or(i64::MAX),
                is_finished: step.is_finished,
            },
            fingerprints: Fingerprint::to_bytes(&step.fingerprints),
            newest: step.newest,
            sure_until: step.sure_until,
            now: self.tools.clock.now(),
        };
        let n_new_requests = if events.is_empty() {
            let mut connection = self.connection().await?;
            let mut transaction =
                connection.begin().await.map_err(failed("note how far a log group is read"))?;
            note.note(&mut transaction).await?;
            transaction.commit().await.map_err(failed("note how far a log group is read"))?;
            0
        } else {
            self.deliver(events, &note).await?.n_new_requests
        };
        // Behind the transaction: who pauses a source does not wait for what is being stored.
        let n_new_requests = i64::try_from(n_new_requests).unwrap_or(i64::MAX);
        let (source_id, now) = (self.pull.source_id, self.tools.clock.now());
        let mut connection = self.connection().await?;
        sources::note_answer(&mut connection, source_id, n_new_requests, step.newest, now).await?;
        Ok(step)
    }

    async fn deliver(&self, events: Vec<LogEvent>, note: &Progress<'_>) -> Result<Delivered, IngestError> {
        let intake = self.tools.ingest.intake().await?;
        let log_group = self.pull.log_group.name.clone();
        let export = tokio::task::spawn_blocking(move || export(&intake, log_group, events))
            .await
            .map_err(|_| IngestError::Stopped)?;
        let origin = Origin { source_id: Some(self.pull.source_id), ..Origin::default() };
        let delivery = Delivery { exports: vec![export], origin, way: Way::Pull };
        self.tools.ingest.deliver(delivery, note).await
    }

    async fn note_restart(&self, cursor: &mut Cursor) -> Result<(), StorageError> {
        let advance = Advance {
            read_until: cursor.read_until(),
            checkpoint: cursor.restart(),
            n_events: 0,
            is_finished: false,
        };
        let now = self.tools.clock.now();
        let mut connection = self.connection().await?;
        pulls::advance(&mut connection, self.worker, self.pull.pull_id, &advance, now).await?;
        Ok(())
    }

    async fn is_held(&self) -> Result<bool, StorageError> {
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

    async fn connection(&self) -> Result<sqlx::pool::PoolConnection<sqlx::Postgres>, StorageError> {
        self.tools.pool.acquire().await.map_err(failed("connect to the database"))
    }
}

/// What is noted in the transaction that stores the events of a page.
struct Progress<'a> {
    worker: Worker,
    pull: &'a LeasedPull,
    advance: Advance,
    fingerprints: Vec<u8>,
    newest: Option<Instant>,
    sure_until: Instant,
    now: Instant,
}

#[async_trait]
impl Note for Progress<'_> {
    async fn note(&self, connection: &mut PgConnection) -> Result<Noted, StorageError> {
        let pull_id = self.pull.pull_id;
        if !pulls::advance(connection, self.worker, pull_id, &self.advance, self.now).await? {
            return Err(StorageError::NotHeld);
        }
        if let Some(newest) = self.newest {
            pulls::remember(connection, pull_id, newest, &self.fingerprints).await?;
        }
        pulls::forget(connection, pull_id, self.sure_until).await?;
        Ok(Noted::New)
    }
}

/// Events as they may be kept.
fn export(intake: &Intake, log_group: String, events: Vec<LogEvent>) -> Export {
    let events = events.into_iter().zip(1..).map(|(event, number)| {
        let taken = intake.take(&event.message);
        let mut kept = Event::new(number, Instant::from_millis(event.at_millis), taken.message);
        kept.event_id = EventId::parse(&event.event_id);
        kept
    });
    Export { events: events.collect(), log_group: Some(log_group) }
}

fn millis(millis: i64) -> Duration {
    Duration::from_millis(u64::try_from(millis).unwrap_or_default())
}
