//! How a log group is read so that no event is lost and none is stored twice. Pure: it is told the time and the pages, and
//! says which events are new and what to ask next.
//!
//! A log group is read window by window. Three things make that hard, and this is what is done about them:
//!
//! - Events arrive late: a window that was read to its end may get more. Everything that lies less than [`LATE`] before the
//!   moment at which it was asked for is asked for again; what came before is told by its fingerprint ([`Seen`]). So there are
//!   two marks: up to `read_until` all is stored that had arrived; up to `sure_until` all is stored, and nothing is asked again.
//! - A window has many pages, some of them empty, and the last one is the one without a token. Until it came, no mark moves:
//!   a server that dies in between goes on with the token, or begins the window anew.
//! - Our clock is not AWS's. We never ask up to now but [`SETTLE`] less; how far beyond that clocks differ is covered by `LATE`.

use aws::{LogEvent, Page};
use engine::time::Instant;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::seen::{Fingerprint, Seen};

#[cfg(test)]
mod tests;

/// An event that is older than this when it arrives may be missed.
pub const LATE: i64 = 5 * 60_000;
/// What is younger than this is not asked for.
const SETTLE: i64 = 2_000;
/// How much a window begins before what is read: most of what is late is this late.
const NEAR: i64 = 10_000;
/// How much longer than [`LATE`] the stretch may grow that is not sure, before it is read again.
const SWEEP: i64 = 2 * 60_000;
/// A window is not begun for less than this that is new.
const STEP: i64 = 5_000;
/// The shortest and the longest window.
const SPANS: (i64, i64) = (30_000, 6 * 3_600_000);
/// The first window.
const SPAN: i64 = 10 * 60_000;
/// A window of no more pages was short, one of more than this was long.
const PAGES: (u32, u32) = (2, 16);

/// What is to be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Stretch {
    /// Its beginning.
    pub from: Instant,
    /// Its end, which does not belong to it; `None`: it has none.
    pub until: Option<Instant>,
}

/// A part of the stretch that is being read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Window {
    /// Its beginning.
    pub from: Instant,
    /// Its end, which does not belong to it.
    pub until: Instant,
    /// When its first page was asked for.
    pub asked_at: Instant,
    /// Of the next page.
    pub token: Option<String>,
    /// Pages that came.
    pub n_pages: u32,
}

/// How far a stretch is read: what is stored between pages.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct Mark {
    #[serde(skip)]
    read_until: Option<Instant>,
    sure_until: Instant,
    span: i64,
    window: Option<Window>,
}

/// What is to be done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Next {
    /// To ask for a page.
    Ask(Window),
    /// Nothing, until this moment.
    Rest(Instant),
}

/// What a page brings.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Step {
    /// Events that had not come before.
    pub new: Vec<LogEvent>,
    /// Their fingerprints.
    pub fingerprints: Vec<Fingerprint>,
    /// The moment of the newest of them.
    pub newest: Option<Instant>,
    /// Events before this moment do not come again.
    pub sure_until: Instant,
    /// Whether nothing is left to be read.
    pub is_finished: bool,
    /// Whether AWS named the very page as the next one that was just read, so that the window has to be begun anew.
    pub is_stuck: bool,
    mark: Mark,
}

impl Step {
    /// Up to where all is stored that had arrived.
    pub fn read_until(&self) -> Option<Instant> {
        self.mark.read_until
    }

    /// How to go on, as it is stored.
    pub fn checkpoint(&self) -> Value {
        self.mark.checkpoint()
    }
}

impl Mark {
    fn checkpoint(&self) -> Value {
        // Moments, numbers and texts: nothing that JSON could not hold.
        serde_json::to_value(self).unwrap_or_default()
    }
}

/// How far a stretch is read.
#[derive(Debug, Clone)]
pub struct Cursor {
    stretch: Stretch,
    read_until: Instant,
    mark: Mark,
    seen: Seen,
}

impl Cursor {
    /// Goes on where somebody stopped; a checkpoint that cannot be read makes it read again what may be missing.
    pub fn resume(stretch: Stretch, read_until: Instant, checkpoint: &Value, seen: Seen) -> Self {
        let mut mark = Mark::deserialize(checkpoint).unwrap_or_else(|_| Mark {
            read_until: None,
            sure_until: read_until.plus_millis(-LATE - SWEEP).max(stretch.from),
            span: SPAN,
            window: None,
        });
        mark.read_until = Some(read_until);
        Self { stretch, read_until, mark, seen }
    }

    /// What is to be done now.
    pub fn next(&self, now: Instant) -> Next {
        if let Some(window) = &self.mark.window {
            return Next::Ask(window.clone());
        }
        let settled = now.plus_millis(-SETTLE);
        let horizon = self.stretch.until.map_or(settled, |until| until.min(settled));
        let sure = self.mark.sure_until;
        let is_read_to_its_end = self.stretch.until.is_some_and(|until| self.read_until >= until);
        if is_read_to_its_end {
            // Only what is late may be missing.
            let due = horizon.plus_millis(LATE);
            if now < due {
                return Next::Rest(due);
            }
        } else if horizon.since(self.read_until) < STEP && self.stretch.until != Some(horizon) {
            return Next::Rest(self.read_until.plus_millis(STEP + SETTLE));
        }
        let is_sweep = is_read_to_its_end || now.since(sure) > LATE + SWEEP;
        let from = if is_sweep { sure } else { self.read_until.plus_millis(-NEAR).max(sure) };
        let until = from.plus_millis(self.mark.span.max(SPANS.0)).min(horizon);
        Next::Ask(Window { from, until, asked_at: now, token: None, n_pages: 0 })
    }

    /// What a page of the window brings. Nothing changes until [`Self::keep`] is told that it is stored.
    pub fn take(&self, window: &Window, page: Page) -> Step {
        let mut step = Step {
            new: Vec::new(),
            fingerprints: Vec::new(),
            newest: None,
            sure_until: self.mark.sure_until,
            is_finished: false,
            is_stuck: false,
            mark: self.mark.clone(),
        };
        self.sift(window, page.events, &mut step);
        let n_pages = window.n_pages.saturating_add(1);
        match page.token {
            Some(token) => {
                step.is_stuck = window.token.as_ref() == Some(&token);
                let token = Some(token).filter(|_| !step.is_stuck);
                step.mark.window = Some(Window { token, n_pages, ..window.clone() });
            }
            None => self.close(window, n_pages, &mut step),
        }
        step
    }

    /// Takes a step whose events are stored.
    pub fn keep(&mut self, step: Step) {
        if let Some(newest) = step.newest {
            self.seen.remember(&step.fingerprints, newest);
        }
        if step.sure_until > self.mark.sure_until {
            self.seen.forget(step.sure_until);
        }
        self.read_until = step.mark.read_until.unwrap_or(self.read_until);
        self.mark = step.mark;
    }

    /// Begins the window anew: AWS does not know the token any more. Gives what is to be stored.
    pub fn restart(&mut self) -> Value {
        if let Some(window) = &mut self.mark.window {
            window.token = None;
        }
        self.mark.checkpoint()
    }

    /// Up to where all is stored that had arrived.
    pub fn read_until(&self) -> Instant {
        self.read_until
    }

    fn sift(&self, window: &Window, events: Vec<LogEvent>, step: &mut Step) {
        let mut on_page = Seen::default();
        for event in events {
            // The other windows bring what lies outside of this one.
            let Some(at) = Instant::from_millis(event.at_millis) else { continue };
            let fingerprint = Fingerprint::of(&event);
            let is_within = window.from <= at && at < window.until;
            if !is_within || self.seen.has(fingerprint) || on_page.has(fingerprint) {
                continue;
            }
            on_page.remember(&[fingerprint], at);
            step.newest = step.newest.max(Some(at));
            step.fingerprints.push(fingerprint);
            step.new.push(event);
        }
    }

    /// Moves the marks behind a window that is read.
    fn close(&self, window: &Window, n_pages: u32, step: &mut Step) {
        let mark = &mut step.mark;
        mark.window = None;
        mark.read_until = Some(self.read_until.max(window.until));
        let sure = window.until.min(window.asked_at.plus_millis(-LATE));
        if window.from <= mark.sure_until {
            mark.sure_until = mark.sure_until.max(sure);
        }
        step.sure_until = mark.sure_until;
        let is_whole = window.until.since(window.from) >= mark.span;
        if n_pages > PAGES.1 {
            mark.span = (mark.span / 2).max(SPANS.0);
        } else if n_pages <= PAGES.0 && is_whole {
            mark.span = mark.span.saturating_mul(4).min(SPANS.1);
        }
        step.is_finished = self.stretch.until.is_some_and(|until| mark.sure_until >= until);
    }
}
