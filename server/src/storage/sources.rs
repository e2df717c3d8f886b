//! Where events come from: sources as the page shows them, and what is done with one. How far a pull is and who works on it is
//! noted by those who work on it.

use app::pages::sources::data::{LogGroup, Problem, Pull, Source, SourceKind};
use engine::time::Instant;
use sqlx::{Connection as _, PgConnection};
use time::OffsetDateTime;

use super::{StorageError, failed, from_sql, to_sql};

struct SourceRow {
    source_id: i64,
    name: String,
    log_group: Option<String>,
    region: Option<String>,
    role_arn: Option<String>,
    endpoint_url: Option<String>,
    created_at: OffsetDateTime,
    paused_at: Option<OffsetDateTime>,
    n_events: i64,
    n_requests: i64,
    n_deliveries: i64,
    n_repeated: i64,
    last_event_at: Option<OffsetDateTime>,
    last_answer_at: Option<OffsetDateTime>,
    problem: Option<String>,
    problem_at: Option<OffsetDateTime>,
    n_failures: i32,
}

impl From<SourceRow> for Source {
    fn from(row: SourceRow) -> Self {
        let kind = row.log_group.map_or(SourceKind::Push, |name| {
            SourceKind::Cloudwatch(LogGroup {
                name,
                region: row.region.unwrap_or_default(),
                role_arn: row.role_arn,
                endpoint_url: row.endpoint_url,
            })
        });
        let created_at = from_sql(row.created_at).unwrap_or(Instant::EPOCH);
        Self {
            source_id: row.source_id,
            name: row.name,
            kind,
            created_at,
            paused_at: row.paused_at.and_then(from_sql),
            n_events: row.n_events,
            n_requests: row.n_requests,
            n_deliveries: row.n_deliveries,
            n_repeated: row.n_repeated,
            last_event_at: row.last_event_at.and_then(from_sql),
            last_answer_at: row.last_answer_at.and_then(from_sql),
            problem: row.problem.map(|text| Problem {
                text,
                at: row.problem_at.and_then(from_sql).unwrap_or(created_at),
                n_failures: i64::from(row.n_failures),
            }),
            pulls: Vec::new(),
            policy: None,
        }
    }
}

struct PullRow {
    source_id: i64,
    pull_id: i64,
    from_at: OffsetDateTime,
    until_at: Option<OffsetDateTime>,
    read_until: OffsetDateTime,
    n_events: i64,
    finished_at: Option<OffsetDateTime>,
    cancelled_at: Option<OffsetDateTime>,
}

impl From<PullRow> for Pull {
    fn from(row: PullRow) -> Self {
        Self {
            pull_id: row.pull_id,
            from: from_sql(row.from_at).unwrap_or(Instant::EPOCH),
            until: row.until_at.and_then(from_sql),
            read_until: from_sql(row.read_until).unwrap_or(Instant::EPOCH),
            n_events: row.n_events,
            finished_at: row.finished_at.and_then(from_sql),
            cancelled_at: row.cancelled_at.and_then(from_sql),
        }
    }
}

/// All sources with their pulls, in the order in which they were added.
pub async fn list(connection: &mut PgConnection) -> Result<Vec<Source>, StorageError> {
    let rows = sqlx::query_as!(
        SourceRow,
        "SELECT source_id, name, log_group, region, role_arn, endpoint_url, created_at, paused_at, n_events, n_requests,
                n_deliveries, n_repeated, last_event_at, last_answer_at, problem, problem_at, n_failures
         FROM source ORDER BY source_id"
    )
    .fetch_all(&mut *connection)
    .await
    .map_err(failed("list the sources"))?;
    let mut pulls = sqlx::query_as!(
        PullRow,
        "SELECT source_id, pull_id, from_at, until_at, read_until, n_events, finished_at, cancelled_at
         FROM pull ORDER BY source_id, pull_id"
    )
    .fetch_all(connection)
    .await
    .map_err(failed("list what is pulled"))?
    .into_iter()
    .peekable();
    let mut sources = Vec::with_capacity(rows.len());
    for row in rows {
        let mut source = Source::from(row);
        while let Some(pull) = pulls.next_if(|pull| pull.source_id <= source.source_id) {
            source.pulls.push(pull.into());
        }
        sources.push(source);
    }
    Ok(sources)
}

/// A log group that is to be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewLogGroup {
    /// Its name.
    pub log_group: String,
    /// Its region.
    pub region: String,
    /// The role that is taken on to read it.
    pub role_arn: Option<String>,
    /// What the role's trust policy asks for.
    pub external_id: Option<String>,
    /// Where AWS is asked, if not at its usual address.
    pub endpoint_url: Option<String>,
}

/// Adds a log group, which is followed from now on; `None` when a source reads it already.
pub async fn add_log_group(
    connection: &mut PgConnection,
    new: &NewLogGroup,
    now: Instant,
) -> Result<Option<i64>, StorageError> {
    let mut transaction = connection.begin().await.map_err(failed("begin to add a source"))?;
    let source_id = sqlx::query_scalar!(
        "INSERT INTO source (kind, name, log_group, region, role_arn, external_id, endpoint_url, created_at)
         SELECT 'cloudwatch', $1, $1, $2, $3, $4, $5, $6
         WHERE NOT EXISTS (
             SELECT FROM source
             WHERE log_group = $1 AND region = $2 AND role_arn IS NOT DISTINCT FROM $3
               AND endpoint_url IS NOT DISTINCT FROM $5)
         RETURNING source_id",
        new.log_group,
        new.region,
        new.role_arn,
        new.external_id,
        new.endpoint_url,
        to_sql(now),
    )
    .fetch_optional(&mut *transaction)
    .await
    .map_err(failed("add a source"))?;
    if let Some(source_id) = source_id {
        sqlx::query!(
            "INSERT INTO pull (source_id, from_at, read_until, created_at) VALUES ($1, $2, $2, $2)",
            source_id,
            to_sql(now),
        )
        .execute(&mut *transaction)
        .await
        .map_err(failed("begin to follow a log group"))?;
    }
    transaction.commit().await.map_err(failed("add a source"))?;
    Ok(source_id)
}

/// Adds a sender; `None` when there is a source of this name.
pub async fn add_sender(
    connection: &mut PgConnection,
    name: &str,
    key_hash: &[u8],
    now: Instant,
) -> Result<Option<i64>, StorageError> {
    sqlx::query_scalar!(
        "INSERT INTO source (kind, name, key_hash, created_at)
         SELECT 'push', $1, $2, $3 WHERE NOT EXISTS (SELECT FROM source WHERE lower(name) = lower($1))
         RETURNING source_id",
        name,
        key_hash,
        to_sql(now),
    )
    .fetch_optional(connection)
    .await
    .map_err(failed("add a sender"))
}

/// Gives a sender another key, and tells its name; `None` when there is no such sender.
pub async fn replace_key(
    connection: &mut PgConnection,
    source_id: i64,
    key_hash: &[u8],
) -> Result<Option<String>, StorageError> {
    sqlx::query_scalar!(
        "UPDATE source SET key_hash = $2 WHERE source_id = $1 AND kind = 'push' RETURNING name",
        source_id,
        key_hash,
    )
    .fetch_optional(connection)
    .await
    .map_err(failed("replace a sender's key"))
}

/// Lets a source rest from this moment, or work again; whether there is such a source.
pub async fn set_paused(
    connection: &mut PgConnection,
    source_id: i64,
    paused_at: Option<Instant>,
) -> Result<bool, StorageError> {
    let done = sqlx::query!(
        "UPDATE source SET paused_at = $2 WHERE source_id = $1",
        source_id,
        paused_at.map(to_sql)
    )
    .execute(connection)
    .await
    .map_err(failed("pause or resume a source"))?;
    Ok(done.rows_affected() > 0)
}

/// Removes a source; what it brought stays. Whether there was one.
pub async fn remove(connection: &mut PgConnection, source_id: i64) -> Result<bool, StorageError> {
    let done = sqlx::query!("DELETE FROM source WHERE source_id = $1", source_id)
        .execute(connection)
        .await
        .map_err(failed("remove a source"))?;
    Ok(done.rows_affected() > 0)
}

/// Asks for a stretch of a log group's past; whether there is such a log group.
pub async fn begin_backfill(
    connection: &mut PgConnection,
    source_id: i64,
    (from, until): (Instant, Instant),
    now: Instant,
) -> Result<bool, StorageError> {
    let done = sqlx::query!(
        "INSERT INTO pull (source_id, from_at, until_at, read_until, created_at)
         SELECT source_id, $2, $3, $2, $4 FROM source WHERE source_id = $1 AND kind = 'cloudwatch'",
        source_id,
        to_sql(from),
        to_sql(until),
        to_sql(now),
    )
    .execute(connection)
    .await
    .map_err(failed("ask for a stretch of the past"))?;
    Ok(done.rows_affected() > 0)
}

/// Stops the reading of a stretch of the past; whether it was being read.
pub async fn cancel_backfill(
    connection: &mut PgConnection,
    source_id: i64,
    pull_id: i64,
    now: Instant,
) -> Result<bool, StorageError> {
    let done = sqlx::query!(
        "UPDATE pull SET cancelled_at = $3
         WHERE pull_id = $2 AND source_id = $1 AND until_at IS NOT NULL AND finished_at IS NULL AND cancelled_at IS NULL",
        source_id,
        pull_id,
        to_sql(now),
    )
    .execute(connection)
    .await
    .map_err(failed("stop a back-fill"))?;
    Ok(done.rows_affected() > 0)
}
