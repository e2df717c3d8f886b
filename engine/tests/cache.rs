//! The cache at a moment, against the simplest thing that could be meant: every answer by itself, no sorting, no maps.

#![expect(clippy::indexing_slicing, reason = "a test may end so")]

use engine::{
    cache::state::{Given, alive},
    time::Instant,
};
use proptest::{collection::vec, prelude::*};

fn at(second: i64) -> Instant {
    Instant::EPOCH.plus_millis(1_800_000_000_000 + second * 1000)
}

/// Whether an answer serves at a moment, and no later one of its key does.
fn serves(given: &[Given], place: usize, now: Instant, ttl_ms: i64) -> bool {
    let lives = |one: &Given| one.born <= now && now.since(one.born) < ttl_ms;
    let this = &given[place];
    let is_outdone = |(other, one): (usize, &Given)| {
        one.key == this.key && lives(one) && (one.born, other) > (this.born, place)
    };
    lives(this) && !given.iter().enumerate().any(is_outdone)
}

proptest! {
    #[test]
    fn what_lives_is_what_would_serve(
        answers in vec((0_i64..4, 0_i64..40), 0..24),
        now in 0_i64..60,
        ttl in 0_i64..30,
    ) {
        let given: Vec<Given> = answers.iter().map(|(key, born)| Given { key: *key, born: at(*born) }).collect();
        let ttl_ms = ttl * 1000;
        let found = alive(&given, at(now), ttl_ms);
        let mut places: Vec<usize> = found.iter().map(|entry| entry.place).collect();
        places.sort_unstable();
        let expected: Vec<usize> =
            (0..given.len()).filter(|place| serves(&given, *place, at(now), ttl_ms)).collect();
        prop_assert_eq!(places, expected);
        for entry in &found {
            let this = &given[entry.place];
            prop_assert_eq!(entry.dies, this.born.plus_millis(ttl_ms));
            let alike = given.iter().filter(|one| {
                one.key == this.key && one.born <= at(now) && at(now).since(one.born) < ttl_ms
            });
            prop_assert_eq!(entry.n_others, alike.count() - 1);
            // A moment before its death it serves, at its death no more; unless a later one of its key does by then.
            prop_assert!(entry.dies > at(now));
        }
        // Those that die first come first.
        prop_assert!(found.windows(2).all(|pair| pair[0].dies <= pair[1].dies));
    }

    #[test]
    fn the_order_in_which_answers_are_known_changes_nothing(
        answers in vec((0_i64..4, 0_i64..40), 0..24).prop_shuffle(),
        now in 0_i64..60,
    ) {
        let given = |answers: &[(i64, i64)]| -> Vec<Given> {
            answers.iter().map(|(key, born)| Given { key: *key, born: at(*born) }).collect()
        };
        let entries = |answers: &[(i64, i64)]| {
            let given = given(answers);
            let found = alive(&given, at(now), 15_000);
            let mut entries: Vec<_> =
                found.iter().map(|entry| (given[entry.place].key, entry.dies, entry.n_others)).collect();
            entries.sort_unstable();
            entries
        };
        let mut sorted = answers.clone();
        sorted.sort_unstable();
        prop_assert_eq!(entries(&answers), entries(&sorted));
    }
}
