//! Runs over a folder of real transcripts when `WHY403_CORPUS` names one: each is read without panic, and those whose ground
//! truth is known get it. Without the folder there is nothing to run over, and the cases of this crate stand for its shapes.

#![expect(clippy::unwrap_used, reason = "a test may end so")]

use std::{collections::HashSet, env, fs, path::PathBuf};

use engine::{diagnose, log::Reader, request::assemble};

/// The start of a file's name, and what the one request in it that says how it ended is: status, then cause, or causes when the
/// log leaves it open, and how it was denied.
type Known = (&'static str, u16, &'static [&'static str], Option<&'static str>);

const THROTTLED: &[&str] = &["throttled"];

const KNOWN: &[Known] = &[
    ("S01-", 200, &["none"], None),
    ("S03-", 400, &["client_error"], None),
    ("S04-", 401, &["identity_rejected", "unauthorized"], None),
    ("S09-", 500, &["authorizer_error"], None),
    ("S11-", 500, &["authorizer_error"], None),
    ("S14a-", 401, &["identity_rejected", "unauthorized"], None),
    ("S14b-", 403, &["authorizer_policy_deny"], Some("explicit")),
    ("S14c-", 403, &["resource_policy_deny"], Some("explicit")),
    ("S15-", 429, THROTTLED, None),
    ("S17a-", 502, &["integration_error"], None),
    ("S17b-", 200, &["none"], None),
    ("S19a-", 504, &["integration_error"], None),
    ("S19b-", 502, &["integration_error"], None),
    ("S19c-", 500, &["integration_error"], None),
    ("S19e-", 502, &["integration_error"], None),
    ("S21-", 500, &["authorizer_error"], None),
    ("S22b-", 500, &["integration_error"], None),
    ("S23-", 403, &["backend_refused"], None),
    ("S23b-", 500, &["backend_refused"], None),
    ("S24a-", 403, &["api_key_rejected"], None),
    ("S25b-", 401, &["identity_rejected", "unauthorized"], None),
    ("S29-", 200, &["none"], None),
    ("S31a-", 403, &["route_not_found"], None),
    ("c01-", 200, &["none"], None),
    ("c02-", 403, &["authorizer_policy_deny"], Some("unknown")),
    ("c03-", 403, &["authorizer_policy_deny"], Some("unknown")),
    ("c04-", 403, &["resource_policy_deny"], Some("explicit")),
    ("c05-", 403, &["resource_policy_deny"], Some("implicit")),
    ("c06-", 403, &["api_key_rejected"], None),
    ("e01-subscription-payload.json", 429, THROTTLED, None),
    ("e04-", 429, THROTTLED, None),
    ("e06-", 429, THROTTLED, None),
    ("e07-", 429, THROTTLED, None),
    ("e08-", 429, THROTTLED, None),
    ("e09-", 429, THROTTLED, None),
    ("e11-", 429, THROTTLED, None),
    ("e12-s3-export-000000.", 429, THROTTLED, None),
    ("e13-", 429, THROTTLED, None),
    ("e15-", 429, THROTTLED, None),
    ("e16-", 429, THROTTLED, None),
];

#[test]
fn real_transcripts_are_read_and_judged() {
    let Some(folder) = env::var_os("WHY403_CORPUS") else { return };
    let mut found = HashSet::new();
    for path in files(PathBuf::from(folder)) {
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        let mut reader = Reader::new();
        let read = reader.feed(&fs::read(&path).unwrap()).and_then(|()| reader.finish());
        let known = KNOWN.iter().find(|(start, ..)| name.starts_with(start));
        let Ok(export) = read else {
            assert!(known.is_none(), "{name}: {}", read.unwrap_err());
            continue;
        };
        let requests = assemble(export.events).requests;
        let diagnoses = diagnose(&requests);
        let Some((start, status, causes, deny)) = known else { continue };
        found.insert(start);
        let ended: Vec<_> = diagnoses.iter().filter(|diagnosis| diagnosis.status.is_some()).collect();
        let [diagnosis] = ended.as_slice() else { panic!("{name}: {} requests", diagnoses.len()) };
        assert_eq!(diagnosis.status, Some(*status), "{name}");
        assert!(causes.contains(&diagnosis.cause.id()), "{name}: {}", diagnosis.cause.id());
        assert_eq!(diagnosis.deny.map(engine::diagnosis::Deny::id), *deny, "{name}");
    }
    assert_eq!(found.len(), KNOWN.len(), "transcripts of which the truth is known");
}

fn files(folder: PathBuf) -> Vec<PathBuf> {
    let mut files = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() { files.extend(self::files(path)) } else { files.push(path) }
    }
    files
}
