//! Where the events of all containers go: numbered, taken in, given out.

use std::{borrow::Cow, ops::Range, sync::Arc};

use super::element::Element;
use crate::{
    log::{Event, EventId, Intake, ReadError},
    redact::Memo,
    time::Instant,
};

/// How many bytes are read without an event of API Gateway before it is said that there is none: long enough for the start of
/// any log, short enough to end what unpacks to terabytes of nothing.
const PATIENCE: u64 = 32 * 1024 * 1024;

/// How many events wait for the end of their document to say where they come from: a delivery holds fewer.
const N_OPEN: usize = 65_536;

/// How many names of log groups are kept to be shared.
const N_GROUPS: usize = 64;

/// An event, as its container gives it.
#[derive(Debug, Default)]
pub(super) struct Found<'a> {
    pub(super) message: Cow<'a, str>,
    pub(super) at: Option<Instant>,
    pub(super) event_id: Option<EventId>,
    pub(super) log_group: Option<Arc<str>>,
    /// The line that it stands in; 0 where its place is its number.
    pub(super) line: u64,
}

/// Takes events in.
#[derive(Debug, Default)]
pub(crate) struct Sink {
    intake: Intake,
    memo: Memo,
    events: Vec<Event<Range<usize>>>,
    /// The messages of the events that are not given out yet, behind one another.
    text: String,
    /// Where in all messages so far `text` begins.
    text_start: usize,
    /// How many events were given out already.
    n_drained: u64,
    /// How many events there were when the last ones came that may still be told where they come from.
    n_settled: Option<u64>,
    last_number: u64,
    groups: Vec<Arc<str>>,
    named: Named,
    /// Whether any event so far can only be one of API Gateway's.
    is_log: bool,
    /// Whether a container was there that may hold events, be it empty.
    pub(super) is_export: bool,
    n_bytes: u64,
    /// How many bytes there were when the last event came that shows what this is.
    n_bytes_known: u64,
}

/// The log group of an export.
#[derive(Debug, Default, Clone)]
enum Named {
    #[default]
    Nowhere,
    Once(Arc<str>),
    Differently,
}

impl Sink {
    pub(crate) fn with(intake: Intake) -> Self {
        Self { intake, memo: Memo::learning(), ..Self::default() }
    }

    /// Events so far, those given out among them.
    pub(super) fn n_events(&self) -> u64 {
        self.n_drained + self.events.len() as u64
    }

    /// Gives out the events that nothing more will be said of.
    pub(crate) fn drain(&mut self, mut take: impl FnMut(Event<&str>)) {
        let n_settled = self.n_settled.map_or(self.events.len(), |n_events| {
            usize::try_from(n_events.saturating_sub(self.n_drained)).unwrap_or(usize::MAX)
        });
        let n_drained = match self.events.len().checked_sub(n_settled) {
            Some(n_open) if n_open <= N_OPEN => n_settled,
            _ => self.events.len(),
        };
        if n_drained == 0 {
            return;
        }
        self.n_drained += n_drained as u64;
        for event in self.events.drain(..n_drained) {
            let message = lent(&self.text, self.text_start, &event);
            take(event.saying(message));
        }
        let end = self.text_start + self.text.len();
        let start = self.events.first().map_or(end, |event| event.message.start);
        self.text.drain(..start - self.text_start);
        self.text_start = start;
    }

    /// Of the events that come now the end of their document may say where they come from.
    pub(super) fn await_group(&mut self) {
        self.n_settled = Some(self.n_events());
    }

    /// Takes an event in.
    pub(super) fn take(&mut self, found: Found<'_>) {
        let start = self.text_start + self.text.len();
        let told = self.intake.take_into(&mut self.text, &found.message, &mut self.memo);
        self.last_number = (self.last_number + 1).max(found.line);
        self.events.push(Event {
            number: self.last_number,
            at: found.at,
            event_id: found.event_id,
            log_group: found.log_group,
            message: start..self.text_start + self.text.len(),
            is_ordinary: told.is_ordinary,
        });
        if told.is_log || self.is_log {
            self.is_log = true;
            self.n_bytes_known = self.n_bytes;
        }
    }

    /// Whether a line without anything before it is one of an access log, which never belongs to the line before.
    pub(super) fn is_access_line(&self, line: &str) -> bool {
        self.intake.formats.read(line).is_some()
    }

    /// Takes in what an object says of an event, when it has a message.
    pub(super) fn take_element(&mut self, element: Element<'_>, log_group: Option<&Arc<str>>, line: u64) {
        let Element { message: Some(message), at, event_id, log_group: own, .. } = element else { return };
        let own = own.and_then(|name| self.group(&name));
        let log_group = own.or_else(|| log_group.cloned());
        self.take(Found { message, at, event_id, log_group, line });
    }

    /// Takes in that something is there which cannot be read: without its text, in which secrets cannot be told from the rest.
    pub(super) fn take_unreadable(&mut self, what: &str, n_bytes: usize, line: u64) {
        let message = Cow::Owned(format!("[unreadable {what}: {n_bytes} bytes]"));
        self.take(Found { message, line, ..Found::default() });
    }

    /// Says of all events behind the first so many that they come from this group, unless they say it themselves.
    pub(super) fn name_group_behind(&mut self, n_events: u64, group: Option<&Arc<str>>) {
        self.n_settled = None;
        let Some(group) = group else { return };
        let first = usize::try_from(n_events.saturating_sub(self.n_drained)).unwrap_or(usize::MAX);
        for event in self.events.iter_mut().skip(first) {
            event.log_group.get_or_insert_with(|| Arc::clone(group));
        }
    }

    /// The name of a log group, shared by all events that come from it.
    pub(super) fn group(&mut self, name: &str) -> Option<Arc<str>> {
        if name.is_empty() {
            return None;
        }
        if let Some(known) = self.groups.iter().find(|known| known.as_ref() == name) {
            return Some(Arc::clone(known));
        }
        let group: Arc<str> = name.into();
        if self.groups.len() < N_GROUPS {
            self.groups.push(Arc::clone(&group));
        }
        self.named = match &self.named {
            Named::Nowhere => Named::Once(Arc::clone(&group)),
            Named::Once(_) | Named::Differently => Named::Differently,
        };
        Some(group)
    }

    /// Takes in that so many bytes were read.
    pub(super) fn pass(&mut self, n_bytes: usize) -> Result<(), ReadError> {
        self.n_bytes += n_bytes as u64;
        if self.n_bytes - self.n_bytes_known > PATIENCE { Err(ReadError::NotALog) } else { Ok(()) }
    }

    /// The events that were not given out, when any was API Gateway's, and the group that they come from.
    pub(crate) fn finish(self, is_empty: bool) -> Result<(Vec<Event>, Option<String>), ReadError> {
        if self.is_log {
            let group = match &self.named {
                Named::Once(group) => Some(group.as_ref().to_owned()),
                Named::Nowhere | Named::Differently => None,
            };
            let owned = |event: Event<Range<usize>>| {
                let message = lent(&self.text, self.text_start, &event).to_owned();
                event.saying(message)
            };
            return Ok((self.events.into_iter().map(owned).collect(), group));
        }
        Err(match self.n_events() {
            0 if self.is_export => ReadError::NoEvents,
            0 if is_empty => ReadError::Empty,
            _ => ReadError::NotALog,
        })
    }
}

/// The message of an event that was not given out yet.
fn lent<'a>(text: &'a str, text_start: usize, event: &Event<Range<usize>>) -> &'a str {
    let Range { start, end } = event.message;
    text.get(start.wrapping_sub(text_start)..end.wrapping_sub(text_start)).unwrap_or_default()
}
