//! The cache of an authorizer at a moment: which answers live then, and until when.
//!
//! Nothing tells what is in the cache: it follows from the answers that were given and from how long they live. API Gateway masks the
//! identity, so an entry is that of a mask, which different callers may share; that is why none is proved.

use std::collections::BTreeMap;

use crate::time::Instant;

/// An answer that an authorizer gave.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Given {
    /// Of what it is cached under: API, stage, authorizer and masked identity.
    pub key: i64,
    /// When it was given.
    pub born: Instant,
}

/// An entry that lives.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Alive {
    /// The place of its answer among those that were given.
    pub place: usize,
    /// When it dies, if nobody flushes the cache.
    pub dies: Instant,
    /// How many other answers under the same key would live as well. While an entry lives its caller's next call is not brought
    /// before the authorizer: so there are several callers of one mask, the cache was flushed, or the TTL is shorter than it seems.
    pub n_others: usize,
}

/// The entries that live at a moment, in the order of their birth; of each key the latest answer.
pub fn alive(given: &[Given], at: Instant, ttl_ms: i64) -> Vec<Alive> {
    let mut by_key: BTreeMap<i64, Alive> = BTreeMap::new();
    let mut places: Vec<usize> = (0..given.len()).collect();
    places.sort_by_key(|place| given.get(*place).map(|given| given.born));
    for place in places {
        let Some(Given { key, born }) = given.get(place).copied() else { continue };
        // At the moment of its birth it serves already; at that of its death no more.
        if born > at || at.since(born) >= ttl_ms {
            continue;
        }
        let n_others = by_key.get(&key).map_or(0, |known| known.n_others + 1);
        by_key.insert(key, Alive { place, dies: born.plus_millis(ttl_ms), n_others });
    }
    let mut alive: Vec<Alive> = by_key.into_values().collect();
    alive.sort_by_key(|entry| (entry.dies, entry.place));
    alive
}

#[cfg(test)]
mod tests {
    use super::{Given, alive};
    use crate::time::Instant;

    fn at(second: i64) -> Instant {
        Instant::from_millis(1_800_000_000_000 + second * 1000).unwrap()
    }

    #[test]
    fn an_entry_lives_from_its_birth_to_its_ttl() {
        let given = [Given { key: 1, born: at(10) }, Given { key: 2, born: at(0) }];
        let keys = |second| {
            alive(&given, at(second), 30_000).iter().map(|entry| given[entry.place].key).collect::<Vec<_>>()
        };
        assert_eq!(keys(9), [2]);
        assert_eq!(keys(10), [2, 1]);
        assert_eq!(keys(30), [1]);
        assert_eq!(keys(40), [0; 0]);
        assert_eq!(alive(&given, at(10), 0), []);
    }

    #[test]
    fn of_several_answers_under_one_key_the_latest_counts_and_the_others_are_told() {
        let given = [20, 0, 25].map(|second| Given { key: 1, born: at(second) });
        let found = alive(&given, at(26), 30_000);
        assert_eq!((found.len(), found[0].place, found[0].n_others, found[0].dies), (1, 2, 2, at(55)));
        // The oldest is dead by then.
        assert_eq!(alive(&given, at(31), 30_000)[0].n_others, 1);
    }
}
