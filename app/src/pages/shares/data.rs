//! All that the page of an incident's links shows.

use engine::{incident::Identity, time::Instant};
use serde::{Deserialize, Serialize};

/// The links of an incident.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SharesPage {
    /// When they were looked at.
    pub now: Instant,
    /// The incident.
    pub incident_id: i64,
    /// What groups its calls.
    pub identity: Identity,
    /// The path of the link that was just made: it is shown this once.
    pub created: Option<String>,
    /// The newest first.
    pub links: Vec<Link>,
}

/// A link.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Link {
    /// Its number.
    pub share_id: i64,
    /// Who made it.
    pub created_by: Option<String>,
    /// When.
    pub created_at: Instant,
    /// Until when it works.
    pub expires_at: Instant,
    /// When it was taken back.
    pub revoked_at: Option<Instant>,
    /// How often it was opened.
    pub n_views: i64,
    /// When last.
    pub last_viewed_at: Option<Instant>,
}
