//! The bytes of an export, in any pieces, → events.
//!
//! Known so far: the JSON of `aws logs filter-log-events` (and `get-log-events`, which has the same shape), one page or
//! several behind one another, and plain lines: with or without a moment before them, with the moment on a line of its own
//! as the console copies it, or just what was said. Which of them it is, the content says, not the file's name.

use serde_json::Value;

use super::{
    Event, EventId, Intake,
    json::{Elements, Found, NotElements},
    line, sentence,
};
use crate::{log::sentence::Sentence, time::Instant};

/// The longest line of a text export. CloudWatch takes events of 1 MiB at the most.
const LONGEST_LINE: usize = 1024 * 1024;

/// As many bytes as tell a compressed file or a byte order mark from text.
const LONGEST_MARK: usize = 4;

/// What some editors put before UTF-8.
const BYTE_ORDER_MARK: &[u8] = b"\xef\xbb\xbf";

/// All that an export holds.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub struct Export {
    /// In the order of the export.
    pub events: Vec<Event>,
    /// Which log group they come from, where the export names it.
    pub log_group: Option<String>,
}

/// Why bytes are no export that can be read; says what to do.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ReadError {
    /// Nothing is there.
    #[error("the file is empty: export the log again, with a time window in which calls were made")]
    Empty,
    /// It is an export, of nothing.
    #[error(
        "the export holds no events: widen its time window, or check that execution logging is on for the stage"
    )]
    NoEvents,
    /// Something else.
    #[error(
        "this is no API Gateway execution log: give the output of `aws logs filter-log-events` or lines copied from the log \
         group API-Gateway-Execution-Logs_<api-id>/<stage>"
    )]
    NotALog,
    /// gzip, zip, zstd.
    #[error("the file is compressed: unpack it first (for `.gz`: gunzip)")]
    Compressed,
    /// As PowerShell's `>` writes it.
    #[error("the file is UTF-16 text, as PowerShell's `>` writes it: save it as UTF-8")]
    Utf16,
    /// Broken text.
    #[error("line {line} is not UTF-8 text: export the log again as UTF-8")]
    NotUtf8 {
        /// Its number, from 1.
        line: u64,
    },
    /// Broken text in a JSON export.
    #[error("event {event} is not UTF-8 text: export the log again as UTF-8")]
    EventNotUtf8 {
        /// Its number, from 1.
        event: u64,
    },
    /// No event is so long.
    #[error(
        "line {line} is longer than 1 MiB, which no log event is: this is no log, or its line ends were lost"
    )]
    LongLine {
        /// Its number, from 1.
        line: u64,
    },
    /// An element of the JSON is longer than any event.
    #[error(
        "event {event} is longer than 8 MiB, which no log event is: this is no export of CloudWatch Logs"
    )]
    LongEvent {
        /// Its number, from 1.
        event: u64,
    },
    /// The end is missing.
    #[error("the JSON ends in the middle, behind event {n_events}: the export was cut off; make it again")]
    CutOff {
        /// Events that were whole.
        n_events: u64,
    },
}

/// Takes an export in, piece by piece.
#[derive(Debug, Default)]
pub struct Reader {
    container: Container,
    export: Export,
    /// Whether any event so far is one of API Gateway's logs.
    is_log: bool,
    intake: Intake,
}

#[derive(Debug)]
enum Container {
    /// Only white space so far: the first bytes behind it decide.
    Undecided {
        start: Vec<u8>,
        n_lines: u64,
    },
    Json {
        elements: Elements,
        n_events: u64,
    },
    Text(Text),
}

impl Default for Container {
    fn default() -> Self {
        Self::Undecided { start: Vec::new(), n_lines: 0 }
    }
}

#[derive(Debug, Default)]
struct Text {
    line: Vec<u8>,
    number: u64,
    /// A moment that stood on a line of its own.
    pending_at: Option<Instant>,
    /// The event that following lines may belong to, not yet redacted.
    open: Option<Open>,
}

#[derive(Debug)]
struct Open {
    event: Event,
    /// With a moment or a request id before it: a bare line behind it belongs to it. Else a bare line does so only while it
    /// is no sentence itself.
    has_prefix: bool,
    is_known: bool,
    is_body: bool,
}

impl Reader {
    /// A reader of one export.
    pub fn new() -> Self {
        Self::default()
    }

    /// A reader that takes messages in so.
    pub fn with(intake: Intake) -> Self {
        Self { intake, ..Self::default() }
    }

    /// Takes the next bytes in, in pieces of any size.
    pub fn feed(&mut self, bytes: &[u8]) -> Result<(), ReadError> {
        match &mut self.container {
            Container::Undecided { start, .. } => {
                start.extend_from_slice(bytes);
                if start.len() < LONGEST_MARK { Ok(()) } else { self.decide() }
            }
            _ => self.take(bytes),
        }
    }

    /// Looks at the first bytes: what they are, they say; only white space leaves it open.
    fn decide(&mut self) -> Result<(), ReadError> {
        let Container::Undecided { start, n_lines } = &mut self.container else { return Ok(()) };
        let bytes = std::mem::take(start);
        if let Some(container) = recognise(&bytes, *n_lines)? {
            self.container = container;
            return self.take(bytes.strip_prefix(BYTE_ORDER_MARK).unwrap_or(&bytes));
        }
        *n_lines += memchr::memchr_iter(b'\n', &bytes).count() as u64;
        Ok(())
    }

    fn take(&mut self, bytes: &[u8]) -> Result<(), ReadError> {
        let Self { container, export, is_log, intake } = self;
        match container {
            Container::Undecided { .. } => Ok(()),
            Container::Json { elements, n_events } => {
                let mut not_utf8 = None;
                let fed = elements.feed(bytes, |found| match found {
                    Found::Event(json) => {
                        *n_events += 1;
                        match json_event(json, *n_events) {
                            Some(event) => {
                                *is_log |= keep(event, intake, export);
                            }
                            None => not_utf8 = not_utf8.or(Some(*n_events)),
                        }
                    }
                    Found::Text(b"logGroupName" | b"logGroup", name) => {
                        export.log_group = std::str::from_utf8(name).ok().map(str::to_owned);
                    }
                    Found::Text(..) => {}
                });
                if let Some(event) = not_utf8 {
                    return Err(ReadError::EventNotUtf8 { event });
                }
                fed.map_err(|why| match why {
                    NotElements::Stray => ReadError::NotALog,
                    NotElements::TooLong => ReadError::LongEvent { event: *n_events + 1 },
                })
            }
            Container::Text(text) => {
                let mut rest = bytes;
                while let Some(end) = memchr::memchr(b'\n', rest) {
                    let (line, tail) = rest.split_at(end);
                    text.append(line)?;
                    *is_log |= text.end_of_line(export, intake)?;
                    rest = tail.get(1..).unwrap_or_default();
                }
                text.append(rest)
            }
        }
    }

    /// The whole export, when it is one.
    pub fn finish(mut self) -> Result<Export, ReadError> {
        self.decide()?;
        match &mut self.container {
            Container::Undecided { .. } => return Err(ReadError::Empty),
            Container::Json { elements, n_events } => {
                if !elements.is_complete() {
                    return Err(ReadError::CutOff { n_events: *n_events });
                }
                if !elements.has_events {
                    return Err(ReadError::NotALog);
                }
                if self.export.events.is_empty() {
                    return Err(ReadError::NoEvents);
                }
            }
            Container::Text(text) => {
                if !text.line.is_empty() {
                    self.is_log |= text.end_of_line(&mut self.export, &self.intake)?;
                }
                self.is_log |= text.close(&mut self.export, &self.intake);
            }
        }
        if self.is_log { Ok(self.export) } else { Err(ReadError::NotALog) }
    }
}

/// What the first bytes say; `None` while they do not say it.
fn recognise(start: &[u8], n_lines: u64) -> Result<Option<Container>, ReadError> {
    match start {
        [0x1f, 0x8b, ..] | [b'P', b'K', 3, 4, ..] | [0x28, 0xb5, 0x2f, 0xfd, ..] => {
            return Err(ReadError::Compressed);
        }
        [0xff, 0xfe, ..] | [0xfe, 0xff, ..] => return Err(ReadError::Utf16),
        _ => {}
    }
    let text = start.strip_prefix(BYTE_ORDER_MARK).unwrap_or(start);
    Ok(text.iter().find(|byte| !byte.is_ascii_whitespace()).map(|first| match first {
        b'{' | b'[' => Container::Json { elements: Elements::default(), n_events: 0 },
        _ => Container::Text(Text { number: n_lines, ..Text::default() }),
    }))
}

/// Takes an event in; says whether it can only be one of API Gateway's.
fn keep(event: Event, intake: &Intake, export: &mut Export) -> bool {
    let taken = intake.take(&event.message);
    export.events.push(Event { message: taken.message, ..event });
    taken.is_log
}

/// An element of `events`; `None` when it is not UTF-8. One that cannot be read is kept as an unknown line, without its text,
/// in which secrets cannot be told from the rest.
fn json_event(json: &[u8], number: u64) -> Option<Event> {
    let text = std::str::from_utf8(json).ok()?;
    let mut event = Event { number, at: None, event_id: None, log_group: None, message: String::new() };
    let element = serde_json::from_str::<Value>(text).ok();
    let field = |name: &str| element.as_ref().and_then(|element| element.get(name));
    match field("message") {
        Some(Value::String(message)) => event.message.clone_from(message),
        Some(message @ (Value::Object(_) | Value::Array(_))) => event.message = message.to_string(),
        _ => event.message = format!("[unreadable event: {} bytes]", json.len()),
    }
    event.at = match field("timestamp") {
        Some(Value::Number(millis)) => millis.as_i64().and_then(Instant::from_millis),
        Some(Value::String(text)) => text.parse().ok().and_then(Instant::from_millis),
        _ => None,
    };
    event.event_id = field("eventId").and_then(Value::as_str).and_then(EventId::parse);
    Some(event)
}

impl Text {
    fn append(&mut self, bytes: &[u8]) -> Result<(), ReadError> {
        if self.line.len() + bytes.len() > LONGEST_LINE {
            return Err(ReadError::LongLine { line: self.number + 1 });
        }
        self.line.extend_from_slice(bytes);
        Ok(())
    }

    fn end_of_line(&mut self, export: &mut Export, intake: &Intake) -> Result<bool, ReadError> {
        self.number += 1;
        let line = std::mem::take(&mut self.line);
        let line = line.strip_suffix(b"\r").unwrap_or(&line);
        let text = text_of(line).ok_or(ReadError::NotUtf8 { line: self.number })?;
        if text.trim().is_empty() {
            // A body may hold an empty line; anything else ends with one.
            if self.open.as_ref().is_some_and(|open| !open.is_body) {
                return Ok(self.close(export, intake));
            }
            return Ok(false);
        }
        let split = line::split(&text);
        if split.body.is_empty() && split.request_id.is_none() && split.at.is_some() {
            let is_log = self.close(export, intake);
            self.pending_at = split.at;
            return Ok(is_log);
        }
        let at = split.at.or(self.pending_at);
        let has_prefix = at.is_some() || split.request_id.is_some();
        let sentence = sentence::read(split.body);
        let is_known = sentence != Sentence::Unknown;
        let opens_request =
            matches!(sentence, Sentence::ExtendedRequestId(_)) || sentence.request_id().is_some();
        if !has_prefix
            && !opens_request
            && let Some(open) = &mut self.open
            && (open.has_prefix || (open.is_known && !is_known))
            && open.event.message.len() + text.len() < LONGEST_LINE
        {
            open.event.message.push('\n');
            open.event.message.push_str(&text);
            return Ok(false);
        }
        let is_log = self.close(export, intake);
        self.pending_at = None;
        // The moment is kept as a field: what follows it is the message as API Gateway wrote it.
        let message = match split.request_id {
            Some(id) => format!("({id}) {}", split.body),
            None => split.body.to_owned(),
        };
        let event = Event { number: self.number, at, event_id: None, log_group: None, message };
        self.open = Some(Open { event, has_prefix, is_known, is_body: sentence.is_body() });
        Ok(is_log)
    }

    fn close(&mut self, export: &mut Export, intake: &Intake) -> bool {
        self.open.take().is_some_and(|open| keep(open.event, intake, export))
    }
}

/// A line as text. API Gateway cuts long messages at 1,024 bytes, be it inside a character: what stands at a cut is shown
/// as U+FFFD; anywhere else broken UTF-8 means that this is not the text that was exported.
fn text_of(line: &[u8]) -> Option<String> {
    let (body, mark) = match line.strip_suffix(b" [TRUNCATED]") {
        Some(body) => (body, " [TRUNCATED]"),
        None => (line, ""),
    };
    let text = match std::str::from_utf8(body) {
        Ok(text) => text.to_owned(),
        Err(cut) if cut.error_len().is_none() => {
            let (whole, _) = body.split_at_checked(cut.valid_up_to())?;
            format!("{}\u{fffd}", std::str::from_utf8(whole).ok()?)
        }
        Err(_) => return None,
    };
    Some(text + mark)
}

#[cfg(test)]
mod tests {
    use super::{Export, ReadError, Reader};
    use crate::time::Instant;

    fn read(bytes: &[u8], size: usize) -> Result<Export, ReadError> {
        let mut reader = Reader::new();
        for piece in bytes.chunks(size) {
            reader.feed(piece)?;
        }
        reader.finish()
    }

    /// The events of an export as `number@moment message`, the same in pieces of any size.
    fn check(text: &str, expected: &[&str]) {
        for size in [1, 2, 3, 7, 64, 100_000] {
            let export = read(text.as_bytes(), size).unwrap();
            let shown: Vec<String> = export
                .events
                .iter()
                .map(|event| {
                    let at = event.at.map_or_else(|| "-".to_owned(), Instant::time_of_day);
                    format!("{}@{at} {}", event.number, event.message)
                })
                .collect();
            assert_eq!(shown, expected, "in pieces of {size}");
        }
    }

    #[test]
    fn filter_log_events_json() {
        check(
            r#"{ "events": [ {"logStreamName": "s", "timestamp": 1551194970161,
                "message": "(4f3e3b0f-39db-11e9) Extended Request Id: Vts2FFmArPEFh8g=", "ingestionTime": 1, "eventId": "1"},
                {"odd": true} ], "searchedLogStreams": [] }"#,
            &[
                "1@15:29:30.161 (4f3e3b0f-39db-11e9) Extended Request Id: Vts2FFmArPEFh8g=",
                "2@- [unreadable event: 13 bytes]",
            ],
        );
    }

    #[test]
    fn plain_lines_with_moments_before_or_above_them() {
        check(
            "2026-01-10T11:04:45.964Z (9cef3834-f42c) Extended Request Id: W9z=\r\n\r\n\
             2026-01-10T11:04:45.966Z\n(9cef3834-f42c) Unauthorized request: 9cef3834-f42c\nmore of it\n",
            &[
                "1@11:04:45.964 (9cef3834-f42c) Extended Request Id: W9z=",
                "4@11:04:45.966 (9cef3834-f42c) Unauthorized request: 9cef3834-f42c\nmore of it",
            ],
        );
    }

    #[test]
    fn bare_sentences_with_a_body_over_several_lines() {
        check(
            "\u{feff}Authorizer result body before parsing:\n{\n  \"principalId\": \"user\"\n}\n\
             Successfully completed authorizer execution",
            &[
                "1@- Authorizer result body before parsing:\n{\n  \"principalId\": \"**er\"\n}",
                "5@- Successfully completed authorizer execution",
            ],
        );
    }

    #[test]
    fn excerpts_behind_one_another_stay_apart() {
        check(
            "\n\n(9cef3834-f42c) Method completed with status: 200\n\n-- end --\nExtended Request Id: W9z=\nUnauthorized\n",
            &[
                "3@- (9cef3834-f42c) Method completed with status: 200",
                "5@- -- end --",
                "6@- Extended Request Id: W9z=",
                "7@- Unauthorized",
            ],
        );
    }

    #[test]
    fn a_cut_character_at_a_truncation_is_kept() {
        let mut line = b"(9cef3834-f42c) Method request path: {city=M\xc3".to_vec();
        line.extend_from_slice(b" [TRUNCATED]\n");
        let export = read(&line, 5).unwrap();
        assert!(export.events[0].message.ends_with("M\u{fffd} [TRUNCATED]"));
    }

    #[test]
    fn what_cannot_be_read_says_what_to_do() {
        let long = vec![b'x'; 2 * 1024 * 1024];
        for (bytes, expected) in [
            (&b""[..], ReadError::Empty),
            (b" \n\t\n", ReadError::Empty),
            (b"hello\nworld\n", ReadError::NotALog),
            (b"{\"a\": 1}", ReadError::NotALog),
            (b"[1, 2]", ReadError::NotALog),
            (b"{\"events\": []}", ReadError::NoEvents),
            (b"{\"events\": [{\"message\": \"hello\"}]}", ReadError::NotALog),
            (b"{\"events\": [{\"message\": \"Unauthorized\"}, {\"mess", ReadError::CutOff { n_events: 1 }),
            (b"\x1f\x8b\x08\x00", ReadError::Compressed),
            (b"\xff\xfea\x00", ReadError::Utf16),
            (b"{\"events\": [{\"message\": \"\xff\"}]}", ReadError::EventNotUtf8 { event: 1 }),
            (b"Traceback:\n(deadbeef01) segfault\n", ReadError::NotALog),
            (b"Unauthorized\n\xff\xff\xff", ReadError::NotUtf8 { line: 2 }),
            (&long, ReadError::LongLine { line: 1 }),
        ] {
            assert_eq!(read(bytes, 4096), Err(expected));
        }
    }
}
