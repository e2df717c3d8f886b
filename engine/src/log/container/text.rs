//! Lines → events. A message may go on over further lines, which have nothing before them; which of them belong to the one
//! before, their own words and those of that one say.

use std::{borrow::Cow, sync::Arc};

use super::{
    LONGEST_LINE,
    element::Whole,
    lead,
    sink::{Found, Sink},
    table::{self, Table},
    whole,
};
use crate::{
    log::{
        ReadError, line,
        sentence::{self, Sentence},
    },
    time::Instant,
};

/// How a JSON export begins, white space left out. Only these are believed in the middle of text, where a body may be JSON too.
const DOCUMENTS: &[&str] = &[
    r#"{"events":[{""#,
    r#"{"logGroup"#,
    r#"{"searchedLogStreams":["#,
    r#"{"nextForwardToken":"#,
    r#"{"messageType":""#,
    r#"{"awslogs":{"data""#,
    r#"{"results":[[{"field""#,
    r#"[{"@timestamp""#,
    r#"[{"@message""#,
    r#"[{"@ptr""#,
    r#"[{"@log"#,
    r#"["("#,
];

/// As much of a line as is compared with them.
const LONGEST_START: usize = 32;

/// How many lines the start of a JSON export may be spread over.
const N_HELD: usize = 8;

/// How many lines the console writes above a table of query results that it copies.
const N_SUMMARY: u32 = 64;

/// What follows a line.
#[derive(Debug)]
pub(super) enum Next {
    /// More lines.
    Text,
    /// The rows of a table.
    Table(Box<Table>),
    /// The rest of the head of an HTTP request.
    Head,
    /// An export in JSON, which begins with this.
    Json(String),
}

/// Lines that are being read.
#[derive(Debug, Default)]
pub(super) struct Text {
    /// Whether this is no place for JSON exports.
    holds_no_documents: bool,
    /// A moment that stood on a line of its own.
    pending: Option<Stamp>,
    /// The event that following lines may belong to.
    open: Option<Open>,
    /// Its text.
    message: String,
    /// Lines that may be the start of a JSON export.
    held: Vec<(u64, String)>,
    /// The log group that is named above a table.
    log_group: Option<Arc<str>>,
    /// How many lines above a table may still come.
    n_summary: u32,
}

#[derive(Debug)]
struct Stamp {
    at: Option<Instant>,
    log_group: Option<Arc<str>>,
}

#[derive(Debug)]
struct Open {
    line: u64,
    at: Option<Instant>,
    log_group: Option<Arc<str>>,
    /// With a moment or a request id before it: a bare line behind it belongs to it. Else a bare line does so only while it
    /// is no sentence itself.
    has_prefix: bool,
    kind: Option<Kind>,
    /// Empty lines behind it, which belong to it if more of it comes.
    n_blank: usize,
    /// Whether its moment stood on the line before, as `aws logs tail` prints JSON.
    is_below_stamp: bool,
}

/// What a message is; looked at only when a line without prefix follows.
#[derive(Debug, Clone, Copy)]
struct Kind {
    is_known: bool,
    is_body: bool,
}

impl Kind {
    fn of(message: &str) -> Self {
        let sentence = sentence::read(line::split(message).body);
        Self { is_known: sentence != Sentence::Unknown, is_body: sentence.is_body() }
    }
}

impl Text {
    /// Lines of an export that is packed so deep in another.
    pub(super) fn new(depth: u8) -> Self {
        Self { holds_no_documents: depth > super::packed::DEEPEST, ..Self::default() }
    }

    /// From here on, what begins like JSON is text.
    pub(super) fn holds_no_documents(&mut self) {
        self.holds_no_documents = true;
    }

    /// Takes a line in.
    pub(super) fn line(&mut self, text: &str, number: u64, sink: &mut Sink) -> Next {
        if self.held.is_empty() && !(text.starts_with(['{', '[']) && self.may_start_document()) {
            return self.plain(text, number, sink);
        }
        self.held.push((number, text.to_owned()));
        let start = self.start_of_held();
        if DOCUMENTS.iter().any(|document| start.starts_with(document)) {
            self.close(sink);
            let lines = self.held.drain(..).map(|(_, line)| line + "\n");
            return Next::Json(lines.collect());
        }
        if self.held.len() < N_HELD && DOCUMENTS.iter().any(|document| document.starts_with(&start)) {
            return Next::Text;
        }
        self.held.pop();
        let was_held = !self.held.is_empty();
        self.release(sink);
        if was_held { self.line(text, number, sink) } else { self.plain(text, number, sink) }
    }

    /// A message that begins on the line below its moment may be JSON; no export begins there.
    fn may_start_document(&self) -> bool {
        !self.holds_no_documents && self.pending.is_none()
    }

    fn start_of_held(&self) -> String {
        let lines = self.held.iter().flat_map(|(_, line)| line.chars());
        lines.filter(|c| !c.is_whitespace()).take(LONGEST_START).collect()
    }

    /// Reads lines that were no start of a JSON export.
    fn release(&mut self, sink: &mut Sink) {
        for (number, line) in std::mem::take(&mut self.held) {
            // Nothing else begins with a bracket.
            self.plain(&line, number, sink);
        }
    }

    fn plain(&mut self, text: &str, number: u64, sink: &mut Sink) -> Next {
        if text.trim().is_empty() {
            self.blank(sink);
            return Next::Text;
        }
        let lead = lead::read(text);
        let log_group = lead.log_group.and_then(|name| sink.group(name));
        if lead.is_stamped && lead.text.is_empty() {
            self.close(sink);
            self.pending = Some(Stamp { at: lead.at, log_group });
            return Next::Text;
        }
        let has_id = line::split(lead.text).request_id.is_some();
        if !lead.is_stamped && !lead.has_origin && !has_id && self.pending.is_none() {
            return self.bare(text, number, sink);
        }
        self.close(sink);
        let stamp = self.pending.take();
        let is_below_stamp = stamp.is_some() && lead.text.starts_with('{');
        let stamp = stamp.unwrap_or(Stamp { at: None, log_group: None });
        let open = Open {
            line: number,
            at: lead.at.or(stamp.at),
            log_group: log_group.or(stamp.log_group),
            has_prefix: true,
            kind: None,
            n_blank: 0,
            is_below_stamp,
        };
        // The moment is kept as a field: what follows it is the message as API Gateway wrote it.
        self.open(open, if has_id { lead.text.trim_start() } else { lead.text });
        Next::Text
    }

    /// A line with nothing before it.
    fn bare(&mut self, text: &str, number: u64, sink: &mut Sink) -> Next {
        if let Some(table) = Table::beginning_with(text, self.log_group.clone()) {
            self.close(sink);
            self.n_summary = 0;
            let mut table = Box::new(table);
            table.headless(text, number, sink);
            return Next::Table(table);
        }
        if self.is_around_events(text, sink) {
            self.close(sink);
            return Next::Text;
        }
        if is_request_line(text) {
            self.close(sink);
            return Next::Head;
        }
        if text.starts_with('{')
            && text.ends_with('}')
            && let Ok(Whole(element)) = serde_json::from_str(text)
            && element.is_surely_event()
        {
            self.close(sink);
            sink.take_element(element, None, number);
            return Next::Text;
        }
        let sentence = sentence::read(text);
        let is_known = sentence != Sentence::Unknown;
        let opens_request =
            matches!(sentence, Sentence::ExtendedRequestId(_)) || sentence.request_id().is_some();
        let message = &mut self.message;
        if !opens_request
            && let Some(open) = &mut self.open
            && (open.has_prefix || (open.kind.get_or_insert_with(|| Kind::of(message)).is_known && !is_known))
            && message.len() + open.n_blank + text.len() < LONGEST_LINE
            && !sink.is_access_line(text)
        {
            message.extend(std::iter::repeat_n('\n', open.n_blank + 1));
            message.push_str(text);
            open.n_blank = 0;
            return Next::Text;
        }
        self.close(sink);
        let kind = Some(Kind { is_known, is_body: sentence.is_body() });
        let open = Open {
            line: number,
            at: None,
            log_group: None,
            has_prefix: false,
            kind,
            n_blank: 0,
            is_below_stamp: false,
        };
        self.open(open, text);
        Next::Text
    }

    /// Whether a line is none of a log, but of what the console copies above a table of query results, or the head of a table
    /// of which the rows are read as lines.
    fn is_around_events(&mut self, text: &str, sink: &mut Sink) -> bool {
        if text.starts_with("**CloudWatch Logs Insights**") {
            self.n_summary = N_SUMMARY;
        }
        if let Some(names) = text.strip_prefix("log-group-names:").filter(|_| self.n_summary > 0) {
            self.log_group = match names.trim() {
                several if several.contains(',') => None,
                name => sink.group(name),
            };
        }
        self.n_summary = self.n_summary.saturating_sub(1);
        self.n_summary > 0 || table::is_head_of_lines(text)
    }

    /// A body may hold an empty line; anything else ends with one.
    fn blank(&mut self, sink: &mut Sink) {
        let Some(open) = &mut self.open else { return };
        if open.kind.get_or_insert_with(|| Kind::of(&self.message)).is_body {
            open.n_blank += 1;
        } else {
            self.close(sink);
        }
    }

    fn open(&mut self, open: Open, message: &str) {
        self.message.clear();
        self.message.push_str(message);
        self.open = Some(open);
    }

    fn close(&mut self, sink: &mut Sink) {
        let Some(open) = self.open.take() else { return };
        let Open { line, at, log_group, is_below_stamp, .. } = open;
        let message = if is_below_stamp {
            whole::on_one_line(&self.message)
        } else {
            Cow::Borrowed(self.message.as_str())
        };
        sink.take(Found { message, at, event_id: None, log_group, line });
    }

    /// Takes in that there are no more lines.
    pub(super) fn finish(&mut self, sink: &mut Sink) {
        self.release(sink);
        self.close(sink);
    }
}

/// Whether a line starts a saved HTTP request, such as Firehose sends.
fn is_request_line(text: &str) -> bool {
    text.strip_prefix("POST ")
        .and_then(|rest| rest.split_once(" HTTP/"))
        .is_some_and(|(path, version)| !path.contains(' ') && version.len() <= 3)
}

/// A line as text. API Gateway cuts long messages at 1,024 bytes, be it inside a character: what stands at a cut is shown
/// as U+FFFD; anywhere else broken UTF-8 means that this is not the text that was exported.
pub(super) fn decoded(line: &[u8], number: u64) -> Result<Cow<'_, str>, ReadError> {
    const MARK: &[u8] = b" [TRUNCATED]";
    if let Ok(text) = std::str::from_utf8(line) {
        return Ok(Cow::Borrowed(text));
    }
    let whole = line.strip_suffix(MARK).and_then(|cut| {
        let error = std::str::from_utf8(cut).err()?;
        let whole = cut.get(..error.valid_up_to()).filter(|_| error.error_len().is_none())?;
        std::str::from_utf8(whole).ok()
    });
    match whole {
        Some(text) => Ok(Cow::Owned(format!("{text}\u{fffd} [TRUNCATED]"))),
        None => Err(ReadError::NotUtf8 { line: number }),
    }
}
