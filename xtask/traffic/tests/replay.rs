//! What the engine foretells of this traffic under a change, beside the truth.

#![expect(clippy::unwrap_used, reason = "a test may end so")]

use std::fs;

use engine::{
    configuration::Configuration,
    diagnosis::Memory,
    log::Reader,
    request::assemble_exports,
    time::Instant,
    what_if::{Answers, AuthorizerPolicy, Call, Change, Flush, Outcome, Replay},
};
use traffic::{Plan, write};

/// The calls, in time order, and the truth of each as a line.
fn recorded(n_events: u64) -> (Vec<Call>, String) {
    let folder = tempfile::tempdir().unwrap();
    let made = write(folder.path(), Plan { seed: 7, n_events, has_rows: false }).unwrap();
    let exports = made.ndjson.iter().map(|file| {
        let mut reader = Reader::new();
        reader.feed(&fs::read(file).unwrap()).unwrap();
        reader.finish().unwrap()
    });
    let mut requests = assemble_exports(exports.collect()).requests;
    requests.sort_by_key(engine::request::Request::asked_at);
    let (mut calls, mut answers) = (Vec::new(), Answers::default());
    Memory::default().judge(&requests, &Configuration::default().into(), |judged| {
        calls.push(Call::of(&judged, &mut answers));
    });
    (calls, fs::read_to_string(&made.truth).unwrap())
}

fn replayed(change: Change, calls: &[Call]) -> Outcome {
    let mut replay = Replay::new(change, Configuration::default());
    for call in calls {
        replay.call(call);
    }
    replay.finish()
}

#[test]
fn changes_do_to_every_call_what_the_truth_says() {
    let (calls, truth) = recorded(60_000);
    let n_of = |causes: &[&str]| {
        let of_line = |line: &str| line.split(',').nth(6).is_some_and(|cause| causes.contains(&cause));
        truth.lines().skip(1).filter(|line| of_line(line)).count() as u64
    };
    let n_passed = n_of(&["none", "backend_refused"]);
    let n_refused = n_of(&["authorizer_policy_deny"]);
    assert!(n_passed > 1000 && n_refused > 100);

    // A flush before all calls goes the whole way through the cache, and changes nothing.
    let before_all = Flush { at: Instant::EPOCH, api_id: None, stage: None };
    for flushes in [Vec::new(), vec![before_all]] {
        let outcome = replayed(Change { flushes, ..Change::default() }, &calls);
        assert_eq!(outcome.n_calls, calls.len() as u64);
        assert_eq!((outcome.n_newly_refused, outcome.n_newly_allowed, outcome.n_undecided), (0, 0, 0));
        assert_eq!(outcome.invocations.extra(), 0);
        assert_eq!(outcome.n_passed, n_passed);
    }
    for (policy, expected) in [("Deny", (n_passed, 0)), ("Allow", (0, n_refused))] {
        let policy = format!(r#"{{"Statement":{{"Effect":"{policy}","Action":"*","Resource":"*"}}}}"#);
        let authorizer_policy = Some(AuthorizerPolicy::for_all(&policy));
        let outcome = replayed(Change { authorizer_policy, ..Change::default() }, &calls);
        assert_eq!((outcome.n_newly_refused, outcome.n_newly_allowed), expected, "{policy}");
        assert_eq!(outcome.n_undecided, 0);
        let n_in_rows: u64 = outcome.rows.iter().map(|row| row.n_calls).sum::<u64>();
        assert_eq!(n_in_rows + outcome.others[0] + outcome.others[1], expected.0 + expected.1);
    }
    // Without a cache the function is called for all that come to it and are not turned away before.
    let outcome = replayed(Change { ttl_seconds: Some(0), ..Change::default() }, &calls);
    let n_asked = calls.len() as u64 - n_of(&["resource_policy_deny", "identity_rejected"]);
    let n_without_identity = n_of(&["identity_rejected"]);
    let invocations = outcome.invocations;
    assert_eq!(invocations.changed, n_asked);
    assert!(invocations.changed_unknown <= n_without_identity, "{invocations:?}");
    assert!(outcome.latency.is_some_and(|latency| latency.n_slower == invocations.extra().unsigned_abs()));
}
