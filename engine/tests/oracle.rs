//! Judges the engine by traffic whose truth is known (`tests/traffic`).
//!
//! `WHY403_ORACLE=20x100000 cargo test --release -p engine --test oracle` is the whole run: seeds × calls. Without it a few
//! thousand calls of several worlds are judged. `WHY403_ORACLE_SEED=n` runs the worlds from seed n on.
//!
//! | file | what is there |
//! |---|---|
//! | `traffic` | API Gateway, played |
//! | `oracle/judge.rs` | files → what the engine says of each call |
//! | `oracle/score.rs` | what it says beside the truth: causes right, `proved` values wrong |

#![expect(clippy::unwrap_used, clippy::indexing_slicing, clippy::string_slice, reason = "a test may end so")]

use std::collections::BTreeMap;

#[path = "oracle/judge.rs"]
mod judge;
#[path = "oracle/score.rs"]
mod score;
mod traffic;

use judge::{Verdict, judge, judge_whole};
use score::Score;
use traffic::{
    export::{Container, Export, Order},
    random::Random,
    world::World,
};

/// Seeds and calls a seed.
fn size() -> (std::ops::Range<u64>, usize) {
    let number = |name: &str| std::env::var(name).ok();
    let first: u64 = number("WHY403_ORACLE_SEED").map_or(1, |seed| seed.parse().unwrap());
    let size = number("WHY403_ORACLE").unwrap_or_else(|| "12x400".to_owned());
    let (seeds, calls) = size.split_once('x').unwrap();
    (first..first + seeds.parse::<u64>().unwrap(), calls.parse().unwrap())
}

#[test]
fn causes_are_right_and_nothing_that_is_proved_is_wrong() {
    let (seeds, n_calls) = size();
    let mut score = Score::default();
    for seed in seeds {
        let traffic = traffic::traffic(seed, n_calls);
        let export = Export::of(seed);
        score.take(seed, &traffic, &export, &judge(&traffic, &export, seed));
    }
    if std::env::var_os("WHY403_ORACLE_SHOW").is_some() {
        println!("{score}");
    }
    assert!(score.is_good(), "{score}");
}

#[test]
fn neither_the_order_of_lines_nor_their_batches_change_a_verdict() {
    for seed in 101..103 {
        let traffic = traffic::traffic(seed, 150);
        for has_event_ids in [true, false] {
            let in_time = Export { container: Container::Ndjson, order: Order::Time, has_event_ids };
            let expected = judge_whole(&traffic, &in_time, &in_time.files(&traffic, seed));
            for order in [Order::Time, Order::Streams, Order::Shuffled(30), Order::Shuffled(100_000)] {
                let export = Export { order, ..in_time };
                let files = export.files(&traffic, seed);
                let found = judge_whole(&traffic, &export, &files);
                assert_same(&expected, &found, &format!("seed {seed}, {export:?}"));
                let batches: Vec<Vec<usize>> = files[0].chunks(97).map(<[usize]>::to_vec).collect();
                let found = judge_whole(&traffic, &export, &batches);
                assert_same(&expected, &found, &format!("seed {seed}, {export:?}, in batches"));
            }
        }
    }
}

#[test]
fn one_pass_that_holds_only_what_is_open_says_what_the_whole_says() {
    for seed in 101..104 {
        // Of one stage: which one a call is of that does not name it, is only known when all others are.
        let mut world = World::of(seed);
        world.apis.truncate(1);
        world.apis[0].stages.truncate(1);
        let traffic = traffic::of_world(world, seed, 300);
        for order in [Order::Time, Order::Shuffled(40)] {
            let export = Export { container: Container::Ndjson, order, has_event_ids: true };
            let expected = judge_whole(&traffic, &export, &export.files(&traffic, seed));
            assert_same(&expected, &judge(&traffic, &export, seed), &format!("seed {seed}, {export:?}"));
        }
    }
}

#[test]
fn lines_that_come_later_never_turn_one_proof_into_another() {
    let mut turned = BTreeMap::new();
    for seed in 201..204 {
        let whole = traffic::traffic(seed, 200);
        let export = Export { container: Container::Ndjson, order: Order::Time, has_event_ids: true };
        let after = judge(&whole, &export, seed);
        let mut random = Random::new(seed);
        for _ in 0..4 {
            // Any of the lines: the first ones, or those that came through.
            let mut part = traffic::traffic(seed, 200);
            if random.chance(500) {
                part.lines.truncate(random.below(whole.lines.len()));
            } else {
                part.lines.retain(|_| random.chance(800));
            }
            for before in judge(&part, &export, seed) {
                let later = after
                    .iter()
                    .find(|later| later.extended_id.is_some() && later.extended_id == before.extended_id);
                if let Some(later) = later
                    && let Some(what) = score::turned(&before, later)
                {
                    let kind = (what, before.cause, later.cause);
                    turned.entry(kind).or_insert_with(|| format!("seed {seed}:\n{before:?}\n{later:?}"));
                }
            }
        }
    }
    assert!(turned.is_empty(), "{turned:#?}");
}

fn assert_same(expected: &[Verdict], found: &[Verdict], story: &str) {
    for (expected, found) in expected.iter().zip(found) {
        assert_eq!(expected, found, "{story}");
    }
    assert_eq!(expected.len(), found.len(), "{story}");
}
