//! The plain bytes of an export, in any pieces, → events. What it is, the content says, not the file's name; several exports
//! may stand behind one another.
//!
//! | file | what is there |
//! |---|---|
//! | [`unpack`] | gzip, before anything is read |
//! | [`packed`] | base64 inside JSON: Lambda events, Firehose and Kinesis records |
//! | [`document`] | a JSON object of any size: arrays of events are read element by element |
//! | [`element`] | one JSON object → the fields of an event |
//! | [`plain`] | the same in short for objects as AWS's tools write them |
//! | [`whole`] | a JSON object that stands for itself: an event, a packed delivery, a test, or something else |
//! | [`text`] | lines → events: bodies go on over several lines |
//! | [`lead`] | what tools print before a message: moment, log group, stream |
//! | [`table`] | CSV and Markdown tables |
//! | [`sink`] | where events go |
//!
//! To add a container of lines: its prefix in [`lead`], or its header in [`table`]. To add one of JSON: its fields in
//! [`element`], its array in [`element::Array`]. Then a fixture in `tests/containers`.

mod document;
mod element;
mod lead;
mod packed;
mod plain;
mod sink;
mod table;
mod text;
mod unpack;
mod whole;

use serde_json::Deserializer;

use super::ReadError;
use document::{Document, LONGEST_ELEMENT, Step};
use element::Whole;
use plain::Plain;
pub(crate) use sink::Sink;
use table::Table;
use text::{Next, Text};
pub(crate) use unpack::Unpack;

/// The longest line of a text export. CloudWatch takes events of 1 MiB at the most, and tools put a prefix before them.
const LONGEST_LINE: usize = 1024 * 1024 + 4096;

/// Reads one export behind another.
#[derive(Debug)]
pub(crate) struct Stream {
    state: State,
    /// The line that is not whole yet.
    line: Vec<u8>,
    /// Line ends so far.
    n_lines: u64,
    /// How many JSON arrays are open around the objects: they are passed through.
    n_arrays: u32,
    text: Text,
    /// How deep this is packed in another export. What is packed has no lines that anyone sees.
    depth: u8,
}

#[derive(Debug)]
enum State {
    /// Between two exports, or before the first.
    Between,
    /// Behind a bracket, which starts an array or a line of text.
    Bracket(Vec<u8>),
    /// In a JSON object.
    Document(Box<Document>),
    /// In a JSON string that stands in an array: a message.
    Message(Box<Message>),
    /// In lines of text.
    Text,
    /// In the rows of a table.
    Table(Box<Table>),
    /// In the head of a saved HTTP request.
    Head,
}

/// A JSON string that is being read.
#[derive(Debug, Default)]
struct Message {
    nesting: super::json::Nesting,
    text: Vec<u8>,
}

impl Default for Stream {
    fn default() -> Self {
        Self::inside(0)
    }
}

impl Stream {
    /// A reader of what is packed so deep in another export.
    pub(super) fn inside(depth: u8) -> Self {
        Self {
            state: State::Between,
            line: Vec::new(),
            n_lines: 0,
            n_arrays: 0,
            text: Text::new(depth),
            depth,
        }
    }

    /// Whether nothing but white space came.
    pub(crate) fn is_empty(&self) -> bool {
        matches!(self.state, State::Between) && self.n_arrays == 0
    }

    /// Takes bytes in, in pieces of any size.
    pub(crate) fn feed(&mut self, bytes: &[u8], sink: &mut Sink) -> Result<(), ReadError> {
        sink.pass(bytes.len())?;
        self.advance(bytes, sink)
    }

    fn advance(&mut self, bytes: &[u8], sink: &mut Sink) -> Result<(), ReadError> {
        let mut used = 0;
        while let Some(rest) = bytes.get(used..).filter(|rest| !rest.is_empty()) {
            used += match &mut self.state {
                State::Between => self.between(rest, sink)?,
                State::Bracket(_) => self.bracket(rest, sink)?,
                State::Document(_) => self.document(rest, sink)?,
                State::Message(_) => self.message(rest, sink)?,
                State::Text | State::Table(_) | State::Head => self.line(rest, sink)?,
            };
        }
        Ok(())
    }

    /// Takes in that there is no more.
    pub(crate) fn finish(&mut self, sink: &mut Sink) -> Result<(), ReadError> {
        if let State::Bracket(_) = self.state {
            self.bracket_is_text(sink)?;
        }
        if !self.line.is_empty() {
            let line = std::mem::take(&mut self.line);
            self.whole_line(&line, sink)?;
        }
        match &mut self.state {
            State::Document(_) | State::Message(_) => Err(ReadError::CutOff { n_events: sink.n_events() }),
            _ if self.n_arrays > 0 => Err(ReadError::CutOff { n_events: sink.n_events() }),
            State::Table(table) => {
                table.finish(sink);
                Ok(())
            }
            _ => {
                self.text.finish(sink);
                Ok(())
            }
        }
    }

    /// The number of the line that is read now, where lines are what a reader of the file counts.
    fn number(&self) -> u64 {
        if self.depth > 0 || self.n_arrays > 0 { 0 } else { self.n_lines + 1 }
    }

    fn count(&mut self, bytes: &[u8]) {
        self.n_lines += memchr::memchr_iter(b'\n', bytes).count() as u64;
    }

    /// Between two values: what the next byte is decides.
    fn between(&mut self, bytes: &[u8], sink: &mut Sink) -> Result<usize, ReadError> {
        let blank =
            bytes.iter().position(|byte| !byte.is_ascii_whitespace() && *byte != b',').unwrap_or(bytes.len());
        let (skipped, rest) = bytes.split_at_checked(blank).unwrap_or((bytes, &[]));
        self.count(skipped);
        Ok(blank
            + match rest.first() {
                None => 0,
                Some(b'{') => self.object(rest, sink)?,
                Some(b'"') if self.n_arrays > 0 => {
                    self.state = State::Message(Box::default());
                    0
                }
                Some(b'[') => {
                    self.state = State::Bracket(vec![b'[']);
                    1
                }
                Some(b']') if self.n_arrays > 0 => {
                    self.n_arrays -= 1;
                    1
                }
                Some(_) => {
                    self.n_arrays = 0;
                    self.state = State::Text;
                    0
                }
            })
    }

    /// Behind a bracket: an array holds objects, strings or arrays.
    fn bracket(&mut self, bytes: &[u8], sink: &mut Sink) -> Result<usize, ReadError> {
        let State::Bracket(start) = &mut self.state else { return Ok(0) };
        let blank = bytes.iter().position(|byte| !byte.is_ascii_whitespace()).unwrap_or(bytes.len());
        let is_array = bytes.get(blank).map(|byte| matches!(byte, b'{' | b'[' | b'"' | b']'));
        if is_array == Some(true) {
            let start = std::mem::take(start);
            self.count(&start);
            self.n_arrays += 1;
            self.state = State::Between;
            return Ok(0);
        }
        start.extend_from_slice(bytes.get(..blank).unwrap_or_default());
        if is_array == Some(false) || start.len() > LONGEST_LINE {
            self.bracket_is_text(sink)?;
        }
        Ok(blank)
    }

    fn bracket_is_text(&mut self, sink: &mut Sink) -> Result<(), ReadError> {
        let State::Bracket(start) = &mut self.state else { return Ok(()) };
        let start = std::mem::take(start);
        self.n_arrays = 0;
        self.state = State::Text;
        self.advance(&start, sink)
    }

    /// An object begins. Most are whole in the bytes at hand, and are read where they stand.
    fn object(&mut self, bytes: &[u8], sink: &mut Sink) -> Result<usize, ReadError> {
        let line = self.number();
        if let Some(Plain { element, length, n_lines }) = plain::read(bytes) {
            whole::take(bytes.get(..length).unwrap_or_default(), element, line, self.depth, sink)?;
            self.n_lines += n_lines;
            return Ok(length);
        }
        let mut objects = Deserializer::from_slice(bytes).into_iter::<Whole<'_>>();
        if let Some(Ok(Whole(element))) = objects.next() {
            let n = objects.byte_offset();
            let text = bytes.get(..n).unwrap_or_default();
            whole::take(text, element, line, self.depth, sink)?;
            self.count(text);
            return Ok(n);
        }
        self.state = State::Document(Box::new(Document::new(line, self.depth, sink)));
        Ok(0)
    }

    fn document(&mut self, bytes: &[u8], sink: &mut Sink) -> Result<usize, ReadError> {
        let State::Document(document) = &mut self.state else { return Ok(0) };
        let (n, step) = document.feed(bytes, sink)?;
        match step {
            Step::Inside => self.count(bytes.get(..n).unwrap_or_default()),
            Step::Whole => {
                self.count(bytes.get(..n).unwrap_or_default());
                let State::Document(document) = std::mem::replace(&mut self.state, State::Between) else {
                    return Ok(n);
                };
                if document.is_export() {
                    document.end(sink);
                } else {
                    whole::read(&document.text, document.line, self.depth, sink)?;
                }
            }
            Step::NotJson => {
                let State::Document(document) = std::mem::replace(&mut self.state, State::Text) else {
                    return Ok(n);
                };
                self.n_arrays = 0;
                if document.is_export() {
                    self.count(bytes.get(..n).unwrap_or_default());
                    document.end(sink);
                } else {
                    // It is read again as lines; those that came in earlier pieces are counted already.
                    let earlier = document.text.len().saturating_sub(n);
                    let counted = document.text.get(..earlier).unwrap_or_default();
                    self.n_lines -= memchr::memchr_iter(b'\n', counted).count() as u64;
                    self.text.holds_no_documents();
                    self.advance(&document.text, sink)?;
                }
            }
        }
        Ok(n)
    }

    fn message(&mut self, bytes: &[u8], sink: &mut Sink) -> Result<usize, ReadError> {
        let State::Message(message) = &mut self.state else { return Ok(0) };
        let mut n = 0;
        if message.text.is_empty() {
            message.nesting.step(b'"');
            n = 1;
        }
        n += message.nesting.pass_string(bytes.get(n..).unwrap_or_default());
        message.text.extend_from_slice(bytes.get(..n).unwrap_or_default());
        if message.text.len() > LONGEST_ELEMENT {
            return Err(ReadError::LongEvent { event: sink.n_events() + 1 });
        }
        if !message.nesting.is_in_string() {
            whole::message(&message.text, sink)?;
            self.state = State::Between;
        }
        self.count(bytes.get(..n).unwrap_or_default());
        Ok(n)
    }

    /// Bytes of a line; says how many of them are. A line that is whole in the bytes at hand is not copied.
    fn line(&mut self, bytes: &[u8], sink: &mut Sink) -> Result<usize, ReadError> {
        let end = memchr::memchr(b'\n', bytes);
        let piece = bytes.get(..end.unwrap_or(bytes.len())).unwrap_or_default();
        if self.line.len() + piece.len() > LONGEST_LINE {
            return Err(ReadError::LongLine { line: self.n_lines + 1 });
        }
        match end {
            Some(end) if self.line.is_empty() => {
                self.whole_line(piece, sink)?;
                Ok(end + 1)
            }
            Some(end) => {
                self.line.extend_from_slice(piece);
                let mut line = std::mem::take(&mut self.line);
                self.whole_line(&line, sink)?;
                line.clear();
                self.line = line;
                Ok(end + 1)
            }
            None => {
                self.line.extend_from_slice(piece);
                Ok(bytes.len())
            }
        }
    }

    fn whole_line(&mut self, line: &[u8], sink: &mut Sink) -> Result<(), ReadError> {
        let number = self.number();
        self.n_lines += 1;
        let line = line.strip_suffix(b"\r").unwrap_or(line);
        let line = lead::without_colours(text::decoded(line, self.n_lines)?);
        match &mut self.state {
            State::Table(table) => {
                if table.line(&line, number, sink) {
                    return Ok(());
                }
                self.state = State::Text;
            }
            State::Head => {
                if line.is_empty() {
                    self.state = State::Between;
                }
                return Ok(());
            }
            _ => {}
        }
        match self.text.line(&line, number, sink) {
            Next::Text => Ok(()),
            Next::Table(table) => {
                self.state = State::Table(table);
                Ok(())
            }
            Next::Head => {
                self.state = State::Head;
                Ok(())
            }
            Next::Json(json) => {
                let n_lines = self.n_lines;
                self.n_lines -= memchr::memchr_iter(b'\n', json.as_bytes()).count() as u64;
                self.state = State::Between;
                self.advance(json.as_bytes(), sink)?;
                self.n_lines = n_lines;
                Ok(())
            }
        }
    }
}
