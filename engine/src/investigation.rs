//! Events in, explained requests out: the whole way in one pass, holding only what is still open.
//!
//! A request is explained when no event of it came for [`HORIZON_MS`] of the log's own time and all requests that may have
//! filled its cache entry are whole too. So memory is bounded by the requests that are open and the answers that are cached, not
//! by the length of the log. Requests come out in time order, however their lines were mixed. An event that is later than the
//! horizon is counted ([`Counts::n_late_events`]): who must not miss it gives the whole log before asking for anything.
//!
//! A [`Gathering`] is the first half of the way, up to whole requests; [`Memory`] is the second. Who keeps requests runs the two
//! halves side by side; an [`Investigation`] is both, one behind the other.

use crate::{
    configuration::History,
    diagnosis::{Diagnosis, Memory},
    log::Event,
    request::{
        Request,
        assemble::{Assembler, Counts, Stray},
    },
    time::Instant,
};

/// How long, in milliseconds of the log's own time, an event may come behind later ones.
pub const HORIZON_MS: i64 = 600_000;

/// How often, in milliseconds of the log's own time, it is looked for what is over.
const PACE_MS: i64 = 30_000;

/// About as many bytes are held before the horizon is drawn nearer.
const MOST_HELD: usize = 96 * 1024 * 1024;

/// The nearest horizon, in milliseconds: a call to a slow backend has ended by then.
const NEAREST_HORIZON_MS: i64 = 40_000;

/// Explained requests, in time order.
pub type Explained = Vec<(Request, Diagnosis)>;

/// Whole requests on their way to their verdicts.
#[derive(Debug, Default)]
pub struct Portion {
    /// In time order, and none earlier than one that came before.
    pub requests: Vec<Request>,
    /// Lines that belong to no request.
    pub strays: Vec<Stray>,
    /// What comes later asked its authorizer at this moment or later; `None` where nothing is said.
    pub is_all_before: Option<Instant>,
}

/// A log on its way from events to whole requests.
#[derive(Debug)]
pub struct Gathering {
    assembler: Assembler,
    /// Whole, but later than what is still open.
    waiting: Vec<Request>,
    most_held: usize,
    looked_at: Option<Instant>,
    looked_at_held: usize,
}

impl Default for Gathering {
    fn default() -> Self {
        Self::holding(MOST_HELD)
    }
}

impl Gathering {
    /// One that draws the horizon nearer when it holds about so many bytes.
    pub fn holding(most_held: usize) -> Self {
        Self {
            assembler: Assembler::default(),
            waiting: Vec::new(),
            most_held,
            looked_at: None,
            looked_at_held: 0,
        }
    }

    /// What comes now is another export, of this log group if it names one.
    pub fn begin_export(&mut self, log_group: Option<&str>) {
        self.assembler.begin_export(log_group);
    }

    /// Takes an event in.
    pub fn take(&mut self, event: Event<impl AsRef<str>>) {
        self.assembler.take(event);
    }

    /// What was taken in so far.
    pub fn counts(&self) -> &Counts {
        &self.assembler.counts
    }

    /// The requests that no later event is expected to change; `None` where it is not time yet to look for any.
    pub fn ready(&mut self) -> Option<Portion> {
        let latest = self.assembler.latest()?;
        let held = self.assembler.held();
        let is_time = self.looked_at.is_none_or(|looked_at| latest.since(looked_at) >= PACE_MS);
        let is_full = held > self.most_held && held > self.looked_at_held + self.most_held / 8;
        if !is_time && !is_full {
            return None;
        }
        let mut horizon = HORIZON_MS;
        loop {
            self.waiting.extend(self.assembler.close_before(latest.plus_millis(-horizon)));
            if self.assembler.held() <= self.most_held || horizon <= NEAREST_HORIZON_MS {
                break;
            }
            horizon = (horizon / 2).max(NEAREST_HORIZON_MS);
        }
        self.looked_at = Some(latest);
        self.looked_at_held = self.assembler.held();
        let limit = latest.plus_millis(-horizon);
        let limit = self.assembler.earliest_open().map_or(limit, |open| open.min(limit));
        let is_whole = |request: &mut Request| request.asked_at().is_some_and(|at| at < limit);
        let requests = in_time_order(self.waiting.extract_if(.., is_whole).collect());
        let strays = self.assembler.take_strays();
        Some(Portion { requests, strays, is_all_before: Some(limit) })
    }

    /// All that is left, and what was taken in.
    pub fn finish(mut self) -> (Portion, Counts) {
        let mut left = self.waiting;
        left.extend(self.assembler.finish());
        let strays = self.assembler.take_strays();
        (Portion { requests: in_time_order(left), strays, is_all_before: None }, self.assembler.counts)
    }
}

fn in_time_order(mut requests: Vec<Request>) -> Vec<Request> {
    requests.sort_by_key(|request| (request.started_at(), request.lines.first().map(|line| line.number)));
    requests
}

/// A log on its way from events to verdicts.
#[derive(Debug, Default)]
pub struct Investigation {
    history: History,
    gathering: Gathering,
    memory: Memory,
}

impl Investigation {
    /// One that knows the configurations of APIs.
    pub fn new(history: impl Into<History>) -> Self {
        Self { history: history.into(), ..Self::default() }
    }

    /// What comes now is another export, of this log group if it names one.
    pub fn begin_export(&mut self, log_group: Option<&str>) {
        self.gathering.begin_export(log_group);
    }

    /// Takes an event in.
    pub fn take(&mut self, event: Event<impl AsRef<str>>) {
        self.gathering.take(event);
    }

    /// The requests that no later event can change.
    pub fn ready(&mut self) -> Explained {
        self.gathering.ready().map_or_else(Vec::new, |portion| self.explain(portion))
    }

    /// All that is left, and what was taken in.
    pub fn finish(mut self) -> (Explained, Counts) {
        let (left, counts) = std::mem::take(&mut self.gathering).finish();
        (self.explain(left), counts)
    }

    fn explain(&mut self, portion: Portion) -> Explained {
        let diagnoses = self.memory.diagnose(&portion.requests, &self.history);
        if let Some(limit) = portion.is_all_before {
            self.memory.forget_before(limit);
        }
        portion.requests.into_iter().zip(diagnoses).collect()
    }
}
