//! What must not be kept is taken out of a message before it is stored, shown or read any further.
//!
//! With data trace on, API Gateway writes tokens, headers, bodies and the role's credentials to the log in clear. Values are
//! replaced by a mask of the same length that ends in their last characters, as API Gateway itself masks an identity, so
//! that equal values still look equal; bodies of requests and answers are withheld. The default is to mask: what is kept
//! is listed here by name.

mod free_text;
mod json;
mod mask;

use crate::log::{line, sentence, sentence::Sentence};
use free_text::free_text;
use json::{Json, json};
pub use mask::mask;
use mask::scrub;

/// Takes secrets out of messages.
#[derive(Debug, Clone, Default)]
pub struct Redactor {}

impl Redactor {
    /// A message without its secrets.
    pub fn message(&self, text: &str) -> String {
        message(text)
    }
}

/// A message without its secrets.
fn message(text: &str) -> String {
    let body = line::split(text).body;
    let redacted = body_of(body);
    match text.len().checked_sub(body.len()).and_then(|prefix| text.get(..prefix)) {
        Some(prefix) => format!("{prefix}{redacted}"),
        None => redacted,
    }
}

fn body_of(body: &str) -> String {
    let (value, by) = match sentence::read(body) {
        Sentence::IncomingIdentity(value) if value.starts_with('{') => (value, map(value, &[])),
        Sentence::IncomingIdentity(value) | Sentence::ApiKey(value) => (value, mask(value)),
        Sentence::EndpointRequestHeaders(value)
        | Sentence::MethodRequestHeaders(value)
        | Sentence::EndpointResponseHeaders(value)
        | Sentence::MethodResponseHeaders(value) => (value, map(value, PLAIN_HEADERS)),
        Sentence::MethodRequestQueryString(value) => (value, map(value, &[])),
        Sentence::EndpointRequestUri(value) | Sentence::SendingRequest(value) => (value, uri(value)),
        // Only what an authorizer is told names the method; all other bodies are the client's and the backend's business.
        Sentence::EndpointRequestBody(value) if is_for_authorizer(value) => (value, json(value, Json::Call)),
        Sentence::AuthorizerResult(value) => (value, json(value, Json::Policy)),
        Sentence::UsingPolicy { principal } => (principal, mask(principal)),
        Sentence::EndpointRequestBody(value)
        | Sentence::MethodRequestBody(value)
        | Sentence::EndpointResponseBody(value)
        | Sentence::MethodResponseBody(value) => (value, withheld(value)),
        Sentence::LambdaExecutionFailed(value)
        | Sentence::LambdaInvocationFailed(value)
        | Sentence::ConfigurationError(value)
        | Sentence::ExecutionFailed(value) => (value, free_text(value)),
        Sentence::Unknown => return free_text(body),
        _ => return scrub(body),
    };
    replaced(body, value, &by)
}

fn is_for_authorizer(body: &str) -> bool {
    body.starts_with('{')
        && body.contains(r#""methodArn""#)
        && [r#""TOKEN""#, r#""REQUEST""#].iter().any(|kind| body.contains(kind))
}

/// `body` with `value`, a part of it, replaced.
fn replaced(body: &str, value: &str, by: &str) -> String {
    let start = (value.as_ptr() as usize).checked_sub(body.as_ptr() as usize);
    match start.and_then(|start| Some((body.get(..start)?, body.get(start + value.len()..)?))) {
        Some((before, after)) => format!("{before}{by}{after}"),
        None => by.to_owned(),
    }
}

fn withheld(value: &str) -> String {
    match value {
        "" | "null" | "{}" => value.to_owned(),
        _ if value.starts_with("[withheld: ") && value.ends_with(" characters]") => value.to_owned(),
        _ => format!("[withheld: {} characters]", value.chars().count()),
    }
}

/// Header names whose values say how a call travelled, not who made it.
const PLAIN_HEADERS: &[&str] = &[
    "accept",
    "accept-encoding",
    "access-control-allow-origin",
    "cache-control",
    "connection",
    "content-length",
    "content-type",
    "date",
    "host",
    "server",
    "transfer-encoding",
    "user-agent",
    "via",
    "x-amz-date",
    "x-amz-source-arn",
    "x-amz-executed-version",
    "x-amz-function-error",
    "x-amzn-apigateway-api-id",
    "x-amzn-errortype",
    "x-amzn-lambda-integration-tag",
    "x-amzn-remapped-content-length",
    "x-amzn-requestid",
    "x-amzn-trace-id",
    "x-forwarded-port",
    "x-forwarded-proto",
];

/// A map as API Gateway prints it: `{name=value, name=value}`, unquoted, so that a value may hold `, `. A value ends where
/// the next `, name=` begins; a value that holds such a thing is masked in two parts, which keeps it secret all the same.
fn map(text: &str, plain: &[&str]) -> String {
    let (inner, open, close) = match text.strip_prefix('{') {
        Some(rest) => match rest.strip_suffix('}') {
            Some(inner) => (inner, "{", "}"),
            None => (rest, "{", ""),
        },
        None => (text, "", ""),
    };
    let (inner, cut) = match inner.strip_suffix(TRUNCATED) {
        Some(inner) => (inner, TRUNCATED),
        None => (inner, ""),
    };
    let mut entries: Vec<String> = Vec::new();
    for piece in inner.split(", ") {
        match piece.split_once('=') {
            Some((name, value)) if is_name(name) => {
                let is_plain = plain.contains(&name.to_ascii_lowercase().as_str());
                let shown = if is_plain { scrub(value) } else { mask(value) };
                entries.push(format!("{name}={shown}"));
            }
            _ => entries.push(mask(piece)),
        }
    }
    format!("{open}{}{cut}{close}", entries.join(", "))
}

const TRUNCATED: &str = " [TRUNCATED]";

fn is_name(text: &str) -> bool {
    !text.is_empty()
        && text.len() <= 128
        && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_.".contains(&byte))
}

/// An address, with the values of its query masked, and who it is called as.
fn uri(text: &str) -> String {
    let text = match text.split_once("://") {
        Some((scheme, rest)) => {
            let end = rest.find(['/', '?']).unwrap_or(rest.len());
            match rest.split_at_checked(end) {
                Some((host, path)) => match host.rsplit_once('@') {
                    Some((user, host)) => format!("{scheme}://{}@{host}{path}", mask(user)),
                    None => text.to_owned(),
                },
                None => text.to_owned(),
            }
        }
        None => text.to_owned(),
    };
    let Some((address, query)) = text.split_once('?') else { return scrub(&text) };
    let query: Vec<String> = query
        .split('&')
        .map(|pair| match pair.split_once('=') {
            Some((name, value)) => format!("{name}={}", mask(value)),
            None => mask(pair),
        })
        .collect();
    format!("{}?{}", scrub(address), query.join("&"))
}

#[cfg(test)]
mod tests {
    use super::{mask, message};

    #[test]
    fn the_mask_is_that_of_api_gateway() {
        for (value, masked) in
            [("", ""), ("user", "**er"), ("allow", "***ow"), ("abcdefghijklmn", "********ijklmn"), ("é", "*")]
        {
            assert_eq!(mask(value), masked);
        }
    }

    #[test]
    fn secrets_do_not_come_through() {
        const SECRET: &str = "s3cr3t-0123456789-token";
        for (text, kept) in [
            (
                format!(
                    r#"(aaaaaaaa-0000) Endpoint request body after transformations: {{"type":"TOKEN","authorizationToken":"Bearer {SECRET}","methodArn":"arn:x"}}"#
                ),
                r#""methodArn":"arn:x""#,
            ),
            (
                format!(
                    r#"Endpoint request body after transformations: {{"type":"REQUEST","methodArn":"arn:x","headers":{{"X-Token":"{SECRET}","path":"{SECRET}"}},"multiValueHeaders":{{"X-Token":["{SECRET}"]}},"stageVariables":{{"k":"{SECRET}"#
                ),
                r#""X-Token":""#,
            ),
            (format!("Endpoint request body after transformations: secret={SECRET}"), "[withheld: "),
            (format!("Incoming identity: {SECRET}"), "Incoming identity: ***"),
            (format!("Incoming identity: {{method.request.header.X={SECRET}}}"), "method.request.header.X="),
            (
                format!(
                    "Method request headers: {{Accept=*/*, Cookie=a={SECRET}, b={SECRET}, X-Api-Key={SECRET} [TRUNCATED]"
                ),
                "Accept=*/*",
            ),
            (
                format!("Endpoint request headers: {{X-Amz-Security-Token={SECRET}, Host=lambda}}"),
                "Host=lambda",
            ),
            (format!("Method request query string: {{token={SECRET}}}"), "token="),
            (format!("Endpoint request URI: https://backend/x?key={SECRET}&b=1"), "https://backend/x?key="),
            (format!("Method request body before transformations: {SECRET}"), "[withheld: 23 characters]"),
            (format!("Method response body after transformations: {{\"t\":\"{SECRET}\"}}"), "[withheld: "),
            (
                format!(
                    r#"Authorizer result body before parsing: {{"principalId":"user|a1","policyDocument":{{"Statement":[{{"Effect":"Allow","Resource":"arn:x"}}]}},"context":{{"secret":"{SECRET}","n":1234567890123}},"usageIdentifierKey":"{SECRET}"}}"#
                ),
                r#""principalId":"****|a1","policyDocument":{"Statement":[{"Effect":"Allow","Resource":"arn:x"}]}"#,
            ),
            (format!("something new: Authorization was Bearer {SECRET}"), "something new"),
            (format!("Endpoint request query string: {{password={SECRET}}}"), "{password="),
            (format!("something new {{\"a\": \"{SECRET}\", \"b\": [{SECRET}]}}"), "something new {\"a\": \""),
            (format!("something new with password: {SECRET} in it"), " in it"),
            (
                format!(
                    "Lambda execution failed with status 200 due to customer function error: token={SECRET}. Lambda request id: x"
                ),
                "Lambda request id: x",
            ),
            (format!("Sending request to https://bob:{SECRET}@internal/x"), "@internal/x"),
            (
                format!(
                    "Endpoint request body after transformations: {{'methodArn': 'x', 'type': 'TOKEN', 'authorizationToken': '{SECRET}'}}"
                ),
                "[withheld: ",
            ),
            (
                format!("Endpoint request body after transformations: {{\"version\": \"{SECRET}\"}}"),
                "[withheld: ",
            ),
            (
                format!(
                    "Authorizer result body before parsing: {{\"errorType\":\"Error\",\"errorMessage\":\"bad {SECRET}\",\"k\":\"{SECRET}\"}}"
                ),
                "\"errorType\":\"Error\"",
            ),
            (
                format!(
                    "Authorizer result body before parsing: {{principalId={SECRET}, policyDocument={{}}}}"
                ),
                "parsing: {",
            ),
        ] {
            let redacted = message(&text);
            assert!(!redacted.contains(SECRET), "{redacted}");
            assert!(!redacted.contains("1234567890123"), "{redacted}");
            assert!(redacted.contains(kept), "{redacted}");
        }
    }

    #[test]
    fn equal_tokens_stay_equal_and_masks_are_left_alone() {
        let masked = "Incoming identity: **************bkwef5";
        assert_eq!(message(masked), masked);
        for plain in [
            "(aaaaaaaa-0000) Method completed with status: 200",
            "HTTP Method: GET, Resource Path: /surveyJobsCompleted",
            "HTTP Method: GET, Resource Path: /ASIA/list",
            r#"Authorizer result body before parsing: {"policyDocument":{"Statement":[{"Effect":"Deny","Resource":"arn:surveyJobs"}]}}"#,
        ] {
            assert_eq!(message(plain), plain);
        }
    }
}
