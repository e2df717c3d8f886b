//! What an import brought.

use engine::time::Instant;
use serde::{Deserialize, Serialize};

/// What one import brought, as the database remembers it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ImportSummary {
    /// Its id.
    pub import_id: i64,
    /// The name of the file (or `sample`).
    pub name: String,
    /// When it ended.
    pub imported_at: Instant,
    /// Whether it is the sample investigation.
    pub is_sample: bool,
    /// Log events read.
    pub n_events: i64,
    /// Requests they tell of.
    pub n_requests: i64,
    /// Requests of these that were not stored before.
    pub n_new_requests: i64,
    /// Of the requests, refused or failed.
    pub n_refused: i64,
    /// Lines whose shape is not known; kept and shown with their request.
    pub n_unknown_lines: i64,
    /// A few of them.
    pub unknown_samples: Vec<String>,
    /// Files among them that are no logs.
    pub n_left_out: i64,
    /// The first of these.
    pub left_out: Vec<LeftOut>,
    /// APIs whose configuration came with it.
    pub described: Vec<Described>,
}

/// An API whose configuration came.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Described {
    /// Its id.
    pub api_id: String,
    /// Whether that was not known before.
    pub is_new: bool,
    /// Whether no call that came with it is one of this API.
    #[serde(default)]
    pub is_of_others: bool,
}

/// A file that was sent with logs and is none.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LeftOut {
    /// Its name.
    pub name: String,
    /// Why it cannot be read.
    pub why: String,
}
