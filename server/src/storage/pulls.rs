//! Stretches of time that are read, of a log group or of how APIs are configured: who works on one, and how far it is.
//!
//! One server at a time works on a pull. It holds it by a lease that it has to renew; when the lease runs out, another takes
//! the pull over. How far it is read is written in the transaction that stores the events, and only by who holds the pull: a
//! server that was thought dead and goes on stores nothing twice. Leases go by the database's clock, which all servers share.

use std::time::Duration;

use engine::time::Instant;
use serde_json::Value;
use sqlx::PgConnection;
use time::OffsetDateTime;
use uuid::Uuid;

use super::{
    StorageError, failed, from_sql,
    sources::{Reads, ReadsColumns},
    to_sql,
};

/// Who works: a server, as long as its process lives.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Worker(Uuid);

impl Worker {
    /// A worker of this random number.
    pub fn new(number: [u8; 16]) -> Self {
        Self(Uuid::from_bytes(number))
    }
}

/// A stretch of a log group's time: the live one has no end.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pull {
    /// Its id.
    pub pull_id: i64,
    /// Where it begins.
    pub from: Instant,
    /// Where it ends; `None`: it follows the log.
    pub until: Option<Instant>,
    /// Everything before this moment is stored, as far as it had arrived.
    pub read_until: Instant,
    /// Log events that it brought.
    pub n_events: i64,
    /// When it came to its end.
    pub finished_at: Option<Instant>,
    /// When somebody stopped it.
    pub cancelled_at: Option<Instant>,
    /// It is not looked at before this moment.
    pub not_before: Option<Instant>,
    /// How it goes on.
    pub checkpoint: Value,
}

/// A pull that a worker took.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LeasedPull {
    /// Its id.
    pub pull_id: i64,
    /// Its source.
    pub source_id: i64,
    /// What is read.
    pub reads: Reads,
    /// Where it begins.
    pub from: Instant,
    /// Where it ends; `None`: it follows the log.
    pub until: Option<Instant>,
    /// All events before this moment are stored.
    pub read_until: Instant,
    /// How to go on.
    pub checkpoint: Value,
}

/// How far a pull came with one page.
#[derive(Debug, Clone, PartialEq)]
pub struct Advance {
    /// All events before this moment are stored.
    pub read_until: Instant,
    /// How to go on.
    pub checkpoint: Value,
    /// Events of the page that had not come before.
    pub n_events: i64,
    /// Whether nothing is left to be read.
    pub is_finished: bool,
}

/// Begins to read a stretch of the past. `None`: there is no such log group, or just this stretch is being read.
pub async fn begin_backfill(
    connection: &mut PgConnection,
    source_id: i64,
    from: Instant,
    until: Instant,
    now: Instant,
) -> Result<Option<i64>, StorageError> {
    sqlx::query_scalar!(
        "INSERT INTO pull (source_id, from_at, until_at, read_until, created_at)
         SELECT source_id, $2::timestamptz, $3::timestamptz, $2, $4 FROM source
         WHERE source_id = $1 AND kind = 'cloudwatch' AND $2 < $3
           AND NOT EXISTS (SELECT FROM pull WHERE pull.source_id = $1 AND from_at = $2 AND until_at = $3
                           AND finished_at IS NULL AND cancelled_at IS NULL)
         RETURNING pull_id",
        source_id,
        to_sql(from),
        to_sql(until),
        to_sql(now),
    )
    .fetch_optional(connection)
    .await
    .map_err(failed("begin a back-fill"))
}

/// Stops reading a stretch of the past; what was read stays. Gives whether it was being read.
pub async fn cancel_backfill(
    connection: &mut PgConnection,
    pull_id: i64,
    now: Instant,
) -> Result<bool, StorageError> {
    let done = sqlx::query!(
        "UPDATE pull SET cancelled_at = $2
         WHERE pull_id = $1 AND until_at IS NOT NULL AND finished_at IS NULL AND cancelled_at IS NULL",
        pull_id,
        to_sql(now),
    )
    .execute(connection)
    .await
    .map_err(failed("cancel a back-fill"))?;
    Ok(done.rows_affected() > 0)
}

struct PullRow {
    pull_id: i64,
    source_id: i64,
    from_at: OffsetDateTime,
    until_at: Option<OffsetDateTime>,
    read_until: OffsetDateTime,
    n_events: i64,
    finished_at: Option<OffsetDateTime>,
    cancelled_at: Option<OffsetDateTime>,
    not_before: Option<OffsetDateTime>,
    checkpoint: Value,
}

/// All pulls, each with its source's id, in the order in which they began.
pub async fn list(connection: &mut PgConnection) -> Result<Vec<(i64, Pull)>, StorageError> {
    let rows = sqlx::query_as!(
        PullRow,
        "SELECT pull_id, source_id, from_at, until_at, read_until, n_events, finished_at, cancelled_at,
                not_before, checkpoint
         FROM pull ORDER BY pull_id",
    )
    .fetch_all(connection)
    .await
    .map_err(failed("list what is read"))?;
    Ok(rows.into_iter().map(|row| (row.source_id, Pull::from(row))).collect())
}

impl From<PullRow> for Pull {
    fn from(row: PullRow) -> Self {
        Self {
            pull_id: row.pull_id,
            from: at(row.from_at),
            until: row.until_at.map(at),
            read_until: at(row.read_until),
            n_events: row.n_events,
            finished_at: row.finished_at.map(at),
            cancelled_at: row.cancelled_at.map(at),
            not_before: row.not_before.map(at),
            checkpoint: row.checkpoint,
        }
    }
}

struct LeasedRow {
    pull_id: i64,
    source_id: i64,
    log_group: Option<String>,
    api_ids: Option<Vec<String>>,
    every_seconds: Option<i32>,
    region: Option<String>,
    role_arn: Option<String>,
    external_id: Option<String>,
    endpoint_url: Option<String>,
    from_at: OffsetDateTime,
    until_at: Option<OffsetDateTime>,
    read_until: OffsetDateTime,
    checkpoint: Value,
}

impl LeasedRow {
    fn pull(self) -> Option<LeasedPull> {
        let reads = ReadsColumns {
            log_group: self.log_group,
            api_ids: self.api_ids,
            every_seconds: self.every_seconds,
            region: self.region,
            role_arn: self.role_arn,
            external_id: self.external_id,
            endpoint_url: self.endpoint_url,
        };
        Some(LeasedPull {
            pull_id: self.pull_id,
            source_id: self.source_id,
            reads: reads.reads()?,
            from: at(self.from_at),
            until: self.until_at.map(at),
            read_until: at(self.read_until),
            checkpoint: self.checkpoint,
        })
    }
}

/// Takes up to `n` pulls that are due and that nobody holds, for so long. Those that the worker itself still works on are left
/// out: where its sign of life came late, it would hold them twice.
pub async fn lease(
    connection: &mut PgConnection,
    worker: Worker,
    works_on: &[i64],
    lease: Duration,
    n: i64,
) -> Result<Vec<LeasedPull>, StorageError> {
    let rows = sqlx::query_as!(
        LeasedRow,
        "WITH due AS (
             SELECT pull_id FROM pull JOIN source USING (source_id)
             WHERE finished_at IS NULL AND cancelled_at IS NULL AND paused_at IS NULL
               AND (leased_until IS NULL OR leased_until < clock_timestamp())
               AND (not_before IS NULL OR not_before <= clock_timestamp())
               AND pull_id <> ALL($4)
             ORDER BY pull_id LIMIT $3 FOR UPDATE OF pull SKIP LOCKED)
         UPDATE pull SET leased_by = $1, leased_until = clock_timestamp() + make_interval(secs => $2)
         FROM due, source
         WHERE pull.pull_id = due.pull_id AND source.source_id = pull.source_id
         RETURNING pull.pull_id, pull.source_id, log_group, api_ids, every_seconds, region, role_arn, external_id,
                   endpoint_url, from_at, until_at, read_until, checkpoint",
        worker.0,
        lease.as_secs_f64(),
        n,
        works_on,
    )
    .fetch_all(connection)
    .await
    .map_err(failed("take what is to be read"))?;
    Ok(rows.into_iter().filter_map(LeasedRow::pull).collect())
}

/// Says that a worker lives and still works on these. Pulls whose events are being stored just now are left out: nobody can take them meanwhile.
pub async fn renew(
    connection: &mut PgConnection,
    worker: Worker,
    pull_ids: &[i64],
    lease: Duration,
) -> Result<(), StorageError> {
    sqlx::query!(
        "UPDATE pull SET leased_until = clock_timestamp() + make_interval(secs => $2)
         WHERE pull_id IN (SELECT pull_id FROM pull WHERE leased_by = $1 AND pull_id = ANY($3) FOR UPDATE SKIP LOCKED)",
        worker.0,
        lease.as_secs_f64(),
        pull_ids,
    )
    .execute(connection)
    .await
    .map_err(failed("renew what is held"))?;
    Ok(())
}

/// Whether a worker holds a pull that is to go on: it was not taken over, cancelled, paused or removed.
pub async fn is_held(
    connection: &mut PgConnection,
    worker: Worker,
    pull_id: i64,
) -> Result<bool, StorageError> {
    sqlx::query_scalar!(
        r#"SELECT EXISTS (
               SELECT FROM pull JOIN source USING (source_id)
               WHERE pull_id = $2 AND leased_by = $1 AND finished_at IS NULL AND cancelled_at IS NULL
                 AND paused_at IS NULL) AS "is_held!""#,
        worker.0,
        pull_id,
    )
    .fetch_one(connection)
    .await
    .map_err(failed("look whether something is held"))
}

/// Gives a pull back, to be taken again after so long.
pub async fn release(
    connection: &mut PgConnection,
    worker: Worker,
    pull_id: i64,
    rest: Duration,
) -> Result<(), StorageError> {
    sqlx::query!(
        "UPDATE pull SET leased_by = NULL, leased_until = NULL, not_before = clock_timestamp() + make_interval(secs => $3)
         WHERE pull_id = $2 AND leased_by = $1",
        worker.0,
        pull_id,
        rest.as_secs_f64(),
    )
    .execute(connection)
    .await
    .map_err(failed("give back what was held"))?;
    Ok(())
}

/// Writes how far a pull is. Gives whether it may: it is still the worker's, and nobody cancelled it.
pub async fn advance(
    connection: &mut PgConnection,
    worker: Worker,
    pull_id: i64,
    advance: &Advance,
    now: Instant,
) -> Result<bool, StorageError> {
    let done = sqlx::query!(
        "UPDATE pull SET read_until = $3, checkpoint = $4, n_events = n_events + $5,
                         finished_at = CASE WHEN $6 THEN $7::timestamptz END
         WHERE pull_id = $2 AND leased_by = $1 AND finished_at IS NULL AND cancelled_at IS NULL",
        worker.0,
        pull_id,
        to_sql(advance.read_until),
        advance.checkpoint,
        advance.n_events,
        advance.is_finished,
        to_sql(now),
    )
    .execute(connection)
    .await
    .map_err(failed("note how far a log group is read"))?;
    Ok(done.rows_affected() > 0)
}

/// The ids of events that are stored and may come again, those of each page behind one another.
pub async fn seen(
    connection: &mut PgConnection,
    pull_id: i64,
) -> Result<Vec<(Instant, Vec<u8>)>, StorageError> {
    let rows = sqlx::query!("SELECT newest_at, event_ids FROM pull_seen WHERE pull_id = $1", pull_id)
        .fetch_all(connection)
        .await
        .map_err(failed("read which events are stored"))?;
    Ok(rows.into_iter().map(|row| (at(row.newest_at), row.event_ids)).collect())
}

/// Remembers the ids of a page's events, the newest of which happened at `newest`.
pub async fn remember(
    connection: &mut PgConnection,
    pull_id: i64,
    newest: Instant,
    event_ids: &[u8],
) -> Result<(), StorageError> {
    sqlx::query!(
        "INSERT INTO pull_seen (pull_id, newest_at, event_ids) VALUES ($1, $2, $3)",
        pull_id,
        to_sql(newest),
        event_ids,
    )
    .execute(connection)
    .await
    .map_err(failed("note which events are stored"))?;
    Ok(())
}

/// Forgets the ids of events that happened before a moment, which are not asked for again.
pub async fn forget(
    connection: &mut PgConnection,
    pull_id: i64,
    before: Instant,
) -> Result<(), StorageError> {
    sqlx::query!("DELETE FROM pull_seen WHERE pull_id = $1 AND newest_at < $2", pull_id, to_sql(before))
        .execute(connection)
        .await
        .map_err(failed("forget events that do not come again"))?;
    Ok(())
}

fn at(moment: OffsetDateTime) -> Instant {
    from_sql(moment).unwrap_or(Instant::EPOCH)
}
