//! All that the overview shows.

use engine::{
    diagnosis::{Cause, Deny, PolicyOrigin},
    time::Instant,
};
use serde::{Deserialize, Serialize};

use crate::pages::{
    import::data::ImportSummary,
    incidents::data::IncidentRow,
    requests::data::RequestRow,
    trends::data::{Mark, StageTrend, Trend},
};

/// The overview; with no request stored, the three ways to begin.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct HomePage {
    /// Calls stored.
    pub n_requests: i64,
    /// Of these, refused or failed (every cause but `none`).
    pub n_refused: i64,
    /// When the first and the last stored call came.
    pub window: Option<(Instant, Instant)>,
    /// The latest that is stored, over time.
    pub trend: Option<Trend>,
    /// Each stage in that time, the most refused first.
    pub stages: Vec<StageTrend>,
    /// What somebody on call asks first; `None` where no incident of that time is to be looked at.
    pub answer: Option<Answer>,
    /// Findings, the most frequent first.
    pub findings: Vec<Finding>,
    /// Whether the sample investigation is loaded.
    pub has_sample: bool,
    /// The latest imports, newest first.
    pub imports: Vec<ImportSummary>,
}

/// Is it ours, how bad, since when, what changed: of the incident with the most calls in the time that is shown.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Answer {
    /// When it was looked at.
    pub now: Instant,
    /// The incident.
    pub incident: IncidentRow,
    /// Since when: its first call.
    pub since: Instant,
    /// All calls of its stage since then, no longer ago than what is shown; and those that were refused or failed.
    pub after: (i64, i64),
    /// The same of the time before, as far as it is shown.
    pub before: (i64, i64),
    /// What is shown was refused by the authorizer, its policies or the resource policy so often, and so often elsewhere.
    pub n_ours: i64,
    /// Refused or failed elsewhere: keys, limits, routes, signatures, the WAF, the backend, the client.
    pub n_beside: i64,
    /// So often nothing tells what refused.
    pub n_unknown: i64,
    /// How many incidents are to be looked at.
    pub n_incidents: u32,
    /// What changed last before its first call, no longer than a day before.
    pub changed: Option<Mark>,
}

/// Calls that ended for one reason.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Finding {
    /// Why.
    pub cause: Cause,
    /// How, for the two policy denials.
    pub deny: Option<Deny>,
    /// From where, when an authorizer's policy was evaluated.
    pub policy_origin: Option<PolicyOrigin>,
    /// How many.
    pub n_requests: i64,
    /// When the first and the last came.
    pub window: Option<(Instant, Instant)>,
    /// The latest.
    pub latest: RequestRow,
}
