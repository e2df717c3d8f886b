//! Evidence a stage and day, as it is gathered from a batch of calls.

use std::collections::HashMap;

use super::Evidence;
use crate::{
    diagnosis::Cause,
    ids::{ApiId, StageName},
    request::{Request, reading::Reading},
};

/// Milliseconds of a day.
const DAY_MS: i64 = 86_400_000;

/// A day in UTC, counted from 1970-01-01; `None` for calls whose log tells no moment.
pub type Day = Option<i32>;

/// What was learned, by API, stage and day.
#[derive(Debug, Clone, Default)]
pub struct Ledger {
    by_api: HashMap<ApiId, HashMap<StageName, HashMap<Day, Evidence>>>,
}

/// What was learned of a stage on a day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// The API; empty where no line names it.
    pub api_id: ApiId,
    /// The stage; empty where no line names it.
    pub stage: StageName,
    /// The day.
    pub day: Day,
    /// What was seen.
    pub evidence: Evidence,
}

impl Entry {
    /// What one call shows; nothing, when nothing is learned from it.
    pub fn of(reading: &Reading<'_>, cause: Cause) -> Self {
        let request = reading.request;
        let mut evidence = Evidence::default();
        evidence.learn(reading, cause);
        Self {
            api_id: request.api_id.clone().unwrap_or_default(),
            stage: request.stage.clone().unwrap_or_default(),
            day: day_of(request),
            evidence,
        }
    }
}

fn day_of(request: &Request) -> Day {
    request.started_at().and_then(|at| i32::try_from(at.millis().div_euclid(DAY_MS)).ok())
}

impl Ledger {
    /// Learns from a call (see [`Evidence::learn`]).
    pub fn learn(&mut self, reading: &Reading<'_>, cause: Cause) {
        let request = reading.request;
        let day = day_of(request);
        let (no_api, no_stage) = (ApiId::default(), StageName::default());
        let api_id = request.api_id.as_ref().unwrap_or(&no_api);
        let stage = request.stage.as_ref().unwrap_or(&no_stage);
        // Looked up before it is made: most calls are of a stage and day that are known.
        let days = self.by_api.get_mut(api_id).and_then(|stages| stages.get_mut(stage));
        if let Some(evidence) = days.and_then(|days| days.get_mut(&day)) {
            evidence.learn(reading, cause);
            return;
        }
        let stages = self.by_api.entry(api_id.clone()).or_default();
        stages.entry(stage.clone()).or_default().entry(day).or_default().learn(reading, cause);
    }

    /// What was learned, by API, stage and day.
    pub fn entries(self) -> Vec<Entry> {
        let stages = self.by_api.into_iter().flat_map(|(api_id, stages)| {
            stages.into_iter().map(move |(stage, days)| (api_id.clone(), stage, days))
        });
        let mut entries: Vec<Entry> = stages
            .flat_map(|(api_id, stage, days)| {
                let entry = move |(day, evidence)| Entry {
                    api_id: api_id.clone(),
                    stage: stage.clone(),
                    day,
                    evidence,
                };
                days.into_iter().map(entry)
            })
            .filter(|entry| !entry.evidence.is_empty())
            .collect();
        entries.sort_unstable_by(|one, other| {
            (&one.api_id, &one.stage, one.day).cmp(&(&other.api_id, &other.stage, other.day))
        });
        entries
    }
}
