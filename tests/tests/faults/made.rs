//! Traffic for all of these tests, the same each time, and what one import of it stores.

use std::fs;
use std::path::PathBuf;
use std::process::Command;

use aws_stand_in::{StandIn, group::Event};
use serde_json::Value;
use tempfile::TempDir;
use tests::command_line::ended;
use tests::{product, product::command};

/// So many events that an import is several transactions.
const N_EVENTS: u64 = 90_000;

/// So many events come to one line that belongs to no request.
const STRAY_EVERY: usize = 700;

/// Traffic in a folder.
pub(crate) struct Made {
    folder: TempDir,
}

impl Made {
    /// Makes it.
    pub(crate) fn up() -> Self {
        Self::of(N_EVENTS)
    }

    /// Makes about so many events.
    pub(crate) fn of(n_events: u64) -> Self {
        let folder = product::folder();
        let plan = traffic::Plan { seed: 403, n_events, has_rows: false };
        let made = traffic::write(&folder.path().join("groups"), plan).unwrap();
        let mut lines: Vec<(u64, String)> = Vec::new();
        for path in &made.ndjson {
            for (place, line) in fs::read_to_string(path).unwrap().lines().enumerate() {
                let mut event: Value = serde_json::from_str(line).unwrap();
                let at = event["timestamp"].as_u64().unwrap();
                lines.push((at, format!("{line}\n")));
                if place % STRAY_EVERY == 0 {
                    event["message"] = format!("of no request, {place}").into();
                    event["eventId"] = format!("{at:032}{place:024}").into();
                    lines.push((at, format!("{event}\n")));
                }
            }
        }
        lines.sort_by_key(|(at, _)| *at);
        let all: String = lines.into_iter().map(|(_, line)| line).collect();
        fs::write(folder.path().join("all.ndjson"), all).unwrap();
        Self { folder }
    }

    /// All log groups in one file, in the order of time.
    pub(crate) fn file(&self) -> PathBuf {
        self.folder.path().join("all.ndjson")
    }

    /// What it holds.
    pub(crate) fn text(&self) -> String {
        fs::read_to_string(self.file()).unwrap()
    }

    /// A call of `why403 import` into the database at this address.
    pub(crate) fn import(&self, database: &str) -> Command {
        let mut call = command(["import"]);
        call.arg(self.file()).env("DATABASE_URL", database);
        call
    }

    /// Imports it without any disturbance; gives what is said of it.
    pub(crate) fn import_whole(&self, database: &str) -> String {
        let ended = ended(&mut self.import(database));
        assert_eq!(ended.code, Some(0), "{ended:?}");
        assert!(!ended.err.contains("panicked at"), "{ended:?}");
        ended.out
    }

    /// Puts it into log groups; gives their names, and the first and the last moment.
    pub(crate) fn fill(&self, stand_in: &StandIn) -> (Vec<String>, i64, i64) {
        let mut groups: Vec<String> = Vec::new();
        let mut moments: Vec<i64> = Vec::new();
        for line in self.text().lines() {
            let event: Value = serde_json::from_str(line).unwrap();
            let group = event["logGroupName"].as_str().unwrap().to_owned();
            let at_millis = event["timestamp"].as_i64().unwrap();
            let message = event["message"].as_str().unwrap().to_owned();
            stand_in.add(&group, Event { at_millis, message, stream: "s".into(), after: 0 });
            moments.push(at_millis);
            if !groups.contains(&group) {
                groups.push(group);
            }
        }
        (groups, *moments.iter().min().unwrap(), *moments.iter().max().unwrap())
    }
}

/// Fails with the first rows that differ.
pub(crate) fn assert_same(stored: &[String], calm: &[String]) {
    let missing: Vec<&String> =
        calm.iter().filter(|row| stored.binary_search(row).is_err()).take(3).collect();
    let more: Vec<&String> = stored.iter().filter(|row| calm.binary_search(row).is_err()).take(3).collect();
    assert!(missing.is_empty() && more.is_empty(), "missing: {missing:#?}\nmore: {more:#?}");
    assert_eq!(stored.len(), calm.len(), "a row stands there twice");
    assert!(calm.len() > 100);
}
