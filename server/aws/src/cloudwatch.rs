//! CloudWatch Logs, asked by AWS's SDK.

use async_trait::async_trait;
use aws_sdk_cloudwatchlogs::{
    Client,
    types::{FilteredLogEvent, LogGroup as SdkLogGroup},
};

use crate::{
    error::{Asked, AwsError, On, told},
    logs::{GroupPage, LogEvent, LogGroup, LogSource, Page, Question},
};

/// CloudWatch Logs of one region, with one identity.
pub(crate) struct CloudWatch(Client);

impl CloudWatch {
    pub(crate) fn new(client: Client) -> Self {
        Self(client)
    }
}

#[async_trait]
impl LogSource for CloudWatch {
    async fn filter_log_events(&self, question: &Question) -> Result<Page, AwsError> {
        let answer = self
            .0
            .filter_log_events()
            .log_group_name(&question.log_group)
            .start_time(question.from_millis)
            .end_time(question.until_millis)
            .set_next_token(question.token.clone())
            .send()
            .await
            .map_err(|error| {
                let asked = Asked {
                    action: "logs:FilterLogEvents",
                    on: On::LogGroup(&question.log_group),
                    has_token: question.token.is_some(),
                };
                told(&asked, &error)
            })?;
        Ok(Page {
            token: answer.next_token,
            events: answer.events.unwrap_or_default().into_iter().filter_map(event).collect(),
        })
    }

    async fn describe_log_groups(&self, prefix: &str, token: Option<&str>) -> Result<GroupPage, AwsError> {
        let answer = self
            .0
            .describe_log_groups()
            // AWS takes no empty prefix.
            .set_log_group_name_prefix(Some(prefix).filter(|prefix| !prefix.is_empty()).map(Into::into))
            .set_next_token(token.map(Into::into))
            .send()
            .await
            .map_err(|error| {
                let asked =
                    Asked { action: "logs:DescribeLogGroups", on: On::Region, has_token: token.is_some() };
                told(&asked, &error)
            })?;
        Ok(GroupPage {
            token: answer.next_token,
            groups: answer.log_groups.unwrap_or_default().into_iter().filter_map(group).collect(),
        })
    }
}

/// An event as AWS gives it; none without a moment or a message, which AWS never leaves out.
fn event(event: FilteredLogEvent) -> Option<LogEvent> {
    Some(LogEvent {
        at_millis: event.timestamp?,
        event_id: event.event_id.unwrap_or_default(),
        stream: event.log_stream_name.unwrap_or_default(),
        message: event.message?,
    })
}

fn group(group: SdkLogGroup) -> Option<LogGroup> {
    Some(LogGroup {
        name: group.log_group_name?,
        created_millis: group.creation_time,
        retention_days: group.retention_in_days,
        stored_bytes: group.stored_bytes,
    })
}
