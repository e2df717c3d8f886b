//! What the playground begins with when it is opened from a stored call.

use engine::{playground::Sheet, playground::stored::Gap};
use serde::{Deserialize, Serialize};

/// A stored call as a sheet, and what its log does not tell.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PlaygroundStart {
    /// The call's reference.
    pub reference: String,
    /// Method and path, when they are known.
    pub call: Option<String>,
    /// Policies, method ARN and context keys as far as the log tells them.
    pub sheet: Sheet,
    /// What it does not tell.
    pub gaps: Vec<Gap>,
}
