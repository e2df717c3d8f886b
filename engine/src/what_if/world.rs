//! The authorizer and its cache under the change: which answer a call would have got, and whether the function would have been
//! called for it.
//!
//! Two caches are kept by the same rules ([`Entries`]): the recorded one, which explains what was seen, and the changed one. They start
//! alike. A miss that the recorded cache does not explain (its entry was evicted or flushed, or is another caller's of the same mask) is
//! a miss under the change as well. A hit whose entry was filled before the first call that is known is one as long as nothing shortens
//! the lives of entries; else it cannot be told.

use std::{
    collections::{HashMap, VecDeque},
    sync::Arc,
};

use super::{
    Because, Undecided,
    call::Call,
    change::{Change, Edited, Settings},
    outcome::Tally,
};
use crate::{
    arn::MethodArn,
    cache::{
        Candidate, LONGEST_TTL_MS,
        entries::{Entries, Key, Ttl},
    },
    diagnosis::{Cause, PolicyOrigin},
    ids::{ApiId, AuthorizerId},
    policy::{Decision, Effect, Policy, Request, Role, Statement, document::Answer, evaluate},
    time::Instant,
};

/// What a call got under the change.
#[derive(Debug, Clone)]
pub(super) enum Answered {
    /// What it got, a policy or none.
    AsRecorded,
    /// This answer.
    With { answer: Arc<Answer>, how: How, is_inferred: bool },
    /// It cannot be told.
    NotKnown(Undecided),
}

/// Why a call got another answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum How {
    /// Another policy is tried.
    Tried,
    /// The function was called, where the cache had answered.
    Fresh,
    /// The cache answered.
    Cached,
}

impl How {
    pub(super) fn because(self) -> Because {
        match self {
            Self::Tried => Because::AuthorizerPolicy,
            Self::Fresh => Because::AskedFresh,
            Self::Cached => Because::Cached,
        }
    }
}

/// What became of the question.
#[derive(Debug)]
pub(super) struct Outcome {
    pub(super) answered: Answered,
    /// Whether the function is called; `None` where it cannot be told.
    pub(super) is_called: Option<bool>,
}

impl Outcome {
    fn not_known(reason: Undecided, is_called: Option<bool>) -> Self {
        Self { answered: Answered::NotKnown(reason), is_called }
    }
}

/// All that is kept of earlier calls.
#[derive(Debug)]
pub(super) struct World {
    pub(super) edited: Edited,
    /// Whether the change may touch a cache at all.
    is_cache_in_play: bool,
    recorded: Entries,
    changed: Entries,
    /// What each identity's authorizer answered.
    answered: HashMap<Key, Seen>,
    /// How the ARNs of an API's methods begin.
    arn_starts: HashMap<ApiId, Box<str>>,
    /// How long the function took, the last time.
    durations: HashMap<AuthorizerId, u32>,
    /// Identities of which an entry was not filled, because the call that filled it is refused before.
    diverged: HashMap<Key, Instant>,
    forgot_at: Option<Instant>,
    /// The longest that any answer may be cached, by what is known so far: as recorded, and under the change.
    longest_ttls_ms: [i64; 2],
}

/// How often, in milliseconds of the log's own time, what is over is dropped.
const PACE_MS: i64 = 300_000;

/// More answers of one identity are not told apart.
const MOST_ANSWERS: usize = 8;

/// Of more identities than these in an hour nothing is known beside what is cached.
const MOST_IDENTITIES: usize = 200_000;

/// What the authorizer answered for an identity, the latest last.
#[derive(Debug, Default)]
struct Seen {
    answers: VecDeque<Given>,
    last: Option<Instant>,
}

#[derive(Debug)]
struct Given {
    /// About which call.
    arn: Option<Box<str>>,
    answer: Arc<Answer>,
    made_for: MadeFor,
}

/// What an answer names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum MadeFor {
    /// The very call, and no other.
    ThisCall,
    /// The very call, and others.
    ThisCallAmongOthers,
    /// Calls in general.
    Any,
}

impl Seen {
    /// Whether the function seems to answer for the call that it is asked about: its answers name that alone; or differ, and name that.
    fn is_by_call(&self) -> bool {
        let differs = || {
            let first = self.answers.front();
            self.answers.iter().any(|given| first.is_some_and(|first| !is_same(&first.answer, &given.answer)))
        };
        self.answers.iter().any(|given| given.made_for == MadeFor::ThisCall)
            || self.answers.iter().any(|given| given.made_for == MadeFor::ThisCallAmongOthers) && differs()
    }
}

impl World {
    pub(super) fn new(change: &Change) -> Self {
        let Change { ttl_seconds, identity_sources, flushes, configuration, .. } = change;
        Self {
            edited: Edited::default(),
            is_cache_in_play: ttl_seconds.is_some()
                || identity_sources.is_some()
                || !flushes.is_empty()
                || change.resource_policy.is_some()
                || !configuration.is_empty(),
            recorded: Entries::default(),
            changed: Entries::default(),
            answered: HashMap::new(),
            arn_starts: HashMap::new(),
            durations: HashMap::new(),
            diverged: HashMap::new(),
            forgot_at: None,
            longest_ttls_ms: [0; 2],
        }
    }

    /// The ARN that a call asked for: as a line names it, with the account in clear as far as other calls tell it, else put together of
    /// its method and path.
    pub(super) fn method_arn<'a>(&mut self, call: &'a Call) -> Option<std::borrow::Cow<'a, str>> {
        let told = call.method_arn.as_deref();
        if let Some(arn) = told.filter(|arn| !arn.contains(":*")) {
            if let Some(api_id) = &call.api_id
                && !self.arn_starts.contains_key(api_id)
                && MethodArn::parse(arn).is_some()
                && let Some((start, _)) = arn.split_once('/')
            {
                self.arn_starts.insert(api_id.clone(), start.into());
            }
            return Some(arn.into());
        }
        let start = call.api_id.as_ref().and_then(|api_id| self.arn_starts.get(api_id));
        let Some(start) = start else { return told.map(Into::into) };
        if let Some((_, behind)) = told.and_then(|arn| arn.split_once('/')) {
            return Some(format!("{start}/{behind}").into());
        }
        let (stage, method, path) = (call.stage.as_ref()?, call.method.as_deref()?, call.path.as_deref()?);
        Some(format!("{start}/{stage}/{method}/{}", path.trim_start_matches('/')).into())
    }

    /// Counts what a call costs, before and after.
    #[expect(clippy::unused_self, reason = "the world is what is asked")]
    pub(super) fn count(&self, tally: &mut Tally, call: &Call, at: Instant, is_called: Option<bool>) {
        tally.cost.take(at, call.was_called(), is_called, call.authorizer_ms);
    }

    /// What a call that came to its authorizer gets.
    pub(super) fn ask(
        &mut self,
        call: &Call,
        at: Instant,
        arn: Option<&str>,
        settings: &Settings<'_>,
    ) -> Outcome {
        if !self.is_cache_in_play {
            return Outcome { answered: Answered::AsRecorded, is_called: call.was_called() };
        }
        self.forget(at, settings);
        let own = call.identity.as_deref().and_then(|identity| key(call, identity));
        let is_as_it_was = settings.is_cache_as_it_was(call, at)
            && own.as_ref().is_none_or(|own| !self.diverged.contains_key(own));
        let outcome = if is_as_it_was {
            Outcome { answered: Answered::AsRecorded, is_called: call.was_called() }
        } else {
            self.changed(call, at, arn, own.as_ref(), settings)
        };
        if let Some(entry) = self.learn(call, at, arn, own.as_ref())
            && is_as_it_was
            && let Some(own) = own
        {
            self.changed.add(own, entry);
        }
        outcome
    }

    /// A call that came to its authorizer and is refused before under the change: it fills nothing.
    pub(super) fn pass_over(&mut self, call: &Call, at: Instant, arn: Option<&str>) {
        let own = call.identity.as_deref().and_then(|identity| key(call, identity));
        if self.learn(call, at, arn, own.as_ref()).is_some()
            && let Some(own) = own
        {
            self.diverged.insert(own, at);
        }
    }

    fn changed(
        &mut self,
        call: &Call,
        at: Instant,
        arn: Option<&str>,
        own: Option<&Key>,
        settings: &Settings<'_>,
    ) -> Outcome {
        let as_recorded = || Outcome { answered: Answered::AsRecorded, is_called: call.was_called() };
        let is_off = settings.ttl_after == Ttl::Known(0);
        let is_request = settings.kind == "REQUEST"
            || settings.kind.is_empty()
                && call.identity.as_ref().is_some_and(|identity| identity.starts_with('{'));
        match call.cause {
            // Without a cache, API Gateway does not look at the sources of a `REQUEST` authorizer (API Gateway API reference,
            // `identitySource`).
            Cause::IdentityRejected | Cause::Unauthorized
                if is_off && settings.ttl_before != Ttl::Known(0) =>
            {
                let is_token = settings.kind == "TOKEN" || !settings.kind.is_empty() && !is_request;
                return if is_token {
                    as_recorded()
                } else {
                    Outcome::not_known(Undecided::PolicyNotSeen, if is_request { Some(true) } else { None })
                };
            }
            Cause::IdentityRejected | Cause::Unauthorized => {
                let Some(after) = settings.sources_after else { return as_recorded() };
                let is_kept = |source: &String| after.iter().any(|other| other.eq_ignore_ascii_case(source));
                return match settings.sources_before {
                    // What was missing still is.
                    Some(before) if before.iter().all(is_kept) => as_recorded(),
                    _ => Outcome::not_known(Undecided::IdentityNotLogged, None),
                };
            }
            _ => {}
        }
        if is_off {
            return self.fresh(call, at, arn, [own, None], settings);
        }
        let key = own.and_then(|_| key(call, settings.identity_after(call)?.as_ref()));
        let (Some(key), Some(own)) = (key, own) else {
            return Outcome::not_known(Undecided::IdentityNotLogged, None);
        };
        self.begin_alike(call, at, own, &key, settings);
        let was_alive = self.recorded.alive(own, at, settings.ttl_before).0;
        let was_hit = call.was_called() == Some(false);
        if was_hit
            && call.answered_at.is_some()
            && !was_alive.iter().any(|candidate| candidate.born == call.answered_at)
        {
            // By the TTL that is known or assumed it cannot have served.
            return Outcome::not_known(Undecided::RecordNotExplained, None);
        }
        if !was_hit && was_alive.iter().any(|candidate| candidate.is_within_ttl) {
            // It was not there then, so it would not be now.
            return self.fresh(call, at, arn, [Some(own), Some(&key)], settings);
        }
        let is_dropped =
            |candidate: &Candidate| settings.flushes(call).any(|flush| flush.drops(candidate.born, at));
        let mut alive = self.changed.alive(&key, at, settings.ttl_after).0;
        if !was_hit || settings.ttl_after != settings.ttl_before {
            // Only what was recorded shows that entries live longer than is assumed.
            alive.retain(|candidate| candidate.is_within_ttl);
        }
        alive.retain(|candidate| !is_dropped(candidate));
        if alive.is_empty() {
            if !was_hit || !was_alive.is_empty() {
                return self.fresh(call, at, arn, [Some(own), Some(&key)], settings);
            }
            // What filled its entry is not known: it is in the log of an earlier time, if anywhere.
            let ttl = millis(settings.ttl_before);
            let may_be_dropped =
                settings.flushes(call).any(|flush| flush.at <= at && at.since(flush.at) < ttl);
            return if settings.sources_after.is_none() && millis(settings.ttl_after) >= ttl && !may_be_dropped
            {
                as_recorded()
            } else {
                Outcome::not_known(Undecided::FillingRequest, None)
            };
        }
        Outcome { answered: pick(call, &alive, &was_alive), is_called: Some(false) }
    }

    /// Puts an entry into both caches that was filled before the first call that is known.
    fn begin_alike(&mut self, call: &Call, at: Instant, own: &Key, key: &Key, settings: &Settings<'_>) {
        if call.policy_origin != Some(PolicyOrigin::Cached) || settings.sources_after.is_some() {
            return;
        }
        if let (Some(born), Some(answer)) = (call.answered_at, &call.answer)
            && self.recorded.alive(own, at, settings.ttl_before).0.is_empty()
        {
            let entry = Candidate {
                filled_by: None,
                born: Some(born),
                is_within_ttl: true,
                answer: Some(answer.clone()),
            };
            self.recorded.add(own.clone(), entry.clone());
            self.changed.add(key.clone(), entry);
        }
    }

    /// The function is called; what it answers is cached under the latter key. The former is that of the record.
    fn fresh(
        &mut self,
        call: &Call,
        at: Instant,
        arn: Option<&str>,
        [own, key]: [Option<&Key>; 2],
        settings: &Settings<'_>,
    ) -> Outcome {
        let was_called = call.was_called();
        let answered = if was_called == Some(true) {
            Answered::AsRecorded
        } else {
            match self.nearest(call, arn, own) {
                Ok(answer) => Answered::With { answer, how: How::Fresh, is_inferred: true },
                Err(reason) => Answered::NotKnown(reason),
            }
        };
        let answer = match &answered {
            Answered::AsRecorded => call.answer.clone(),
            Answered::With { answer, .. } => Some(answer.clone()),
            Answered::NotKnown(_) => None,
        };
        // A function that fails fills nothing.
        let has_policy = was_called != Some(true) || call.policy_origin.is_some();
        if let Some(key) = key.filter(|_| has_policy && settings.ttl_after != Ttl::Known(0)) {
            let born = match was_called {
                Some(true) => answered_at(call, at),
                _ => at.plus_millis(self.duration(call)),
            };
            self.changed.add(
                key.clone(),
                Candidate { filled_by: None, born: Some(born), is_within_ttl: true, answer },
            );
        }
        Outcome { answered, is_called: Some(true) }
    }

    fn duration(&self, call: &Call) -> i64 {
        let known = call.authorizer_id.as_ref().and_then(|id| self.durations.get(id));
        known.map_or(0, |duration| i64::from(*duration))
    }

    /// What the authorizer would have answered for this identity, after what it answered before: for this call's method first; else
    /// the latest, unless that was made for the call that it answered.
    fn nearest(&self, call: &Call, arn: Option<&str>, own: Option<&Key>) -> Result<Arc<Answer>, Undecided> {
        let seen = own.and_then(|own| self.answered.get(own)).filter(|seen| !seen.answers.is_empty());
        let Some(seen) = seen else {
            return match &call.answer {
                // It is the latest of this identity: the cache held it.
                Some(answer) if !may_be_of_one_call(&answer.policy) || allows(&answer.policy, arn) => {
                    Ok(answer.clone())
                }
                Some(_) => Err(Undecided::AnswerForMethodNotSeen),
                None => Err(Undecided::PolicyNotSeen),
            };
        };
        if let Some(arn) = arn
            && let Some(same) = seen.answers.iter().rev().find(|given| given.arn.as_deref() == Some(arn))
        {
            return Ok(same.answer.clone());
        }
        match seen.answers.back() {
            Some(latest) if !seen.is_by_call() || allows(&latest.answer.policy, arn) => {
                Ok(latest.answer.clone())
            }
            Some(_) => Err(Undecided::AnswerForMethodNotSeen),
            None => Err(Undecided::PolicyNotSeen),
        }
    }

    /// Takes in what a call tells of its authorizer, and gives the entry that it filled.
    fn learn(&mut self, call: &Call, at: Instant, arn: Option<&str>, own: Option<&Key>) -> Option<Candidate> {
        if call.policy_origin != Some(PolicyOrigin::Fresh) {
            if let Some(seen) = own.and_then(|own| self.answered.get_mut(own)) {
                seen.last = Some(at);
            }
            return None;
        }
        if let (Some(id), Some(duration)) = (&call.authorizer_id, call.authorizer_ms) {
            match self.durations.get_mut(id) {
                Some(known) => *known = duration,
                None => {
                    self.durations.insert(id.clone(), duration);
                }
            }
        }
        let own = own?;
        let entry = Candidate {
            filled_by: None,
            born: Some(answered_at(call, at)),
            is_within_ttl: true,
            answer: call.answer.clone(),
        };
        let has_room = self.answered.len() < MOST_IDENTITIES || self.answered.contains_key(own);
        if let Some(answer) = call.answer.as_ref().filter(|_| has_room) {
            let seen = self.answered.entry(own.clone()).or_default();
            seen.last = Some(at);
            let made_for = arn.map_or(MadeFor::Any, |arn| made_for(&answer.policy, arn));
            // Of one call the latest answer counts, and so it does of one policy that is for calls in general.
            if made_for == MadeFor::Any
                && let Some(latest) = seen.answers.back_mut()
                && latest.made_for == MadeFor::Any
                && is_same(&latest.answer, answer)
            {
                latest.arn = arn.map(Into::into);
            } else {
                seen.answers.retain(|given| given.arn.is_none() || given.arn.as_deref() != arn);
                if seen.answers.len() >= MOST_ANSWERS {
                    seen.answers.pop_front();
                }
                seen.answers.push_back(Given { arn: arn.map(Into::into), answer: answer.clone(), made_for });
            }
        }
        self.recorded.add(own.clone(), entry.clone());
        Some(entry)
    }

    /// Drops what can answer no call any more.
    fn forget(&mut self, at: Instant, settings: &Settings<'_>) {
        for (longest, ttl) in self.longest_ttls_ms.iter_mut().zip([settings.ttl_before, settings.ttl_after]) {
            // One that is not known may be any.
            let ttl = if ttl == Ttl::Assumed { LONGEST_TTL_MS } else { millis(ttl) };
            *longest = (*longest).max(ttl);
        }
        if self.forgot_at.is_some_and(|forgot| at.since(forgot) < PACE_MS) {
            return;
        }
        self.forgot_at = Some(at);
        // They drop what is an hour older.
        let [recorded, changed] =
            self.longest_ttls_ms.map(|longest| at.plus_millis(LONGEST_TTL_MS - longest));
        self.recorded.forget_before(recorded);
        self.changed.forget_before(changed);
        self.diverged.retain(|_, since| at.since(*since) < 2 * LONGEST_TTL_MS);
        self.answered.retain(|_, seen| seen.last.is_some_and(|last| at.since(last) < LONGEST_TTL_MS));
    }
}

/// Which of the entries that live answers a call: the latest, unless several callers have this mask.
fn pick(call: &Call, alive: &[Candidate], was_alive: &[Candidate]) -> Answered {
    let Some((latest, others)) = alive.split_first() else {
        return Answered::NotKnown(Undecided::FillingRequest);
    };
    let was_hit = call.was_called() == Some(false);
    if was_hit
        && let Some(own) = &call.answer
        && alive.iter().any(|candidate| {
            call.answered_at.is_none_or(|born| candidate.born == Some(born))
                && candidate.answer.as_ref().is_some_and(|answer| is_same(answer, own))
        })
    {
        // The record tells which it was.
        return Answered::AsRecorded;
    }
    if was_hit && call.answer.is_none() && was_alive.iter().any(|candidate| candidate.born == latest.born) {
        // It gets what it got, whatever that was.
        return Answered::AsRecorded;
    }
    if others.iter().any(|other| policy_of(other) != policy_of(latest)) {
        return Answered::NotKnown(Undecided::OneCandidate);
    }
    match &latest.answer {
        Some(answer) => Answered::With { answer: answer.clone(), how: How::Cached, is_inferred: true },
        None => Answered::NotKnown(Undecided::PolicyNotSeen),
    }
}

fn policy_of(candidate: &Candidate) -> Option<&Policy> {
    candidate.answer.as_deref().map(|answer| &answer.policy)
}

/// Whether two answers hold the same policy; those of one text are one.
pub(super) fn is_same(one: &Arc<Answer>, other: &Arc<Answer>) -> bool {
    Arc::ptr_eq(one, other) || one.policy == other.policy
}

/// How much a policy seems to be made for the call that the function was asked about. A function that answers so answers other calls
/// otherwise.
fn made_for(policy: &Policy, arn: &str) -> MadeFor {
    let Some(asked) = MethodArn::parse(arn) else { return MadeFor::Any };
    let names = |pattern: &str| {
        pattern == arn
            || MethodArn::parse(pattern)
                .is_some_and(|pattern| (pattern.method, pattern.path) == (asked.method, asked.path))
    };
    let resources = |effect: Effect| {
        let of_effect =
            move |statement: &&Statement| statement.effect == effect && !statement.resources.is_negated;
        policy.statements.iter().filter(of_effect).flat_map(|statement| &statement.resources.patterns)
    };
    let mut allowed = resources(Effect::Allow);
    let is_single = match (allowed.next(), allowed.next()) {
        // The verb alone may be taken from the call as well.
        (Some(only), None) => {
            MethodArn::parse(only).is_some_and(|only| only.method == asked.method) || names(only)
        }
        (Some(_), Some(_)) => resources(Effect::Allow).all(|pattern| names(pattern)),
        (None, _) => {
            let mut denied = resources(Effect::Deny).peekable();
            denied.peek().is_some() && denied.all(|pattern| names(pattern))
        }
    };
    if is_single {
        MadeFor::ThisCall
    } else if [Effect::Allow, Effect::Deny].into_iter().any(|effect| resources(effect).any(|it| names(it))) {
        MadeFor::ThisCallAmongOthers
    } else {
        MadeFor::Any
    }
}

/// Whether a policy may be made for a single call, of which nothing tells which it was.
fn may_be_of_one_call(policy: &Policy) -> bool {
    let allows = policy.statements.iter().filter(|statement| statement.effect == Effect::Allow);
    allows
        .flat_map(|statement| &statement.resources.patterns)
        .any(|pattern| MethodArn::parse(pattern).is_some_and(|arn| !arn.method.contains('*')))
}

fn allows(policy: &Policy, arn: Option<&str>) -> bool {
    arn.is_some_and(|arn| {
        let decision = evaluate(policy, Role::Authorizer, &Request::invoke(arn)).decision;
        matches!(decision, Decision::Allow(_))
    })
}

fn answered_at(call: &Call, at: Instant) -> Instant {
    call.answered_at.unwrap_or_else(|| at.plus_millis(call.authorizer_ms.map_or(0, i64::from)))
}

fn millis(ttl: Ttl) -> i64 {
    match ttl {
        Ttl::Known(ttl) => ttl,
        Ttl::Assumed => crate::cache::DEFAULT_TTL_MS,
    }
}

/// What answers to a call are cached under, by an identity.
fn key(call: &Call, identity: &str) -> Option<Key> {
    Some(Key {
        api_id: call.api_id.clone(),
        stage: call.stage.clone(),
        authorizer_id: call.authorizer_id.clone()?,
        identity: identity.into(),
    })
}
