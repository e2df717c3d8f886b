//! Requests → where each one's policy came from.

use std::{collections::HashMap, rc::Rc};

use super::{DEFAULT_TTL_MS, LONGEST_TTL_MS};
use crate::{
    diagnosis::PolicyOrigin,
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
    /// Whether these are all: of very many, only the latest are looked at.
    pub is_complete: bool,
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
    pub answer: Option<Rc<Answer>>,
}

/// More answers than these are not told apart. An authorizer that is asked so often for one identity does not cache.
const MOST_CANDIDATES: usize = 32;

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
    let mut in_time_order: Vec<(usize, &Reading<'_>)> = readings.iter().enumerate().collect();
    in_time_order.sort_by_key(|(_, reading)| answer_at(reading));
    for (request, reading) in in_time_order {
        if let (Some(key), Some(answer)) = (key(reading), answer(reading)) {
            answers.entry(key).or_default().push(Candidate {
                request,
                born: answer_at(reading),
                is_within_default_ttl: true,
                answer: Some(Rc::new(answer)),
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
            answer: answer(reading).map(Rc::new),
        };
        return Some(Origin { origin: PolicyOrigin::Fresh, candidates: vec![own], is_complete: true });
    }
    // Without data trace a call of the authorizer is not printed either.
    if !reading
        .says(|sentence| matches!(sentence, Sentence::IncomingIdentity(_) | Sentence::UsingPolicy { .. }))
    {
        return Some(Origin { origin: PolicyOrigin::Unknown, candidates: Vec::new(), is_complete: true });
    }
    let mut candidates = key(reading)
        .and_then(|key| answers.get(&key))
        .zip(reading.request.started_at())
        .map(|(entries, at)| alive(entries, at))
        .unwrap_or_default();
    let is_complete = candidates.len() <= MOST_CANDIDATES;
    candidates.truncate(MOST_CANDIDATES);
    Some(Origin { origin: PolicyOrigin::Cached, candidates, is_complete })
}

/// The answers (in the order of their birth) that may be cached at a moment: all within the default TTL; when there are none,
/// the TTL is longer, and the latest within the longest TTL is the likeliest.
fn alive(entries: &[Candidate], at: Instant) -> Vec<Candidate> {
    let end = entries.partition_point(|entry| entry.born.is_none_or(|born| born <= at));
    let within = |ttl: i64| {
        let start = entries.partition_point(|entry| entry.born.is_none_or(|born| at.since(born) >= ttl));
        entries.get(start..end).unwrap_or_default()
    };
    match (within(DEFAULT_TTL_MS), within(LONGEST_TTL_MS)) {
        ([], [.., latest]) => vec![Candidate { is_within_default_ttl: false, ..latest.clone() }],
        (alive, _) => alive.iter().rev().take(MOST_CANDIDATES + 1).cloned().collect(),
    }
}

/// Whether the call came so far that an authorizer's policy was evaluated: refused by it, or past it.
fn policy_was_evaluated(reading: &Reading<'_>) -> bool {
    reading.has_authorizer()
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

fn answer(reading: &Reading<'_>) -> Option<Answer> {
    let text = reading.find(|sentence| match sentence {
        Sentence::AuthorizerResult(text) => Some(*text),
        _ => None,
    })?;
    document::read(text)
}

fn answer_at(reading: &Reading<'_>) -> Option<Instant> {
    reading.line(|line| matches!(line.sentence, Sentence::AuthorizerResult(_))).and_then(|line| line.at)
}
