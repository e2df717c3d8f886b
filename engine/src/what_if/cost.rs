//! Calls of the authorizer's function, and the time that callers wait for it.
//!
//! Counted are calls whose lines tell whether the function was called; the others are told beside. Durations are those of the recorded
//! misses: what a caller waits who no longer gets a cached answer.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::time::Instant;

/// How often the function is called.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
pub struct Invocations {
    /// As recorded.
    pub recorded: u64,
    /// Calls of which nothing tells whether it was.
    pub recorded_unknown: u64,
    /// Under the change.
    pub changed: u64,
    /// Calls of which it cannot be told whether it would be.
    pub changed_unknown: u64,
    /// The most in one minute, as recorded.
    pub recorded_in_peak_minute: u64,
    /// The most in one minute, under the change.
    pub changed_in_peak_minute: u64,
    /// The most that the change adds in one minute.
    pub extra_in_peak_minute: u64,
    /// From the first call to the last, in milliseconds.
    pub duration_ms: i64,
}

impl Invocations {
    /// How many more there are under the change, or fewer.
    pub fn extra(&self) -> i64 {
        i64::try_from(self.changed).unwrap_or(i64::MAX) - i64::try_from(self.recorded).unwrap_or(i64::MAX)
    }

    /// How many more there are in a second, over all the time.
    #[expect(clippy::cast_precision_loss, reason = "of numbers that a float holds")]
    pub fn extra_per_second(&self) -> f64 {
        // To thousandths: more would be made up.
        (self.extra().saturating_mul(1_000_000) / self.duration_ms.max(1000)) as f64 / 1000.0
    }
}

/// What callers wait, in milliseconds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Latency {
    /// Recorded misses whose duration is known.
    pub n_observed: u64,
    /// A miss: half took no longer.
    pub miss_p50_ms: u32,
    /// A miss: 95 of 100 took no longer.
    pub miss_p95_ms: u32,
    /// Calls that wait for the function and did not.
    pub n_slower: u64,
    /// Calls that waited for it and do not.
    pub n_faster: u64,
    /// What the change adds to a call that asks the authorizer, for half of them at most; an estimate.
    pub added_p50_ms: u32,
    /// The same for 95 of 100; an estimate.
    pub added_p95_ms: u32,
}

/// Minutes that are still counted into: calls come in about the order of time.
const OPEN_MINUTES: usize = 1440;

#[derive(Debug, Default)]
pub(super) struct Cost {
    invocations: Invocations,
    /// Recorded, and under the change.
    minutes: BTreeMap<i64, (u64, u64)>,
    /// By milliseconds: no function of an authorizer runs longer than 30 s.
    durations: BTreeMap<u32, u64>,
    n_asked: u64,
    n_slower: u64,
    n_faster: u64,
    first: Option<Instant>,
    last: Option<Instant>,
}

impl Cost {
    pub(super) fn take(
        &mut self,
        at: Instant,
        before: Option<bool>,
        after: Option<bool>,
        took_ms: Option<u32>,
    ) {
        self.n_asked += 1;
        self.first = Some(self.first.map_or(at, |first| first.min(at)));
        self.last = Some(self.last.map_or(at, |last| last.max(at)));
        let Invocations { recorded, recorded_unknown, changed, changed_unknown, .. } = &mut self.invocations;
        *recorded += u64::from(before == Some(true));
        *recorded_unknown += u64::from(before.is_none());
        *changed += u64::from(after == Some(true));
        *changed_unknown += u64::from(after.is_none());
        self.n_slower += u64::from(before == Some(false) && after == Some(true));
        self.n_faster += u64::from(before == Some(true) && after == Some(false));
        if let Some(took) = took_ms.filter(|_| before == Some(true)) {
            *self.durations.entry(took.min(60_000)).or_default() += 1;
        }
        let of_minute = self.minutes.entry(at.millis().div_euclid(60_000)).or_default();
        of_minute.0 += u64::from(before == Some(true));
        of_minute.1 += u64::from(after == Some(true));
        if self.minutes.len() > OPEN_MINUTES {
            self.close_first_minute();
        }
    }

    fn close_first_minute(&mut self) {
        let Some((_, (recorded, changed))) = self.minutes.pop_first() else { return };
        let peaks = &mut self.invocations;
        peaks.recorded_in_peak_minute = peaks.recorded_in_peak_minute.max(recorded);
        peaks.changed_in_peak_minute = peaks.changed_in_peak_minute.max(changed);
        peaks.extra_in_peak_minute = peaks.extra_in_peak_minute.max(changed.saturating_sub(recorded));
    }

    pub(super) fn finish(mut self) -> (Invocations, Option<Latency>) {
        while !self.minutes.is_empty() {
            self.close_first_minute();
        }
        self.invocations.duration_ms = self.first.zip(self.last).map_or(0, |(first, last)| last.since(first));
        (self.invocations, self.latency())
    }

    fn latency(&self) -> Option<Latency> {
        let n_observed: u64 = self.durations.values().sum();
        let quantile = |per_mille: u64| self.quantile(n_observed, per_mille);
        // Of all calls that ask: those that wait no more than before come first.
        let added = |per_mille: u64| {
            let n_not_slower = self.n_asked - self.n_slower;
            let rank = (self.n_asked * per_mille).div_ceil(1000).max(1);
            match rank.checked_sub(n_not_slower) {
                None | Some(0) => Some(0),
                Some(rank) => quantile((rank * 1000).div_ceil(self.n_slower.max(1)).min(1000)),
            }
        };
        Some(Latency {
            n_observed,
            miss_p50_ms: quantile(500)?,
            miss_p95_ms: quantile(950)?,
            n_slower: self.n_slower,
            n_faster: self.n_faster,
            added_p50_ms: added(500)?,
            added_p95_ms: added(950)?,
        })
    }

    fn quantile(&self, n: u64, per_mille: u64) -> Option<u32> {
        let rank = (n * per_mille).div_ceil(1000).max(1);
        let mut n_before = 0;
        self.durations.iter().find_map(|(ms, count)| {
            n_before += count;
            (n_before >= rank).then_some(*ms)
        })
    }
}
