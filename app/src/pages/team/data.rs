//! All that the page of the team shows.

use engine::time::Instant;
use serde::{Deserialize, Serialize};

use crate::viewer::Role;

/// Everybody, and who is invited.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TeamPage {
    /// The path of the invitation that was just made: it is shown this once.
    pub created: Option<String>,
    /// Everybody, also who was removed; by name.
    pub people: Vec<Mate>,
    /// Invitations that can still be used, the newest first.
    pub invited: Vec<Guest>,
}

/// Somebody who signs in, or did.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Mate {
    /// Their id.
    pub user_id: i64,
    /// Their name.
    pub name: String,
    /// What they may do.
    pub role: Role,
    /// Whether it is who looks.
    pub is_viewer: bool,
    /// Since when they are here.
    pub created_at: Instant,
    /// When they were removed.
    pub removed_at: Option<Instant>,
}

/// An invitation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Guest {
    /// Its number.
    pub invitation_id: i64,
    /// Whom it is for, in the words of who made it.
    pub note: String,
    /// Who made it.
    pub created_by: String,
    /// When.
    pub created_at: Instant,
    /// Until when it works.
    pub expires_at: Instant,
}
