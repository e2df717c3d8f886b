//! What must not be kept is taken out of a message before it is stored, shown or read any further.
//!
//! With data trace on, API Gateway writes tokens, headers, bodies and the role's credentials to the log in clear. Values are
//! replaced by a mask of the same length that ends in their last characters, as API Gateway itself masks an identity, and by a
//! keyed fingerprint where there is a key, so that equal values still look equal; bodies of requests and answers are
//! withheld. The default is to mask: what is kept is listed here by name. What was redacted once stays as it is.
//!
//! | file | what is there |
//! |---|---|
//! | `mask` | the mask and the fingerprint |
//! | `json`, `map` | values by the names before them: `{"name": "value"}`, `{name=value, name=value}` |
//! | `free_text` | a text that may hold either |
//! | `scan` | a text, word by word |
//! | `shapes` | words that are secrets by their look: JWTs, access keys, tokens of known services |
//! | `names` | names that say of a value that it is a secret, or that it is none |
//! | `words`, `edit` | where words end; a text of which parts are replaced |
//! | `memo` | texts that are known to be clean |
//!
//! To add a kind of token: its line in `shapes`, and one in `tests/secrets`.

mod edit;
mod free_text;
mod json;
mod map;
mod mask;
mod memo;
mod names;
mod scan;
mod shapes;
mod words;

use std::borrow::Cow;

use memchr::{memchr, memchr_iter};

use crate::log::{
    line,
    sentence::{self, ConfigurationFault, KeyRefusal, Sentence},
};
use edit::Edit;
use json::Json;
use map::Map;
pub use mask::{Mask, mask};
use mask::{Place, Sealer, is_sealed};
pub(crate) use memo::Memo;
use scan::Kind;

/// Whether a value that somebody configured is a secret: by its name, or by its look.
pub(crate) fn is_secret(name: &str, value: &str) -> bool {
    names::is_secret_name(name)
        || shapes::is_opaque(value)
        || shapes::is_aws_secret(value)
        || matches!(Redactor::default().text(value), Cow::Owned(_))
}

/// What API Gateway puts behind a message that it cut.
const TRUNCATED: &str = " [TRUNCATED]";

/// A message in which secrets are still found then is none that anyone wrote, and is withheld.
const MOST_PASSES: usize = 6;

/// Takes secrets out of messages.
#[derive(Debug, Clone, Default)]
pub struct Redactor {
    sealer: Sealer,
    /// Names of headers that hold tokens here.
    headers: Vec<String>,
}

impl Redactor {
    /// One that puts a fingerprint behind the mask of a value that was in clear: `~` and the first 12 hexadecimal digits of its
    /// HMAC-SHA256 under this key. Equal values have equal ones; who has no key cannot try values out.
    pub fn keyed(key: [u8; 32]) -> Self {
        Self { sealer: Sealer::keyed(key), headers: Vec::new() }
    }

    /// Learns that a header holds a token: an authorizer's identity source.
    pub fn name_header(&mut self, name: &str) {
        if !name.is_empty() && !self.headers.iter().any(|known| known.eq_ignore_ascii_case(name)) {
            self.headers.push(name.to_owned());
        }
    }

    /// A message without its secrets: the message itself where it holds none.
    pub fn message<'a>(&self, text: &'a str) -> Cow<'a, str> {
        let body = line::split(text).body;
        self.told(text, body, &sentence::read(body), &mut Memo::none())
    }

    /// As [`Redactor::message`], of a message whose body was read, and one of many.
    pub(crate) fn told<'a>(
        &self,
        text: &'a str,
        body: &'a str,
        sentence: &Sentence<'a>,
        memo: &mut Memo,
    ) -> Cow<'a, str> {
        let Cow::Owned(mut redacted) = self.pass(text, body, sentence, memo) else {
            return Cow::Borrowed(text);
        };
        // Bullets stand in texts and addresses, in which a mask may hide what tells where they end.
        if is_of_one_form(body, sentence) && !redacted.contains(mask::BULLET) {
            return Cow::Owned(redacted);
        }
        // What a mask covers may have been a bracket or a quote, so that the rest reads otherwise: until nothing is found.
        for _ in 0..MOST_PASSES {
            let body = line::split(&redacted).body;
            match self.pass(&redacted, body, &sentence::read(body), memo) {
                Cow::Borrowed(_) => return Cow::Owned(redacted),
                Cow::Owned(next) => redacted = next,
            }
        }
        let prefix = text.len().checked_sub(body.len()).and_then(|prefix| text.get(..prefix));
        Cow::Owned([prefix.unwrap_or_default(), &withheld(body)].concat())
    }

    /// Looks through a message once.
    fn pass<'a>(
        &self,
        text: &'a str,
        body: &'a str,
        sentence: &Sentence<'a>,
        memo: &mut Memo,
    ) -> Cow<'a, str> {
        let mut edit = Edit::within(text, memo.take_room());
        self.body(&mut edit, body, sentence, memo);
        edit.finish_within(memo)
    }

    /// A text that is no message, without its secrets: the name of a file, a reply that someone pastes.
    pub fn text<'a>(&self, text: &'a str) -> Cow<'a, str> {
        self.message(text)
    }

    fn is_secret_name(&self, name: &str) -> bool {
        names::is_secret_name(name) || self.is_named(name)
    }

    /// Whether it is a header that holds a token here.
    fn is_named(&self, name: &str) -> bool {
        self.headers.iter().any(|known| known.eq_ignore_ascii_case(name))
    }

    /// Looks through what stands behind the prefix: a sentence, and in a transcript that is one message further ones behind it.
    fn body<'a>(&self, edit: &mut Edit<'a>, body: &'a str, sentence: &Sentence<'a>, memo: &mut Memo) {
        if memchr(b'\n', body.as_bytes()).is_none() {
            return self.sentence(edit, body, sentence, memo);
        }
        let mut at = 0;
        while let Some(rest) = body.get(at..).filter(|rest| !rest.is_empty()) {
            let line = first_line(rest);
            let start = at + (line.len() - line::split(line).body.len());
            let end = start + extent(body.get(start..).unwrap_or_default());
            let part = body.get(start..end).unwrap_or_default();
            let part = part.strip_suffix('\n').unwrap_or(part);
            self.sentence(edit, part, &sentence::read(part), memo);
            at = if end > at { end } else { body.len() };
        }
    }

    /// Looks through a part of the text that says `sentence`.
    fn sentence<'a>(&self, edit: &mut Edit<'a>, text: &'a str, sentence: &Sentence<'a>, memo: &mut Memo) {
        let (value, by) = match *sentence {
            Sentence::ExecutionCompleted
            | Sentence::AuthorizerCompleted
            | Sentence::ClientNotAuthorized
            | Sentence::Unauthorized
            | Sentence::AuthorizerConfigurationException
            | Sentence::TimeoutError
            | Sentence::MethodCompleted { .. }
            | Sentence::ResponseReceived { .. }
            | Sentence::ValidationBroken => return,
            Sentence::ExecutionLog { request_id }
            | Sentence::UnauthorizedRequest { request_id }
            | Sentence::StartingExecution { request_id }
                if is_id(request_id) =>
            {
                return;
            }
            Sentence::StartingAuthorizer { authorizer_id, request_id }
                if is_id(authorizer_id) && is_id(request_id) =>
            {
                return;
            }
            Sentence::ExtendedRequestId(id) if is_id(id) => return,
            Sentence::IntegrationRequestId(id) | Sentence::XRayTraceId(id) if is_trace(id) => {
                return;
            }
            Sentence::VerifyingUsagePlan { key, .. } | Sentence::UsagePlanSucceeded { key, .. }
                if is_sealed(key) =>
            {
                return;
            }
            Sentence::ApiKeyAuthorized { key, why } if is_sealed(key) && why.starts_with("method '") => {
                return;
            }
            Sentence::ApiKeyRefused { key, why, .. }
                if is_sealed(key) && !matches!(KeyRefusal::of(why), KeyRefusal::Other(_)) =>
            {
                return;
            }
            Sentence::VerifyingUsagePlan { key, .. }
            | Sentence::UsagePlanSucceeded { key, .. }
            | Sentence::ApiKeyAuthorized { key, .. }
            | Sentence::ApiKeyRefused { key, .. }
                if !is_sealed(key) =>
            {
                return self.seal(edit, key, Place::Map);
            }
            Sentence::IncomingIdentity(value) if value.starts_with('{') => {
                return self.map(edit, value, Map::Secrets, memo);
            }
            Sentence::IncomingIdentity(value) | Sentence::ApiKey(value) => {
                return self.seal(edit, value, Place::Whole);
            }
            Sentence::UsingPolicy { principal } => return self.seal(edit, principal, Place::Whole),
            Sentence::EndpointRequestHeaders(value)
            | Sentence::MethodRequestHeaders(value)
            | Sentence::EndpointResponseHeaders(value)
            | Sentence::MethodResponseHeaders(value) => return self.map(edit, value, Map::Headers, memo),
            Sentence::MethodRequestQueryString(value) => return self.map(edit, value, Map::Secrets, memo),
            Sentence::MethodRequestPath(value) => return self.map(edit, value, Map::PathVariables, memo),
            Sentence::EndpointRequestUri(value)
            | Sentence::SendingRequest(value)
            | Sentence::MethodAndPath { path: value, .. } => (value, self.address(value, memo)),
            // Only what an authorizer is told names the method; all other bodies are the client's and the backend's business.
            Sentence::EndpointRequestBody(value) if is_for_authorizer(value) => {
                let by = self.json(value, Json::Call, memo);
                // What hides in a broken document is not what an authorizer is told.
                (value, if is_for_authorizer(&by) { by } else { withheld(value) })
            }
            Sentence::AuthorizerResult(value) => (value, self.json(value, Json::Policy, memo)),
            Sentence::AccessLog(value) => (value, self.json(value, Json::Access, memo)),
            Sentence::EndpointRequestBody(value)
            | Sentence::MethodRequestBody(value)
            | Sentence::EndpointResponseBody(value)
            | Sentence::MethodResponseBody(value) => (value, withheld(value)),
            Sentence::ConfigurationError(value)
                if !matches!(ConfigurationFault::of(value), ConfigurationFault::Other(_)) =>
            {
                (value, self.scan_with(value, Kind::Names, memo))
            }
            Sentence::ValidationFailed { why, .. } => (why, self.quoted(why)),
            Sentence::LambdaExecutionFailed(value)
            | Sentence::LambdaInvocationFailed(value)
            | Sentence::ConfigurationError(value)
            | Sentence::ExecutionFailed(value) => (value, self.free_text(value)),
            Sentence::Unknown => (text, self.unknown(text)),
            Sentence::ApiKeyAuthorized { .. }
            | Sentence::ApiKeyRefused { .. }
            | Sentence::UsagePlanFailed
            | Sentence::Throttled { .. }
            | Sentence::QuotaExceeded => (text, self.scan(text, Kind::Text)),
            _ => (text, self.scan_with(text, Kind::Names, memo)),
        };
        edit.put(value, &by);
    }

    fn seal<'a>(&self, edit: &mut Edit<'a>, value: &'a str, place: Place) {
        if !is_sealed(value) {
            edit.replace_part(value, |out| self.sealer.seal(out, value, place));
        }
    }

    /// A line of which nothing is known. It may be a message behind a prefix that is none of CloudWatch's.
    fn unknown<'a>(&self, text: &'a str) -> Cow<'a, str> {
        for open in memchr_iter(b'(', text.as_bytes()).take(16) {
            let Some(rest) = text.get(open + 37..).filter(|rest| rest.starts_with(')')) else { continue };
            if !text.get(open + 1..open + 37).is_some_and(line::is_uuid) {
                continue;
            }
            let said = rest.trim_start_matches([')', ' ']);
            let sentence = sentence::read(said);
            if sentence == Sentence::Unknown {
                continue;
            }
            let start = text.len() - said.len();
            let mut edit = Edit::new(text);
            let before = text.get(..start).unwrap_or_default();
            edit.put(before, &self.free_text(before));
            self.sentence(&mut edit, said, &sentence, &mut Memo::none());
            return edit.finish();
        }
        self.free_text(text)
    }

    /// Why a body did not fit its model: what it quotes may be the body's own.
    fn quoted<'a>(&self, text: &'a str) -> Cow<'a, str> {
        let mut edit = Edit::new(text);
        let mut at = 0;
        while let Some(open) =
            text.get(at..).and_then(|rest| memchr(b'"', rest.as_bytes())).map(|open| at + open)
        {
            let start = open + 1;
            let length =
                text.get(start..).map_or(0, |rest| memchr(b'"', rest.as_bytes()).unwrap_or(rest.len()));
            let value = text.get(start..start + length).unwrap_or_default();
            if value.len() > 40 || !value.bytes().all(|byte| byte.is_ascii_alphabetic() || byte == b'_') {
                edit.replace(start, start + length, |out| self.sealer.seal(out, value, Place::Text));
            }
            at = start + length + 1;
        }
        match edit.finish() {
            Cow::Borrowed(text) => self.scan(text, Kind::Text),
            Cow::Owned(text) => Cow::Owned(self.scan(&text, Kind::Text).into_owned()),
        }
    }
}

/// Whether a message is of a form that no mask in it changes: one map, one value, one body, JSON that is whole.
fn is_of_one_form(body: &str, sentence: &Sentence<'_>) -> bool {
    if memchr(b'\n', body.as_bytes()).is_some() {
        return false;
    }
    match *sentence {
        Sentence::IncomingIdentity(_)
        | Sentence::ApiKey(_)
        | Sentence::UsingPolicy { .. }
        | Sentence::EndpointRequestHeaders(_)
        | Sentence::EndpointResponseHeaders(_)
        | Sentence::MethodRequestHeaders(_)
        | Sentence::MethodResponseHeaders(_)
        | Sentence::MethodRequestQueryString(_)
        | Sentence::MethodRequestBody(_)
        | Sentence::EndpointResponseBody(_)
        | Sentence::MethodResponseBody(_) => true,
        // Of broken JSON the rest may read otherwise once its quotes are closed by a mask.
        Sentence::EndpointRequestBody(value) | Sentence::AuthorizerResult(value) => {
            serde_json::from_str::<serde::de::IgnoredAny>(value).is_ok()
        }
        _ => false,
    }
}

fn first_line(text: &str) -> &str {
    memchr(b'\n', text.as_bytes()).and_then(|end| text.get(..end)).unwrap_or(text)
}

/// How much of a message belongs to the sentence that starts it.
fn extent(text: &str) -> usize {
    match sentence::read(text) {
        Sentence::EndpointRequestBody(_)
        | Sentence::AuthorizerResult(_)
        | Sentence::MethodRequestBody(_)
        | Sentence::EndpointResponseBody(_)
        | Sentence::MethodResponseBody(_)
        | Sentence::AccessLog(_) => text.len(),
        Sentence::LambdaExecutionFailed(_)
        | Sentence::LambdaInvocationFailed(_)
        | Sentence::ConfigurationError(_)
        | Sentence::ValidationFailed { .. }
        | Sentence::Unknown => until_known(text),
        Sentence::IncomingIdentity(_)
        | Sentence::EndpointRequestHeaders(_)
        | Sentence::EndpointResponseHeaders(_)
        | Sentence::MethodRequestPath(_)
        | Sentence::MethodRequestQueryString(_)
        | Sentence::MethodRequestHeaders(_)
        | Sentence::MethodResponseHeaders(_)
            if !first_line(text).trim_end().ends_with('}') =>
        {
            until_known(text)
        }
        _ => first_line(text).len() + 1,
    }
    .min(text.len())
}

/// The start of the next line that says something known.
fn until_known(text: &str) -> usize {
    memchr_iter(b'\n', text.as_bytes())
        .map(|end| end + 1)
        .find(|start| {
            let line = first_line(text.get(*start..).unwrap_or_default());
            sentence::read(line::split(line).body) != Sentence::Unknown
        })
        .unwrap_or(text.len())
}

/// Whether an id is too short, or too plain, to be a secret.
fn is_id(id: &str) -> bool {
    line::is_uuid(id)
        || id.len() <= 18 && id.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_=<>".contains(&byte))
}

/// Whether an id is of hexadecimal digits: that of a trace, or of a call to a function.
fn is_trace(id: &str) -> bool {
    let digits = id.strip_prefix("Root=").unwrap_or(id);
    digits.len() <= 40 && digits.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f' | b'-'))
}

fn is_for_authorizer(body: &str) -> bool {
    body.starts_with('{')
        && body.contains(r#""methodArn""#)
        && [r#""TOKEN""#, r#""REQUEST""#].iter().any(|kind| body.contains(kind))
}

fn withheld(value: &str) -> Cow<'_, str> {
    if matches!(value, "" | "null" | "{}") || is_withheld(value) {
        return Cow::Borrowed(value);
    }
    Cow::Owned(format!("[withheld: {} characters]", value.chars().count()))
}

fn is_withheld(value: &str) -> bool {
    value
        .strip_prefix("[withheld: ")
        .and_then(|rest| rest.strip_suffix(" characters]"))
        .is_some_and(|count| count.bytes().all(|byte| byte.is_ascii_digit()))
}

#[cfg(test)]
mod tests;
