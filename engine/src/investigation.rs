//! Events in, explained requests out: the whole way in one pass, holding only what is still open.
//!
//! A request is explained when no event of it came for [`HORIZON_MS`] of the log's own time and all requests that may have
//! filled its cache entry are whole too. So memory is bounded by the requests that are open and the answers that are cached, not
//! by the length of the log. Requests come out in time order, however their lines were mixed. An event that is later than the
//! horizon is counted ([`Counts::n_late_events`]): who must not miss it gives the whole log before asking for anything.

use crate::{
    configuration::Configuration,
    diagnosis::{Diagnosis, Memory},
    log::Event,
    request::{
        Request,
        assemble::{Assembler, Counts},
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

/// A log on its way from events to verdicts.
#[derive(Debug, Default)]
pub struct Investigation {
    configuration: Configuration,
    assembler: Assembler,
    memory: Memory,
    /// Whole, but later than what is still open.
    waiting: Vec<Request>,
    looked_at: Option<Instant>,
    looked_at_held: usize,
}

impl Investigation {
    /// One that knows what configuration bundles say.
    pub fn new(configuration: Configuration) -> Self {
        Self { configuration, ..Self::default() }
    }

    /// What comes now is another export, of this log group if it names one.
    pub fn begin_export(&mut self, log_group: Option<&str>) {
        self.assembler.begin_export(log_group);
    }

    /// Takes an event in.
    pub fn take(&mut self, event: Event) {
        self.assembler.take(event);
    }

    /// The requests that no later event can change.
    pub fn ready(&mut self) -> Explained {
        let Some(latest) = self.assembler.latest() else { return Vec::new() };
        let held = self.assembler.held();
        let is_time = self.looked_at.is_none_or(|looked_at| latest.since(looked_at) >= PACE_MS);
        let is_full = held > MOST_HELD && held > self.looked_at_held + MOST_HELD / 8;
        if !is_time && !is_full {
            return Vec::new();
        }
        let mut horizon = HORIZON_MS;
        loop {
            self.waiting.extend(self.assembler.close_before(latest.plus_millis(-horizon)));
            if self.assembler.held() <= MOST_HELD || horizon <= NEAREST_HORIZON_MS {
                break;
            }
            horizon = (horizon / 2).max(NEAREST_HORIZON_MS);
        }
        self.looked_at = Some(latest);
        self.looked_at_held = self.assembler.held();
        let limit = latest.plus_millis(-horizon);
        let limit = self.assembler.earliest_open().map_or(limit, |open| open.min(limit));
        let is_whole = |request: &mut Request| request.asked_at().is_some_and(|at| at < limit);
        let whole = self.waiting.extract_if(.., is_whole).collect();
        let explained = self.explain(whole);
        self.memory.forget_before(limit);
        explained
    }

    /// All that is left, and what was taken in.
    pub fn finish(mut self) -> (Explained, Counts) {
        let mut left = std::mem::take(&mut self.waiting);
        left.extend(self.assembler.finish());
        (self.explain(left), self.assembler.counts)
    }

    fn explain(&mut self, mut requests: Vec<Request>) -> Explained {
        requests.sort_by_key(|request| (request.started_at(), request.lines.first().map(|line| line.number)));
        let diagnoses = self.memory.diagnose(&requests, &self.configuration);
        requests.into_iter().zip(diagnoses).collect()
    }
}
