//! Lines whose shape is not known.

use engine::time::Instant;
use serde::{Deserialize, Serialize};

/// What is looked at.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct UnknownLinesQuery {
    /// What this import brought.
    pub import: Option<i64>,
    /// What this source brought.
    pub source: Option<i64>,
    /// Where the page before ended: [`UnknownLinesPage::older`].
    pub older_than: Option<i64>,
}

/// All that the page shows.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct UnknownLinesPage {
    /// What was asked for.
    pub query: UnknownLinesQuery,
    /// The name of the import or source that is looked at.
    pub of: Option<String>,
    /// Lines that belong to no call, latest first.
    pub lines: Vec<UnknownLine>,
    /// `older_than` of the next page, when there is one.
    pub older: Option<i64>,
    /// Of the import, a few unknown lines, those that belong to a call among them.
    pub samples: Vec<String>,
}

/// A line.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct UnknownLine {
    /// When it was logged, if it says.
    pub at: Option<Instant>,
    /// The line; of a very long one, its beginning.
    pub line: String,
    /// The import that brought it.
    pub import: Option<(i64, String)>,
    /// The name of the source that brought it.
    pub source: Option<String>,
}
