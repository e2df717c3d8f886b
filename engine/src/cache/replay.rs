//! Requests → where each one's policy came from.

use std::{collections::HashMap, sync::Arc};

use super::{
    entries::{Candidate, Entries, Key, Ttl},
    trace,
};
use crate::{
    configuration::{History, Met},
    diagnosis::{FilledBy, PolicyOrigin},
    log::{access::Record, sentence::Sentence},
    policy::document::{self, Answer},
    request::{Request, reading::Reading},
    time::Instant,
};

/// Where the policy that was evaluated for a request came from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Origin {
    /// From a call of the authorizer for this request, from the cache, or it cannot be told.
    pub origin: PolicyOrigin,
    /// Whether that is an estimate, which proves nothing.
    pub is_estimate: bool,
    /// The answers that it may be. One that is fresh is the request's own.
    pub candidates: Vec<Candidate>,
    /// Whether these are all: of very many, only the latest are looked at.
    pub is_complete: bool,
    /// How long answers are cached.
    pub ttl: Ttl,
}

/// The authorizers' cache, replayed. Requests may be given in several portions, each later than the one before.
#[derive(Debug, Default)]
pub struct Cache {
    entries: Entries,
    /// Policies are few and answers many: each is kept once.
    answers: HashMap<Box<str>, Option<Arc<Answer>>>,
}

/// More answers than these are not kept for the next request that gets one.
const MOST_ANSWERS: usize = 4096;

impl Cache {
    /// Finds the origin of each request's policy; `None` where no authorizer's policy was evaluated. In the order of
    /// `readings`, which may be any order.
    pub fn replay(&mut self, readings: &[Reading<'_>], history: &History) -> Vec<Option<Origin>> {
        self.remember(readings);
        readings.iter().map(|reading| self.origin(reading, &history.of(reading.request))).collect()
    }

    /// Takes in the answers that were given to these requests, but for those that are known already.
    pub fn remember(&mut self, readings: &[Reading<'_>]) {
        for reading in readings {
            if let Some((key, entry)) = self.entry(reading) {
                self.entries.add(key, entry);
            }
        }
    }

    fn entry(&mut self, reading: &Reading<'_>) -> Option<(Key, Candidate)> {
        let (text, at) = answer_of(reading)?;
        let key = key(reading)?;
        let answer = Some(self.answer(text)?);
        let filled_by = filled_by(reading.request, at).map(Arc::new);
        Some((key, Candidate { filled_by, born: at, is_within_ttl: true, answer }))
    }

    /// Drops what cannot have answered a request at `at` or later.
    pub fn forget_before(&mut self, at: Instant) {
        self.entries.forget_before(at);
    }

    /// Finds the origin of the policy of one of the requests that were taken in, with the configuration that it met.
    pub fn origin(&mut self, reading: &Reading<'_>, met: &Met<'_>) -> Option<Origin> {
        if !policy_was_evaluated(reading) {
            return None;
        }
        let request = reading.request;
        let authorizer = request
            .authorizer_id
            .as_ref()
            .and_then(|authorizer_id| met.authorizer(request.api_id.as_ref(), authorizer_id));
        let ttl = authorizer
            .map_or(Ttl::Assumed, |authorizer| Ttl::Known(i64::from(authorizer.ttl_seconds) * 1000));
        let trace::Trace { mut origin, mut is_estimate } = trace::of(reading);
        if ttl == Ttl::Known(0) && is_estimate {
            // Without a cache every answer is fresh.
            origin = PolicyOrigin::Fresh;
            is_estimate = false;
        }
        let (candidates, is_complete) = match origin {
            PolicyOrigin::Fresh => (vec![self.own(reading)], true),
            PolicyOrigin::Cached => key(reading)
                .zip(request.asked_at())
                .map_or((Vec::new(), true), |(key, at)| self.entries.alive(&key, at, ttl)),
            PolicyOrigin::Unknown => (Vec::new(), true),
        };
        Some(Origin { origin, is_estimate, candidates, is_complete, ttl })
    }

    fn own(&mut self, reading: &Reading<'_>) -> Candidate {
        let (text, born) = answer_of(reading).unzip();
        let born = born.flatten();
        Candidate {
            filled_by: filled_by(reading.request, born).map(Arc::new),
            born,
            is_within_ttl: true,
            answer: text.and_then(|text| self.answer(text)),
        }
    }

    fn answer(&mut self, text: &str) -> Option<Arc<Answer>> {
        if let Some(known) = self.answers.get(text) {
            return known.clone();
        }
        if self.answers.len() >= MOST_ANSWERS {
            self.answers.clear();
        }
        let answer = document::read(text).map(Arc::new);
        self.answers.insert(text.into(), answer.clone());
        answer
    }
}

fn filled_by(request: &Request, at: Option<Instant>) -> Option<FilledBy> {
    Some(FilledBy {
        request_id: request.request_id.clone()?,
        at,
        method: request.method.clone(),
        path: request.path.clone(),
    })
}

/// Whether the call came so far that an authorizer's policy was evaluated: refused by it, or past it.
fn policy_was_evaluated(reading: &Reading<'_>) -> bool {
    let is_told = reading.access.as_ref().is_some_and(access_line_tells_of_a_policy);
    is_told
        || reading.has_authorizer()
            && reading.lines.iter().any(|line| {
                matches!(
                    line.sentence,
                    Sentence::ClientNotAuthorized
                        | Sentence::GatewayResponse { response_type: "ACCESS_DENIED", .. }
                        | Sentence::VerifyingUsagePlan { .. }
                        | Sentence::StartingExecution { .. }
                        | Sentence::MethodAndPath { .. }
                )
            })
}

/// Whether an access line says that an authorizer's Lambda function, or its cache, answered with a policy. That of a user pool has
/// none.
fn access_line_tells_of_a_policy(record: &Record<'_>) -> bool {
    let has_answered = record.authorizer_status().is_some_and(|status| matches!(status, 200..300 | 403))
        || record.get("authorizer.principalId").is_some();
    has_answered && !record.fields.iter().any(|(name, _)| name.starts_with("authorizer.claims."))
}

/// What an authorizer's answer to this call is cached under, as far as the log shows it: the masked identity.
pub fn identity<'a>(reading: &Reading<'a>) -> Option<&'a str> {
    reading.find(|sentence| match sentence {
        Sentence::IncomingIdentity(identity) if !identity.is_empty() => Some(*identity),
        _ => None,
    })
}

fn key(reading: &Reading<'_>) -> Option<Key> {
    let request = reading.request;
    let identity = identity(reading)?;
    Some(Key {
        api_id: request.api_id.clone(),
        stage: request.stage.clone(),
        authorizer_id: request.authorizer_id.clone()?,
        identity: identity.into(),
    })
}

/// The authorizer's answer to this request, and when it came.
pub fn answer_of<'a>(reading: &Reading<'a>) -> Option<(&'a str, Option<Instant>)> {
    reading.lines.iter().find_map(|line| match line.sentence {
        Sentence::AuthorizerResult(text) => Some((text, line.at)),
        _ => None,
    })
}
