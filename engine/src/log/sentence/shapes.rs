//! A line → its sentence, by its first byte and then by the words of its shape: one pass, and nothing is allocated.

use memchr::{memchr, memmem};

use super::Sentence;
use crate::log::access;

/// Reads what stands behind the `(request id)` prefix. Only a body goes on over further lines.
pub fn read(body: &str) -> Sentence<'_> {
    let known = match body.as_bytes().first() {
        Some(b'A') => with_a(body),
        Some(b'E') => with_e(body),
        Some(b'G') => gateway_response(first_line(body)),
        Some(b'H') => method_and_path(first_line(body)),
        Some(b'I') => body.strip_prefix("Incoming identity:").map(|it| Sentence::IncomingIdentity(trim(it))),
        Some(b'L') => with_l(body),
        Some(b'M') => with_m(body),
        Some(b'R') => with_r(body),
        Some(b'S') => with_s(first_line(body)),
        Some(b'T') => (first_line(body) == "The client is not authorized to perform this operation.")
            .then_some(Sentence::ClientNotAuthorized),
        Some(b'U') => with_u(first_line(body)),
        Some(b'V') => verifying_usage_plan(first_line(body)),
        Some(b'X') => first_line(body)
            .strip_prefix("X-ray Tracing ID")
            .and_then(value_behind_colon)
            .map(Sentence::XRayTraceId),
        _ => None,
    };
    known.or_else(|| over_limit(first_line(body))).unwrap_or(Sentence::Unknown)
}

/// The first line, without the white space at its end.
fn first_line(body: &str) -> &str {
    let end = memchr(b'\n', body.as_bytes()).unwrap_or(body.len());
    let line = body.get(..end).unwrap_or(body);
    if matches!(line.as_bytes(), [.., b'!'..=b'~']) { line } else { line.trim_end() }
}

/// A text without the white space around it, of which there is one space or none at all as a rule.
fn trim(text: &str) -> &str {
    let text = text.strip_prefix(' ').unwrap_or(text);
    if matches!(text.as_bytes(), [b'!'..=b'~', .., b'!'..=b'~']) { text } else { text.trim() }
}

/// What stands before some words and what behind them. They are short, and so is what they stand in: no more is prepared for
/// the search than their first byte.
fn cut<'a>(text: &'a str, words: &str) -> Option<(&'a str, &'a str)> {
    let first = *words.as_bytes().first()?;
    let mut at = 0;
    loop {
        at += text.as_bytes().get(at..)?.iter().position(|byte| *byte == first)?;
        if let Some(behind) = text.get(at..).and_then(|rest| rest.strip_prefix(words)) {
            return Some((text.get(..at)?, behind));
        }
        at += 1;
    }
}

/// An id: one word.
fn word(text: &str) -> Option<&str> {
    (!text.is_empty() && !text.bytes().any(|byte| byte.is_ascii_whitespace())).then_some(text)
}

/// What stands behind ` :` or `:`.
fn value_behind_colon(rest: &str) -> Option<&str> {
    rest.strip_prefix(' ').unwrap_or(rest).strip_prefix(':').map(trim)
}

fn with_a(body: &str) -> Option<Sentence<'_>> {
    if let Some(value) = body.strip_prefix("Authorizer result body before parsing:") {
        return Some(Sentence::AuthorizerResult(trim(value)));
    }
    if let Some(value) = body.strip_prefix(access::LABEL) {
        return Some(Sentence::AccessLog(trim(value)));
    }
    let line = first_line(body);
    if let Some(rest) = line.strip_prefix("API Key") {
        return api_key(rest);
    }
    if let Some(rest) = line.strip_prefix("AWS Integration Endpoint RequestId") {
        return value_behind_colon(rest).map(Sentence::IntegrationRequestId);
    }
    (line == "AuthorizerConfigurationException").then_some(Sentence::AuthorizerConfigurationException)
}

/// What stands behind `API Key`. The refused shape is tried first: in `API Key  not authorized because` a hasty reader would
/// take `not` for the key.
fn api_key(rest: &str) -> Option<Sentence<'_>> {
    if let Some(value) = rest.strip_prefix(':') {
        return Some(Sentence::ApiKey(trim(value)));
    }
    let rest = rest.strip_prefix(' ')?;
    let (key, why) = cut(rest, "authorized because ")?;
    let Some(key) = key.trim_end().strip_suffix("not") else {
        return Some(Sentence::ApiKeyAuthorized { key: trim(key), why });
    };
    let (method, rest) = why.strip_prefix("method '")?.split_once(' ')?;
    let (resource, rest) = cut(rest, "' ")?;
    let (_, rest) = cut(rest, "API Stage ")?;
    let (api_stage, why) = cut(rest, ": ")?;
    Some(Sentence::ApiKeyRefused { key: trim(key), method, resource, api_stage, why })
}

fn with_e(body: &str) -> Option<Sentence<'_>> {
    if let Some(rest) = body.strip_prefix("Endpoint re") {
        return endpoint(rest);
    }
    if let Some(value) = body.strip_prefix("Extended Request Id:") {
        return Some(Sentence::ExtendedRequestId(first_line(value).trim_start()));
    }
    if let Some(rest) = body.strip_prefix("Execution failed due to ") {
        if let Some(fault) = rest.strip_prefix("configuration error: ") {
            return Some(Sentence::ConfigurationError(trim(fault)));
        }
        let line = first_line(rest).trim_start();
        return Some(match line {
            "a timeout error" => Sentence::TimeoutError,
            _ => Sentence::ExecutionFailed(line),
        });
    }
    if let Some(id) = body.strip_prefix("Execution log for request ") {
        return word(first_line(id)).map(|request_id| Sentence::ExecutionLog { request_id });
    }
    let rest = first_line(body).strip_prefix("ExplicitDenyException User: ")?;
    let (user, rest) = cut(rest, " is not authorized to perform: ")?;
    let (action, rest) = cut(rest, " on resource: ")?;
    let (rest, request_id) = rest.rsplit_once(": ")?;
    let (arn, tail) = rest.split_once(' ').unwrap_or((rest, ""));
    let request_id = word(request_id)?;
    Some(Sentence::ResourcePolicyExplicitDeny { user, action, arn, tail, request_id })
}

/// What stands behind `Endpoint re`.
fn endpoint(rest: &str) -> Option<Sentence<'_>> {
    if let Some(rest) = rest.strip_prefix("quest ") {
        if let Some(value) = rest.strip_prefix("URI:") {
            return Some(Sentence::EndpointRequestUri(first_line(value).trim_start()));
        }
        if let Some(value) = rest.strip_prefix("headers:") {
            return Some(Sentence::EndpointRequestHeaders(trim(value)));
        }
        let value = rest.strip_prefix("body after transformations:")?;
        return Some(Sentence::EndpointRequestBody(trim(value)));
    }
    let rest = rest.strip_prefix("sponse ")?;
    if let Some(value) = rest.strip_prefix("headers:") {
        return Some(Sentence::EndpointResponseHeaders(trim(value)));
    }
    let value = rest.strip_prefix("body before transformations:")?;
    Some(Sentence::EndpointResponseBody(trim(value)))
}

fn gateway_response(line: &str) -> Option<Sentence<'_>> {
    let rest = line.strip_prefix("Gateway response type: ")?;
    let (response_type, status) = cut(rest, " with status code: ")?;
    Some(Sentence::GatewayResponse { response_type, status: status.parse().ok()? })
}

fn method_and_path(line: &str) -> Option<Sentence<'_>> {
    let (method, path) = cut(line.strip_prefix("HTTP Method: ")?, ", Resource Path: ")?;
    word(method).map(|method| Sentence::MethodAndPath { method, path })
}

fn with_l(body: &str) -> Option<Sentence<'_>> {
    let rest = body.strip_prefix("Lambda ")?;
    if let Some(value) = rest.strip_prefix("execution failed with status ") {
        return Some(Sentence::LambdaExecutionFailed(trim(value)));
    }
    let value = rest.strip_prefix("invocation failed with status: ")?;
    Some(Sentence::LambdaInvocationFailed(trim(value)))
}

fn with_m(body: &str) -> Option<Sentence<'_>> {
    let rest = body.strip_prefix("Method ")?;
    if let Some(status) = rest.strip_prefix("completed with status: ") {
        return Some(Sentence::MethodCompleted { status: first_line(status).parse().ok()? });
    }
    if let Some(rest) = rest.strip_prefix("request ") {
        if let Some(value) = rest.strip_prefix("headers:") {
            return Some(Sentence::MethodRequestHeaders(trim(value)));
        }
        if let Some(value) = rest.strip_prefix("path:") {
            return Some(Sentence::MethodRequestPath(trim(value)));
        }
        if let Some(value) = rest.strip_prefix("query string:") {
            return Some(Sentence::MethodRequestQueryString(trim(value)));
        }
        let value = rest.strip_prefix("body before transformations:")?;
        return Some(Sentence::MethodRequestBody(trim(value)));
    }
    let rest = rest.strip_prefix("response ")?;
    if let Some(value) = rest.strip_prefix("headers:") {
        return Some(Sentence::MethodResponseHeaders(trim(value)));
    }
    let value = rest.strip_prefix("body after transformations:")?;
    Some(Sentence::MethodResponseBody(trim(value)))
}

fn with_r(body: &str) -> Option<Sentence<'_>> {
    if let Some(rest) = body.strip_prefix("Request ") {
        if let Some(rest) = rest.strip_prefix("body does not match model schema") {
            let rest = rest.strip_prefix(" for content type ").unwrap_or(rest);
            let (content_type, why) = rest.split_once(':').unwrap_or((rest, ""));
            return Some(Sentence::ValidationFailed { content_type: trim(content_type), why: trim(why) });
        }
        if rest.starts_with("validation succeeded for content type ") {
            return Some(Sentence::ValidationSucceeded);
        }
        return (first_line(rest) == "body validation failed due to an unexpected error")
            .then_some(Sentence::ValidationBroken);
    }
    let rest = first_line(body).strip_prefix("Received response. ")?;
    let (status, latency) = match rest.strip_prefix("Status: ") {
        Some(rest) => {
            let (status, rest) = cut(rest, ", ")?;
            (Some(status.parse().ok()?), rest)
        }
        None => (None, rest),
    };
    let latency_ms = latency.strip_prefix("Integration latency: ")?.strip_suffix(" ms")?.parse().ok()?;
    Some(Sentence::ResponseReceived { status, latency_ms })
}

fn with_s(line: &str) -> Option<Sentence<'_>> {
    if let Some(rest) = line.strip_prefix("Starting ") {
        if let Some(id) = rest.strip_prefix("execution for request: ") {
            return word(id).map(|request_id| Sentence::StartingExecution { request_id });
        }
        let (authorizer_id, request_id) = cut(rest.strip_prefix("authorizer: ")?, " for request: ")?;
        return Some(Sentence::StartingAuthorizer {
            authorizer_id: word(authorizer_id)?,
            request_id: word(request_id)?,
        });
    }
    if let Some(uri) = line.strip_prefix("Sending request to ") {
        return Some(Sentence::SendingRequest(uri.trim_start()));
    }
    match line {
        "Successfully completed execution" => Some(Sentence::ExecutionCompleted),
        "Successfully completed authorizer execution" => Some(Sentence::AuthorizerCompleted),
        _ => None,
    }
}

fn with_u(line: &str) -> Option<Sentence<'_>> {
    if let Some(principal) = line.strip_prefix("Using valid authorizer policy for principal:") {
        return Some(Sentence::UsingPolicy { principal: principal.trim_start() });
    }
    if let Some(rest) = line.strip_prefix("Usage Plan check ") {
        if let Some(rest) = rest.strip_prefix("succeeded for API Key ") {
            let (key, api_stage) = cut(rest, "and API Stage ")?;
            return Some(Sentence::UsagePlanSucceeded { key: trim(key), api_stage });
        }
        return rest.starts_with("failed due to an internal error").then_some(Sentence::UsagePlanFailed);
    }
    let rest = line.strip_prefix("Unauthorized")?;
    if let Some(id) = rest.strip_prefix(" request: ") {
        return word(id).map(|request_id| Sentence::UnauthorizedRequest { request_id });
    }
    matches!(rest, "" | ".").then_some(Sentence::Unauthorized)
}

fn verifying_usage_plan(line: &str) -> Option<Sentence<'_>> {
    let rest = line.strip_prefix("Verifying Usage Plan for request: ")?;
    let (request_id, rest) = cut(rest, ". API Key:")?;
    let (key, api_stage) = cut(rest, "API Stage: ")?;
    let (api_id, stage) = api_stage.split_once('/')?;
    Some(Sentence::VerifyingUsagePlan { request_id, key: trim(key), api_id, stage })
}

/// A limit that was exceeded, whoever's it is: the one shape that starts with any word.
fn over_limit(line: &str) -> Option<Sentence<'_>> {
    // A sentence starts with a letter: a moment, a number or a brace before it says that the line is something else.
    if !line.as_bytes().first().is_some_and(u8::is_ascii_alphabetic) || !holds(line, b"exceeded") {
        return None;
    }
    if let Some((scope, rest)) = cut(line, " throttle limit exceeded") {
        let is_scope =
            scope.len() <= 40 && scope.bytes().all(|byte| byte.is_ascii_alphabetic() || byte == b' ');
        return is_scope.then(|| throttled(scope, rest));
    }
    // An API key's line may say `quota limits`, but not of this call.
    (holds(line, b"quota") || holds(line, b"Quota")).then_some(Sentence::QuotaExceeded)
}

fn holds(line: &str, word: &[u8]) -> bool {
    memmem::find(line.as_bytes(), word).is_some()
}

/// What stands behind `throttle limit exceeded`: ` for RestApi a, Stage b, Resource c, HttpMethod D. Limit: 1.00 Burst: 1`.
fn throttled<'a>(scope: &'a str, rest: &'a str) -> Sentence<'a> {
    let field = |label: &str| {
        let (_, value) = cut(rest, label)?;
        let end = value.find([',', ' ']).unwrap_or(value.len());
        value.get(..end).map(|value| value.trim_end_matches('.'))
    };
    Sentence::Throttled {
        scope,
        api_id: field("RestApi ").unwrap_or_default(),
        stage: field("Stage ").unwrap_or_default(),
        resource_id: field("Resource ").unwrap_or_default(),
        method: field("HttpMethod ").unwrap_or_default(),
        rate: field("Limit: ").unwrap_or_default(),
        burst: field("Burst: ").unwrap_or_default(),
    }
}

#[cfg(test)]
mod tests;
