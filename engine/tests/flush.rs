//! A cache that is played through: a flush is found where there was one, and nowhere else.

#![expect(clippy::unwrap_used, reason = "a test may end so")]

use std::collections::HashMap;

use engine::{
    cache::flush::{Served, flushes},
    time::Instant,
};
use proptest::prelude::*;

const TTL_MS: i64 = 300_000;

fn at(millis: i64) -> Instant {
    Instant::from_millis(1_800_000_000_000 + millis).unwrap()
}

/// What a cache does with these calls (when, and whose), when it is emptied at a moment or never.
fn played(calls: &[(i64, i64)], flushed: Option<i64>) -> Vec<Served> {
    let mut calls = calls.to_vec();
    calls.sort_unstable();
    let mut alive: HashMap<i64, usize> = HashMap::new();
    let mut served: Vec<(i64, i64, Option<i64>)> = Vec::new();
    let mut is_flushed = false;
    for (when, key) in calls {
        if flushed.is_some_and(|flush| when > flush) && !is_flushed {
            alive.clear();
            is_flushed = true;
        }
        let entry = alive.get(&key).and_then(|place| served.get_mut(*place));
        if let Some(entry) = entry.filter(|entry| when - entry.1 < TTL_MS) {
            entry.2 = Some(when);
        } else {
            alive.insert(key, served.len());
            served.push((key, when, None));
        }
    }
    served
        .into_iter()
        .map(|(key, born, last)| Served { key, born: at(born), last_hit: last.map(at), ttl_ms: TTL_MS })
        .collect()
}

fn calls() -> impl Strategy<Value = Vec<(i64, i64)>> {
    proptest::collection::vec((0..1_200_000_i64, 0..12_i64), 1..300)
}

proptest! {
    #[test]
    fn a_cache_that_nobody_emptied_tells_of_no_flush(calls in calls()) {
        prop_assert_eq!(flushes(&played(&calls, None)), []);
    }

    #[test]
    fn what_is_found_holds_the_moment_of_the_flush(calls in calls(), flush in 200_000..900_000_i64) {
        let found = flushes(&played(&calls, Some(flush)));
        prop_assert!(found.len() <= 1, "{:?}", found);
        for one in found {
            prop_assert!(one.after <= at(flush) && at(flush) <= one.before, "{one:?} {flush}");
        }
    }

    #[test]
    fn a_flush_of_busy_entries_is_found(n_callers in 3..40_i64, flush in 100_000..200_000_i64) {
        // Each calls every ten seconds, so each entry is renewed soon after it is gone.
        let calls: Vec<(i64, i64)> =
            (0..n_callers).flat_map(|key| (0..28).map(move |n| (n * 10_000 + key * 37, key))).collect();
        let found = flushes(&played(&calls, Some(flush)));
        prop_assert_eq!(found.len(), 1);
        prop_assert_eq!(found.first().map(|one| one.n_entries), usize::try_from(n_callers).ok());
    }
}
