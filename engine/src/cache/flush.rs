//! Whether somebody flushed a stage's authorizer cache. No log tells it. But while an entry lives, its caller's next call is not
//! brought before the authorizer; when that happens for several entries about the same time, and no entry from before that time
//! serves after it, the cache was emptied between. So it is inferred, never proved.
//!
//! The TTL has to be known: with a shorter one than is assumed, every entry would seem to die early.

use std::collections::BTreeMap;

use crate::time::Instant;

/// Fewer entries that ended early may have been evicted, or be those of two callers with one mask.
const LEAST: usize = 3;
/// Calls of one caller that come together are all brought before the authorizer: the first answer is not there yet.
const TOGETHER_MS: i64 = 2_000;

/// An answer, and until when it is known to have served.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Served {
    /// Of what it is cached under.
    pub key: i64,
    /// When it was given.
    pub born: Instant,
    /// When it was last answered with.
    pub last_hit: Option<Instant>,
    /// How long it may live, in milliseconds; 0 where that is not known.
    pub ttl_ms: i64,
}

/// A flush that is inferred.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Flush {
    /// Behind this moment.
    pub after: Instant,
    /// Before this one.
    pub before: Instant,
    /// Entries that ended early.
    pub n_entries: usize,
}

/// The flushes that the answers of one authorizer tell of, in time order.
pub fn flushes(served: &[Served]) -> Vec<Flush> {
    let mut broken = broken(served);
    broken.sort_unstable_by_key(|(after, before)| (*before, *after));
    let mut found = Vec::new();
    let mut place = 0;
    while let Some((_, before)) = broken.get(place).copied() {
        // All that may have ended at the same time as the one that was renewed first.
        let rest = broken.get(place..).unwrap_or_default();
        let (together, others): (Vec<_>, Vec<_>) = rest.iter().partition(|(after, _)| *after < before);
        let after = together.iter().map(|(after, _)| *after).max().unwrap_or(before);
        let window = (together.len() >= LEAST).then(|| narrowed(served, after, before)).flatten();
        if let Some((after, before)) = window {
            found.push(Flush { after, before, n_entries: together.len() });
            (broken, place) = (others, 0);
        } else {
            place += 1;
        }
    }
    found
}

/// Entries that were renewed while they should have lived: when they served last, and when their caller was asked about again.
fn broken(served: &[Served]) -> Vec<(Instant, Instant)> {
    let mut by_key: BTreeMap<i64, Vec<Served>> = BTreeMap::new();
    for one in served {
        by_key.entry(one.key).or_default().push(*one);
    }
    let mut broken = Vec::new();
    for mut lives in by_key.into_values() {
        lives.sort_unstable_by_key(|one| one.born);
        for pair in lives.windows(2) {
            let [one, next] = pair else { continue };
            let lived = next.born.since(one.born);
            let last = one.last_hit.map_or(one.born, |hit| hit.max(one.born));
            if lived > TOGETHER_MS && lived < one.ttl_ms - TOGETHER_MS && last < next.born {
                broken.push((last, next.born));
            }
        }
    }
    broken
}

/// The part of a window in which no entry lived on; `None` where one lived through all of it.
fn narrowed(served: &[Served], after: Instant, before: Instant) -> Option<(Instant, Instant)> {
    let (mut after, mut before) = (after, before);
    for one in served {
        let Some(last) = one.last_hit else { continue };
        // A witness: nothing was flushed between its birth and its last hit.
        match (one.born <= after, last >= before) {
            (true, true) => return None,
            (true, false) => after = after.max(last),
            (false, true) => before = before.min(one.born),
            (false, false) => {}
        }
    }
    (after < before).then_some((after, before))
}

#[cfg(test)]
mod tests {
    use super::{Flush, Served, flushes};
    use crate::time::Instant;

    fn at(second: i64) -> Instant {
        Instant::from_millis(1_800_000_000_000 + second * 1000).unwrap()
    }

    fn lives(lives: &[(i64, i64, i64)]) -> Vec<Served> {
        lives
            .iter()
            .map(|(key, born, last)| Served {
                key: *key,
                born: at(*born),
                last_hit: (last > born).then(|| at(*last)),
                ttl_ms: 300_000,
            })
            .collect()
    }

    #[test]
    fn entries_that_end_early_together_were_flushed() {
        let served =
            lives(&[(1, 0, 90), (2, 10, 80), (3, 20, 20), (1, 110, 200), (2, 120, 130), (3, 150, 150)]);
        assert_eq!(
            flushes(&served),
            [Flush { after: at(90), before: at(110), n_entries: 3 }],
            "behind the last hit of all, before the first renewal"
        );
    }

    #[test]
    fn what_else_renews_entries_is_no_flush() {
        for (why, served) in [
            (
                "each died in time",
                lives(&[(1, 0, 0), (2, 1, 1), (3, 2, 2), (1, 300, 300), (2, 301, 301), (3, 302, 302)]),
            ),
            ("two are too few", lives(&[(1, 0, 90), (2, 10, 80), (1, 110, 200), (2, 120, 130)])),
            (
                "one lived on",
                lives(&[
                    (1, 0, 90),
                    (2, 10, 80),
                    (3, 20, 20),
                    (4, 5, 290),
                    (1, 110, 200),
                    (2, 120, 130),
                    (3, 150, 150),
                ]),
            ),
            (
                "two callers of each mask",
                lives(&[(1, 0, 200), (2, 0, 210), (3, 0, 220), (1, 50, 240), (2, 60, 250), (3, 70, 260)]),
            ),
            (
                "they came together",
                lives(&[(1, 0, 0), (1, 1, 1), (2, 0, 0), (2, 1, 1), (3, 0, 0), (3, 2, 2)]),
            ),
            ("nothing", Vec::new()),
        ] {
            assert_eq!(flushes(&served), [], "{why}");
        }
    }
}
