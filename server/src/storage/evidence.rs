//! What the calls of each stage showed, a row a stage and day.
//!
//! They are added when a call is stored and taken off when it is removed (see [`super::counts`]), so that they agree with the rows
//! in whatever order lines came. The database adds them up, so that several servers may write at once.

use std::collections::BTreeMap;

use engine::{
    evidence::{
        Evidence,
        ledger::{Day, Entry},
    },
    ids::{ApiId, StageName},
};
use sqlx::{PgConnection, types::Json};

use super::{StorageError, days, failed, requests::engine_version, rows::column, to_sql};

/// All that is known of a stage.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StageEvidence {
    /// The API; empty where no line names it.
    pub api_id: ApiId,
    /// The stage; empty where no line names it.
    pub stage: StageName,
    /// Whether it belongs to the sample investigation.
    pub is_sample: bool,
    /// The first day with calls, and the last; `None` where no log tells a moment.
    pub days: Option<(i32, i32)>,
    /// Days with calls.
    pub n_days: u64,
    /// What was seen on all of them.
    pub evidence: Evidence,
}

/// What calls that are stored show, and what calls that are removed showed.
#[derive(Debug, Default)]
pub struct Changes {
    by_row: BTreeMap<Key, Change>,
}

#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Key {
    api_id: String,
    stage: String,
    day: Day,
    is_sample: bool,
    engine_version: i32,
}

#[derive(Debug, Default)]
struct Change {
    come: Evidence,
    gone: Evidence,
}

impl Changes {
    /// What a call that is stored shows, or several.
    pub fn add(&mut self, entry: &Entry, is_sample: bool) {
        self.of(entry, is_sample, engine_version()).come.merge(&entry.evidence);
    }

    /// What a call that is removed showed to the engine that had judged it.
    pub fn remove(&mut self, entry: &Entry, is_sample: bool, engine_version: i32) {
        self.of(entry, is_sample, engine_version).gone.merge(&entry.evidence);
    }

    fn of(&mut self, entry: &Entry, is_sample: bool, engine_version: i32) -> &mut Change {
        // Names that are shortened to be kept may become one.
        let column = |text| column(Some(text)).unwrap_or_default();
        let (api_id, stage) = (column(entry.api_id.as_str()), column(entry.stage.as_str()));
        self.by_row.entry(Key { api_id, stage, day: entry.day, is_sample, engine_version }).or_default()
    }

    /// Adds up what changed: one statement, a row a stage and day. They are written in one order by all, so that no two
    /// writers wait for each other.
    pub(super) async fn store(self, connection: &mut PgConnection) -> Result<(), StorageError> {
        let changed = self.by_row.into_iter().map(|(key, change)| (key, change.come.more_than(&change.gone)));
        let changed: Vec<_> = changed.filter(|(_, more)| !more.is_empty()).collect();
        if changed.is_empty() {
            return Ok(());
        }
        let has_less = changed.iter().any(|(_, more)| more.values().any(|n| *n < 0));
        let mut api_ids = Vec::with_capacity(changed.len());
        let mut stages = Vec::with_capacity(changed.len());
        let mut days = Vec::with_capacity(changed.len());
        let mut are_sample = Vec::with_capacity(changed.len());
        let mut versions = Vec::with_capacity(changed.len());
        let mut counts = Vec::with_capacity(changed.len());
        for (Key { api_id, stage, day, is_sample, engine_version }, more) in changed {
            api_ids.push(api_id);
            stages.push(stage);
            days.push(day);
            are_sample.push(is_sample);
            versions.push(engine_version);
            counts.push(Json(more));
        }
        sqlx::query!(
            r#"
            INSERT INTO stage_evidence AS kept (api_id, stage, day, is_sample, engine_version, evidence)
            SELECT api_id, stage, coalesce(date '1970-01-01' + day, '-infinity'), is_sample, engine_version, evidence
            FROM unnest($1::text[], $2::text[], $3::int[], $4::boolean[], $5::int[], $6::jsonb[])
                AS new (api_id, stage, day, is_sample, engine_version, evidence)
            ON CONFLICT (api_id, stage, day, is_sample, engine_version) DO UPDATE SET evidence = (
                SELECT coalesce(jsonb_object_agg(name, n), '{}')
                FROM (
                    SELECT name, sum(n::bigint) AS n
                    FROM (
                        SELECT * FROM jsonb_each_text(kept.evidence)
                        UNION ALL
                        SELECT * FROM jsonb_each_text(excluded.evidence)
                    ) AS counts (name, n)
                    GROUP BY name
                    HAVING sum(n::bigint) > 0
                ) AS sums
            )
            "#,
            &api_ids,
            &stages,
            &days as &[Option<i32>],
            &are_sample,
            &versions,
            &counts as &[Json<BTreeMap<&'static str, i64>>],
        )
        .execute(&mut *connection)
        .await
        .map_err(failed("add what calls showed of their stages"))?;
        if has_less {
            sqlx::query!(
                "DELETE FROM stage_evidence
                 WHERE (api_id, stage) IN (SELECT * FROM unnest($1::text[], $2::text[]))
                   AND coalesce((evidence ->> 'n_requests')::bigint, 0) <= 0",
                &api_ids,
                &stages,
            )
            .execute(connection)
            .await
            .map_err(failed("forget stages without calls"))?;
        }
        Ok(())
    }
}

/// Forgets what older engines counted, when they have judged none of the calls that are stored.
pub async fn forget_older(connection: &mut PgConnection) -> Result<(), StorageError> {
    sqlx::query!("DELETE FROM stage_evidence WHERE engine_version < $1", engine_version())
        .execute(connection)
        .await
        .map_err(failed("forget what older engines counted"))?;
    Ok(())
}

/// Forgets what calls showed before a day.
pub async fn forget_before(connection: &mut PgConnection, first: days::Day) -> Result<(), StorageError> {
    let Some(start) = first.start() else { return Ok(()) };
    sqlx::query!(
        "DELETE FROM stage_evidence WHERE day < ($1::timestamptz AT TIME ZONE 'UTC')::date AND isfinite(day)",
        to_sql(start),
    )
    .execute(connection)
    .await
    .map_err(failed("forget what old calls showed of their stages"))?;
    Ok(())
}

/// Every stage, by API and name.
pub async fn stages(connection: &mut PgConnection) -> Result<Vec<StageEvidence>, StorageError> {
    let rows = sqlx::query!(
        r#"
        SELECT api_id, stage, is_sample,
               CASE WHEN isfinite(day) THEN day - date '1970-01-01' END AS day,
               evidence AS "evidence: Json<Evidence>"
        FROM stage_evidence
        ORDER BY api_id, stage, is_sample, stage_evidence.day, engine_version
        "#
    )
    .fetch_all(connection)
    .await
    .map_err(failed("read what calls showed of their stages"))?;
    let mut stages = BTreeMap::<(String, String, bool), StageEvidence>::new();
    for row in rows {
        let stage = stages.entry((row.api_id, row.stage, row.is_sample));
        let (api_id, name, is_sample) = stage.key().clone();
        let known = stage.or_insert_with(|| StageEvidence {
            api_id: api_id.as_str().into(),
            stage: name.as_str().into(),
            is_sample,
            days: None,
            n_days: 0,
            evidence: Evidence::default(),
        });
        known.take(row.day, &row.evidence.0);
    }
    Ok(stages.into_values().collect())
}

/// Drops what the sample investigation taught.
pub(super) async fn remove_sample(connection: &mut PgConnection) -> Result<(), StorageError> {
    sqlx::query!("DELETE FROM stage_evidence WHERE is_sample")
        .execute(connection)
        .await
        .map_err(failed("remove what the sample showed of its stages"))?;
    Ok(())
}

impl StageEvidence {
    /// Takes what was counted of a day, which comes after those before it.
    fn take(&mut self, day: Day, evidence: &Evidence) {
        let is_of_last = self.n_days > 0 && day == self.days.map(|(_, last)| last);
        self.evidence.merge(evidence);
        self.n_days += u64::from(!is_of_last);
        if let Some(day) = day {
            self.days = Some(self.days.map_or((day, day), |(first, last)| (first.min(day), last.max(day))));
        }
    }
}
