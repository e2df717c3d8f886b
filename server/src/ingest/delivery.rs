//! Events that a source brings, into the database: all of them or none.
//!
//! A delivery is put together by itself: what of its requests came before, or comes later, is joined in the database. So nothing
//! is kept in this process between two deliveries, and any server may take the next one.

use async_trait::async_trait;
use engine::{
    investigation::Gathering,
    log::{Export, Intake},
    time::Instant,
};
use sqlx::{PgConnection, PgPool};

use super::{IngestError, history::AtHand, on_thread, teaching::Taught, writer::Writer};
use crate::{
    clock::SharedClock,
    metrics::{Came, Metrics, Way},
    storage::{StorageError, codec::Codec, requests::Origin},
};

/// Events of log groups, redacted already, as one source brought them.
#[derive(Debug, Default)]
pub struct Delivery {
    /// One a log group.
    pub exports: Vec<Export>,
    /// What brought them.
    pub origin: Origin,
    /// By which way.
    pub way: Way,
}

/// What a delivery brought.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Delivered {
    /// Events in it.
    pub n_events: u64,
    /// Requests that they tell of.
    pub n_requests: u64,
    /// Of these, not stored before.
    pub n_new_requests: u64,
    /// Of these, refused or failed.
    pub n_refused: u64,
    /// Lines whose shape is not known.
    pub n_unknown_lines: u64,
    /// The moment of the latest event.
    pub latest: Option<Instant>,
    /// Whether it came before, so that nothing was to be stored.
    pub was_known: bool,
}

/// Whether something came before.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Noted {
    /// It is new.
    New,
    /// It came before: nothing of it is stored again.
    Known,
}

/// What is noted in the transaction that stores: how far a pull is, that a push came.
#[async_trait]
pub trait Note: Send + Sync {
    /// Notes it. What fails here lets nothing be stored.
    async fn note(&self, connection: &mut PgConnection) -> Result<Noted, StorageError>;
}

/// Nothing is noted.
#[derive(Debug, Clone, Copy)]
pub struct NoNote;

#[async_trait]
impl Note for NoNote {
    async fn note(&self, _connection: &mut PgConnection) -> Result<Noted, StorageError> {
        Ok(Noted::New)
    }
}

/// The way into the database.
#[derive(Clone)]
pub struct Ingest {
    pub(super) pool: PgPool,
    pub(super) codec: Codec,
    /// How messages are taken in that nothing is known of.
    pub(super) intake: Intake,
    pub(super) clock: SharedClock,
    pub(super) metrics: Metrics,
    pub(super) at_hand: AtHand,
    pub(super) taught: Taught,
}

impl Ingest {
    /// The way into this database.
    pub fn new(pool: PgPool, codec: Codec, intake: Intake, clock: SharedClock) -> Self {
        let (at_hand, taught) = (AtHand::default(), Taught::default());
        Self { pool, codec, intake, clock, metrics: Metrics::default(), at_hand, taught }
    }

    /// Lets it be counted what comes.
    #[must_use]
    pub fn counting(self, metrics: Metrics) -> Self {
        Self { metrics, ..self }
    }

    /// The database's connections.
    pub fn pool(&self) -> &PgPool {
        &self.pool
    }

    /// What tells the time.
    pub fn clock(&self) -> &SharedClock {
        &self.clock
    }

    /// Stores a delivery. The same events again change nothing, and late ones join what is stored.
    pub async fn deliver(&self, delivery: Delivery, note: &dyn Note) -> Result<Delivered, IngestError> {
        let Delivery { exports, origin, way } = delivery;
        let (portion, counts, latest, n_bytes) = on_thread(move || {
            let mut gathering = Gathering::default();
            let (mut latest, mut n_bytes) = (None, 0_u64);
            for export in exports {
                gathering.begin_export(export.log_group.as_deref());
                for event in export.events {
                    latest = latest.max(event.at);
                    n_bytes += event.message.len() as u64;
                    gathering.take(event);
                }
            }
            let (portion, counts) = gathering.finish();
            (portion, counts, latest, n_bytes)
        })
        .await?;
        let mut writer = Writer::new(self.clone(), origin);
        let written = writer.write(portion, note).await?;
        let n_new_requests = u64::try_from(written.n_new).unwrap_or_default();
        if !written.was_known {
            let (n_events, n_unknown_lines) = (counts.n_events, counts.n_unknown_lines);
            self.metrics.came(way, Came { n_bytes, n_events, n_unknown_lines, n_new_requests });
        }
        Ok(Delivered {
            n_events: counts.n_events,
            n_requests: u64::try_from(written.n_requests).unwrap_or_default(),
            n_new_requests,
            n_refused: u64::try_from(written.n_refused).unwrap_or_default(),
            n_unknown_lines: counts.n_unknown_lines,
            latest,
            was_known: written.was_known,
        })
    }
}
