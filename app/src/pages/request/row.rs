//! From the engine's gates to the drawn ones: what is noted under each, and which lines belong to it. Pure.

use engine::{request::timeline::GatePassage, story};

use super::data::RequestPage;
use crate::{components::gates::DrawnGate, words::Words};

/// The gates as they are drawn.
pub(crate) fn drawn_gates(words: Words, page: &RequestPage) -> Vec<DrawnGate> {
    page.gates
        .iter()
        .map(|passage| DrawnGate {
            gate: passage.gate,
            passage: passage.passage,
            note: note(words, page, passage),
            lines: lines(&passage.lines),
        })
        .collect()
}

/// What is noted under a gate: what it found, else how the call fared there.
fn note(words: Words, page: &RequestPage, passage: &GatePassage) -> String {
    let diagnosis = &page.diagnosis;
    let key = story::note(diagnosis, passage);
    let filled = diagnosis.filled_by.as_ref().and_then(|filled| filled.at);
    match (key, filled, page.row.started_at) {
        ("gate-note-cached-before", Some(filled), Some(started)) => {
            let before = words.span(started.since(filled));
            words.say_with(key, &[("before", before.into())])
        }
        ("gate-note-cached-before", ..) => words.say("gate-note-cached"),
        ("gate-note-status", ..) => {
            let status = diagnosis.status.map(|status| status.to_string()).unwrap_or_default();
            words.say_with(key, &[("status", status.into())])
        }
        _ => words.say(key),
    }
}

/// Line numbers in short (`3–6, 9`), how many they are, and the fragment of the first.
fn lines(numbers: &[u64]) -> Option<(String, i64, String)> {
    let first = numbers.first()?;
    Some((story::runs(numbers), i64::try_from(numbers.len()).unwrap_or(i64::MAX), format!("line-{first}")))
}
