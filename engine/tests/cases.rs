//! Runs every situation in `tests/cases/*.md`: a story, the log, and what is to be said of it.
//!
//! A block `configuration` may stand before the log: a bundle, as `--config` takes it.
//!
//! The expected block holds one JSON object a request, with any of the fields of [`engine::record::Record`]; a field that is
//! not named is not checked. `UPDATE_EXPECT=1 cargo test -p engine --test cases` writes the values found into the fields that
//! stand there: read the difference before you keep it.

#![expect(clippy::unwrap_used, clippy::string_slice, clippy::panic, reason = "a test may end so")]

use std::{fmt::Write as _, fs, path::Path};

use engine::{
    Investigation,
    configuration::Configuration,
    diagnose_with,
    diagnosis::Diagnosis,
    log::{Intake, Reader},
    record::Record,
    request::{Request, assemble},
};
use serde_json::{Map, Value};

#[test]
fn every_case_is_diagnosed_as_told() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases");
    let mut paths: Vec<_> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    assert!(!paths.is_empty());
    let mut failures = String::new();
    for path in paths {
        let text = fs::read_to_string(&path).unwrap();
        let mut configuration = Configuration::default();
        if text.contains("```configuration\n") {
            configuration.read(block(&text, "configuration")).unwrap();
        }
        let found = verdicts(block(&text, "log"), &configuration);
        assert_eq!(
            in_one_pass(block(&text, "log"), &configuration),
            found,
            "in one pass: {}",
            path.display()
        );
        let expected: Vec<Map<String, Value>> =
            block(&text, "json").lines().map(|line| serde_json::from_str(line).unwrap()).collect();
        let found = only_named(&found, &expected);
        if found == expected {
            continue;
        }
        let lines: Vec<String> = found.iter().map(|object| serde_json::to_string(object).unwrap()).collect();
        if std::env::var_os("UPDATE_EXPECT").is_some() {
            fs::write(&path, text.replace(block(&text, "json"), &(lines.join("\n") + "\n"))).unwrap();
        }
        let _ = writeln!(failures, "{}:\n{}\n", path.display(), lines.join("\n"));
    }
    assert!(failures.is_empty(), "found something else in\n{failures}");
}

/// The lines between ```` ```name ```` and the next fence.
fn block<'a>(text: &'a str, name: &str) -> &'a str {
    let start = text.find(&format!("```{name}\n")).unwrap() + name.len() + 4;
    let end = text[start..].find("```").unwrap();
    &text[start..start + end]
}

fn verdicts(log: &str, configuration: &Configuration) -> Vec<Map<String, Value>> {
    let mut reader = Reader::new();
    reader.feed(log.as_bytes()).unwrap();
    let assembly = assemble(reader.finish().unwrap().events);
    let diagnoses = diagnose_with(&assembly.requests, configuration);
    assembly.requests.iter().zip(&diagnoses).map(|(request, diagnosis)| record(request, diagnosis)).collect()
}

/// As `why403 diagnose` goes through a file: with the lines that it withholds, and giving out what is whole on the way.
fn in_one_pass(log: &str, configuration: &Configuration) -> Vec<Map<String, Value>> {
    let mut reader = Reader::with(Intake { is_brief: true, ..Intake::default() });
    let mut investigation = Investigation::new(configuration.clone());
    let mut explained = Vec::new();
    for piece in log.as_bytes().chunks(100) {
        reader.feed(piece).unwrap();
        reader.drain().into_iter().for_each(|event| investigation.take(event));
        explained.extend(investigation.ready());
    }
    reader.finish().unwrap().events.into_iter().for_each(|event| investigation.take(event));
    explained.extend(investigation.finish().0);
    explained.iter().map(|(request, diagnosis)| record(request, diagnosis)).collect()
}

fn record(request: &Request, diagnosis: &Diagnosis) -> Map<String, Value> {
    match serde_json::to_value(Record::of(request, diagnosis)).unwrap() {
        Value::Object(object) => object,
        _ => unreachable!(),
    }
}

/// The verdicts with the fields that the expectation at the same place names; a verdict too many is shown whole.
fn only_named(found: &[Map<String, Value>], expected: &[Map<String, Value>]) -> Vec<Map<String, Value>> {
    found
        .iter()
        .enumerate()
        .map(|(place, found)| match expected.get(place) {
            Some(expected) => expected
                .keys()
                .map(|name| {
                    (name.clone(), found.get(name).unwrap_or_else(|| panic!("no field {name}")).clone())
                })
                .collect(),
            None => found.clone(),
        })
        .collect()
}
