//! What is carried elsewhere: into a ticket, a sheet, a terminal, AWS's console. Each place reads text in its own way, and what stands
//! in a log was written by whoever called.
//!
//! | file | what is there |
//! |---|---|
//! | [`markdown`] | text that stays text in Markdown |
//! | [`sheet`] | cells that no sheet takes for formulas |
//! | [`window`] | the time in which AWS is asked |
//! | [`insights`] | queries of CloudWatch Logs Insights |
//! | [`console`] | addresses in AWS's console |
//! | [`command`] | `curl` and `aws logs` |
//! | [`record`] | a request and an incident as JSON |

pub mod command;
pub mod console;
pub mod insights;
pub mod markdown;
pub mod record;
pub mod sheet;
pub mod window;

use crate::remediation::place::{Id, Place};

/// The log group that API Gateway writes a stage's execution log to.
pub fn log_group(place: &Place) -> Option<String> {
    Some(format!("API-Gateway-Execution-Logs_{}/{}", place.get(Id::Api)?, place.get(Id::Stage)?))
}

/// Whether it is an id as AWS gives it to a request, or one that a client chose and that is as plain.
pub fn is_request_id(text: &str) -> bool {
    (8..=64).contains(&text.len())
        && !text.starts_with('-')
        && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
}
