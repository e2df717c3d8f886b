//! Stages, and what their logs allow to be said.

use app::pages::stages::data::{StagePage, StageSheet, StagesPage};
use engine::{
    evidence::{Evidence, report},
    time::Instant,
};

use super::Desk;
use crate::storage::{
    StorageError,
    evidence::{self, StageEvidence},
    trends::Scope,
};

/// Milliseconds of a day.
const DAY_MS: i64 = 86_400_000;

impl Desk {
    /// Every stage.
    pub async fn stages_page(&self) -> Result<StagesPage, StorageError> {
        let mut connection = self.connection().await?;
        let stages = evidence::stages(&mut connection).await?;
        // What the sample shows costs nobody anything.
        let mut all = Evidence::default();
        for stage in stages.iter().filter(|stage| !stage.is_sample) {
            all.merge(&stage.evidence);
        }
        Ok(StagesPage { stages: stages.iter().map(|stage| page(stage, &all)).collect() })
    }

    /// One stage; `None` when no call of it is stored.
    pub async fn stage_page(&self, api_id: &str, stage: &str) -> Result<Option<StageSheet>, StorageError> {
        let page = self.stages_page().await?;
        let found = page.stages.into_iter().find(|one| one.api_id == api_id && one.stage == stage);
        let Some(found) = found else { return Ok(None) };
        let mut connection = self.connection().await?;
        let scope = Scope { api_id: Some(api_id), stage: Some(stage), statuses: None };
        let latest = self.latest_trend(&mut connection, scope).await?;
        Ok(Some(StageSheet { stage: found, trend: latest.map(|(trend, _)| trend) }))
    }
}

fn page(stage: &StageEvidence, all: &Evidence) -> StagePage {
    let day = |day: i32| Instant::from_millis(i64::from(day) * DAY_MS);
    StagePage {
        api_id: stage.api_id.to_string(),
        stage: stage.stage.to_string(),
        is_sample: stage.is_sample,
        days: stage.days.and_then(|(first, last)| day(first).zip(day(last))),
        report: report(
            &stage.evidence,
            stage.n_days,
            None,
            if stage.is_sample { &stage.evidence } else { all },
        ),
    }
}
