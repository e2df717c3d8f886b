//! How many calls ended how in each minute, and what they showed of their stages.
//!
//! What a row counts as is added to its minute and its stage in the transaction that stores it, and taken off when it is removed,
//! so that the counts always agree with the rows.

use std::collections::{BTreeMap, HashMap};

use engine::time::Instant;
use sqlx::PgConnection;
use time::OffsetDateTime;

use super::{StorageError, days::Day, evidence, failed, from_sql, incidents, to_sql};

/// Under what a request is counted.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Tally {
    /// When it began.
    pub at: Option<Instant>,
    /// Its API.
    pub api_id: String,
    /// Its stage.
    pub stage: String,
    /// How it ended.
    pub cause: String,
    /// How it was denied.
    pub deny: String,
    /// Where the policy came from.
    pub policy_origin: String,
    /// What the client got.
    pub status: i16,
    /// Whether it belongs to the sample investigation.
    pub is_sample: bool,
    /// The key of its incident.
    pub incident: Option<i64>,
}

impl Tally {
    /// Its API and stage.
    pub fn of_stage(&self) -> OfStage {
        (self.api_id.clone(), self.stage.clone())
    }
}

/// What has come to the counts of minutes and stages, and gone from them.
#[derive(Debug, Default)]
pub struct Counts {
    by_minute: BTreeMap<Tally, i64>,
    incidents: incidents::Counts,
    /// What stored calls show of their stages.
    pub stages: evidence::Changes,
}

const MILLIS_A_MINUTE: i64 = 60_000;

impl Counts {
    /// Adds so many of these.
    pub(super) fn add(&mut self, tally: &Tally, n: i64) {
        let millis = tally.at.map(Instant::millis);
        let minute =
            millis.and_then(|millis| Instant::from_millis(millis - millis.rem_euclid(MILLIS_A_MINUTE)));
        if let Some(incident) = tally.incident {
            self.incidents.add(incident, minute, n);
        }
        *self.by_minute.entry(Tally { at: minute, incident: None, ..tally.clone() }).or_default() += n;
    }

    /// Adds them to what is stored.
    pub async fn store(self, connection: &mut PgConnection) -> Result<(), StorageError> {
        self.stages.store(connection).await?;
        self.incidents.store(connection).await?;
        let changed: Vec<(Tally, i64)> = self.by_minute.into_iter().filter(|(_, n)| *n != 0).collect();
        if changed.is_empty() {
            return Ok(());
        }
        let column = |of: fn(&Tally) -> &String| -> Vec<String> {
            changed.iter().map(|(tally, _)| of(tally).clone()).collect()
        };
        let minutes: Vec<Option<OffsetDateTime>> =
            changed.iter().map(|(tally, _)| tally.at.map(to_sql)).collect();
        sqlx::query!(
            "INSERT INTO rollup_minute AS known
                 (minute, api_id, stage, cause, deny, policy_origin, status, is_sample, n_requests)
             SELECT coalesce(minute, '-infinity'), api_id, stage, cause, deny, policy_origin, status, is_sample, n_requests
             FROM unnest($1::timestamptz[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::smallint[],
                         $8::boolean[], $9::bigint[])
                 AS new (minute, api_id, stage, cause, deny, policy_origin, status, is_sample, n_requests)
             ON CONFLICT (minute, api_id, stage, cause, deny, policy_origin, status, is_sample)
                 DO UPDATE SET n_requests = known.n_requests + excluded.n_requests",
            &minutes as &[Option<OffsetDateTime>],
            &column(|tally| &tally.api_id),
            &column(|tally| &tally.stage),
            &column(|tally| &tally.cause),
            &column(|tally| &tally.deny),
            &column(|tally| &tally.policy_origin),
            &changed.iter().map(|(tally, _)| tally.status).collect::<Vec<i16>>(),
            &changed.iter().map(|(tally, _)| tally.is_sample).collect::<Vec<bool>>(),
            &changed.iter().map(|(_, n)| *n).collect::<Vec<i64>>(),
        )
        .execute(&mut *connection)
        .await
        .map_err(failed("count the requests"))?;
        if changed.iter().any(|(_, n)| *n < 0) {
            sqlx::query!(
                "DELETE FROM rollup_minute
                 WHERE n_requests <= 0
                   AND minute IN (SELECT coalesce(minute, '-infinity') FROM unnest($1::timestamptz[]) AS few (minute))",
                &minutes as &[Option<OffsetDateTime>],
            )
            .execute(connection)
            .await
            .map_err(failed("count the requests"))?;
        }
        Ok(())
    }
}

/// Removes the counts of the sample investigation.
pub(super) async fn remove_sample(connection: &mut PgConnection) -> Result<(), StorageError> {
    sqlx::query!("DELETE FROM rollup_minute WHERE is_sample")
        .execute(&mut *connection)
        .await
        .map_err(failed("remove the sample investigation"))?;
    incidents::remove_sample(connection).await
}

/// Forgets what was counted before a day.
pub async fn forget_before(connection: &mut PgConnection, first: Day) -> Result<(), StorageError> {
    let Some(start) = first.start() else { return Ok(()) };
    sqlx::query!("DELETE FROM rollup_minute WHERE minute < $1 AND minute > '-infinity'", to_sql(start),)
        .execute(&mut *connection)
        .await
        .map_err(failed("forget old counts"))?;
    incidents::forget_before(connection, start).await
}

/// An API and a stage; empty where they are not known.
pub type OfStage = (String, String);

/// From the first to the last minute since a moment in which a request of each stage is stored.
pub async fn windows(
    connection: &mut PgConnection,
    since: Instant,
) -> Result<HashMap<OfStage, (Instant, Instant)>, StorageError> {
    let rows = sqlx::query!(
        "SELECT api_id, stage, min(minute) AS first, max(minute) AS last
         FROM rollup_minute WHERE minute >= $1 GROUP BY api_id, stage",
        to_sql(since.plus_millis(-MILLIS_A_MINUTE)),
    )
    .fetch_all(connection)
    .await
    .map_err(failed("look from when to when requests are stored"))?;
    let windows = rows.into_iter().filter_map(|row| {
        let last = row.last.and_then(from_sql)?.plus_millis(MILLIS_A_MINUTE);
        Some(((row.api_id, row.stage), (from_sql(row.first?)?, last)))
    });
    Ok(windows.collect())
}

/// How many requests of each day are stored; `None`: those without a time.
pub async fn by_day(connection: &mut PgConnection) -> Result<Vec<(Option<Day>, i64)>, StorageError> {
    let rows = sqlx::query!(
        r#"SELECT CASE WHEN minute > '-infinity' THEN date_trunc('day', minute, 'UTC') END AS day,
                  sum(n_requests)::bigint AS "n!"
           FROM rollup_minute GROUP BY 1"#
    )
    .fetch_all(connection)
    .await
    .map_err(failed("count the requests of each day"))?;
    Ok(rows.into_iter().map(|row| (row.day.and_then(from_sql).map(Day::of), row.n)).collect())
}

/// How many requests of a stage are stored, or of all stages of an API.
pub async fn of_stage(
    connection: &mut PgConnection,
    api_id: &str,
    stage: Option<&str>,
) -> Result<i64, StorageError> {
    sqlx::query_scalar!(
        r#"SELECT coalesce(sum(n_requests), 0)::bigint AS "n!" 
           FROM rollup_minute WHERE api_id = $1 AND ($2::text IS NULL OR stage = $2)"#,
        api_id,
        stage,
    )
    .fetch_one(connection)
    .await
    .map_err(failed("count the requests of a stage"))
}

/// All that is stored, in short.
#[derive(Debug, Clone, Default)]
pub struct Totals {
    /// Requests.
    pub n_requests: i64,
    /// Of these, refused or failed.
    pub n_refused: i64,
    /// Whether the sample investigation is among them.
    pub has_sample: bool,
}

/// All that is stored, in short.
pub async fn totals(connection: &mut PgConnection) -> Result<Totals, StorageError> {
    sqlx::query_as!(
        Totals,
        r#"SELECT coalesce(sum(n_requests), 0)::bigint AS "n_requests!",
                  coalesce(sum(n_requests) FILTER (WHERE cause <> 'none'), 0)::bigint AS "n_refused!",
                  coalesce(bool_or(is_sample), false) AS "has_sample!"
           FROM rollup_minute"#
    )
    .fetch_one(connection)
    .await
    .map_err(failed("count what is stored"))
}
