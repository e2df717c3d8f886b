//! CSV and Markdown tables of events: what the console downloads, and what Logs Insights gives out.
//!
//! The header says which column is which. A message may go on over several lines: in CSV between quotes, in Markdown until the
//! row's last bar.

use std::{borrow::Cow, sync::Arc};

use super::{
    LONGEST_LINE, element, lead,
    sink::{Found, Sink},
};
use crate::log::EventId;

/// A message may consist of quotes, which CSV doubles.
const LONGEST_RECORD: usize = 2 * LONGEST_LINE;

/// No header is longer.
const LONGEST_HEADER: usize = 1000;

/// A table that is being read.
#[derive(Debug)]
pub(super) struct Table {
    columns: Columns,
    /// The row that is not whole yet, and the line it begins in.
    record: String,
    line: u64,
    quote: Quote,
    log_group: Option<Arc<str>>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
struct Columns {
    form: Form,
    n: usize,
    message: usize,
    timestamp: Option<usize>,
    event_id: Option<usize>,
    log_group: Option<usize>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Form {
    Csv(u8),
    Markdown,
}

/// Where a row of CSV stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Quote {
    Start,
    Plain,
    Quoted,
    /// Behind a quote inside a quoted cell: its end, or half of a quote in it.
    Behind,
}

impl Table {
    /// The table that this line is the header of, or the first row when it begins as the rows of the console do.
    pub(super) fn beginning_with(line: &str, log_group: Option<Arc<str>>) -> Option<Self> {
        let columns = Columns::of_header(line).or_else(|| Columns::of_row(line))?;
        Some(Self { columns, record: String::new(), line: 0, quote: Quote::Start, log_group })
    }

    /// Takes the first line in, unless it is a header.
    pub(super) fn headless(&mut self, line: &str, number: u64, sink: &mut Sink) {
        if Columns::of_header(line).is_none() {
            self.line(line, number, sink);
        }
    }

    /// Takes a line in; whether it belongs to the table.
    pub(super) fn line(&mut self, line: &str, number: u64, sink: &mut Sink) -> bool {
        if self.record.is_empty() {
            if line.trim().is_empty() || self.is_rule(line) {
                return true;
            }
            let may_be_row = match self.columns.form {
                Form::Markdown => line.trim_start().starts_with('|'),
                // JSON in a cell is quoted.
                Form::Csv(_) => !line.starts_with(['{', '[']),
            };
            if !may_be_row {
                return false;
            }
            if !line.as_bytes().first().is_some_and(u8::is_ascii_digit)
                && let Some(columns) = Columns::of_header(line)
            {
                // One export behind another.
                self.columns = columns;
                return true;
            }
            self.line = number;
        } else {
            self.record.push('\n');
        }
        self.record.push_str(line);
        if !self.is_whole(line) && self.record.len() < LONGEST_RECORD {
            return true;
        }
        self.end_row(sink)
    }

    /// Takes in that there are no more lines.
    pub(super) fn finish(&mut self, sink: &mut Sink) {
        if !self.record.is_empty() {
            self.end_row(sink);
        }
    }

    /// The line between a Markdown header and its rows, or below them.
    fn is_rule(&self, line: &str) -> bool {
        self.columns.form == Form::Markdown
            && line.contains("--")
            && line.bytes().all(|byte| matches!(byte, b'|' | b'-' | b':' | b' '))
    }

    /// Whether the row ends with this line.
    fn is_whole(&mut self, line: &str) -> bool {
        match self.columns.form {
            Form::Markdown => line.trim_end().ends_with('|'),
            Form::Csv(delimiter) => {
                let mut quote = self.quote;
                for byte in line.bytes() {
                    quote = quote.step(byte, delimiter);
                }
                self.quote = if quote == Quote::Quoted { Quote::Quoted } else { Quote::Start };
                quote != Quote::Quoted
            }
        }
    }

    /// Reads the row; whether it is one of this table.
    fn end_row(&mut self, sink: &mut Sink) -> bool {
        self.quote = Quote::Start;
        let record = std::mem::take(&mut self.record);
        let is_row = self.row(&record, sink);
        if !is_row && record.contains('\n') {
            // No single line can be read in another way: it is kept as it stands.
            sink.take(Found { message: Cow::Borrowed(&record), line: self.line, ..Found::default() });
            return true;
        }
        self.record = record;
        self.record.clear();
        is_row
    }

    fn row(&self, record: &str, sink: &mut Sink) -> bool {
        let columns = &self.columns;
        let cells = match columns.form {
            Form::Csv(delimiter) => cells_of_csv(record, delimiter),
            Form::Markdown => cells_of_markdown(record),
        };
        // A bar or a comma in a message that was not quoted makes cells of it.
        let Some(n_more) = cells.len().checked_sub(columns.n) else { return false };
        let place = |column: usize| if column > columns.message { column + n_more } else { column };
        let cell =
            |column: Option<usize>| column.and_then(|column| cells.get(place(column))).map(Cow::as_ref);
        let at = cell(columns.timestamp).and_then(element::moment);
        // A moment may be written as nobody expects; but then it is a cell of its own, and the line makes no sense by itself.
        let is_odd = at.is_none() && cell(columns.timestamp).is_some_and(|moment| !moment.trim().is_empty());
        if is_odd && (n_more > 0 || lead::read(record).is_stamped) {
            return false;
        }
        let Some(parts) = cells.get(columns.message..=columns.message + n_more) else { return false };
        let message = match (parts, columns.form) {
            ([message], _) => Cow::Borrowed(message.as_ref()),
            (parts, Form::Csv(delimiter)) => {
                Cow::Owned(parts.join(char::from(delimiter).to_string().as_str()))
            }
            (parts, Form::Markdown) => Cow::Owned(parts.join("|")),
        };
        let message = match columns.form {
            Form::Csv(_) => message,
            Form::Markdown => Cow::Owned(message.trim().replace("\\|", "|")),
        };
        let event_id = cell(columns.event_id).and_then(EventId::parse);
        let log_group = cell(columns.log_group).and_then(|name| sink.group(name.trim()));
        let log_group = log_group.or_else(|| self.log_group.clone());
        sink.take(Found { message, at, event_id, log_group, line: self.line });
        true
    }
}

impl Columns {
    /// Reads a header: names only, one of which is that of the message.
    fn of_header(line: &str) -> Option<Self> {
        let line = line.trim();
        if line.len() > LONGEST_HEADER || !line.starts_with(['@', '"', '|']) && !starts_with_letter(line) {
            return None;
        }
        if line.starts_with('|') {
            return Self::named(Form::Markdown, &cells_of_markdown(line));
        }
        [b',', b';'].into_iter().find_map(|delimiter| {
            let cells = cells_of_csv(line, delimiter);
            Self::named(Form::Csv(delimiter), &cells)
        })
    }

    fn named(form: Form, cells: &[Cow<'_, str>]) -> Option<Self> {
        let names: Vec<String> = cells.iter().map(|cell| cell.trim().to_ascii_lowercase()).collect();
        let is_name = |name: &String| {
            !name.is_empty()
                && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"@_.-".contains(&byte))
        };
        let column = |wanted: &[&str]| names.iter().position(|name| wanted.contains(&name.as_str()));
        let message = column(&["@message", "message"])?;
        let says_enough = names.len() > 1 || names.iter().any(|name| name.starts_with('@'));
        (names.iter().all(is_name) && says_enough).then(|| Self {
            form,
            n: names.len(),
            message,
            timestamp: column(&["@timestamp", "timestamp"]),
            event_id: column(&["eventid"]),
            log_group: column(&["@log", "loggroupname", "loggroup"]),
        })
    }

    /// A row of the console's CSV of which the header was left behind: a moment, a comma, the message.
    fn of_row(line: &str) -> Option<Self> {
        if !line.as_bytes().first().is_some_and(u8::is_ascii_digit) {
            return None;
        }
        let (moment, _) = line.split_at_checked(line.bytes().take(32).position(|byte| byte == b',')?)?;
        (moment.len() >= 13 && element::moment(moment).is_some()).then_some(Self {
            form: Form::Csv(b','),
            n: 2,
            message: 1,
            timestamp: Some(0),
            event_id: None,
            log_group: None,
        })
    }
}

fn starts_with_letter(text: &str) -> bool {
    text.as_bytes().first().is_some_and(u8::is_ascii_alphabetic)
}

/// Whether a line is the head of lines that the console copies: their columns are parted by tabs.
pub(super) fn is_head_of_lines(line: &str) -> bool {
    line.len() < LONGEST_HEADER
        && line.split_once('\t').is_some_and(|(first, rest)| {
            first.trim_start_matches('@').eq_ignore_ascii_case("timestamp")
                && rest
                    .trim_start_matches('@')
                    .get(..7)
                    .is_some_and(|name| name.eq_ignore_ascii_case("message"))
        })
}

impl Quote {
    fn step(self, byte: u8, delimiter: u8) -> Self {
        match (self, byte) {
            (Self::Start, b'"') => Self::Quoted,
            (Self::Quoted, b'"') => Self::Behind,
            (Self::Start | Self::Plain | Self::Behind, byte) if byte == delimiter => Self::Start,
            (Self::Start | Self::Plain, _) => Self::Plain,
            // A quote that neither ends the cell nor is doubled was written by no CSV writer: it stands for itself.
            (Self::Behind | Self::Quoted, _) => Self::Quoted,
        }
    }
}

/// The cells of a row of CSV, without their quotes.
fn cells_of_csv(record: &str, delimiter: u8) -> Vec<Cow<'_, str>> {
    let mut cells = Vec::new();
    let mut quote = Quote::Start;
    let mut start = 0;
    for (at, byte) in record.bytes().enumerate() {
        quote = quote.step(byte, delimiter);
        if quote == Quote::Start {
            cells.push(record.get(start..at).map(unquoted).unwrap_or_default());
            start = at + 1;
        }
    }
    cells.push(record.get(start..).map(unquoted).unwrap_or_default());
    cells
}

fn unquoted(cell: &str) -> Cow<'_, str> {
    let Some(inner) = cell.strip_prefix('"') else { return Cow::Borrowed(cell) };
    let inner = inner.strip_suffix('"').unwrap_or(inner);
    if inner.contains('"') { Cow::Owned(inner.replace("\"\"", "\"")) } else { Cow::Borrowed(inner) }
}

/// The cells of a row of Markdown.
fn cells_of_markdown(record: &str) -> Vec<Cow<'_, str>> {
    let record = record.trim();
    let record = record.strip_prefix('|').unwrap_or(record);
    let record = record.strip_suffix('|').unwrap_or(record);
    let mut cells = Vec::new();
    let mut start = 0;
    let mut is_escaped = false;
    for (at, byte) in record.bytes().enumerate() {
        if byte == b'|' && !is_escaped {
            cells.push(record.get(start..at).map(Cow::Borrowed).unwrap_or_default());
            start = at + 1;
        }
        is_escaped = byte == b'\\' && !is_escaped;
    }
    cells.push(record.get(start..).map(Cow::Borrowed).unwrap_or_default());
    cells
}
