//! The lines under one request id, or a run of lines without one.

use super::{calls::LONGEST_SILENCE_MS, home::Home};
use crate::{
    log::{
        EventId,
        sentence::{self, Sentence},
    },
    request::Line,
    time::Instant,
};

/// Whether an id is one that old consoles give to every test.
fn is_test(id: &str) -> bool {
    matches!(id, "test-request" | "test-invoke-request")
}

/// About as many lines has a call.
const USUAL_LINES: usize = 16;

/// A line, with what orders it.
#[derive(Debug, Default)]
pub(super) struct GroupLine {
    pub(super) line: Line,
    pub(super) event_id: Option<EventId>,
    /// The export it came in: of two that overlap, each holds it.
    pub(super) export: u32,
}

impl GroupLine {
    /// About how many bytes it takes.
    pub(super) fn size(&self) -> usize {
        size_of::<Self>() + self.line.text.len() + 16
    }
}

/// What a group has to know of what a line says.
#[derive(Debug, Clone, Copy)]
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
    pub(super) lines: Vec<GroupLine>,
    first_at: Option<Instant>,
    last_at: Option<Instant>,
    size: usize,
    has_execution_line: bool,
    has_access_line: bool,
    has_ended: bool,
}

impl Group {
    pub(super) fn new(begun: u64, request_id: Option<&str>, home: Option<Home>) -> Self {
        Self {
            begun,
            request_id: request_id.map(Into::into),
            other_ids: Vec::new(),
            extended_ids: Vec::new(),
            home,
            lines: Vec::new(),
            first_at: None,
            last_at: None,
            size: 0,
            has_execution_line: false,
            has_access_line: false,
            has_ended: false,
        }
    }

    pub(super) fn take(&mut self, line: GroupLine, said: Said) {
        if let Some(at) = line.line.at {
            self.first_at = Some(self.first_at.map_or(at, |first| first.min(at)));
            self.last_at = self.last_at.max(Some(at));
        }
        self.size += line.size();
        self.has_access_line |= said.is_access_line;
        self.has_execution_line |= !said.is_access_line;
        self.has_ended |= said.is_ending;
        if self.lines.is_empty() {
            self.lines.reserve(USUAL_LINES);
        }
        self.lines.push(line);
    }

    /// Takes in what another group holds.
    pub(super) fn absorb(&mut self, other: Self) {
        self.home = self.home.take().or(other.home);
        for line in other.lines {
            let said = Said::of(&sentence::read(&line.line.text));
            self.take(line, said);
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
            self.lines.iter().any(|line| {
                !matches!(sentence::read(&line.line.text), Sentence::ExecutionLog { .. } | Sentence::Unknown)
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
