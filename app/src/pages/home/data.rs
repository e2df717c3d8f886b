//! All that the overview shows.

use engine::{
    diagnosis::{Cause, Deny, PolicyOrigin},
    time::Instant,
};
use serde::{Deserialize, Serialize};

use crate::pages::{import::data::ImportSummary, requests::data::RequestRow, trends::data::Trend};

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
    /// Findings, the most frequent first.
    pub findings: Vec<Finding>,
    /// Whether the sample investigation is loaded.
    pub has_sample: bool,
    /// The latest imports, newest first.
    pub imports: Vec<ImportSummary>,
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
