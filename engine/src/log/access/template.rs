//! A text with `$context` variables in it → what stood in their place in a line.
//!
//! A value ends where the text behind its variable begins again. Some values can hold such a text themselves (a space in a
//! user agent): they run to the first place at which all that stands behind them fits, up to the next value of that kind.
//! So a line is gone through once, whatever is in it.

use std::borrow::Cow;

use super::evidence::{is_request_time, is_status};
use crate::log::line;

/// A compiled text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Template {
    /// What stands before the first value that may hold anything.
    head: Vec<Part>,
    /// Values that may hold anything, each with what stands behind it.
    tail: Vec<(Box<str>, Vec<Part>)>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Part {
    Literal(Box<str>),
    Value { variable: Box<str>, kind: Kind },
}

/// What a value may be made of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    /// `403`.
    Status,
    /// `12`, `12.5`.
    Number,
    /// A UUID, or what stands in place of one.
    Uuid,
    /// A verb, or a name that has no `/` in it.
    Name,
    /// An id in base 64, a protocol.
    Word,
    /// `10.0.0.1`, `2001:db8::1`.
    Address,
    /// `28/Aug/2019:15:10:34 +0000`.
    Time,
    /// Anything.
    Any,
}

/// How well a line fits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Fit {
    /// From its first to its last byte.
    Whole,
    /// The line ends before the template, or goes on behind it from this byte.
    Part { end: usize },
}

pub(super) type Fields<'a> = Vec<(Cow<'a, str>, Cow<'a, str>)>;

impl Template {
    pub(super) fn compile(text: &str) -> Self {
        let mut parts = parts(text);
        demote(&mut parts);
        let mut template = Self { head: Vec::new(), tail: Vec::new() };
        for part in parts {
            let behind = match template.tail.last_mut() {
                Some((_, behind)) => behind,
                None => &mut template.head,
            };
            match part {
                Part::Value { variable, kind: Kind::Any } => template.tail.push((variable, Vec::new())),
                part => behind.push(part),
            }
        }
        template
    }

    /// The variable that the text consists of, when it is nothing else.
    pub(super) fn only_variable(&self) -> Option<&str> {
        match (self.head.as_slice(), self.tail.as_slice()) {
            ([Part::Value { variable, .. }], []) => Some(variable),
            ([], [(variable, behind)]) if behind.is_empty() => Some(variable),
            _ => None,
        }
    }

    /// Whether there is a variable in it.
    pub(super) fn has_variables(&self) -> bool {
        !self.tail.is_empty() || self.head.iter().any(|part| matches!(part, Part::Value { .. }))
    }

    /// The values of the variables in `line`; `None` when it does not fit.
    pub(super) fn read<'a>(&'a self, line: &'a str) -> Option<(Fields<'a>, Fit)> {
        let mut fields = Fields::new();
        let mut at = match fit(&self.head, line, 0, &mut fields) {
            Step::To(at) => at,
            Step::EndOfLine => return Some((fields, Fit::Part { end: line.len() })),
            Step::No => return None,
        };
        let last = self.tail.len().checked_sub(1);
        for (place, (variable, behind)) in self.tail.iter().enumerate() {
            let field = fields.len();
            fields.push((Cow::Borrowed(&**variable), Cow::Borrowed("")));
            let (end, next) = find(behind, line, at, Some(place) == last, &mut fields);
            if let Some(field) = fields.get_mut(field) {
                field.1 = Cow::Borrowed(line.get(at..end)?);
            }
            match next {
                Some(next) => at = next,
                None => return Some((fields, Fit::Part { end: line.len() })),
            }
        }
        let fit = if at == line.len() { Fit::Whole } else { Fit::Part { end: at } };
        Some((fields, fit))
    }
}

/// Where a value that starts at `from` ends, and where the line goes on behind the parts that follow it; `None` when the line
/// is over.
fn find<'a>(
    behind: &'a [Part],
    line: &'a str,
    from: usize,
    is_last: bool,
    fields: &mut Fields<'a>,
) -> (usize, Option<usize>) {
    // By construction a literal stands behind a value that may hold anything.
    let Some(Part::Literal(literal)) = behind.first() else { return (line.len(), Some(line.len())) };
    let n_fields = fields.len();
    let mut first: Option<(usize, Option<usize>, Fields<'a>)> = None;
    let rest = line.as_bytes().get(from..).unwrap_or_default();
    let Some(start) = literal.as_bytes().first() else { return (line.len(), Some(line.len())) };
    for found in memchr::memchr_iter(*start, rest) {
        let end = from + found;
        let next = match fit(behind, line, end, fields) {
            Step::To(next) => Some(next),
            Step::EndOfLine => None,
            Step::No => {
                fields.truncate(n_fields);
                continue;
            }
        };
        // Behind the last value the whole line has to be over.
        if !is_last || next == Some(line.len()) {
            return (end, next);
        }
        let values = fields.split_off(n_fields);
        first = first.or(Some((end, next, values)));
    }
    match first {
        Some((end, next, values)) => {
            fields.extend(values);
            (end, next)
        }
        None => (line.len(), None),
    }
}

enum Step {
    /// The parts fit up to here.
    To(usize),
    /// They fit as far as the line goes.
    EndOfLine,
    No,
}

fn fit<'a>(parts: &'a [Part], line: &'a str, from: usize, fields: &mut Fields<'a>) -> Step {
    let mut at = from;
    for part in parts {
        let Some(rest) = line.get(at..) else { return Step::No };
        match part {
            Part::Literal(literal) if rest.starts_with(&**literal) => at += literal.len(),
            // Tools trim the ends of lines, and older formats end earlier.
            Part::Literal(literal) if literal.starts_with(rest) => return Step::EndOfLine,
            Part::Literal(_) => return Step::No,
            Part::Value { .. } if rest.is_empty() => return Step::EndOfLine,
            Part::Value { variable, kind } => {
                let Some(value) = kind.start_of(rest) else { return Step::No };
                fields.push((Cow::Borrowed(&**variable), Cow::Borrowed(value)));
                at += value.len();
            }
        }
    }
    Step::To(at)
}

impl Kind {
    fn of(variable: &str) -> Self {
        let name = variable.rsplit('.').next().unwrap_or(variable);
        match (variable, name) {
            ("identity.sourceIp", _) => Self::Address,
            ("requestTime", _) => Self::Time,
            ("requestTimeEpoch" | "responseLength" | "responseLatency", _)
            | (_, "latency" | "integrationLatency") => Self::Number,
            (_, "status" | "integrationStatus") => Self::Status,
            ("requestId" | "authorizer.requestId", _) => Self::Uuid,
            (
                "extendedRequestId"
                | "integration.requestId"
                | "awsEndpointRequestId"
                | "protocol"
                | "xrayTraceId",
                _,
            ) => Self::Word,
            (name, _) if NAMES.contains(&name) => Self::Name,
            _ => Self::Any,
        }
    }

    fn may_hold(self, byte: u8) -> bool {
        match self {
            Self::Status => byte.is_ascii_digit(),
            Self::Number => byte.is_ascii_digit() || byte == b'.',
            Self::Name => byte.is_ascii_alphanumeric() || b"_-.$".contains(&byte),
            Self::Uuid | Self::Word => byte.is_ascii_alphanumeric() || b"_-.:/=+;".contains(&byte),
            Self::Address => byte.is_ascii_hexdigit() || b".:".contains(&byte),
            Self::Time | Self::Any => false,
        }
    }

    /// The value that `text` starts with.
    fn start_of(self, text: &str) -> Option<&str> {
        let length = match self {
            Self::Time => text.get(..26).filter(|time| is_request_time(time)).map_or(0, str::len),
            Self::Status => text.get(..3).filter(|status| is_status(status)).map_or(0, str::len),
            Self::Uuid if text.get(..36).is_some_and(line::is_uuid) => 36,
            _ => text.bytes().take(LONGEST_VALUE).take_while(|byte| self.may_hold(*byte)).count(),
        };
        let length = if length == 0 { usize::from(text.starts_with('-')) } else { length };
        text.get(..length)
    }
}

/// The longest value that is told by what it is made of: every place of a hostile line may begin one.
const LONGEST_VALUE: usize = 255;

/// Variables whose values are names.
const NAMES: &[&str] = &[
    "accountId",
    "apiId",
    "cipherSuite",
    "deploymentId",
    "domainName",
    "domainPrefix",
    "error.responseType",
    "httpMethod",
    "identity.apiKeyId",
    "resourceId",
    "stage",
    "tlsVersion",
    "wafResponseCode",
];

/// Makes a value one that may hold anything when its end would not be found by what it is made of; and puts what then has
/// no text between into one.
fn demote(parts: &mut Vec<Part>) {
    let mut before: Option<Kind> = None;
    for place in 0..parts.len() {
        let next = match parts.get(place + 1) {
            Some(Part::Literal(literal)) => literal.bytes().next(),
            _ => None,
        };
        if let Some(Part::Value { kind, .. }) = parts.get_mut(place) {
            let is_open = next.is_some_and(|next| kind.may_hold(next) || next == b'-');
            if (is_open && !matches!(kind, Kind::Time | Kind::Uuid)) || before == Some(Kind::Any) {
                *kind = Kind::Any;
            }
            before = Some(*kind);
        } else {
            before = None;
        }
    }
    let is_any = |part: &Part| matches!(part, Part::Value { kind: Kind::Any, .. });
    parts.dedup_by(|part, before| {
        if !(is_any(part) && is_any(before)) {
            return false;
        }
        if let (Part::Value { variable, .. }, Part::Value { variable: before, .. }) = (part, before) {
            *before = format!("{before}+{variable}").into();
        }
        true
    });
}

fn parts(text: &str) -> Vec<Part> {
    const SIGIL: &str = "$context.";
    let mut parts = Vec::new();
    let mut literal = String::new();
    let mut rest = text;
    while let Some(start) = rest.find(SIGIL) {
        let (before, tail) = rest.split_at_checked(start).unwrap_or((rest, ""));
        literal.push_str(before);
        let tail = tail.strip_prefix(SIGIL).unwrap_or_default();
        let (variable, tail) = variable(tail);
        rest = tail;
        if variable.is_empty() {
            literal.push_str(SIGIL);
            continue;
        }
        if !literal.is_empty() {
            parts.push(Part::Literal(std::mem::take(&mut literal).into()));
        }
        let kind = Kind::of(&variable);
        parts.push(Part::Value { variable: variable.into(), kind });
    }
    literal.push_str(rest);
    if !literal.is_empty() {
        parts.push(Part::Literal(literal.into()));
    }
    parts
}

/// The name that `text` starts with, and what follows it. `['a']` is `.a`, as owners write names with special characters.
fn variable(text: &str) -> (String, &str) {
    let mut name = String::new();
    let mut rest = text;
    loop {
        let may_hold_more = name.starts_with("authorizer.");
        let end = rest
            .char_indices()
            .find(|(at, c)| {
                let is_inside = rest
                    .get(at + 1..)
                    .is_some_and(|tail| tail.starts_with(|c: char| c.is_ascii_alphanumeric() || c == '_'));
                !(c.is_ascii_alphanumeric()
                    || *c == '_'
                    || (is_inside && (*c == '.' || (may_hold_more && matches!(c, '-' | ':')))))
            })
            .map_or(rest.len(), |(at, _)| at);
        let (word, tail) = rest.split_at_checked(end).unwrap_or((rest, ""));
        name.push_str(word);
        rest = tail;
        let inner = rest.strip_prefix("['").and_then(|tail| tail.split_once("']"));
        match inner {
            Some((key, tail)) => {
                name.push('.');
                name.push_str(key);
                rest = tail;
            }
            // Hyphens are known to be inside only once the name is known to be an authorizer's.
            None if !may_hold_more && name.starts_with("authorizer.") && rest.starts_with(['-', ':']) => {
                let is_inside =
                    rest.get(1..).is_some_and(|tail| tail.starts_with(|c: char| c.is_ascii_alphanumeric()));
                if !is_inside {
                    return (name, rest);
                }
            }
            None => return (name, rest),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Fit, Template};

    fn read(format: &str, line: &str) -> Option<(Vec<(String, String)>, Fit)> {
        let template = Template::compile(format);
        let (fields, fit) = template.read(line)?;
        let fields = fields.iter().map(|(name, value)| (name.to_string(), value.to_string())).collect();
        Some((fields, fit))
    }

    fn check(format: &str, line: &str, expected: &[(&str, &str)], fit: Fit) {
        let found = read(format, line).unwrap();
        let fields: Vec<(&str, &str)> = found.0.iter().map(|(name, value)| (&**name, &**value)).collect();
        assert_eq!((fields.as_slice(), found.1), (expected, fit), "{format}: {line}");
    }

    #[test]
    fn values_stand_where_their_variables_stood() {
        check(
            r#"$context.status [$context.requestTime] "$context.identity.userAgent" $context.requestId"#,
            r#"403 [01/Feb/2026:10:00:00 +0000] "a "b" c" aaaa-1"#,
            &[
                ("status", "403"),
                ("requestTime", "01/Feb/2026:10:00:00 +0000"),
                ("identity.userAgent", r#"a "b" c"#),
                ("requestId", "aaaa-1"),
            ],
            Fit::Whole,
        );
        check(
            "$context.requestTime $context.error.message $context.status $context.identity.user|$context.requestId",
            "- Missing 1 Token 403 a|b|aaaa-1",
            &[
                ("requestTime", "-"),
                ("error.message", "Missing 1 Token"),
                ("status", "403"),
                ("identity.user", "a|b"),
                ("requestId", "aaaa-1"),
            ],
            Fit::Whole,
        );
        check(
            "https://$context.domainName$context.path $context.requestId-$context.stage",
            "https://api.example.com/a/b aaaaaaaa-0000-4000-8000-000000000001-prod",
            &[
                ("domainName", "api.example.com"),
                ("path", "/a/b"),
                ("requestId", "aaaaaaaa-0000-4000-8000-000000000001"),
                ("stage", "prod"),
            ],
            Fit::Whole,
        );
        check(
            "$context.authorizer.tenant-id.$context.authorizer.claims['cognito:username'],$context.status.",
            "a.b,200.",
            &[("authorizer.tenant-id", "a"), ("authorizer.claims.cognito:username", "b"), ("status", "200")],
            Fit::Whole,
        );
    }

    #[test]
    fn a_line_may_end_early_or_go_on() {
        let format = "$context.requestId $context.status $context.error.message $context.stage";
        check(format, "a 200", &[("requestId", "a"), ("status", "200")], Fit::Part { end: 5 });
        check(
            format,
            "a 200 Forb",
            &[("requestId", "a"), ("status", "200"), ("error.message", "Forb")],
            Fit::Part { end: 10 },
        );
        let format = "$context.requestId $context.status";
        check(format, "a 200 more", &[("requestId", "a"), ("status", "200")], Fit::Part { end: 5 });
        check(format, "a b", &[("requestId", "a"), ("status", "")], Fit::Part { end: 2 });
        assert_eq!(read("x $context.status", "y 200"), None);
    }

    #[test]
    fn a_hostile_line_is_gone_through_once() {
        let format = "$context.identity.user $context.status $context.identity.caller $context.status \
                      $context.identity.userAgent $context.status $context.path $context.status x";
        for piece in [" ", " 1", "1 ", " 200 200", " x 200"] {
            let _ = read(format, &piece.repeat(1_000_000 / piece.len()));
        }
    }
}
