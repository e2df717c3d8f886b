//! From the engine's gates to the drawn ones: what is noted under each, and which lines belong to it. Pure.

use engine::{
    diagnosis::{Cause, Deny, Gate},
    request::timeline::{GatePassage, Passage},
};

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
    let key = match (passage.gate, passage.passage) {
        (Gate::ResourcePolicy, Passage::Passed) => "gate-note-no-deny",
        (Gate::Identity, Passage::Passed) => "gate-note-identity-present",
        (Gate::Identity, Passage::Refused) => "gate-note-identity-refused",
        (Gate::Authorizer, Passage::Passed) => "gate-note-called",
        (Gate::Authorizer, Passage::Cached) => {
            let filled = diagnosis.filled_by.as_ref().and_then(|filled| filled.at);
            return match (filled, page.row.started_at) {
                (Some(filled), Some(started)) => {
                    let before = words.span(started.since(filled));
                    words.say_with("gate-note-cached-before", &[("before", before.into())])
                }
                _ => words.say("gate-note-cached"),
            };
        }
        (Gate::Authorizer, Passage::Refused) if diagnosis.cause == Cause::AuthorizerRaisedUnauthorized => {
            "gate-note-raised"
        }
        (Gate::Authorizer, Passage::Refused) if diagnosis.cause == Cause::AuthorizerError => {
            "gate-note-failed"
        }
        (Gate::AuthorizerPolicy, Passage::Passed) => "gate-note-allows",
        (Gate::ResourcePolicy | Gate::AuthorizerPolicy, Passage::Refused)
            if diagnosis.deny == Some(Deny::Explicit) =>
        {
            "gate-note-explicit"
        }
        (Gate::ResourcePolicy | Gate::AuthorizerPolicy, Passage::Refused)
            if diagnosis.deny == Some(Deny::Implicit) =>
        {
            "gate-note-implicit"
        }
        (Gate::UsagePlan, Passage::Refused) => match diagnosis.cause {
            Cause::Throttled => "gate-note-throttled",
            Cause::QuotaExceeded => "gate-note-quota",
            _ => "gate-note-key-refused",
        },
        (Gate::Integration, Passage::Passed) => "gate-note-answered",
        (Gate::Response, _) if diagnosis.status.is_some() => {
            let status = diagnosis.status.map(|status| status.to_string()).unwrap_or_default();
            return words.say_with("gate-note-status", &[("status", status.into())]);
        }
        (_, Passage::Passed) => "passage-passed",
        (_, Passage::Cached) => "passage-cached",
        (_, Passage::Refused) => "passage-refused",
        (_, Passage::NotReached) => "passage-not_reached",
        (_, Passage::NotLogged) => "passage-not_logged",
        (_, Passage::Absent) => "passage-absent",
    };
    words.say(key)
}

/// Line numbers in short (`3–6, 9`), how many they are, and the fragment of the first.
fn lines(numbers: &[u64]) -> Option<(String, i64, String)> {
    let first = numbers.first()?;
    let mut runs: Vec<(u64, u64)> = Vec::new();
    for &number in numbers {
        match runs.last_mut() {
            Some((_, last)) if number == *last + 1 => *last = number,
            _ => runs.push((number, number)),
        }
    }
    let shown: Vec<_> = runs
        .into_iter()
        .map(|(from, to)| if from == to { from.to_string() } else { format!("{from}–{to}") })
        .collect();
    Some((shown.join(", "), i64::try_from(numbers.len()).unwrap_or(i64::MAX), format!("line-{first}")))
}

#[cfg(test)]
mod tests {
    use super::lines;

    #[test]
    fn neighbouring_lines_are_one_run() {
        let (shown, n, first) = lines(&[3, 4, 5, 6, 9]).unwrap();
        assert_eq!((shown.as_str(), n, first.as_str()), ("3–6, 9", 5, "line-3"));
        assert_eq!(lines(&[]), None);
    }
}
