//! The engine says of every call what the truth says: what is measured with these logs is measured with logs that are understood.

use std::{collections::HashMap, fs, io, path::Path};

use engine::{diagnose, log::Reader, record::Record, request::assemble_exports};
use traffic::{Made, Plan, write};

fn traffic(folder: &Path, n_events: u64) -> io::Result<Made> {
    write(folder, Plan { seed: 42, n_events, has_rows: false })
}

#[test]
fn the_engine_agrees_with_the_truth_about_every_call() {
    let folder = tempfile::tempdir().unwrap();
    let made = traffic(folder.path(), 60_000).unwrap();
    let exports = made.ndjson.iter().map(|file| {
        let mut reader = Reader::new();
        reader.feed(&fs::read(file).unwrap()).unwrap();
        reader.finish().unwrap()
    });
    let assembly = assemble_exports(exports.collect());
    assert_eq!(assembly.n_unknown_lines, 0, "{:?}", assembly.unknown_samples);
    let diagnoses = diagnose(&assembly.requests);
    let text = fs::read_to_string(&made.truth).unwrap();
    let truth: HashMap<&str, &str> = text.lines().skip(1).map(|line| line.split_once(',').unwrap()).collect();
    assert_eq!(u64::try_from(truth.len()).unwrap(), made.n_requests);
    assert_eq!(assembly.requests.len(), truth.len());
    for (request, diagnosis) in assembly.requests.iter().zip(&diagnoses) {
        let record = serde_json::to_value(Record::of(request, diagnosis)).unwrap();
        let text = |name: &str| record[name].as_str().unwrap_or_default().to_owned();
        let is_of_a_policy = record["cause"] == "none" || record["deny"] != serde_json::Value::Null;
        let said = format!(
            "{},{},{},{},{},{},{},{}",
            text("api_id"),
            text("stage"),
            request.started_at().unwrap().millis(),
            request.lines.len(),
            record["status"],
            text("cause"),
            text("deny"),
            if is_of_a_policy { text("policy_origin") } else { String::new() },
        );
        let id = text("request_id");
        let known: Vec<&str> = truth[&*id].split(',').collect();
        let is_of_a_policy = known[5] == "none" || !known[6].is_empty();
        let told = known[..7].join(",") + "," + if is_of_a_policy { known[7] } else { "" };
        assert_eq!(said, told, "{id}");
    }
}

#[test]
fn the_same_seed_makes_the_same_bytes() {
    let folder = tempfile::tempdir().unwrap();
    let (one, other) = (folder.path().join("one"), folder.path().join("other"));
    let (one, other) = (traffic(&one, 2_000).unwrap(), traffic(&other, 2_000).unwrap());
    for (one, other) in one.ndjson.iter().chain([&one.truth]).zip(other.ndjson.iter().chain([&other.truth])) {
        assert_eq!(fs::read(one).unwrap(), fs::read(other).unwrap());
    }
}

#[test]
fn calls_end_as_often_as_they_should_and_mostly_from_the_cache() {
    let folder = tempfile::tempdir().unwrap();
    let made = traffic(folder.path(), 100_000).unwrap();
    let text = fs::read_to_string(&made.truth).unwrap();
    let n_lines = |wanted: &str| text.lines().filter(|line| line.contains(wanted)).count();
    let is_near = |part: usize, whole: usize, per_mille: usize| {
        (part * 1000).abs_diff(whole * per_mille) < whole * per_mille / 4
    };
    let n_requests = usize::try_from(made.n_requests).unwrap();
    for (what, per_mille) in [(",200,none,", 850), (",403,", 125), (",401,", 20), (",500,", 5)] {
        assert!(is_near(n_lines(what), n_requests, per_mille), "{what}: {} of {n_requests}", n_lines(what));
    }
    assert!(is_near(n_lines(",200,none,,cached,"), n_lines(",200,none,"), 880));
    assert!((400..460).contains(&(made.n_bytes / made.n_events)), "{made:?}");
    assert!((22..26).contains(&(made.n_events / made.n_requests)), "{made:?}");
}
