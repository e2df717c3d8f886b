//! JSON with its values masked, also when it was cut off or is none.

use std::borrow::Cow;

use super::{
    Redactor, TRUNCATED, is_withheld,
    mask::Place,
    memo::Memo,
    names::{is_plain_header, is_plain_value},
    scan::Kind,
    withheld,
};

/// What the JSON is, which says what values may stay.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Json {
    /// What an authorizer is told: only what describes the call.
    Call,
    /// What an authorizer answered: only its policy, and the kind of its error.
    Policy,
    /// A canonical access line: what describes the call and its phases.
    Access,
    /// Not known: what has the name or the look of something plain.
    Unknown,
}

/// What is longer is no name.
const LONGEST_NAME: usize = 256;

/// Names whose values describe a call and its method.
const CALL: &[&str] = &[
    "accountId",
    "apiId",
    "domainName",
    "extendedRequestId",
    "httpMethod",
    "isBase64Encoded",
    "methodArn",
    "path",
    "protocol",
    "requestId",
    "requestTime",
    "requestTimeEpoch",
    "resource",
    "resourceId",
    "resourcePath",
    "stage",
    "type",
    "version",
];

/// Names that hold a text or an address in JSON that is not known.
const TEXTS: &[&str] = &[
    "Message",
    "Type",
    "__type",
    "action",
    "cause",
    "description",
    "detail",
    "error",
    "errorMessage",
    "errorType",
    "event",
    "level",
    "logger",
    "message",
    "msg",
    "reason",
    "ruleGroupId",
    "terminatingRuleId",
    "title",
    "userAgent",
    "webaclId",
];

/// Names of variables of an access line, besides those in [`CALL`], whose values may stay once they are looked through.
const ACCESS: &[&str] = &[
    "authorize",
    "authenticate",
    "awsEndpointRequestId",
    "cipherSuite",
    "customDomain",
    "deploymentId",
    "domainPrefix",
    "endpointType",
    "error",
    "integration",
    "integrationErrorMessage",
    "integrationLatency",
    "integrationStatus",
    "responseLatency",
    "responseLength",
    "responseType",
    "status",
    "tlsVersion",
    "waf",
    "wafResponseCode",
    "webaclArn",
    "xrayTraceId",
];

/// What an authorizer's phase is logged with; all else behind `authorizer.` is its principal, its context or its claims.
const AUTHORIZER_PHASE: &[&str] =
    &["error", "integrationLatency", "integrationStatus", "latency", "requestId", "status"];

/// What says who called, and is no secret.
const IDENTITY: &[&str] = &[
    "accountId",
    "apiKeyId",
    "caller",
    "cognitoAuthenticationProvider",
    "cognitoAuthenticationType",
    "cognitoIdentityId",
    "cognitoIdentityPoolId",
    "principalOrgId",
    "sourceIp",
    "user",
    "userAgent",
    "userArn",
    "vpcId",
    "vpceId",
];

/// What becomes of a value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Fate {
    /// It is masked.
    Masked,
    /// It is a name, a path, an ARN.
    Names,
    /// It is an address, which may have a query.
    Address,
    /// Someone wrote it.
    Text,
    /// It stays if it is too plain to be a secret.
    IfPlain,
}

/// An object or an array that is open.
struct Open<'a> {
    is_object: bool,
    /// The name before it.
    name: Cow<'a, str>,
    /// Whether its values may stay for what it stands in: the policy, the request's context.
    is_kept: bool,
}

impl Redactor {
    /// JSON with its values masked: works on tokens, so that a half document gives away no more than a whole one.
    pub(super) fn json<'a>(&self, text: &'a str, kind: Json, memo: &mut Memo) -> Cow<'a, str> {
        let (inner, cut) = match text.strip_suffix(TRUNCATED) {
            Some(inner) => (inner, TRUNCATED),
            None => (text, ""),
        };
        if !inner.starts_with(['{', '[']) || is_withheld(text) {
            return withheld(text);
        }
        let mut out = String::with_capacity(text.len() + 32);
        let mut open: Vec<Open<'_>> = Vec::new();
        // The name before the next value.
        let mut name: Cow<'_, str> = Cow::Borrowed("");
        let mut rest = inner;
        while let Some(c) = rest.chars().next() {
            match c {
                '"' => {
                    let (string, tail, is_whole) = string_token(rest);
                    if is_whole && tail.trim_start().starts_with(':') {
                        name =
                            if string.len() > LONGEST_NAME { Cow::Borrowed("") } else { unescaped(string) };
                        // A name is kept, but a secret may stand in the wrong place.
                        self.string(&mut out, "", string, Fate::Names, is_whole, memo);
                    } else {
                        let fate = self.fate(kind, &open, &name);
                        self.string(&mut out, &name, string, fate, is_whole, memo);
                    }
                    rest = tail;
                    continue;
                }
                '{' | '[' => {
                    let is_kept = keeps(kind, &open, &name);
                    // The name before an array names its elements too.
                    let outer = if c == '[' { name.clone() } else { Cow::Borrowed("") };
                    open.push(Open {
                        is_object: c == '{',
                        name: std::mem::replace(&mut name, outer),
                        is_kept,
                    });
                }
                '}' | ']' => {
                    open.pop();
                    name = of_array(&open);
                }
                ',' => name = of_array(&open),
                ':' => {}
                c if c.is_whitespace() => {}
                // A number, a word of JSON, or what is no JSON at all.
                _ => {
                    let end = rest
                        .find(|c: char| c.is_whitespace() || "{}[],:\"".contains(c))
                        .unwrap_or(rest.len());
                    let (word, tail) = rest.split_at_checked(end).unwrap_or((rest, ""));
                    match self.fate(kind, &open, &name) {
                        _ if matches!(word, "true" | "false" | "null") => out.push_str(word),
                        Fate::IfPlain if is_plain_value(&name, word) => out.push_str(word),
                        Fate::Masked | Fate::IfPlain => {
                            self.string(&mut out, "", word, Fate::Masked, true, memo);
                        }
                        Fate::Names | Fate::Address | Fate::Text => {
                            out.push_str(&self.scan(word, Kind::Names));
                        }
                    }
                    rest = tail;
                    continue;
                }
            }
            out.push(c);
            rest = rest.get(c.len_utf8()..).unwrap_or_default();
        }
        out.push_str(cut);
        if out == text { Cow::Borrowed(text) } else { Cow::Owned(out) }
    }

    fn string(
        &self,
        out: &mut String,
        name: &str,
        string: &str,
        fate: Fate,
        is_whole: bool,
        memo: &mut Memo,
    ) {
        let plain = unescaped(string);
        let kept = match fate {
            Fate::IfPlain if is_plain_value(name, &plain) => Some(Cow::Borrowed(&*plain)),
            Fate::Masked | Fate::IfPlain => None,
            Fate::Names => Some(self.scan_with(&plain, Kind::Names, memo)),
            Fate::Address => Some(self.address(&plain, memo)),
            Fate::Text => Some(self.free_text(&plain)),
        };
        out.push('"');
        match kept {
            // Nothing was found: the string stays as it was written.
            Some(Cow::Borrowed(_)) => out.push_str(string),
            Some(Cow::Owned(redacted)) => {
                let quoted = serde_json::Value::from(redacted).to_string();
                out.push_str(quoted.get(1..quoted.len() - 1).unwrap_or_default());
            }
            None => self.sealer.seal(out, &plain, Place::Json),
        }
        if is_whole {
            out.push('"');
        }
    }

    fn fate(&self, kind: Json, open: &[Open<'_>], name: &str) -> Fate {
        let is_kept = open.last().is_some_and(|open| open.is_kept);
        let may = |may: bool| if may { Fate::Names } else { Fate::Masked };
        match kind {
            Json::Policy => may(is_kept || (open.len() == 1 && name == "errorType")),
            Json::Call if matches!(name, "path" | "resourcePath") && is_kept => Fate::Address,
            Json::Call => may(is_kept && CALL.binary_search(&name).is_ok()),
            Json::Access => self.access_fate(name),
            Json::Unknown if self.is_secret_name(name) => Fate::Masked,
            Json::Unknown if TEXTS.binary_search(&name).is_ok() => Fate::Text,
            Json::Unknown if matches!(name, "uri" | "url" | "path" | "resourcePath") => Fate::Address,
            Json::Unknown
                if name.ends_with("Arn") || name.ends_with("_arn") || CALL.binary_search(&name).is_ok() =>
            {
                Fate::Names
            }
            // `{"name": "Authorization", "value": "…"}`.
            Json::Unknown
                if matches!(name, "value" | "values" | "args" | "body" | "query" | "queryString") =>
            {
                Fate::Masked
            }
            Json::Unknown => Fate::IfPlain,
        }
    }

    fn access_fate(&self, name: &str) -> Fate {
        if self.is_named(name) {
            return Fate::Masked;
        }
        let (first, rest) = name.split_once('.').unwrap_or((name, ""));
        match first {
            "authorizer" if !AUTHORIZER_PHASE.contains(&rest) => Fate::Masked,
            "authorizer" => Fate::Text,
            "identity" if rest == "userAgent" => Fate::Text,
            "identity"
                if IDENTITY.contains(&rest)
                    || rest == "clientCert.subjectDN"
                    || rest == "clientCert.issuerDN" =>
            {
                Fate::Names
            }
            "identity" => Fate::Masked,
            "path" | "resourcePath" | "uri" | "url" => Fate::Address,
            _ if CALL.binary_search(&first).is_ok() => Fate::Names,
            _ if ACCESS.contains(&first) => Fate::Text,
            _ if self.is_secret_name(name) => Fate::Masked,
            // A key of the owner's own format.
            _ if is_plain_header(name) || TEXTS.binary_search(&name).is_ok() => Fate::Text,
            _ => Fate::IfPlain,
        }
    }
}

/// Whether values below what opens now may stay.
fn keeps(kind: Json, open: &[Open<'_>], name: &str) -> bool {
    let is_kept = open.last().is_some_and(|open| open.is_kept);
    match kind {
        Json::Policy => is_kept || (open.len() == 1 && name == "policyDocument"),
        // The event itself, and its context; in that, who called and what the authorizer said stays secret.
        Json::Call => open.is_empty() || (is_kept && open.len() == 1 && name == "requestContext"),
        Json::Access | Json::Unknown => true,
    }
}

/// The name before the array that is open.
fn of_array<'a>(open: &[Open<'a>]) -> Cow<'a, str> {
    match open.last() {
        Some(open) if !open.is_object => open.name.clone(),
        _ => Cow::Borrowed(""),
    }
}

/// The string that starts `text` (with its quote): what is inside, what follows, and whether its end was there.
fn string_token(text: &str) -> (&str, &str, bool) {
    let inner = text.strip_prefix('"').unwrap_or(text);
    let bytes = inner.as_bytes();
    let mut at = 0;
    while let Some(found) = bytes.get(at..).and_then(|rest| memchr::memchr2(b'"', b'\\', rest)) {
        at += found;
        if bytes.get(at) == Some(&b'"') {
            return (inner.get(..at).unwrap_or_default(), inner.get(at + 1..).unwrap_or_default(), true);
        }
        at += 2;
    }
    (inner, "", false)
}

/// What a JSON string says; of one that was cut inside an escape or is none, as much as can be read.
fn unescaped(string: &str) -> Cow<'_, str> {
    if memchr::memchr(b'\\', string.as_bytes()).is_none() {
        return Cow::Borrowed(string);
    }
    if let Ok(whole) = serde_json::from_str(&format!("\"{string}\"")) {
        return Cow::Owned(whole);
    }
    // Only the codes that could hide a name or a token are read then.
    super::words::decoded(string).unwrap_or(Cow::Borrowed(string))
}

#[cfg(test)]
mod tests {
    use super::{CALL, TEXTS};

    #[test]
    fn lists_are_in_order() {
        assert!(CALL.is_sorted() && TEXTS.is_sorted());
    }
}
