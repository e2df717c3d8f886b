//! What the calls of each stage showed, a row a stage and day.
//!
//! Counts are added up by the database, so that several servers may write at once; a row is locked until its transaction ends.

use std::collections::BTreeMap;

use engine::{
    evidence::{
        Evidence,
        ledger::{Day, Entry},
    },
    ids::{ApiId, StageName},
};
use sqlx::{PgConnection, types::Json};

use super::{StorageError, failed, rows::column};

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

/// Adds what was learned from calls that were not stored before: one statement, a row a stage and day. They are written
/// in one order by all, so that no two writers wait for each other.
pub async fn add(
    connection: &mut PgConnection,
    entries: &[Entry],
    is_sample: bool,
) -> Result<(), StorageError> {
    if entries.is_empty() {
        return Ok(());
    }
    // Names that are shortened to be kept may become one.
    let mut kept = BTreeMap::<(String, String, Day), Evidence>::new();
    for Entry { api_id, stage, day, evidence } in entries {
        let column = |text| column(Some(text)).unwrap_or_default();
        let key = (column(api_id.as_str()), column(stage.as_str()), *day);
        kept.entry(key).or_default().merge(evidence);
    }
    let api_ids: Vec<String> = kept.keys().map(|(api_id, ..)| api_id.clone()).collect();
    let stages: Vec<String> = kept.keys().map(|(_, stage, _)| stage.clone()).collect();
    let days: Vec<Option<i32>> = kept.keys().map(|(.., day)| *day).collect();
    let evidence: Vec<Json<Evidence>> = kept.into_values().map(Json).collect();
    sqlx::query!(
        r#"
        INSERT INTO stage_evidence AS kept (api_id, stage, day, is_sample, evidence)
        SELECT api_id, stage, coalesce(date '1970-01-01' + day, '-infinity'), $5, evidence
        FROM unnest($1::text[], $2::text[], $3::int[], $4::jsonb[]) AS new (api_id, stage, day, evidence)
        ON CONFLICT (api_id, stage, day, is_sample) DO UPDATE SET evidence = (
            SELECT jsonb_object_agg(name, n)
            FROM (
                SELECT name, sum(n::numeric) AS n
                FROM (
                    SELECT * FROM jsonb_each_text(kept.evidence)
                    UNION ALL
                    SELECT * FROM jsonb_each_text(excluded.evidence)
                ) AS counts (name, n)
                GROUP BY name
            ) AS sums
        )
        "#,
        &api_ids,
        &stages,
        &days as &[Option<i32>],
        &evidence as &[Json<Evidence>],
        is_sample,
    )
    .execute(connection)
    .await
    .map_err(failed("add what calls showed of their stages"))?;
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
        ORDER BY api_id, stage, is_sample, stage_evidence.day
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
pub async fn remove_sample(connection: &mut PgConnection) -> Result<(), StorageError> {
    sqlx::query!("DELETE FROM stage_evidence WHERE is_sample")
        .execute(connection)
        .await
        .map_err(failed("remove what the sample showed of its stages"))?;
    Ok(())
}

impl StageEvidence {
    fn take(&mut self, day: Day, evidence: &Evidence) {
        self.evidence.merge(evidence);
        self.n_days += 1;
        if let Some(day) = day {
            self.days = Some(self.days.map_or((day, day), |(first, last)| (first.min(day), last.max(day))));
        }
    }
}
