//! Which log groups there are, and whether one may be read.

use aws::{AwsError, Clients, Question, Way};
use engine::time::Instant;

/// How every execution log group's name begins.
pub const EXECUTION: &str = "API-Gateway-Execution-Logs_";

/// No more pages are asked for: nobody chooses from a longer list.
const MOST_PAGES: usize = 20;
/// What is asked for to see whether it may be read.
const TRIED_MILLIS: i64 = 60_000;

/// Log groups that were found.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Found {
    /// The groups, by name as AWS orders them.
    pub groups: Vec<FoundGroup>,
    /// Whether there are more.
    pub is_cut: bool,
}

/// A log group that was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FoundGroup {
    /// Its name.
    pub name: String,
    /// The API whose execution log it is.
    pub api_id: Option<String>,
    /// The stage whose execution log it is.
    pub stage: Option<String>,
    /// For how many days its events are kept; `None`: for ever.
    pub retention_days: Option<i32>,
    /// How many bytes are in it, as of some hours ago.
    pub stored_bytes: Option<i64>,
}

/// The log groups whose names begin so.
pub async fn discover(clients: &Clients, way: &Way, prefix: &str) -> Result<Found, AwsError> {
    let source = clients.log_source(way).await;
    let mut found = Found::default();
    let mut token = None;
    for _ in 0..MOST_PAGES {
        let page = source.describe_log_groups(prefix, token.as_deref()).await?;
        found.groups.extend(page.groups.into_iter().map(|group| {
            let (api_id, stage) = of_execution(&group.name).unzip();
            FoundGroup {
                api_id: api_id.map(Into::into),
                stage: stage.map(Into::into),
                name: group.name,
                retention_days: group.retention_days,
                stored_bytes: group.stored_bytes,
            }
        }));
        token = page.token;
        if token.is_none() {
            return Ok(found);
        }
    }
    found.is_cut = true;
    Ok(found)
}

/// Sees whether a log group may be read: asks for its latest minute, and gives nothing of it.
pub async fn try_out(clients: &Clients, way: &Way, log_group: &str, now: Instant) -> Result<(), AwsError> {
    let question = Question {
        log_group: log_group.to_owned(),
        from_millis: now.plus_millis(-TRIED_MILLIS).millis(),
        until_millis: now.millis(),
        token: None,
    };
    clients.log_source(way).await.filter_log_events(&question).await.map(|_| ())
}

/// API and stage of an execution log group's name.
fn of_execution(name: &str) -> Option<(&str, &str)> {
    name.strip_prefix(EXECUTION)?.split_once('/')
}

#[cfg(test)]
mod tests {
    use super::of_execution;

    #[test]
    fn the_name_of_an_execution_log_tells_its_stage() {
        assert_eq!(of_execution("API-Gateway-Execution-Logs_a1b2c3d4e5/prod"), Some(("a1b2c3d4e5", "prod")));
        assert_eq!(of_execution("/aws/apigateway/orders-access"), None);
    }
}
