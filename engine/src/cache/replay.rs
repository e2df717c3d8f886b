//! Requests → where each one's policy came from.

use std::collections::HashMap;

use super::{DEFAULT_TTL_MS, LONGEST_TTL_MS};
use crate::{
    diagnosis::{Gate, PolicyOrigin},
    ids::{ApiId, StageName},
    log::sentence::Sentence,
    policy::document::{self, Answer},
    request::reading::Reading,
    time::Instant,
};

/// Where the policy that was evaluated for a request came from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Origin {
    /// From a call of the authorizer for this request, from the cache, or it cannot be told.
    pub origin: PolicyOrigin,
    /// The answers that it may be. One that is fresh is the request's own.
    pub candidates: Vec<Candidate>,
}

/// An answer of the authorizer that may have served a request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Candidate {
    /// The place, among the requests replayed, of the request it was given to.
    pub request: usize,
    /// When it was given.
    pub born: Option<Instant>,
    /// Whether the default TTL is enough for it to have served; else the TTL must be longer than is assumed.
    pub is_within_default_ttl: bool,
    /// What it allows; `None` when it is not in the log.
    pub answer: Option<Answer>,
}

/// What an entry of the cache is kept under, as far as the log shows it. The identity is masked to its length and last
/// characters, so different callers may, rarely, look the same.
#[derive(PartialEq, Eq, Hash)]
struct Key<'a> {
    api_id: Option<&'a str>,
    stage: Option<&'a str>,
    authorizer_id: &'a str,
    identity: &'a str,
}

/// Finds the origin of each request's policy; `None` where no authorizer's policy was evaluated. In the order of
/// `readings`, which may be any order.
pub fn replay(readings: &[Reading<'_>]) -> Vec<Option<Origin>> {
    let mut answers: HashMap<Key<'_>, Vec<Candidate>> = HashMap::new();
    for (request, reading) in readings.iter().enumerate() {
        if let (Some(key), Some(answer)) = (key(reading), answer(reading)) {
            answers.entry(key).or_default().push(Candidate {
                request,
                born: answer.0,
                is_within_default_ttl: true,
                answer: Some(answer.1),
            });
        }
    }
    readings.iter().enumerate().map(|(request, reading)| origin(request, reading, &answers)).collect()
}

fn origin(
    request: usize,
    reading: &Reading<'_>,
    answers: &HashMap<Key<'_>, Vec<Candidate>>,
) -> Option<Origin> {
    if !policy_was_evaluated(reading) {
        return None;
    }
    if reading.authorizer_was_called() {
        let own = Candidate {
            request,
            born: answer_at(reading),
            is_within_default_ttl: true,
            answer: answer(reading).map(|(_, answer)| answer),
        };
        return Some(Origin { origin: PolicyOrigin::Fresh, candidates: vec![own] });
    }
    // Without data trace a call of the authorizer is not printed either.
    if !reading
        .says(|sentence| matches!(sentence, Sentence::IncomingIdentity(_) | Sentence::UsingPolicy { .. }))
    {
        return Some(Origin { origin: PolicyOrigin::Unknown, candidates: Vec::new() });
    }
    let candidates = key(reading)
        .and_then(|key| answers.get(&key))
        .zip(reading.request.started_at())
        .map(|(entries, at)| alive(entries, at))
        .unwrap_or_default();
    Some(Origin { origin: PolicyOrigin::Cached, candidates })
}

/// The answers that may be cached at a moment: all within the default TTL; when there are none, the TTL is longer, and the
/// latest within the longest TTL is the likeliest.
fn alive(entries: &[Candidate], at: Instant) -> Vec<Candidate> {
    let within = |ttl: i64| {
        entries.iter().filter(move |entry| entry.born.is_some_and(|born| (0..ttl).contains(&at.since(born))))
    };
    let default: Vec<Candidate> = within(DEFAULT_TTL_MS).cloned().collect();
    if !default.is_empty() {
        return default;
    }
    within(LONGEST_TTL_MS)
        .max_by_key(|entry| entry.born)
        .map(|entry| Candidate { is_within_default_ttl: false, ..entry.clone() })
        .into_iter()
        .collect()
}

/// Whether the call came so far that an authorizer's policy was evaluated: refused by it, or past it.
fn policy_was_evaluated(reading: &Reading<'_>) -> bool {
    let has_authorizer = reading.lines.iter().any(|line| {
        line.gate == Some(Gate::Authorizer) || matches!(line.sentence, Sentence::StartingAuthorizer { .. })
    });
    has_authorizer
        && reading.lines.iter().any(|line| {
            matches!(
                line.sentence,
                Sentence::ClientNotAuthorized
                    | Sentence::VerifyingUsagePlan { .. }
                    | Sentence::StartingExecution { .. }
                    | Sentence::MethodAndPath { .. }
            )
        })
}

fn key<'a>(reading: &Reading<'a>) -> Option<Key<'a>> {
    let request = reading.request;
    Some(Key {
        api_id: request.api_id.as_ref().map(ApiId::as_str),
        stage: request.stage.as_ref().map(StageName::as_str),
        authorizer_id: request.authorizer_id.as_ref()?.as_str(),
        identity: reading.find(|sentence| match sentence {
            Sentence::IncomingIdentity(identity) if !identity.is_empty() => Some(*identity),
            _ => None,
        })?,
    })
}

fn answer(reading: &Reading<'_>) -> Option<(Option<Instant>, Answer)> {
    let text = reading.find(|sentence| match sentence {
        Sentence::AuthorizerResult(text) => Some(*text),
        _ => None,
    })?;
    Some((answer_at(reading), document::read(text)?))
}

fn answer_at(reading: &Reading<'_>) -> Option<Instant> {
    reading.line(|line| matches!(line.sentence, Sentence::AuthorizerResult(_))).and_then(|line| line.at)
}
