//! Where events come from: sources are added, paused, resumed and removed, and tell how they are.
//!
//! How far a source is read is in [`super::pulls`], how one that sends is known in [`super::push`].

use std::time::Duration;

use engine::time::Instant;
use sqlx::PgConnection;
use time::OffsetDateTime;

use super::{
    StorageError, failed, from_sql,
    pulls::{self, Pull},
    to_sql,
};

/// One source, and how it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Source {
    /// Its id.
    pub source_id: i64,
    /// What people call it.
    pub name: String,
    /// What is read; `None`: it is sent to us.
    pub reads: Option<Reads>,
    /// When it was added.
    pub created_at: Instant,
    /// Since when it rests.
    pub paused_at: Option<Instant>,
    /// Log events that it brought.
    pub n_events: i64,
    /// Requests that were not stored before. Told after they are stored: a server that dies between tells too few.
    pub n_requests: i64,
    /// Deliveries that were sent to us, those that came again included.
    pub n_deliveries: i64,
    /// Deliveries that had come before.
    pub n_repeated: i64,
    /// Configurations of APIs that it was the first to bring.
    pub n_snapshots: i64,
    /// When the latest of its events happened.
    pub last_event_at: Option<Instant>,
    /// When it last answered, or sent.
    pub last_answer_at: Option<Instant>,
    /// What went wrong at the last try.
    pub problem: Option<Problem>,
    /// Stretches of time that are read, or were, in the order in which they began.
    pub pulls: Vec<Pull>,
}

/// What went wrong.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// In words, with what to do.
    pub text: String,
    /// When, last.
    pub at: Instant,
    /// How many times, one after the other.
    pub n_failures: i64,
}

/// What is asked of AWS.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Reads {
    /// The events of a log group.
    LogGroup(LogGroup),
    /// How APIs are configured.
    Configurations(Configurations),
}

/// How AWS is reached.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reach {
    /// The region.
    pub region: String,
    /// The role that is taken on.
    pub role_arn: Option<String>,
    /// What that role asks for before it is given.
    pub external_id: Option<String>,
    /// Where AWS is asked, if not at its usual address.
    pub endpoint_url: Option<String>,
}

/// A log group, and the way to it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LogGroup {
    /// Its name.
    pub name: String,
    /// The way to it.
    pub reach: Reach,
}

/// APIs whose configuration is asked for again and again.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Configurations {
    /// Their ids; none: all of the region.
    pub api_ids: Vec<String>,
    /// How often.
    pub every: Duration,
    /// The way to them.
    pub reach: Reach,
}

/// What a row reads, as its columns have it.
#[derive(Default)]
pub(super) struct ReadsColumns {
    pub(super) log_group: Option<String>,
    pub(super) api_ids: Option<Vec<String>>,
    pub(super) every_seconds: Option<i32>,
    pub(super) region: Option<String>,
    pub(super) role_arn: Option<String>,
    pub(super) external_id: Option<String>,
    pub(super) endpoint_url: Option<String>,
}

impl ReadsColumns {
    pub(super) fn reads(self) -> Option<Reads> {
        let reach = Reach {
            region: self.region.unwrap_or_default(),
            role_arn: self.role_arn,
            external_id: self.external_id,
            endpoint_url: self.endpoint_url,
        };
        if let Some(name) = self.log_group {
            return Some(Reads::LogGroup(LogGroup { name, reach }));
        }
        let every = u64::try_from(self.every_seconds?).unwrap_or_default();
        let configurations =
            Configurations { api_ids: self.api_ids?, every: Duration::from_secs(every), reach };
        Some(Reads::Configurations(configurations))
    }
}

/// Adds a log group under a name, to be followed from `from` on. `None`: it is read already, by the same way.
pub async fn add_log_group(
    connection: &mut PgConnection,
    name: &str,
    group: &LogGroup,
    from: Instant,
    now: Instant,
) -> Result<Option<i64>, StorageError> {
    sqlx::query_scalar!(
        r#"WITH new AS (
               INSERT INTO source (kind, name, log_group, region, role_arn, external_id, endpoint_url, created_at)
               SELECT 'cloudwatch', $1, $2, $3, $4, $5, $6, $8::timestamptz
               WHERE NOT EXISTS (
                   SELECT FROM source
                   WHERE log_group = $2 AND region = $3 AND role_arn IS NOT DISTINCT FROM $4
                     AND endpoint_url IS NOT DISTINCT FROM $6)
               RETURNING source_id)
           INSERT INTO pull (source_id, from_at, read_until, created_at)
           SELECT source_id, $7::timestamptz, $7, $8 FROM new
           RETURNING source_id"#,
        name,
        group.name,
        group.reach.region,
        group.reach.role_arn,
        group.reach.external_id,
        group.reach.endpoint_url,
        to_sql(from),
        to_sql(now),
    )
    .fetch_optional(connection)
    .await
    .map_err(failed("add a log group"))
}

/// Adds configurations under a name, to be asked for from now on. `None`: they are asked for already, by the same way.
pub async fn add_configurations(
    connection: &mut PgConnection,
    name: &str,
    configurations: &Configurations,
    now: Instant,
) -> Result<Option<i64>, StorageError> {
    let reach = &configurations.reach;
    sqlx::query_scalar!(
        r#"WITH new AS (
               INSERT INTO source (kind, name, api_ids, every_seconds, region, role_arn, external_id, endpoint_url,
                                   created_at)
               SELECT 'configuration', $1, $2::text[], $3, $4, $5, $6, $7, $8::timestamptz
               WHERE NOT EXISTS (
                   SELECT FROM source
                   WHERE api_ids = $2 AND region = $4 AND role_arn IS NOT DISTINCT FROM $5
                     AND endpoint_url IS NOT DISTINCT FROM $7)
               RETURNING source_id)
           INSERT INTO pull (source_id, from_at, read_until, created_at)
           SELECT source_id, $8::timestamptz, $8, $8 FROM new
           RETURNING source_id"#,
        name,
        &configurations.api_ids,
        i32::try_from(configurations.every.as_secs()).unwrap_or(i32::MAX),
        reach.region,
        reach.role_arn,
        reach.external_id,
        reach.endpoint_url,
        to_sql(now),
    )
    .fetch_optional(connection)
    .await
    .map_err(failed("add a source of configurations"))
}

/// Lets what is asked for again and again be asked for at once. Gives whether there is such a source, and it does not rest.
pub async fn take_now(connection: &mut PgConnection, source_id: i64) -> Result<bool, StorageError> {
    let done = sqlx::query!(
        "UPDATE pull SET not_before = NULL FROM source
         WHERE pull.source_id = $1 AND source.source_id = $1 AND kind = 'configuration' AND paused_at IS NULL",
        source_id,
    )
    .execute(connection)
    .await
    .map_err(failed("ask for configurations at once"))?;
    Ok(done.rows_affected() > 0)
}

struct SourceRow {
    source_id: i64,
    name: String,
    log_group: Option<String>,
    api_ids: Option<Vec<String>>,
    every_seconds: Option<i32>,
    region: Option<String>,
    role_arn: Option<String>,
    external_id: Option<String>,
    endpoint_url: Option<String>,
    created_at: OffsetDateTime,
    paused_at: Option<OffsetDateTime>,
    n_events: i64,
    n_requests: i64,
    n_deliveries: i64,
    n_repeated: i64,
    n_snapshots: i64,
    last_event_at: Option<OffsetDateTime>,
    last_answer_at: Option<OffsetDateTime>,
    problem: Option<String>,
    problem_at: Option<OffsetDateTime>,
    n_failures: i32,
}

impl From<SourceRow> for Source {
    fn from(row: SourceRow) -> Self {
        let at = |moment: OffsetDateTime| from_sql(moment).unwrap_or(Instant::EPOCH);
        Self {
            source_id: row.source_id,
            name: row.name,
            reads: ReadsColumns {
                log_group: row.log_group,
                api_ids: row.api_ids,
                every_seconds: row.every_seconds,
                region: row.region,
                role_arn: row.role_arn,
                external_id: row.external_id,
                endpoint_url: row.endpoint_url,
            }
            .reads(),
            created_at: at(row.created_at),
            paused_at: row.paused_at.map(at),
            n_events: row.n_events,
            n_requests: row.n_requests,
            n_deliveries: row.n_deliveries,
            n_repeated: row.n_repeated,
            n_snapshots: row.n_snapshots,
            last_event_at: row.last_event_at.map(at),
            last_answer_at: row.last_answer_at.map(at),
            problem: row.problem.map(|text| Problem {
                text,
                at: row.problem_at.map_or(Instant::EPOCH, at),
                n_failures: row.n_failures.into(),
            }),
            pulls: Vec::new(),
        }
    }
}

/// All sources with their pulls, in the order in which they were added.
pub async fn list(connection: &mut PgConnection) -> Result<Vec<Source>, StorageError> {
    let rows = sqlx::query_as!(
        SourceRow,
        r#"SELECT source_id, name, log_group, api_ids, every_seconds, region, role_arn, external_id, endpoint_url, created_at, paused_at,
                  (n_events + coalesce((SELECT sum(pull.n_events) FROM pull WHERE pull.source_id = source.source_id), 0)
                  )::bigint AS "n_events!",
                  n_requests, n_deliveries, n_repeated,
                  (SELECT count(*) FROM snapshot WHERE snapshot.source_id = source.source_id) AS "n_snapshots!",
                  last_event_at, last_answer_at, problem, problem_at, n_failures
           FROM source ORDER BY source_id"#,
    )
    .fetch_all(&mut *connection)
    .await
    .map_err(failed("list the sources"))?;
    let mut sources: Vec<Source> = rows.into_iter().map(Source::from).collect();
    for (source_id, pull) in pulls::list(connection).await? {
        if let Some(source) = sources.iter_mut().find(|source| source.source_id == source_id) {
            source.pulls.push(pull);
        }
    }
    Ok(sources)
}

/// Lets a source rest. Gives whether there is such a source, and it did not rest.
pub async fn pause(
    connection: &mut PgConnection,
    source_id: i64,
    now: Instant,
) -> Result<bool, StorageError> {
    let done = sqlx::query!(
        "UPDATE source SET paused_at = $2 WHERE source_id = $1 AND paused_at IS NULL",
        source_id,
        to_sql(now),
    )
    .execute(connection)
    .await
    .map_err(failed("pause a source"))?;
    Ok(done.rows_affected() > 0)
}

/// Lets a source go on where it stopped, and try at once. Gives whether there is such a source, and it rested.
pub async fn resume(connection: &mut PgConnection, source_id: i64) -> Result<bool, StorageError> {
    let done = sqlx::query!(
        "WITH resumed AS (UPDATE source SET paused_at = NULL, problem = NULL, problem_at = NULL, n_failures = 0
                          WHERE source_id = $1 AND paused_at IS NOT NULL RETURNING source_id),
              due AS (UPDATE pull SET not_before = NULL WHERE source_id IN (SELECT source_id FROM resumed))
         SELECT source_id FROM resumed",
        source_id,
    )
    .fetch_optional(connection)
    .await
    .map_err(failed("resume a source"))?;
    Ok(done.is_some())
}

/// Removes a source; what it brought stays. Gives whether there was such a source.
pub async fn remove(connection: &mut PgConnection, source_id: i64) -> Result<bool, StorageError> {
    let done = sqlx::query!("DELETE FROM source WHERE source_id = $1", source_id)
        .execute(connection)
        .await
        .map_err(failed("remove a source"))?;
    Ok(done.rows_affected() > 0)
}

/// Notes that a source answered, so that nothing is wrong with it any more, and what was stored of its answer.
pub async fn note_answer(
    connection: &mut PgConnection,
    source_id: i64,
    n_new_requests: i64,
    latest: Option<Instant>,
    now: Instant,
) -> Result<(), StorageError> {
    sqlx::query!(
        "UPDATE source SET last_answer_at = $4, problem = NULL, problem_at = NULL, n_failures = 0,
                           n_requests = n_requests + $2, last_event_at = greatest(last_event_at, $3)
         WHERE source_id = $1",
        source_id,
        n_new_requests,
        latest.map(to_sql),
        to_sql(now),
    )
    .execute(connection)
    .await
    .map_err(failed("note an answer"))?;
    Ok(())
}

/// Notes what went wrong, in words; gives how many times it went wrong, one after the other.
pub async fn note_problem(
    connection: &mut PgConnection,
    source_id: i64,
    problem: &str,
    now: Instant,
) -> Result<i32, StorageError> {
    let n_failures = sqlx::query_scalar!(
        "UPDATE source SET problem = $2, problem_at = $3, n_failures = n_failures + 1 WHERE source_id = $1
         RETURNING n_failures",
        source_id,
        problem,
        to_sql(now),
    )
    .fetch_optional(connection)
    .await
    .map_err(failed("note a problem"))?;
    Ok(n_failures.unwrap_or_default())
}
