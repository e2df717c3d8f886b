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

/// Keys that other logs have: of Lambda functions, WAF, CloudTrail, AppSync, and of applications.
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

/// Whether a record whose format is not known is an access line. `keys` are the owner's own, `n_known` is how many of them
/// name a variable, `n_absent` how many values are `-`, as only API Gateway says that it has none.
pub(super) fn is_access_line<'k>(
    record: &Record<'_>,
    keys: impl Iterator<Item = &'k str> + Clone,
    n_known: usize,
    n_absent: usize,
) -> bool {
    let has_id =
        [record.get("requestId"), record.get("extendedRequestId")].into_iter().flatten().any(is_request_id);
    if !has_id || !record.get("status").is_some_and(is_status) {
        return false;
    }
    let n_keys = keys.clone().count();
    let n_strong = n_strong(record) + n_absent.min(1);
    let is_foreign = keys.clone().any(|key| FOREIGN.contains(&key));
    if is_foreign {
        return n_strong >= 2;
    }
    if n_strong > 0 {
        return n_known * 2 >= n_keys;
    }
    // An id, a status and nothing that is API Gateway's alone: an application may say as much.
    n_known == n_keys
        && record.get("error.message").is_none_or(|text| client::cause_of_error_text(text).is_some())
}

/// How many values only API Gateway writes.
fn n_strong(record: &Record<'_>) -> usize {
    let is = |name: &str, is: fn(&str) -> bool| usize::from(record.get(name).is_some_and(is));
    is("extendedRequestId", is_extended_request_id)
        + is("requestTime", is_request_time)
        + is("requestTimeEpoch", is_epoch_millis)
        + is("protocol", |value| value.starts_with("HTTP/"))
        + is("error.responseType", |value| client::gateway_response(value).is_some())
        + [
            "resourcePath",
            "responseLength",
            "integrationLatency",
            "resourceId",
            "domainPrefix",
            "wafResponseCode",
        ]
        .into_iter()
        .filter(|name| record.get(name).is_some())
        .count()
        + usize::from(record.fields.iter().any(|(name, _)| {
            ["authorizer.", "authorize.", "authenticate.", "waf."].iter().any(|phase| name.starts_with(phase))
        }))
}
