//! Events → the database, each delivery once.
//!
//! A delivery may be larger than memory should be: its portions are stored one by one, and only with the last is noted that it
//! came. Who was interrupted sends it again, and what is stored already stays as it is.

use async_trait::async_trait;
use engine::time::Instant;
use sqlx::PgConnection;
use tokio::sync::mpsc;

use super::records::{Portion, Records};
use crate::{
    desk::Desk,
    ingest::{
        IngestError,
        delivery::{Delivery, NoNote, Note, Noted},
    },
    metrics::Way,
    storage::{
        StorageError,
        push::{self, Came},
        requests::Origin,
    },
};

/// What a delivery brought.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, serde::Serialize)]
pub struct Taken {
    /// Log events in it.
    pub n_events: u64,
    /// Requests that they tell of.
    pub n_requests: u64,
    /// Of these, not stored before.
    pub n_new_requests: u64,
    /// Records that could not be read; a line that says so is kept of each.
    pub n_unreadable: u64,
    /// Lines whose shape is not known, which are kept.
    pub n_unknown_lines: u64,
    /// Whether it came before, so that nothing was stored.
    pub was_known: bool,
}

/// Notes, with its last portion, that a delivery came.
struct Noting<'a> {
    came: &'a Came,
    now: Instant,
}

#[async_trait]
impl Note for Noting<'_> {
    async fn note(&self, connection: &mut PgConnection) -> Result<Noted, StorageError> {
        let is_new = push::note(connection, self.came, self.now).await?;
        Ok(if is_new { Noted::New } else { Noted::Known })
    }
}

/// Stores a delivery. `read` puts its records in, on a thread of its own, and stops when it is told that no more is wanted.
pub async fn take<Read>(
    desk: &Desk,
    source_id: i64,
    delivery_id: &str,
    read: Read,
) -> Result<Taken, IngestError>
where
    Read: FnOnce(&mut Records<Box<dyn FnMut(Portion) -> bool + Send>>) + Send + 'static,
{
    let mut connection = desk.connection().await?;
    let is_known = push::is_known(&mut connection, source_id, delivery_id).await?;
    drop(connection);
    if is_known {
        return known(desk, source_id).await;
    }
    let (give, portions) = mpsc::channel(1);
    let intake = desk.ingest().intake().await?;
    let reading = tokio::task::spawn_blocking(move || {
        let give: Box<dyn FnMut(Portion) -> bool + Send> =
            Box::new(move |portion| give.blocking_send(portion).is_ok());
        let mut records = Records::new(intake, give);
        read(&mut records);
        records.finish();
    });
    let came = Came { source_id, delivery_id: delivery_id.to_owned(), n_events: 0, latest: None };
    let stored = Box::pin(store(desk, came, portions)).await;
    reading.await.map_err(|_| IngestError::Stopped)?;
    match stored? {
        taken if taken.was_known => known(desk, source_id).await,
        taken => {
            let mut connection = desk.connection().await?;
            let n_new = i64::try_from(taken.n_new_requests).unwrap_or(i64::MAX);
            push::note_requests(&mut connection, source_id, n_new).await?;
            if taken.n_unreadable > 0 {
                let problem = format!(
                    "{} records of a delivery could not be read and are kept as unknown lines: send only API Gateway's logs here",
                    taken.n_unreadable
                );
                push::note_problem(&mut connection, source_id, &problem, false, desk.now()).await?;
            }
            Ok(taken)
        }
    }
}

async fn known(desk: &Desk, source_id: i64) -> Result<Taken, IngestError> {
    let mut connection = desk.connection().await?;
    push::note_repeated(&mut connection, source_id, desk.now()).await?;
    Ok(Taken { was_known: true, ..Taken::default() })
}

async fn store(
    desk: &Desk,
    mut came: Came,
    mut portions: mpsc::Receiver<Portion>,
) -> Result<Taken, IngestError> {
    let ingest = desk.ingest();
    let origin = Origin { source_id: Some(came.source_id), ..Origin::default() };
    let mut taken = Taken::default();
    let mut next = portions.recv().await;
    while let Some(portion) = next {
        next = portions.recv().await;
        let events = portion.exports.iter().flat_map(|export| &export.events);
        came.latest = came.latest.max(events.filter_map(|event| event.at).max());
        let n_events: usize = portion.exports.iter().map(|export| export.events.len()).sum();
        came.n_events = came.n_events.saturating_add(i64::try_from(n_events).unwrap_or(i64::MAX));
        taken.n_unreadable += portion.n_unreadable;
        let delivery = Delivery { exports: portion.exports, origin, way: Way::Push };
        let noting = Noting { came: &came, now: desk.now() };
        let note: &dyn Note = if next.is_none() { &noting } else { &NoNote };
        let delivered = ingest.deliver(delivery, note).await?;
        taken.n_events += delivered.n_events;
        taken.n_requests += delivered.n_requests;
        taken.n_new_requests += delivered.n_new_requests;
        taken.n_unknown_lines += delivered.n_unknown_lines;
        taken.was_known |= delivered.was_known;
    }
    Ok(taken)
}
