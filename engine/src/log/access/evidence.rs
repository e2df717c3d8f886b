//! What tells an access line from other lines that look like one: a Lambda function's own JSON, a WAF log, anything.

use super::Record;
use crate::{client, log::line};

/// Whether a value says that the gateway had none.
pub(super) fn is_absent(value: &str) -> bool {
    matches!(value, "" | "-" | "null" | "\"-\"" | "\"\"")
}

/// `100` to `599`.
pub(super) fn is_status(value: &str) -> bool {
    matches!(value.as_bytes(), [b'1'..=b'5', b'0'..=b'9', b'0'..=b'9'])
}

/// `28/Aug/2019:15:10:34 +0000`.
pub(super) fn is_request_time(value: &str) -> bool {
    let bytes = value.as_bytes();
    let at = |place: usize, byte: u8| bytes.get(place) == Some(&byte);
    bytes.len() == 26 && at(2, b'/') && at(6, b'/') && at(11, b':') && at(14, b':') && at(20, b' ')
}

/// Milliseconds of this century.
pub(super) fn is_epoch_millis(value: &str) -> bool {
    (12..=13).contains(&value.len()) && value.bytes().all(|byte| byte.is_ascii_digit())
}

/// What API Gateway puts in place of an id that a client chose and that is no UUID.
const REPLACED: &str = "UUID_REPLACED_INVALID_REQUEST_ID";

/// Whether a value has the form of a request id of API Gateway: a UUID, or the extended form.
pub(super) fn is_request_id(value: &str) -> bool {
    line::is_uuid(value) || value == REPLACED || is_extended_request_id(value)
}

/// `MY92nHDwwwIdGxzR=`.
fn is_extended_request_id(value: &str) -> bool {
    (4..=64).contains(&value.len())
        && value.ends_with('=')
        && value.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"+/-_=".contains(&byte))
}

/// Whether a value may be an id where the format says that one stands: a client may have chosen it.
pub(super) fn may_be_id(value: &str) -> bool {
    !is_absent(value)
        && value.len() <= 128
        && value.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"+/-_=.:".contains(&byte))
}

/// Keys that other logs have: of Lambda functions, of other services of AWS, of applications.
const FOREIGN: &[&str] = &[
    "body",
    "cold_start",
    "eventVersion",
    "functionName",
    "function_arn",
    "function_name",
    "function_request_id",
    "graphQLAPIId",
    "hostname",
    "httpSourceName",
    "level",
    "levelname",
    "lvl",
    "log",
    "logType",
    "logger",
    "msg",
    "pid",
    "severity",
    "terminatingRuleId",
    "webaclId",
];

/// What is seen of the keys of a line whose format is not known.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Keys {
    n: usize,
    n_known: usize,
    n_absent: usize,
    is_foreign: bool,
}

impl Keys {
    /// Takes in one key, and whether it is named after a variable.
    pub(super) fn take(&mut self, key: &str, value: &str, is_known: bool) {
        self.n += 1;
        self.n_known += usize::from(is_known);
        // So API Gateway, and nobody else, says that it has none.
        self.n_absent += usize::from(value == "-");
        self.is_foreign |= !is_known && FOREIGN.contains(&key);
    }

    /// Whether the line is an access line.
    pub(super) fn are_of_access_line(self, record: &Record<'_>) -> bool {
        let (mut has_id, mut has_status, mut n_strong) = (false, false, self.n_absent.min(1));
        for (name, value) in &record.fields {
            match &**name {
                "requestId" => has_id |= is_request_id(value),
                "status" => has_status |= is_status(value),
                name if is_strong(name, value) => {
                    has_id |= name == "extendedRequestId";
                    n_strong += 1;
                }
                _ => {}
            }
        }
        if !has_id || !has_status {
            return false;
        }
        if self.is_foreign {
            return n_strong >= 2;
        }
        if n_strong > 0 {
            return self.n_known * 2 >= self.n;
        }
        // An id, a status and nothing that is API Gateway's alone: an application may say as much.
        let is_its_text = |text: &str| client::cause_of_error_text(text).is_some();
        self.n_known == self.n && record.get("error.message").is_none_or(is_its_text)
    }
}

/// Whether only API Gateway writes such a value.
fn is_strong(variable: &str, value: &str) -> bool {
    match variable {
        "extendedRequestId" => is_extended_request_id(value),
        "requestTime" => is_request_time(value),
        "requestTimeEpoch" => is_epoch_millis(value),
        "protocol" => value.starts_with("HTTP/"),
        "error.responseType" => client::gateway_response(value).is_some(),
        "resourcePath" | "responseLength" | "integrationLatency" | "resourceId" | "domainPrefix"
        | "wafResponseCode" => true,
        _ => ["authorizer.", "authorize.", "authenticate.", "waf."]
            .iter()
            .any(|phase| variable.starts_with(phase)),
    }
}
