//! The formats that lines may be in: the console's own, and those that stages are configured with.
//!
//! | a line | is read by |
//! |---|---|
//! | that begins with `{` or `<` | its keys: by the learned format that has the same keys, else by what the keys are called |
//! | any other | the learned formats one by one, then the console's CLF and CSV, then `key=value` by its keys |
//!
//! What is read is an access line only with evidence: where a format was learned, an id where the format says that one stands;
//! else an id, a status, and something that only API Gateway writes.

use std::{borrow::Cow, sync::LazyLock};

use super::{
    Record,
    evidence::{self, Keys},
    names,
    pairs::{self, Pairs},
    template::{Fields, Fit, Template},
};

/// The longest message that can be an access line: CloudWatch takes no longer ones.
const LONGEST_LINE: usize = 1024 * 1024;

/// API Gateway takes formats of 3 KB.
const LONGEST_FORMAT: usize = 64 * 1024;

/// A format of keys: what stands under each.
type Keyed = Vec<(String, Template)>;

/// The formats that are known.
#[derive(Debug, Clone, Default)]
pub struct Formats {
    learned: Vec<String>,
    structured: Vec<Keyed>,
    texts: Vec<Template>,
}

/// The console's own formats; JSON only with exactly these keys, as other JSON and XML are known by what their keys are called.
/// Older formats end before the extended request id, which the example in the documentation of `AccessLogSetting` puts first.
static CONSOLE: LazyLock<Formats> = LazyLock::new(|| {
    let mut formats = Formats::default();
    for format in [
        r#"$context.identity.sourceIp $context.identity.caller $context.identity.user [$context.requestTime] "$context.httpMethod $context.resourcePath $context.protocol" $context.status $context.responseLength $context.requestId $context.extendedRequestId"#,
        r#"$context.extendedRequestId $context.identity.sourceIp $context.identity.caller $context.identity.user [$context.requestTime] "$context.httpMethod $context.resourcePath $context.protocol" $context.status $context.responseLength $context.requestId"#,
        "$context.identity.sourceIp,$context.identity.caller,$context.identity.user,$context.requestTime,$context.httpMethod,$context.resourcePath,$context.protocol,$context.status,$context.responseLength,$context.requestId,$context.extendedRequestId",
        "$context.extendedRequestId,$context.identity.sourceIp,$context.identity.caller,$context.identity.user,$context.requestTime,$context.httpMethod,$context.resourcePath,$context.protocol,$context.status,$context.responseLength,$context.requestId",
        r#"{"requestId":"$context.requestId","extendedRequestId":"$context.extendedRequestId","ip":"$context.identity.sourceIp","caller":"$context.identity.caller","user":"$context.identity.user","requestTime":"$context.requestTime","httpMethod":"$context.httpMethod","resourcePath":"$context.resourcePath","status":"$context.status","protocol":"$context.protocol","responseLength":"$context.responseLength"}"#,
    ] {
        formats.learn(format);
    }
    formats
});

/// The recommended format, of which an owner may have taken a part: what it calls `integrationStatus` is not the variable of that
/// name.
static OURS: LazyLock<Formats> = LazyLock::new(|| {
    let mut formats = Formats::default();
    formats.learn(super::RECOMMENDED);
    formats
});

impl Formats {
    /// Learns a stage's own `accessLogSettings.format`.
    pub fn learn(&mut self, format: &str) {
        let format = one_line(format);
        if format.is_empty() || format.len() > LONGEST_FORMAT || self.learned.contains(&format) {
            return;
        }
        let template = Template::compile(&format);
        if let Some(keys) = structure(&format) {
            let format = keys.iter().map(|(key, value)| (key.clone().into_owned(), Template::compile(value)));
            self.structured.push(format.collect());
        } else if template.has_variables() {
            self.texts.push(template);
        }
        self.learned.push(format);
    }

    /// Reads a message, if it is an access line in any of the formats.
    pub fn read<'a>(&'a self, message: &'a str) -> Option<Record<'a>> {
        let line = message.trim();
        if line.len() > LONGEST_LINE {
            return None;
        }
        if line.starts_with(['{', '<'])
            && let Some(pairs) = structure(line)
        {
            let format = same_keys(&self.structured, &pairs)
                .or_else(|| most_keys(&self.structured, &pairs))
                .or_else(|| same_keys(&CONSOLE.structured, &pairs))
                .or_else(|| most_keys(&OURS.structured, &pairs));
            return format.and_then(|format| by_format(format, &pairs)).or_else(|| by_names(pairs));
        }
        let learned = self.texts.iter().find_map(|template| by_text(template, line, false));
        let of_console = || {
            // All of them hold the time of the request, which is in UTC.
            memchr::memmem::find(line.as_bytes(), b" +0000")?;
            CONSOLE.texts.iter().find_map(|template| by_text(template, line, true))
        };
        learned.or_else(of_console).or_else(|| pairs::logfmt::pairs(line).and_then(by_names))
    }
}

/// A format without what is there for the eye alone: ends of lines, with or without a backslash before them.
fn one_line(format: &str) -> String {
    let mut line = String::with_capacity(format.len());
    for part in format.lines() {
        let part = part.trim();
        let part = part.strip_suffix('\\').unwrap_or(part).trim_end();
        let is_word = |c: char| !c.is_whitespace();
        if line.ends_with(is_word) && part.starts_with(is_word) {
            line.push(' ');
        }
        line.push_str(part);
    }
    line
}

fn structure(text: &str) -> Option<Pairs<'_>> {
    match text.as_bytes().first()? {
        b'{' => pairs::json::pairs(text),
        b'<' => pairs::xml::pairs(text),
        _ => None,
    }
}

/// The format that has the keys of the line.
fn same_keys<'f>(formats: &'f [Keyed], pairs: &Pairs<'_>) -> Option<&'f Keyed> {
    formats.iter().find(|format| {
        format.len() == pairs.len() && format.iter().zip(pairs).all(|((key, _), (found, _))| key == found)
    })
}

/// The format that has most of them, and not many others: a stage's format changes now and then.
fn most_keys<'f>(formats: &'f [Keyed], pairs: &Pairs<'_>) -> Option<&'f Keyed> {
    let is_most = |n: usize, format: &Keyed| n >= 2 && n * 3 >= format.len().max(pairs.len()) * 2;
    formats
        .iter()
        .filter(|format| is_most(format.len().min(pairs.len()), format))
        .map(|format| (n_common(format, pairs), format))
        .filter(|(n_common, format)| is_most(*n_common, format))
        .max_by_key(|(n_common, _)| *n_common)
        .map(|(_, format)| format)
}

fn n_common(format: &Keyed, pairs: &Pairs<'_>) -> usize {
    pairs.iter().filter(|(key, _)| format.iter().any(|(known, _)| known == key)).count()
}

fn by_format<'a>(format: &'a Keyed, pairs: &Pairs<'a>) -> Option<Record<'a>> {
    let mut record = Record::default();
    for (place, (key, value)) in pairs.iter().enumerate() {
        // Nearly always in the format's own order.
        let at_place = format.get(place).filter(|(known, _)| known == key);
        let known = at_place.or_else(|| format.iter().find(|(known, _)| known == key));
        match known {
            Some((_, template)) => match template.only_variable() {
                Some(variable) => record.put(Cow::Borrowed(variable), value.clone()),
                None if template.has_variables() => match embedded(template, value) {
                    Some(fields) => fields.into_iter().for_each(|(name, value)| record.put(name, value)),
                    None => record.put_own(key, value),
                },
                None => record.put_own(key, value),
            },
            None => match names::variable(key, value) {
                Some(variable) if record.get(variable).is_none() => {
                    record.put(Cow::Borrowed(variable), value.clone());
                }
                _ => record.put_own(key, value),
            },
        }
    }
    record.has_id().then_some(record)
}

/// The variables of a value in which several stand.
fn embedded<'a>(template: &'a Template, value: &Cow<'a, str>) -> Option<Fields<'a>> {
    match value {
        Cow::Borrowed(value) => {
            template.read(value).and_then(|(fields, fit)| (fit == Fit::Whole).then_some(fields))
        }
        Cow::Owned(value) => {
            let (fields, fit) = template.read(value)?;
            let owned = fields
                .into_iter()
                .map(|(name, value)| (Cow::Owned(name.into_owned()), Cow::Owned(value.into_owned())));
            (fit == Fit::Whole).then(|| owned.collect())
        }
    }
}

/// By what the keys are called.
fn by_names(pairs: Pairs<'_>) -> Option<Record<'_>> {
    let mut record = Record::default();
    let mut keys = Keys::default();
    for (key, value) in pairs {
        let variable = names::variable(&key, &value).filter(|variable| record.get(variable).is_none());
        keys.take(&key, &value, variable.is_some());
        match variable {
            Some(variable) => record.put_new(Cow::Borrowed(variable), value),
            None => record.put_own(&key, &value),
        }
    }
    keys.are_of_access_line(&record).then_some(record)
}

fn by_text<'a>(template: &'a Template, line: &'a str, is_guess: bool) -> Option<Record<'a>> {
    let (fields, fit) = template.read(line)?;
    let mut record = Record::default();
    for (name, value) in fields {
        record.put(name, value);
    }
    if let Fit::Part { end } = fit {
        let more = line.get(end..)?.trim();
        if !record.has_id() || !record.get("status").is_some_and(evidence::is_status) {
            return None;
        }
        // The stage's format may have grown since.
        record.put_own("more", more);
    }
    let is_access_line = if is_guess {
        let is = |name: &str, is: fn(&str) -> bool| record.get(name).is_some_and(is);
        (is("requestId", evidence::is_request_id) || is("extendedRequestId", evidence::is_request_id))
            && is("requestTime", evidence::is_request_time)
            && is("status", evidence::is_status)
    } else {
        record.has_id()
    };
    is_access_line.then_some(record)
}
