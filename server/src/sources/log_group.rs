//! A log group, read to its end and beyond: asks, delivers, and notes how far it is in the transaction that stores what was new.

use std::time::Duration;

use async_trait::async_trait;
use aws::{AwsError, LogEvent, Question};
use engine::{
    log::{Event, EventId, Export, Intake},
    time::Instant,
};
use sqlx::{Connection as _, PgConnection};
use tokio::sync::watch;

use super::{
    cursor::{Cursor, Next, Step, Stretch, Window},
    seen::{Fingerprint, Seen},
    way,
    worker::{End, Failure, Work},
};
use crate::{
    ingest::{
        IngestError,
        delivery::{Delivered, Delivery, Note, Noted},
    },
    metrics::Way,
    storage::{
        StorageError, failed,
        pulls::{self, Advance, LeasedPull, Worker},
        requests::Origin,
        sources::{self, LogGroup},
    },
};

/// Who rests longer gives its pull back.
const LONG_REST_MILLIS: i64 = 30_000;

/// Reads on until it is over, something goes wrong, or it is told to stop.
pub(super) async fn read(
    work: &Work<'_>,
    log_group: &LogGroup,
    stop: &mut watch::Receiver<bool>,
) -> Result<End, Failure> {
    Reading { work, log_group }.read(stop).await
}

struct Reading<'a> {
    work: &'a Work<'a>,
    log_group: &'a LogGroup,
}

impl Reading<'_> {
    async fn read(&self, stop: &mut watch::Receiver<bool>) -> Result<End, Failure> {
        let source = self.work.tools.clients.log_source(&way(&self.log_group.reach)).await;
        let mut cursor = self.resume().await?;
        loop {
            if *stop.borrow() {
                return Ok(End::Rest(Duration::ZERO));
            }
            if !self.work.is_held().await? {
                return Ok(End::Over);
            }
            let now = self.work.tools.clock.now();
            match cursor.next(now) {
                Next::Rest(until) if until.since(now) > LONG_REST_MILLIS => {
                    return Ok(End::Rest(millis(until.since(now))));
                }
                Next::Rest(until) => {
                    tokio::select! {
                        () = tokio::time::sleep(millis(until.since(now)).min(self.work.tools.nap)) => {}
                        _ = stop.wait_for(|is_told| *is_told) => {}
                    }
                }
                Next::Ask(window) => {
                    let turn = tokio::select! {
                        turn = self.work.tools.turns.acquire() => turn,
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
            log_group: self.log_group.name.clone(),
            from_millis: window.from.millis(),
            until_millis: window.until.millis(),
            token: window.token.clone(),
        }
    }

    async fn resume(&self) -> Result<Cursor, StorageError> {
        let seen = pulls::seen(&mut *self.work.connection().await?, self.work.pull.pull_id).await?;
        let stretch = Stretch { from: self.work.pull.from, until: self.work.pull.until };
        Ok(Cursor::resume(stretch, self.work.pull.read_until, &self.work.pull.checkpoint, Seen::of(&seen)))
    }

    /// Stores what a page brought, and how far the pull is, or nothing.
    async fn store(&self, mut step: Step, window: &Window) -> Result<Step, Failure> {
        let events = std::mem::take(&mut step.new);
        let note = Progress {
            worker: self.work.worker,
            pull: self.work.pull,
            advance: Advance {
                read_until: step.read_until().unwrap_or(window.from),
                checkpoint: step.checkpoint(),
                n_events: i64::try_from(events.len()).unwrap_or(i64::MAX),
                is_finished: step.is_finished,
            },
            fingerprints: Fingerprint::to_bytes(&step.fingerprints),
            newest: step.newest,
            sure_until: step.sure_until,
            now: self.work.tools.clock.now(),
        };
        let n_new_requests = if events.is_empty() {
            let mut connection = self.work.connection().await?;
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
        let (source_id, now) = (self.work.pull.source_id, self.work.tools.clock.now());
        let mut connection = self.work.connection().await?;
        sources::note_answer(&mut connection, source_id, n_new_requests, step.newest, now).await?;
        Ok(step)
    }

    async fn deliver(&self, events: Vec<LogEvent>, note: &Progress<'_>) -> Result<Delivered, IngestError> {
        let intake = self.work.tools.ingest.intake().await?;
        let log_group = self.log_group.name.clone();
        let export = tokio::task::spawn_blocking(move || export(&intake, log_group, events))
            .await
            .map_err(|_| IngestError::Stopped)?;
        let origin = Origin { source_id: Some(self.work.pull.source_id), ..Origin::default() };
        let delivery = Delivery { exports: vec![export], origin, way: Way::Pull };
        self.work.tools.ingest.deliver(delivery, note).await
    }

    async fn note_restart(&self, cursor: &mut Cursor) -> Result<(), StorageError> {
        let advance = Advance {
            read_until: cursor.read_until(),
            checkpoint: cursor.restart(),
            n_events: 0,
            is_finished: false,
        };
        let now = self.work.tools.clock.now();
        let mut connection = self.work.connection().await?;
        pulls::advance(&mut connection, self.work.worker, self.work.pull.pull_id, &advance, now).await?;
        Ok(())
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
