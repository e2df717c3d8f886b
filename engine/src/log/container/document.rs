//! One JSON object, in pieces of any size: an export that keeps its events in an array, or an event that is written as JSON.
//!
//! An array of events is read element by element, and of the rest of the object only what stands around it is kept. An object
//! without such an array is kept whole: what it is, [`super::whole`] says.

use std::{borrow::Cow, sync::Arc};

use serde::Deserialize;
use serde_json::Deserializer;

use super::{
    element::{Array, Element, Row},
    packed, plain,
    sink::Sink,
};
use crate::log::{ReadError, json::Nesting};

/// The longest element that is kept. CloudWatch takes events of 1 MiB at the most; escapes can make six bytes of one.
pub(super) const LONGEST_ELEMENT: usize = 8 * 1024 * 1024;

/// How much of what stands around an array of events is kept.
const LONGEST_ENVELOPE: usize = 1024 * 1024;

/// The longest name that is of interest.
const LONGEST_NAME: usize = 16;

/// An object that is being read.
#[derive(Debug)]
pub(super) struct Document {
    /// Its text so far, without the elements that were taken out.
    pub(super) text: Vec<u8>,
    /// The line that it begins in; 0 where its place is its number.
    pub(super) line: u64,
    nesting: Nesting,
    name: Vec<u8>,
    after_colon: bool,
    /// Whether anything stands behind the opening brace.
    has_begun: bool,
    elements: Option<Elements>,
    holds: Holds,
    log_group: Option<Arc<str>>,
    /// Whether CloudWatch only tries out whether deliveries arrive.
    is_control: bool,
    n_events_before: u64,
    depth: u8,
}

/// What an object was found to hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Holds {
    /// No array of events so far, or an empty one.
    Unknown,
    /// Events, which were taken out of it.
    Events,
    /// An array that has the name of one of events, and holds something else: the object is an event itself.
    Other,
}

/// An array of events that is being read.
#[derive(Debug)]
struct Elements {
    array: Array,
    /// The element that is not whole yet.
    text: Vec<u8>,
    nesting: Nesting,
}

/// Where the bytes led to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Step {
    /// More is to come.
    Inside,
    /// The object is whole.
    Whole,
    /// This is no JSON.
    NotJson,
}

/// What stands around an array of events.
#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Envelope<'a> {
    #[serde(borrow, default)]
    message_type: Option<Cow<'a, str>>,
    #[serde(borrow, default)]
    log_group: Option<Cow<'a, str>>,
    #[serde(borrow, default)]
    log_group_name: Option<Cow<'a, str>>,
}

impl Document {
    /// An object of which nothing is read yet, not even its brace.
    pub(super) fn new(line: u64, depth: u8, sink: &Sink) -> Self {
        Self {
            text: Vec::new(),
            line,
            nesting: Nesting::default(),
            name: Vec::new(),
            after_colon: false,
            has_begun: false,
            elements: None,
            holds: Holds::Unknown,
            log_group: None,
            is_control: false,
            n_events_before: sink.n_events(),
            depth,
        }
    }

    /// Whether events were taken out of it.
    pub(super) fn is_export(&self) -> bool {
        self.holds == Holds::Events
    }

    /// Takes bytes in, and says how many of them are the object's.
    pub(super) fn feed(&mut self, bytes: &[u8], sink: &mut Sink) -> Result<(usize, Step), ReadError> {
        let mut used = 0;
        while let Some(rest) = bytes.get(used..).filter(|rest| !rest.is_empty()) {
            let (n, step) = match self.elements.take() {
                Some(elements) => (self.array(elements, rest, sink)?, Step::Inside),
                None => self.around(rest, sink)?,
            };
            used += n;
            if step != Step::Inside {
                return Ok((used, step));
            }
        }
        Ok((used, Step::Inside))
    }

    /// Bytes outside an array of events.
    fn around(&mut self, bytes: &[u8], sink: &mut Sink) -> Result<(usize, Step), ReadError> {
        let mut at = 0;
        let mut step = Step::Inside;
        while let Some(rest) = bytes.get(at..).filter(|rest| !rest.is_empty()) {
            if self.nesting.is_in_string() {
                let n = self.nesting.pass_string(rest);
                self.name(rest.get(..n).unwrap_or_default());
                at += n;
                continue;
            }
            let Some(&byte) = rest.first() else { break };
            if !self.may_stand_here(byte) {
                step = Step::NotJson;
                break;
            }
            at += 1;
            let before = self.nesting.depth();
            self.nesting.step(byte);
            match (before, byte) {
                (1, b'"') if !self.after_colon => self.name.clear(),
                (1, b':') => self.after_colon = true,
                (1, b',') => self.after_colon = false,
                (1, b'[') if self.after_colon && self.holds != Holds::Other => {
                    if let Some(array) = Array::named(&self.name) {
                        self.elements =
                            Some(Elements { array, text: Vec::new(), nesting: Nesting::default() });
                        break;
                    }
                }
                (1, b'}') => {
                    step = Step::Whole;
                    break;
                }
                _ => {}
            }
        }
        self.keep(bytes.get(..at).unwrap_or_default(), sink)?;
        Ok((at, step))
    }

    /// The first event comes: what stands before its array may say where it comes from.
    fn begin_export(&mut self, sink: &mut Sink) {
        self.holds = Holds::Events;
        sink.is_export = true;
        let mut head = self.text.clone();
        head.extend_from_slice(b"]}");
        self.read_envelope(&head, sink);
        if self.log_group.is_none() && self.name == b"logEvents" {
            sink.await_group();
        }
    }

    /// A piece of a string directly inside the object.
    fn name(&mut self, piece: &[u8]) {
        if self.nesting.depth() == 1 && !self.after_colon && self.name.len() <= LONGEST_NAME {
            let piece =
                if self.nesting.is_in_string() { piece } else { piece.strip_suffix(b"\"").unwrap_or(piece) };
            self.name.extend_from_slice(piece.get(..LONGEST_NAME + 1).unwrap_or(piece));
        }
    }

    /// Whether this byte may stand outside a string: else this was no JSON, but a text that begins with a brace.
    fn may_stand_here(&mut self, byte: u8) -> bool {
        if self.nesting.depth() == 0 || byte.is_ascii_whitespace() {
            return true;
        }
        if !self.has_begun {
            self.has_begun = true;
            return matches!(byte, b'"' | b'}');
        }
        matches!(
            byte,
            b'"' | b'{' | b'}' | b'[' | b']' | b',' | b':' | b'0'..=b'9' | b'+' | b'-' | b'.' | b'E'
        ) || b"aeflnrstu".contains(&byte)
    }

    fn keep(&mut self, bytes: &[u8], sink: &Sink) -> Result<(), ReadError> {
        let longest = if self.is_export() { LONGEST_ENVELOPE } else { LONGEST_ELEMENT };
        if self.text.len() + bytes.len() <= longest {
            self.text.extend_from_slice(bytes);
        } else if !self.is_export() {
            return Err(ReadError::LongEvent { event: sink.n_events() + 1 });
        }
        Ok(())
    }

    /// Bytes of an array of events; says how many of them are.
    fn array(&mut self, mut elements: Elements, bytes: &[u8], sink: &mut Sink) -> Result<usize, ReadError> {
        let mut at = 0;
        while let Some(rest) = bytes.get(at..).filter(|rest| !rest.is_empty()) {
            if elements.text.is_empty() {
                let blank = rest.iter().position(|byte| !byte.is_ascii_whitespace() && *byte != b',');
                let (blank, rest) = rest.split_at_checked(blank.unwrap_or(rest.len())).unwrap_or((rest, &[]));
                at += blank.len();
                if !self.is_export() {
                    // It may yet prove to be something else, and then every byte counts.
                    self.keep(blank, sink)?;
                }
                if rest.is_empty() {
                    break;
                }
                if rest.first() == Some(&b']') {
                    // Its opening bracket was kept.
                    self.nesting.step(b']');
                    self.keep(b"]", sink)?;
                    return Ok(at + 1);
                }
                if let Some(n) = self.whole_element(elements.array, rest, sink) {
                    at += n;
                    continue;
                }
            }
            let rest = bytes.get(at..).unwrap_or_default();
            let (n, is_whole) = elements.pass(rest);
            elements.text.extend_from_slice(rest.get(..n).unwrap_or_default());
            at += n;
            if elements.text.len() > LONGEST_ELEMENT {
                return Err(ReadError::LongEvent { event: sink.n_events() + 1 });
            }
            if is_whole {
                if !self.is_export() && !Self::is_element(elements.array, &elements.text) {
                    self.holds = Holds::Other;
                    for byte in &elements.text {
                        self.nesting.step(*byte);
                    }
                    self.keep(&elements.text, sink)?;
                    return Ok(at);
                }
                let text = std::mem::take(&mut elements.text);
                self.element(elements.array, &text, sink)?;
            }
        }
        self.elements = Some(elements);
        Ok(at)
    }

    /// Reads an element that is whole in these bytes, without copying it; says how long it is.
    fn whole_element(&mut self, array: Array, bytes: &[u8], sink: &mut Sink) -> Option<usize> {
        let (element, length) = match array {
            Array::Events if let Some(plain) = plain::read(bytes) => (plain.element, plain.length),
            Array::Results => {
                let mut rows = Deserializer::from_slice(bytes).into_iter::<Row<'_>>();
                (rows.next()?.ok()?.0, rows.byte_offset())
            }
            Array::Events | Array::Records => {
                let mut elements = Deserializer::from_slice(bytes).into_iter::<Element<'_>>();
                (elements.next()?.ok()?, elements.byte_offset())
            }
        };
        is_of(array, &element).then(|| {
            self.take(array, element, sink);
            length
        })
    }

    fn is_element(array: Array, text: &[u8]) -> bool {
        match array {
            Array::Results => serde_json::from_slice::<Row<'_>>(text).is_ok_and(|row| is_of(array, &row.0)),
            Array::Events | Array::Records => {
                serde_json::from_slice::<Element<'_>>(text).is_ok_and(|element| is_of(array, &element))
            }
        }
    }

    /// Reads an element that came in pieces, or that is odd.
    fn element(&mut self, array: Array, text: &[u8], sink: &mut Sink) -> Result<(), ReadError> {
        if self.whole_element(array, text, sink).is_none() {
            if std::str::from_utf8(text).is_err() {
                return Err(ReadError::EventNotUtf8 { event: sink.n_events() + 1 });
            }
            sink.take_unreadable("event", text.len(), 0);
        }
        Ok(())
    }

    fn take(&mut self, array: Array, element: Element<'_>, sink: &mut Sink) {
        if !self.is_export() {
            self.begin_export(sink);
        }
        match (array, &element.packed) {
            (Array::Records, Some(packed)) => packed::read(packed, self.depth, 0, sink),
            (Array::Events, _) if self.is_control || is_control_message(&element) => {}
            _ => sink.take_element(element, self.log_group.as_ref(), 0),
        }
    }

    fn read_envelope(&mut self, text: &[u8], sink: &mut Sink) {
        let envelope: Envelope<'_> = serde_json::from_slice(text).unwrap_or_default();
        self.is_control |= envelope.message_type.is_some_and(|kind| kind == "CONTROL_MESSAGE");
        if let Some(name) = envelope.log_group_name.or(envelope.log_group)
            && self.log_group.is_none()
        {
            self.log_group = sink.group(&name);
        }
    }

    /// The object is whole: what stands behind its events may say where they come from.
    pub(super) fn end(mut self, sink: &mut Sink) {
        let text = std::mem::take(&mut self.text);
        self.read_envelope(&text, sink);
        sink.name_group_behind(self.n_events_before, self.log_group.as_ref());
    }
}

/// Whether an event is what CloudWatch sends to try out whether deliveries arrive; its document may say so only behind it.
fn is_control_message(element: &Element<'_>) -> bool {
    element.message.as_deref().is_some_and(|message| message.starts_with("CWL CONTROL MESSAGE: "))
}

/// Whether an element is what its array's name promises.
fn is_of(array: Array, element: &Element<'_>) -> bool {
    match array {
        Array::Records => element.packed.is_some(),
        Array::Events | Array::Results => element.message.is_some(),
    }
}

impl Elements {
    /// How many of these bytes belong to the element that has begun, and whether it is whole with them.
    fn pass(&mut self, bytes: &[u8]) -> (usize, bool) {
        let mut at = 0;
        while let Some(rest) = bytes.get(at..).filter(|rest| !rest.is_empty()) {
            if self.nesting.is_in_string() {
                at += self.nesting.pass_string(rest);
                if !self.nesting.is_in_string() && self.nesting.depth() == 0 {
                    return (at, true);
                }
                continue;
            }
            let Some(&byte) = rest.first() else { break };
            // A bracket that nothing opened is an odd element of its own.
            let has_begun = at > 0 || !self.text.is_empty();
            if has_begun && self.nesting.depth() == 0 && matches!(byte, b',' | b']' | b'}') {
                return (at, true);
            }
            self.nesting.step(byte);
            at += 1;
            if self.nesting.depth() == 0 && matches!(byte, b']' | b'}') {
                return (at, true);
            }
        }
        (at, false)
    }
}
