//! What is counted, and in which words.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

use super::{
    Effect, SoFar,
    call::Call,
    cost::{Cost, Invocations, Latency},
};
use crate::{
    diagnosis::{Cause, Deny, Gate, Grade, vocabulary},
    ids::{ApiId, RequestId, StageName},
    time::Instant,
};

vocabulary! {
    /// Which way a call flips.
    Direction {
        /// It passed and would be refused.
        NewlyRefused = "newly_refused",
        /// It was refused and would pass.
        NewlyAllowed = "newly_allowed",
    }
}

vocabulary! {
    /// What of the change flips a call.
    Because {
        /// The authorizer's policy that is tried.
        AuthorizerPolicy = "authorizer_policy",
        /// The resource policy.
        ResourcePolicy = "resource_policy",
        /// The authorizer is asked, where its cache answered.
        AskedFresh = "asked_fresh",
        /// The cache answers, or another entry of it.
        Cached = "cached",
    }
}

vocabulary! {
    /// Why it cannot be told what becomes of a call.
    Undecided {
        /// Its method or path is not logged, and the policies tell them apart.
        MethodNotLogged = "method_not_logged",
        /// A policy asks for a condition key that is not logged: the source address, say.
        ConditionKey = "condition_key",
        /// The authorizer's answer is not in the log.
        PolicyNotSeen = "policy_not_seen",
        /// The authorizer answers for the method that it is asked about, and was not asked about this one.
        AnswerForMethodNotSeen = "answer_for_method_not_seen",
        /// What answers would be cached under is not logged.
        IdentityNotLogged = "identity_not_logged",
        /// Who called is not logged.
        CallerNotLogged = "caller_not_logged",
        /// The request that filled the cache entry lies before these calls.
        FillingRequest = "filling_request",
        /// Several cached answers may serve, of callers who look the same.
        OneCandidate = "one_candidate",
        /// The log cut the policy off.
        WholePolicy = "whole_policy",
        /// A policy is written so that it is not sure what it means.
        PolicyUnclear = "policy_unclear",
        /// How the method is authorized is not known.
        AuthorizationNotKnown = "authorization_not_known",
        /// What is known does not explain how the call ended when it was recorded.
        RecordNotExplained = "record_not_explained",
        /// Why the call ended as it did is not known.
        CauseUnknown = "cause_unknown",
        /// When the call was made is not logged.
        Moment = "moment",
    }
}

vocabulary! {
    /// What is said may rest on this beside the records.
    Assumption {
        /// The API is taken to have no resource policy: no configuration tells.
        NoResourcePolicy = "no_resource_policy",
        /// Answers are taken to have been cached for 300 s: no configuration tells.
        DefaultTtl = "default_ttl",
        /// The authorizer is taken to answer as it did before to the same identity.
        NearestAnswer = "nearest_answer",
    }
}

/// A call that ends the other way.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Flip {
    /// Which way.
    pub direction: Direction,
    /// By what.
    pub because: Because,
    /// How sure that is.
    pub grade: Grade,
    /// The gate that refuses, when one does.
    pub gate: Option<Gate>,
    /// How it refuses.
    pub deny: Option<Deny>,
    /// The statement that decides, from 0.
    pub statement: Option<u32>,
    /// The resource's path, as `/orders/{id}`, where a configuration names it; else the call's.
    pub resource: Option<String>,
}

/// What calls that flip alike have in common.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Alike {
    /// Which way they flip.
    pub direction: Direction,
    /// The API.
    pub api_id: Option<ApiId>,
    /// The stage.
    pub stage: Option<StageName>,
    /// The HTTP method.
    pub method: Option<Box<str>>,
    /// The resource's path, or the call's where no configuration names it.
    pub path: Option<Box<str>>,
    /// Who called, masked.
    pub principal: Option<Box<str>>,
    /// What flips them.
    pub because: Because,
    /// The gate that refuses them.
    pub gate: Option<Gate>,
    /// How it refuses.
    pub deny: Option<Deny>,
    /// The statement that decides.
    pub statement: Option<u32>,
}

/// Calls that flip alike.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Row {
    /// What they have in common.
    #[serde(flatten)]
    pub of: Alike,
    /// How many.
    pub n_calls: u64,
    /// How sure the weakest is.
    pub grade: Grade,
    /// The first.
    pub first: Option<Instant>,
    /// The last.
    pub last: Option<Instant>,
    /// One of them.
    pub example: Option<RequestId>,
}

/// What came out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Outcome {
    /// Calls that went through.
    pub n_calls: u64,
    /// Of them, those that had passed.
    pub n_passed: u64,
    /// Of them, those that end at a gate that no such change touches.
    pub n_elsewhere: u64,
    /// Those that end as recorded.
    pub n_unchanged: u64,
    /// Those that were refused and would pass.
    pub n_newly_allowed: u64,
    /// Those that passed and would be refused.
    pub n_newly_refused: u64,
    /// Those of which it cannot be told.
    pub n_undecided: u64,
    /// Calls that flip, by method and caller: those of the most calls first.
    pub rows: Vec<Row>,
    /// Calls that flip and are in no row, because there are too many of those: newly refused, newly allowed.
    pub others: [u64; 2],
    /// Why it cannot be told, the commonest first.
    pub undecided: Vec<(Undecided, u64)>,
    /// Condition keys that would tell more, and of how many calls.
    pub missing_keys: Vec<(String, u64)>,
    /// What flips rest on beside the records.
    pub assumptions: Vec<Assumption>,
    /// Calls of the authorizer's function.
    pub invocations: Invocations,
    /// What callers wait for it; `None` where no duration is known.
    pub latency: Option<Latency>,
    /// Whether no call that passed is among them: then nothing can be said of what the change would refuse, nor of its cost.
    pub is_refused_only: bool,
    /// The first call.
    pub from: Option<Instant>,
    /// The last call.
    pub until: Option<Instant>,
}

/// More rows are not kept: others are counted only.
pub const MOST_ROWS: usize = 10_000;
/// More keys are not kept.
const MOST_KEYS: usize = 64;

#[derive(Debug)]
struct Group {
    n_calls: u64,
    grade: Grade,
    first: Option<Instant>,
    last: Option<Instant>,
    example: Option<RequestId>,
}

/// What is counted on the way.
#[derive(Debug, Default)]
pub(super) struct Tally {
    pub(super) cost: Cost,
    so_far: SoFar,
    n_passed: u64,
    n_elsewhere: u64,
    n_unchanged: u64,
    groups: BTreeMap<Alike, Group>,
    others: [u64; 2],
    undecided: BTreeMap<Undecided, u64>,
    missing_keys: BTreeMap<String, u64>,
    assumptions: BTreeSet<Assumption>,
    from: Option<Instant>,
}

impl Tally {
    pub(super) fn take(&mut self, call: &Call, effect: &Effect) {
        self.so_far.n_calls += 1;
        self.n_passed +=
            u64::from(matches!(call.cause, Cause::None | Cause::BackendRefused | Cause::IntegrationError));
        if let Some(at) = call.at {
            self.from = Some(self.from.map_or(at, |from| from.min(at)));
            self.so_far.until = Some(self.so_far.until.map_or(at, |until| until.max(at)));
        }
        match effect {
            Effect::None => self.n_unchanged += 1,
            Effect::Elsewhere => self.n_elsewhere += 1,
            Effect::Undecided(reason) => {
                self.so_far.n_undecided += 1;
                *self.undecided.entry(*reason).or_default() += 1;
            }
            Effect::Flips(flip) => self.flips(call, flip),
        }
    }

    fn flips(&mut self, call: &Call, flip: &Flip) {
        match flip.direction {
            Direction::NewlyRefused => self.so_far.n_newly_refused += 1,
            Direction::NewlyAllowed => self.so_far.n_newly_allowed += 1,
        }
        let alike = Alike {
            direction: flip.direction,
            api_id: call.api_id.clone(),
            stage: call.stage.clone(),
            method: call.method.clone(),
            path: flip.resource.as_deref().map(Box::from),
            principal: call.principal.clone(),
            because: flip.because,
            gate: flip.gate,
            deny: flip.deny,
            statement: flip.statement,
        };
        if let Some(group) = self.groups.get_mut(&alike) {
            group.n_calls += 1;
            group.grade = group.grade.max(flip.grade);
            group.first = group.first.min(call.at);
            group.last = group.last.max(call.at);
        } else if self.groups.len() < MOST_ROWS {
            let group = Group {
                n_calls: 1,
                grade: flip.grade,
                first: call.at,
                last: call.at,
                example: call.request_id.clone(),
            };
            self.groups.insert(alike, group);
        } else {
            let [refused, allowed] = &mut self.others;
            *(if flip.direction == Direction::NewlyRefused { refused } else { allowed }) += 1;
        }
    }

    pub(super) fn missed_keys(&mut self, keys: Vec<String>) {
        for key in keys {
            if self.missing_keys.len() < MOST_KEYS || self.missing_keys.contains_key(&key) {
                *self.missing_keys.entry(key).or_default() += 1;
            }
        }
    }

    pub(super) fn assume(&mut self, assumption: Assumption) {
        self.assumptions.insert(assumption);
    }

    pub(super) fn so_far(&self) -> SoFar {
        self.so_far
    }

    pub(super) fn finish(self) -> Outcome {
        let SoFar { n_calls, n_newly_allowed, n_newly_refused, n_undecided, until } = self.so_far;
        let mut rows: Vec<Row> = self
            .groups
            .into_iter()
            .map(|(of, Group { n_calls, grade, first, last, example })| Row {
                of,
                n_calls,
                grade,
                first,
                last,
                example,
            })
            .collect();
        // What breaks comes before what is mended; stable, so that equal ones stay in the order of what they have in common.
        rows.sort_by_key(|row| (row.of.direction, std::cmp::Reverse(row.n_calls)));
        let (invocations, latency) = self.cost.finish();
        Outcome {
            n_calls,
            n_passed: self.n_passed,
            n_elsewhere: self.n_elsewhere,
            n_unchanged: self.n_unchanged,
            n_newly_allowed,
            n_newly_refused,
            n_undecided,
            rows,
            others: self.others,
            undecided: by_count(self.undecided),
            missing_keys: by_count(self.missing_keys),
            assumptions: self.assumptions.into_iter().collect(),
            invocations,
            latency,
            is_refused_only: n_calls > 0 && self.n_passed == 0,
            from: self.from,
            until,
        }
    }
}

fn by_count<T: Ord>(counts: BTreeMap<T, u64>) -> Vec<(T, u64)> {
    let mut counts: Vec<(T, u64)> = counts.into_iter().collect();
    counts.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
    counts
}

impl Outcome {
    /// All but the rows, as JSON: the last line of `why403 replay --format ndjson`. Its field names are a contract: fields may be added,
    /// none renamed.
    pub fn summary(&self) -> Value {
        let Invocations { recorded, recorded_unknown, changed, changed_unknown, .. } = self.invocations;
        let counts = |counts: &[(Undecided, u64)]| -> Map<String, Value> {
            counts.iter().map(|(reason, n)| (reason.id().to_owned(), (*n).into())).collect()
        };
        let keys: Map<String, Value> =
            self.missing_keys.iter().map(|(key, n)| (key.clone(), (*n).into())).collect();
        let [refused, allowed] = self.others;
        json!({
            "n_calls": self.n_calls,
            "n_passed": self.n_passed,
            "n_unchanged": self.n_unchanged,
            "n_newly_refused": self.n_newly_refused,
            "n_newly_allowed": self.n_newly_allowed,
            "n_undecided": self.n_undecided,
            "n_elsewhere": self.n_elsewhere,
            "n_in_no_row": { "newly_refused": refused, "newly_allowed": allowed },
            "undecided": counts(&self.undecided),
            "missing_keys": keys,
            "assumptions": self.assumptions,
            "is_refused_only": self.is_refused_only,
            "invocations": {
                "recorded": recorded,
                "recorded_unknown": recorded_unknown,
                "changed": changed,
                "changed_unknown": changed_unknown,
                "extra": self.invocations.extra(),
                "extra_per_second": self.invocations.extra_per_second(),
                "recorded_in_peak_minute": self.invocations.recorded_in_peak_minute,
                "changed_in_peak_minute": self.invocations.changed_in_peak_minute,
                "extra_in_peak_minute": self.invocations.extra_in_peak_minute,
            },
            "latency": self.latency,
            "from": self.from,
            "until": self.until,
        })
    }
}
