//! What tools print before a message: a moment, a log group, a stream.
//!
//! | tool | line |
//! |---|---|
//! | S3 export, `aws logs tail --format short` | `2026-01-10T11:04:45.964Z MESSAGE` |
//! | `aws logs tail` | `2026-01-10T11:04:45.964000+00:00 STREAM MESSAGE` |
//! | `awslogs get --timestamp` | `GROUP STREAM 2026-01-10T11:04:45.964Z MESSAGE`, without either on demand |
//! | console, copied | a moment with the viewer's own offset, then a tab, ` | ` or a line end, then the message |
//! | console test | `Sat Jan 10 11:04:45 UTC 2026 : MESSAGE` |

use std::borrow::Cow;

use super::element;
use crate::{
    log::{
        line,
        sentence::{self, Sentence},
    },
    time::Instant,
};

/// A line, with what stands before its message taken off.
#[derive(Debug)]
pub(super) struct Lead<'a> {
    /// When, if that is said.
    pub(super) at: Option<Instant>,
    /// Whether a moment is there, be it one without a day.
    pub(super) is_stamped: bool,
    /// The log group, if that is said.
    pub(super) log_group: Option<&'a str>,
    /// Whether a log group or a stream is there.
    pub(super) has_origin: bool,
    /// The message.
    pub(super) text: &'a str,
}

/// Takes off what stands before a message. A line without any of it is left as it is.
pub(super) fn read(line: &str) -> Lead<'_> {
    let text = line.trim_start_matches(is_mark);
    let mut lead = Lead { at: None, is_stamped: false, log_group: None, has_origin: false, text: line };
    if let Some((at, rest)) = stamp(text) {
        lead.at = at;
        lead.is_stamped = true;
        lead.text = rest;
        if let Some(rest) = behind_stream(rest) {
            lead.has_origin = true;
            lead.text = rest;
        }
    } else if let Some((log_group, rest)) = behind_origin(text) {
        lead.log_group = log_group;
        lead.has_origin = true;
        lead.text = rest;
        if let Some((at, rest)) = stamp(rest) {
            lead.at = at;
            lead.is_stamped = true;
            lead.text = rest;
        }
    }
    if lead.is_stamped && line.trim_start().starts_with('|') {
        let text = lead.text.trim_end();
        lead.text = text.strip_suffix('|').unwrap_or(text).trim_end();
    }
    lead
}

/// What the console and those who quote it put before a line.
fn is_mark(c: char) -> bool {
    c.is_whitespace() || matches!(c, '▶' | '►' | '▼' | '•' | '>' | '|')
}

fn is_separator(c: char) -> bool {
    c.is_whitespace() || matches!(c, '|' | '│')
}

/// The moment that starts a text, and the text behind it.
fn stamp(text: &str) -> Option<(Option<Instant>, &str)> {
    if !text.as_bytes().first().is_some_and(u8::is_ascii_digit) {
        return line::moment(text)
            .map(|(at, rest)| (Some(at), rest))
            .or_else(|| withheld_stamp(text).map(|rest| (None, rest)));
    }
    let (at, rest) = match Instant::parse_start(text) {
        Some((at, rest)) => (Some(at), rest),
        None => word_stamp(text)?,
    };
    if rest.is_empty() {
        return Some((at, rest));
    }
    rest.starts_with(is_separator).then(|| (at, rest.trim_start_matches(is_separator)))
}

/// The moment of a console test that someone took out before showing the log: a placeholder, ` : `, and a sentence.
fn withheld_stamp(text: &str) -> Option<&str> {
    const LONGEST: usize = 40;
    let end = text.bytes().take(LONGEST).position(|byte| byte == b':' || byte == b'(')?;
    // In `hh:mm:ss UTC yyyy : ` the colon behind the year is meant.
    let end = match text.get(..LONGEST.min(text.len())).and_then(|start| start.find(" UTC ")) {
        Some(utc) => utc + text.get(utc..)?.bytes().take(LONGEST).position(|byte| byte == b':')?,
        None => end,
    };
    let (placeholder, rest) = (text.get(..end)?.strip_suffix(' ')?, text.get(end..)?.strip_prefix(": ")?);
    let is_placeholder = placeholder.contains(" UTC ")
        || !placeholder.is_empty() && !placeholder.bytes().any(|byte| byte.is_ascii_alphanumeric());
    (is_placeholder && sentence::read(rest) != Sentence::Unknown).then_some(rest)
}

/// A moment that is one word: milliseconds since 1970, or a time of an unknown day.
fn word_stamp(text: &str) -> Option<(Option<Instant>, &str)> {
    let end = text.bytes().take(16).position(|byte| !byte.is_ascii_digit() && !matches!(byte, b':' | b'.'));
    let (word, rest) = text.split_at_checked(end.unwrap_or(text.len()))?;
    match word.as_bytes() {
        [b'0'..=b'2', _, b':', _, _, b':', _, _] => Some((None, rest)),
        [b'0'..=b'2', _, b':', _, _, b':', _, _, b'.', fraction @ ..] if fraction.len() <= 6 => {
            Some((None, rest))
        }
        digits if digits.len() == 13 => element::moment(word).map(|at| (Some(at), rest)),
        _ => None,
    }
}

/// The first word of a text and what stands behind it; no word is longer than the name of a log group.
fn word(text: &str) -> Option<(&str, &str)> {
    let end = text.bytes().take(600).position(|byte| byte == b' ' || byte == b'\t')?;
    let (word, rest) = text.split_at_checked(end)?;
    (!word.is_empty()).then(|| (word, rest.trim_start_matches([' ', '\t'])))
}

/// The name of a stream of API Gateway: 32 hexadecimal digits.
fn is_stream(word: &str) -> bool {
    word.len() == 32 && word.bytes().all(|byte| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte))
}

fn starts_with_id(text: &str) -> bool {
    text.starts_with('(') && line::split(text).has_uuid
}

/// What stands behind the stream that a moment is followed by.
fn behind_stream(text: &str) -> Option<&str> {
    if text.starts_with('(') {
        return None;
    }
    if is_stream(text.trim_end()) {
        return Some("");
    }
    let (stream, rest) = word(text)?;
    (is_stream(stream) || starts_with_id(rest)).then_some(rest)
}

/// The log group that starts a line, if one does, and what stands behind it and its stream.
fn behind_origin(text: &str) -> Option<(Option<&str>, &str)> {
    if text.starts_with(['(', '{', '"']) {
        return None;
    }
    let (first, rest) = word(text)?;
    let is_message = |text: &str| starts_with_id(text) || stamp(text).is_some_and(|(at, _)| at.is_some());
    if is_stream(first) {
        return is_message(rest).then_some((None, rest));
    }
    if let Some((second, behind)) = word(rest)
        && is_stream(second)
    {
        return Some((Some(first), behind));
    }
    if !first.starts_with('/') && !first.contains("API-Gateway-Execution-Logs_") {
        return None;
    }
    if is_message(rest) {
        return Some((Some(first), rest));
    }
    let (_stream, behind) = word(rest)?;
    is_message(behind).then_some((Some(first), behind))
}

/// A line without the colours of a terminal and without a byte order mark, which stands inside when files were joined.
pub(super) fn without_colours(line: Cow<'_, str>) -> Cow<'_, str> {
    const ESCAPE: u8 = 0x1b;
    let is_marked = line.starts_with('\u{feff}');
    if !is_marked && memchr::memchr(ESCAPE, line.as_bytes()).is_none() {
        return line;
    }
    let mut plain = String::with_capacity(line.len());
    let mut rest = line.trim_start_matches('\u{feff}').chars();
    while let Some(c) = rest.next() {
        if c != char::from(ESCAPE) {
            plain.push(c);
            continue;
        }
        // `ESC [ 32 m`: parameters, then one letter.
        if rest.as_str().starts_with('[') {
            let sequence =
                rest.as_str().trim_start_matches(|c: char| c == '[' || c == ';' || c.is_ascii_digit());
            rest = sequence.strip_prefix(|c: char| c.is_ascii_alphabetic()).unwrap_or(sequence).chars();
        }
    }
    Cow::Owned(plain)
}

#[cfg(test)]
mod tests {
    use super::{read, without_colours};

    const ID: &str = "(aaaaaaaa-0000-4000-8000-000000000001)";
    const STREAM: &str = "0123456789abcdef0123456789abcdef";

    #[test]
    fn what_tools_print_before_a_message_is_taken_off() {
        let group = "API-Gateway-Execution-Logs_abcde12345/prod";
        for lead in [
            "2026-01-10T11:04:45.964Z ".to_owned(),
            "2026-01-10T11:04:45.964000+00:00 ".to_owned() + STREAM + " ",
            "2026-01-10T20:04:45.964+09:00\t".to_owned(),
            "2026-01-10T20:04:45.964+09:00 | ".to_owned(),
            "▶\t2026-01-10T20:04:45.964+09:00 │ ".to_owned(),
            "> 2026-01-10 20:04:45.964 (UTC+09:00)\t".to_owned(),
            "1768043085964 ".to_owned(),
            format!("{group} {STREAM} 2026-01-10T11:04:45.964Z "),
            format!("{group} some-stream 2026-01-10T11:04:45.964Z "),
            format!("{group} 2026-01-10T11:04:45.964Z "),
            format!("{STREAM}   2026-01-10T11:04:45.964Z "),
            format!("my-group {STREAM} 2026-01-10T11:04:45.964Z "),
        ] {
            let line = format!("{lead}{ID} Unauthorized");
            let found = read(&line);
            assert_eq!(found.text, format!("{ID} Unauthorized"), "{line}");
            assert_eq!(found.at.unwrap().to_string(), "2026-01-10T11:04:45.964Z", "{line}");
            assert_eq!(found.log_group.is_some(), lead.contains("group") || lead.contains("API-"), "{line}");
        }
    }

    #[test]
    fn a_moment_that_was_withheld_is_one_all_the_same() {
        for lead in ["DDD MMM dd hh:mm:ss UTC yyyy : ", "… : ", "*** *** ** ********* UTC **** : "] {
            let line = format!("{lead}Method completed with status: 200");
            let found = read(&line);
            assert_eq!(
                (found.text, found.is_stamped, found.at),
                ("Method completed with status: 200", true, None)
            );
        }
        for line in ["Error : Unauthorized", ": Unauthorized", "-- : not a sentence"] {
            assert!(!read(line).is_stamped, "{line}");
        }
    }

    #[test]
    fn other_lines_are_left_as_they_are() {
        for line in
            ["  \"a\": 1,", "/orders is not found (really)", "11:04 o'clock", "{", "deadbeef 2026", "404 (x)"]
        {
            let found = read(line);
            assert_eq!((found.text, found.is_stamped, found.has_origin), (line, false, false));
        }
    }

    #[test]
    fn colours_are_taken_out() {
        let plain = without_colours("\u{1b}[32m2026\u{1b}[0m \u{1b}[1;36mé\u{1b}[m".into());
        assert_eq!(plain, "2026 é");
    }
}
