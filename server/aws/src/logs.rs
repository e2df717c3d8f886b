//! What is asked about logs, and what is answered.

use async_trait::async_trait;

use crate::error::AwsError;

/// Which events are asked for: those of a stretch of a log group's time, page by page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Question {
    /// The log group's name.
    pub log_group: String,
    /// From this moment on, in milliseconds since 1970.
    pub from_millis: i64,
    /// Up to this moment. Whether events of this very millisecond come is not to be relied on.
    pub until_millis: i64,
    /// Of the page before.
    pub token: Option<String>,
}

/// Some events, in no order that is to be relied on. A page may be empty and still not be the last.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Page {
    /// The events.
    pub events: Vec<LogEvent>,
    /// Of the next page; `None`: this was the last.
    pub token: Option<String>,
}

/// One event.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LogEvent {
    /// When it happened, in milliseconds since 1970.
    pub at_millis: i64,
    /// CloudWatch's id of it; no other event has it.
    pub event_id: String,
    /// The log stream.
    pub stream: String,
    /// What it says.
    pub message: String,
}

/// A log group that there is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LogGroup {
    /// Its name.
    pub name: String,
    /// When it was made, in milliseconds since 1970.
    pub created_millis: Option<i64>,
    /// For how many days its events are kept; `None`: for ever.
    pub retention_days: Option<i32>,
    /// How many bytes are in it, as of some hours ago.
    pub stored_bytes: Option<i64>,
}

/// Some log groups.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct GroupPage {
    /// The groups.
    pub groups: Vec<LogGroup>,
    /// Of the next page; `None`: this was the last.
    pub token: Option<String>,
}

/// Where log events are read.
#[async_trait]
pub trait LogSource: Send + Sync {
    /// A page of events.
    async fn filter_log_events(&self, question: &Question) -> Result<Page, AwsError>;

    /// A page of the log groups whose names begin so.
    async fn describe_log_groups(&self, prefix: &str, token: Option<&str>) -> Result<GroupPage, AwsError>;
}
