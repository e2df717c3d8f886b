//! All that the pages of stages show.

use engine::{evidence::Report, time::Instant};
use serde::{Deserialize, Serialize};

use crate::pages::trends::data::Trend;

/// A stage and what its logs allow to be said.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct StagePage {
    /// The API; empty where no line names it.
    pub api_id: String,
    /// The stage; empty where no line names it.
    pub stage: String,
    /// Whether it belongs to the sample investigation.
    pub is_sample: bool,
    /// The first day with calls, and the last.
    pub days: Option<(Instant, Instant)>,
    /// What its logs allow to be said.
    pub report: Report,
}

/// A stage, and how its calls ended over time.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct StageSheet {
    /// The stage.
    pub stage: StagePage,
    /// Its latest hours; `None` where no call of it has a moment.
    pub trend: Option<Trend>,
}

/// Every stage.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct StagesPage {
    /// By API and name.
    pub stages: Vec<StagePage>,
}
