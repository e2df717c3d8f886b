//! What must not be kept is taken out of a message before it is stored, shown or read any further.
//!
//! With data trace on, API Gateway writes tokens, headers, bodies and the role's credentials to the log in clear. Values are
//! replaced by a mask of the same length that ends in their last characters, as API Gateway itself masks an identity, so
//! that equal values still look equal; bodies of requests and answers are withheld. The default is to mask: what is kept
//! is listed here by name.

use crate::log::{line, sentence, sentence::Sentence};

/// A message without its secrets.
pub fn message(text: &str) -> String {
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

/// Text of which nothing is known: what stands in braces is masked as a map, and so is every value behind a name.
fn free_text(text: &str) -> String {
    let (plain, braced) = match text.find('{') {
        Some(at) => text.split_at_checked(at).unwrap_or((text, "")),
        None => (text, ""),
    };
    let words: Vec<String> = plain
        .split(' ')
        .map(|word| match word.split_once('=') {
            Some((name, value)) if is_name(name) && !value.is_empty() => format!("{name}={}", mask(value)),
            _ => word.to_owned(),
        })
        .collect();
    let braced = match braced {
        "" => String::new(),
        _ if braced.starts_with("{\"") => json(braced, Json::Nothing),
        _ => map(braced, &[]),
    };
    scrub(&(named_secrets(&words.join(" ")) + &braced))
}

/// Masks the word behind `password:` and its like.
fn named_secrets(text: &str) -> String {
    const NAMES: &[&str] =
        &["password", "passwd", "pwd", "secret", "token", "apikey", "api-key", "api_key", "authorization"];
    let mut masks_next = false;
    let words: Vec<String> = text
        .split(' ')
        .map(|word| {
            let shown = if masks_next && !word.is_empty() { mask(word) } else { word.to_owned() };
            let name = word.to_ascii_lowercase();
            masks_next = (masks_next && word.is_empty())
                || name.strip_suffix(':').is_some_and(|name| {
                    let name = name.trim_matches(|c: char| !c.is_ascii_alphanumeric());
                    NAMES.iter().any(|secret| name.ends_with(secret))
                });
            shown
        })
        .collect();
    words.join(" ")
}

/// `body` with `value`, a part of it, replaced.
fn replaced(body: &str, value: &str, by: &str) -> String {
    let start = (value.as_ptr() as usize).checked_sub(body.as_ptr() as usize);
    match start.and_then(|start| Some((body.get(..start)?, body.get(start + value.len()..)?))) {
        Some((before, after)) => format!("{before}{by}{after}"),
        None => by.to_owned(),
    }
}

/// As API Gateway masks: all but the last six characters (or the last half, when that is fewer), the length kept. What is
/// masked already stays as it is.
pub fn mask(value: &str) -> String {
    let length = value.chars().count();
    let hidden = length - 6.min(length / 2);
    value.chars().enumerate().map(|(at, c)| if at < hidden { '*' } else { c }).collect()
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

/// Which values of a JSON text may stay.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Json {
    /// What an authorizer is told: only what describes the call.
    Call,
    /// What an authorizer answered: only its policy, and the kind of its error.
    Policy,
    /// None.
    Nothing,
}

/// Names whose values describe a call and its method.
const PLAIN_NAMES: &[&str] = &[
    "type",
    "methodArn",
    "resource",
    "path",
    "httpMethod",
    "resourcePath",
    "resourceId",
    "stage",
    "apiId",
    "accountId",
    "requestId",
    "extendedRequestId",
    "requestTime",
    "requestTimeEpoch",
    "protocol",
    "domainName",
    "isBase64Encoded",
    "version",
];

/// JSON with its values masked, also when it was cut off or is none: works on tokens, so that a half document gives away
/// no more than a whole one.
fn json(text: &str, keep: Json) -> String {
    let (text, cut) = match text.strip_suffix(TRUNCATED) {
        Some(text) => (text, TRUNCATED),
        None => (text, ""),
    };
    if !text.starts_with(['{', '[']) {
        return withheld(text) + cut;
    }
    let mut out = String::with_capacity(text.len());
    // The name before each open bracket, and the name before the next value.
    let mut names: Vec<(char, String)> = Vec::new();
    let mut name = String::new();
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        match c {
            '"' => {
                let (string, tail, is_whole) = string_token(rest);
                let is_name = is_whole && tail.trim_start().starts_with(':');
                if is_name {
                    string.clone_into(&mut name);
                    // A name is kept, but a secret may stand in the wrong place.
                    push_string(&mut out, &scrub(string), is_whole);
                } else if may_stay(keep, &names, &name) {
                    push_string(&mut out, &scrub(string), is_whole);
                } else {
                    // Half an escape would end the string at the wrong place.
                    push_string(&mut out, &mask(string).replace(['"', '\\'], "*"), is_whole);
                }
                rest = tail;
                continue;
            }
            '{' | '[' => names.push((c, std::mem::take(&mut name))),
            // The name before an array names its elements too.
            ',' if names.last().is_none_or(|(open, _)| *open == '{') => name.clear(),
            '}' | ']' => {
                names.pop();
                name.clear();
            }
            ':' | ',' => {}
            c if c.is_whitespace() => {}
            // A number, a word of JSON, or what is no JSON at all.
            _ => {
                let end =
                    rest.find(|c: char| c.is_whitespace() || "{}[],:\"".contains(c)).unwrap_or(rest.len());
                let (word, tail) = rest.split_at_checked(end).unwrap_or((rest, ""));
                if matches!(word, "true" | "false" | "null") || may_stay(keep, &names, &name) {
                    out.push_str(word);
                } else {
                    push_string(&mut out, &mask(word), true);
                }
                rest = tail;
                continue;
            }
        }
        out.push(c);
        rest = rest.get(c.len_utf8()..).unwrap_or_default();
    }
    out + cut
}

fn may_stay(keep: Json, names: &[(char, String)], name: &str) -> bool {
    let is_below = |outer: &str| names.iter().any(|(_, name)| name == outer);
    match keep {
        // Depth 1 is the event itself; what is deeper may stay only below requestContext.
        Json::Call => (names.len() <= 1 || is_below("requestContext")) && PLAIN_NAMES.contains(&name),
        Json::Policy => is_below("policyDocument") || (names.len() == 1 && name == "errorType"),
        Json::Nothing => false,
    }
}

/// The string that starts `text` (with its quote): what is inside, what follows, and whether its end was there.
fn string_token(text: &str) -> (&str, &str, bool) {
    let inner = text.strip_prefix('"').unwrap_or(text);
    let mut escaped = false;
    for (at, byte) in inner.bytes().enumerate() {
        match byte {
            _ if escaped => escaped = false,
            b'\\' => escaped = true,
            b'"' => {
                return (inner.get(..at).unwrap_or_default(), inner.get(at + 1..).unwrap_or_default(), true);
            }
            _ => {}
        }
    }
    (inner, "", false)
}

fn push_string(out: &mut String, string: &str, is_whole: bool) {
    out.push('"');
    out.push_str(string);
    if is_whole {
        out.push('"');
    }
}

/// Hides what looks like a token wherever it stands: `Bearer …`, `Basic …`, a JWT, an AWS access key id. Not with `*`, which
/// would be a wildcard in a policy.
pub fn scrub(text: &str) -> String {
    const OPENINGS: &[&str] = &["Bearer ", "bearer ", "Basic ", "basic ", "eyJ", "AKIA", "ASIA"];
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((at, opening)) =
        OPENINGS.iter().filter_map(|opening| rest.find(opening).map(|at| (at, *opening))).min()
    {
        let is_word = !rest.get(..at).is_some_and(|before| before.ends_with(char::is_alphanumeric));
        let start = if opening.ends_with(' ') { at + opening.len() } else { at };
        let (before, tail) = rest.split_at_checked(start).unwrap_or((rest, ""));
        let end = tail.find(|c: char| !is_of_token(opening, c)).unwrap_or(tail.len());
        let (token, tail) = tail.split_at_checked(end).unwrap_or((tail, ""));
        out.push_str(before);
        if is_word && is_token(opening, token) {
            out.extend(token.chars().map(|_| '•'));
        } else {
            out.push_str(token);
        }
        rest = tail;
    }
    out.push_str(rest);
    out
}

fn is_of_token(opening: &str, c: char) -> bool {
    c.is_ascii_alphanumeric()
        || if opening.ends_with(' ') { "-_.=+/~".contains(c) } else { "-_.".contains(c) }
}

fn is_token(opening: &str, token: &str) -> bool {
    match opening {
        // A JWT has two dots; the log may have cut it behind the first.
        "eyJ" => token.len() >= 20 && token.contains('.'),
        "AKIA" | "ASIA" => token.len() == 20,
        // A short word behind "Basic " is a word.
        _ => token.len() >= 8,
    }
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
