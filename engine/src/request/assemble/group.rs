//! The lines under one request id, or a run of lines without one.

use std::{ops::Range, sync::Arc};

use super::{calls::LONGEST_SILENCE_MS, home::Home};
use crate::{
    log::{
        EventId,
        sentence::{self, Sentence},
    },
    request::{Line, Text},
    time::Instant,
};

/// Whether an id is one that old consoles give to every test.
fn is_test(id: &str) -> bool {
    matches!(id, "test-request" | "test-invoke-request")
}

/// About as many lines has a call.
const USUAL_LINES: usize = 16;

/// About so long are they.
const USUAL_TEXT: usize = 1024;

/// A line, with what orders it. Its text stands in [`Lines::text`].
#[derive(Debug, Default)]
pub(super) struct GroupLine {
    pub(super) number: u64,
    pub(super) at: Option<Instant>,
    pub(super) event_id: Option<EventId>,
    /// The export it came in: of two that overlap, each holds it.
    pub(super) export: u32,
    /// Whether another export has said it.
    pub(super) is_repeated: bool,
    pub(super) part: Range<usize>,
}

/// Lines, and one text that theirs stand in.
#[derive(Debug, Default)]
pub(super) struct Lines {
    text: String,
    pub(super) all: Vec<GroupLine>,
}

impl Lines {
    pub(super) fn is_empty(&self) -> bool {
        self.all.is_empty()
    }

    pub(super) fn text_of(&self, line: &GroupLine) -> &str {
        self.text.get(line.part.clone()).unwrap_or_default()
    }

    /// Takes the lines out, which go on sharing their text.
    pub(super) fn take_shared(&mut self) -> Vec<Line> {
        let whole: Arc<str> = self.text.as_str().into();
        let shared =
            |line: GroupLine| Line { number: line.number, at: line.at, text: Text::part(&whole, line.part) };
        self.all.drain(..).map(shared).collect()
    }

    /// The lines, each with a text of its own.
    pub(super) fn to_lines(&self) -> Vec<Line> {
        let own =
            |line: &GroupLine| Line { number: line.number, at: line.at, text: self.text_of(line).into() };
        self.all.iter().map(own).collect()
    }

    /// The room that they took, for others; `None` where it is not worth keeping.
    pub(super) fn into_room(mut self) -> Option<Self> {
        self.text.clear();
        self.all.clear();
        (self.text.capacity() <= 4 * USUAL_TEXT && self.all.capacity() <= 4 * USUAL_LINES).then_some(self)
    }

    fn push(&mut self, mut line: GroupLine, text: &str) {
        if self.all.is_empty() {
            self.all.reserve(USUAL_LINES);
            self.text.reserve(USUAL_TEXT);
        }
        let start = self.text.len();
        self.text.push_str(text);
        line.part = start..self.text.len();
        self.all.push(line);
    }
}

/// What a group has to know of what a line says.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Said {
    is_access_line: bool,
    is_ending: bool,
}

impl Said {
    pub(super) fn of(sentence: &Sentence<'_>) -> Self {
        Self { is_access_line: matches!(sentence, Sentence::AccessLog(_)), is_ending: sentence.is_ending() }
    }
}

#[derive(Debug)]
pub(super) struct Group {
    /// How many groups were begun up to this one.
    pub(super) begun: u64,
    pub(super) request_id: Option<Box<str>>,
    /// Further ids that lines without a prefix name.
    other_ids: Vec<Box<str>>,
    extended_ids: Vec<Box<str>>,
    pub(super) home: Option<Home>,
    pub(super) lines: Lines,
    first_at: Option<Instant>,
    last_at: Option<Instant>,
    size: usize,
    has_execution_line: bool,
    has_access_line: bool,
    has_ended: bool,
}

impl Group {
    pub(super) fn new(begun: u64, request_id: Option<&str>, home: Option<Home>, room: Lines) -> Self {
        Self {
            begun,
            request_id: request_id.map(Into::into),
            other_ids: Vec::new(),
            extended_ids: Vec::new(),
            home,
            lines: room,
            first_at: None,
            last_at: None,
            size: 0,
            has_execution_line: false,
            has_access_line: false,
            has_ended: false,
        }
    }

    /// Takes a line in; says about how many bytes it takes.
    pub(super) fn take(&mut self, line: GroupLine, text: &str, said: Said) -> usize {
        if let Some(at) = line.at {
            self.first_at = Some(self.first_at.map_or(at, |first| first.min(at)));
            self.last_at = self.last_at.max(Some(at));
        }
        self.has_access_line |= said.is_access_line;
        self.has_execution_line |= !said.is_access_line;
        self.has_ended |= said.is_ending;
        let size = size_of::<GroupLine>() + text.len() + 16;
        self.size += size;
        self.lines.push(line, text);
        size
    }

    /// Takes in what another group holds.
    pub(super) fn absorb(&mut self, mut other: Self) {
        self.home = self.home.take().or(other.home);
        for mut line in std::mem::take(&mut other.lines.all) {
            let part = std::mem::take(&mut line.part);
            let text = other.lines.text.get(part).unwrap_or_default();
            self.take(line, text, Said::of(&sentence::read(text)));
        }
    }

    pub(super) fn home(&self) -> Option<&Home> {
        self.home.as_ref()
    }

    pub(super) fn live_at(&mut self, home: Option<&Home>) {
        if self.home.is_none() {
            self.home = home.cloned();
        }
    }

    pub(super) fn first_at(&self) -> Option<Instant> {
        self.first_at
    }

    pub(super) fn last_at(&self) -> Option<Instant> {
        self.last_at
    }

    pub(super) fn size(&self) -> usize {
        self.size
    }

    /// Whether it can only be one call: each names its own extended id, and this has one.
    pub(super) fn is_one_call(&self) -> bool {
        let lasted = self.first_at.zip(self.last_at).map_or(0, |(first, last)| last.since(first));
        self.extended_ids.len() == 1 && !self.has_access_line && lasted <= LONGEST_SILENCE_MS
    }

    pub(super) fn is_access_only(&self) -> bool {
        !self.has_execution_line
    }

    pub(super) fn ids(&self) -> impl Iterator<Item = &str> {
        self.request_id.iter().chain(&self.other_ids).map(AsRef::as_ref)
    }

    pub(super) fn extended_ids(&self) -> impl Iterator<Item = &str> {
        self.extended_ids.iter().map(AsRef::as_ref)
    }

    pub(super) fn name_id(&mut self, id: &str) {
        match &self.request_id {
            None => self.request_id = Some(id.into()),
            Some(known)
                if known.as_ref() != id && self.other_ids.iter().all(|other| other.as_ref() != id) =>
            {
                self.other_ids.push(id.into());
            }
            Some(_) => {}
        }
    }

    pub(super) fn name_extended_id(&mut self, id: &str) {
        if self.extended_ids.iter().all(|known| known.as_ref() != id) {
            self.extended_ids.push(id.into());
        }
    }

    /// Whether a line without a prefix that says this belongs to the next request.
    pub(super) fn is_over_before(&self, next: &Sentence<'_>) -> bool {
        // `Execution log for request` and `Extended Request Id` follow one another at the head of one request.
        let is_more_than_a_heading = || {
            self.lines.all.iter().any(|line| {
                !matches!(
                    sentence::read(self.lines.text_of(line)),
                    Sentence::ExecutionLog { .. } | Sentence::Unknown
                )
            })
        };
        let starts = matches!(next, Sentence::ExtendedRequestId(_)) && is_more_than_a_heading()
            || matches!(next, Sentence::ExecutionLog { .. }) && !self.lines.is_empty();
        let is_over = self.has_ended && !next.is_trailing();
        // Old consoles give one test two names that are no ids.
        let names_another = next.request_id().is_some_and(|id| {
            self.request_id.as_deref().is_some_and(|known| known != id && !(is_test(known) && is_test(id)))
        });
        starts || is_over || names_another
    }
}
