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
    /// Whether the workspace has public links.
    pub has_public_links: bool,
    /// The newest first.
    pub links: Vec<Link>,
}

/// All links that are live.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AllSharesPage {
    /// Whether the workspace has public links; where it has none, these wait.
    pub has_public_links: bool,
    /// How many there are.
    pub n_live: i64,
    /// The number of the newest.
    pub newest: Option<i64>,
    /// The newest of them, the newest first.
    pub links: Vec<LiveLink>,
}

/// A link and what it is of.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LiveLink {
    /// The incident.
    pub incident_id: i64,
    /// What groups its calls; `None` for one that is forgotten.
    pub identity: Option<Identity>,
    /// The link.
    pub link: Link,
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
    /// Whether it asks for a passphrase.
    pub has_passphrase: bool,
}
