//! JSON with its values masked, also when it was cut off or is none.

use super::{
    TRUNCATED,
    mask::{mask, scrub},
    withheld,
};

/// Which values of a JSON text may stay.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Json {
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
pub(super) fn json(text: &str, keep: Json) -> String {
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
