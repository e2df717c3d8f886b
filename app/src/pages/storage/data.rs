//! What is kept, and for how long.

use engine::time::Instant;
use serde::{Deserialize, Serialize};

/// All that the page shows.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct StoragePage {
    /// Days with requests, newest first; at the end what is of no day of its own.
    pub days: Vec<Day>,
    /// The whole database, in bytes.
    pub n_bytes: i64,
    /// How many days are kept; `None`: all.
    pub retention_days: Option<u32>,
    /// The day that is forgotten next, and when.
    pub next_to_go: Option<(String, Instant)>,
    /// The dictionary that lines are packed with.
    pub dictionary_id: i16,
    /// The version of the engine that judges.
    pub engine_version: i32,
    /// Work that waits or is done.
    pub jobs: Vec<Job>,
    /// Lines whose shape is not known and that belong to no call.
    pub n_unknown_lines: i64,
}

/// A day of UTC.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Day {
    /// As `2026-11-23`; `None`: calls without a time, or of a day that has no partition.
    pub date: Option<String>,
    /// Calls.
    pub n_requests: i64,
    /// Bytes, with indexes.
    pub n_bytes: i64,
}

/// Whose verdicts are made again.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum About {
    /// A stage's, of which more is known.
    Stage {
        /// Its API.
        api_id: String,
        /// Its name.
        stage: String,
    },
    /// An API's, of which another configuration is known.
    Configuration {
        /// The API.
        api_id: String,
    },
    /// All of an older engine.
    OlderEngine,
}

/// A piece of work.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Job {
    /// Whose verdicts are made again.
    pub about: About,
    /// How many calls are done; `None`: it has not begun.
    pub n_done: Option<i64>,
    /// Of about how many.
    pub n_all: i64,
    /// How many times it failed.
    pub n_failures: i32,
}
