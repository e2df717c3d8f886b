//! What would have become of recorded calls under a change: another policy of the authorizer, another resource policy, another TTL
//! or identity source, no cache, a flush.
//!
//! Calls go through one by one in time order, and no more is kept of them than what is cached and what each identity's authorizer
//! answered last, so that their number does not matter. Whoever owns the loop reports how far it is ([`Replay::so_far`]) and stops
//! when nobody waits any more.
//!
//! ## What is assumed
//! What the change does not touch stays as it was recorded: only where a call meets another answer or another resource policy is
//! anything judged again. A flip is told only where the same rules, without the change, lead to what was recorded. What an authorizer
//! would have answered to a call about which it was not asked is not known: the nearest answer to the same identity before is taken,
//! one for the same method first, and none where the answer named the very call it was for. That is inferred, never proved.
//!
//! | file | what is there |
//! |---|---|
//! | [`call`] | a request and its verdict → the facts of it that a change may meet |
//! | [`change`] | what is tried, and what it leaves of what a call met |
//! | [`world`] | the authorizer and its cache under the change: which answer a call would have got |
//! | [`verdict`] | an answer and a resource policy → whether the call passes |
//! | [`cost`] | calls of the authorizer, and the time that callers wait for it |
//! | [`outcome`] | what is counted, and in which words |
//! | [`fix`] | the smallest changes of statements that let selected calls through, or refuse them |

pub mod call;
pub mod change;
pub mod cost;
pub mod fix;
pub mod outcome;
pub mod verdict;
pub mod world;

pub use call::{Answers, Call};
pub use change::{AuthorizerPolicy, Callers, Change, Flush};
pub use outcome::{Assumption, Because, Direction, Flip, Outcome, Row, Undecided};

use std::borrow::Cow;

use crate::{
    cache::entries::Ttl,
    configuration::{History, ResourcePolicy},
    diagnosis::{Cause, Deny, Grade},
    policy::combine::{Authorization, Outcome as PolicyOutcome, Outcomes},
    time::Instant,
};
use change::Settings;
use outcome::Tally;
use verdict::{Asked, Passage, Policies};
use world::{Answered, How, World};

/// What a change does to one call.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Effect {
    /// It ends as it was recorded.
    None,
    /// It ended at a gate, or for a reason, that no such change touches.
    Elsewhere,
    /// It ends the other way.
    Flips(Flip),
    /// It cannot be told.
    Undecided(Undecided),
}

/// How far a replay is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct SoFar {
    /// Calls that went through.
    pub n_calls: u64,
    /// Calls that were refused and would pass.
    pub n_newly_allowed: u64,
    /// Calls that passed and would be refused.
    pub n_newly_refused: u64,
    /// Calls of which it cannot be told.
    pub n_undecided: u64,
    /// The latest moment so far.
    pub until: Option<Instant>,
}

/// Recorded calls, on their way through a change.
#[derive(Debug)]
pub struct Replay {
    change: Change,
    recorded: History,
    course: Course,
}

/// What calls leave behind for later ones.
#[derive(Debug)]
struct Course {
    world: World,
    tally: Tally,
}

impl Replay {
    /// One of a change against the configurations that the calls met, as far as they are known.
    pub fn new(change: Change, recorded: impl Into<History>) -> Self {
        let course = Course { world: World::new(&change), tally: Tally::default() };
        Self { change, recorded: recorded.into(), course }
    }

    /// Takes the next call: none may be earlier than those before by more than a call takes.
    pub fn call(&mut self, call: &Call) -> Effect {
        let Self { change, recorded, course } = self;
        let arn = course.world.method_arn(call);
        let effect = course.effect(call, arn.as_deref(), change, recorded);
        course.tally.take(call, &effect);
        effect
    }

    /// How far it is.
    pub fn so_far(&self) -> SoFar {
        self.course.tally.so_far()
    }

    /// What came out.
    pub fn finish(self) -> Outcome {
        self.course.tally.finish()
    }
}

impl Course {
    fn effect(&mut self, call: &Call, arn: Option<&str>, change: &Change, recorded: &History) -> Effect {
        let Some(at) = call.at else { return Effect::Undecided(Undecided::Moment) };
        let ended = Ended::of(call.cause);
        if ended == Ended::BeforeTheApi {
            return Effect::Elsewhere;
        }
        let settings = Settings::of(change, recorded, call);
        let asked = Asked { arn, call };
        let is_resource_policy_new = settings.is_resource_policy_new();

        // The first pass of the resource policy comes before the authorizer and its cache.
        if is_resource_policy_new
            && let Passage::Refused { .. } = verdict::first_pass(settings.resource_policy_after, &asked)
        {
            if call.has_asked() {
                self.world.count(&mut self.tally, call, at, Some(false));
                self.world.pass_over(call, at, arn);
            }
            return self.settle(call, ended, &asked, &settings, None);
        }
        if call.has_asked() && settings.ttl_before == Ttl::Assumed && !settings.is_cache_as_it_was(call, at) {
            self.tally.assume(Assumption::DefaultTtl);
        }
        let answered = if call.has_asked() {
            let answered = self.world.ask(call, at, arn, &settings);
            self.world.count(&mut self.tally, call, at, answered.is_called);
            answered.answered
        } else if ended == Ended::ByResourcePolicy && is_resource_policy_new {
            // It did not come to the authorizer, and might now: nothing tells what that says.
            if settings.guard != Guard::Nobody {
                self.world.count(&mut self.tally, call, at, None);
            }
            Answered::NotKnown(Undecided::PolicyNotSeen)
        } else {
            Answered::AsRecorded
        };
        let answered = self.try_policy(change.authorizer_policy.as_ref(), call, ended, &settings, answered);
        let is_same_answer = match &answered {
            Answered::AsRecorded => true,
            Answered::With { answer, .. } => {
                call.answer.as_ref().is_some_and(|own| world::is_same(own, answer))
            }
            Answered::NotKnown(_) => false,
        };
        if is_same_answer && !is_resource_policy_new {
            return if ended == Ended::Behind { Effect::Elsewhere } else { Effect::None };
        }
        self.settle(call, ended, &asked, &settings, Some(&answered))
    }

    /// Puts the policy that is tried in the place of what the authorizer answers.
    fn try_policy(
        &mut self,
        tried: Option<&AuthorizerPolicy>,
        call: &Call,
        ended: Ended,
        settings: &Settings<'_>,
        answered: Answered,
    ) -> Answered {
        let Some(tried) = tried else { return answered };
        let is_in_play = match &answered {
            // A function that fails answers no policy, whichever it would have been.
            Answered::AsRecorded => call.policy_origin.is_some(),
            Answered::With { .. } => true,
            Answered::NotKnown(_) => settings.guard != Guard::Nobody || ended != Ended::ByResourcePolicy,
        };
        if !is_in_play {
            return answered;
        }
        match tried.callers.take_in(call.principal.as_deref()) {
            Some(false) => answered,
            None => Answered::NotKnown(Undecided::CallerNotLogged),
            Some(true) => {
                let base = match &answered {
                    Answered::AsRecorded => call.answer.as_ref(),
                    Answered::With { answer, .. } => Some(answer),
                    Answered::NotKnown(_) => None,
                };
                match tried.answer(base, &mut self.world.edited) {
                    Some(answer) => Answered::With { answer, how: How::Tried, is_inferred: false },
                    None => match answered {
                        Answered::NotKnown(reason) => Answered::NotKnown(reason),
                        _ => Answered::NotKnown(Undecided::PolicyNotSeen),
                    },
                }
            }
        }
    }

    /// Judges the call by what it meets now, and holds the record against the same rules without the change. `None` as the answer: the
    /// resource policy refuses before anybody is asked.
    fn settle(
        &mut self,
        call: &Call,
        ended: Ended,
        asked: &Asked<'_>,
        settings: &Settings<'_>,
        answered: Option<&Answered>,
    ) -> Effect {
        let was_refused = match ended {
            Ended::Passed => false,
            Ended::ByAuthorizer | Ended::ByResourcePolicy | Ended::AtTheAuthorizer => true,
            Ended::Behind | Ended::BeforeTheApi => return Effect::Elsewhere,
            Ended::Unknown => return Effect::Undecided(Undecided::CauseUnknown),
        };
        let after = match answered {
            None => verdict::first_pass(settings.resource_policy_after, asked),
            Some(answered) => {
                Self::passage(call, ended, asked, settings, answered, settings.resource_policy_after)
            }
        };
        let (passes, refused) = match after {
            Passage::Undecided { reason, keys } => {
                self.tally.missed_keys(keys);
                return Effect::Undecided(reason);
            }
            Passage::Passes { statement } => (true, Passage::Passes { statement }),
            refused @ Passage::Refused { .. } => (false, refused),
        };
        if passes != was_refused {
            return Effect::None;
        }
        if !Self::is_explained(call, ended, asked, settings) {
            return Effect::Undecided(Undecided::RecordNotExplained);
        }
        let how = match answered {
            Some(Answered::With { how, is_inferred, .. }) => Some((*how, *is_inferred)),
            _ => None,
        };
        let mut grade = call.grade;
        let is_assumed =
            settings.is_resource_policy_assumed || how.is_some_and(|(_, is_inferred)| is_inferred);
        if is_assumed || settings.guard == Guard::Assumed || call.answer.is_none() && how.is_none() {
            grade = grade.max(Grade::Inferred);
        }
        if settings.is_resource_policy_assumed {
            self.tally.assume(Assumption::NoResourcePolicy);
        }
        if how == Some((How::Fresh, true)) {
            self.tally.assume(Assumption::NearestAnswer);
        }
        let (gate, deny, statement) = match refused {
            Passage::Refused { gate, deny, statement } => (Some(gate), Some(deny), statement),
            Passage::Passes { statement } => (None, None, statement),
            Passage::Undecided { .. } => (None, None, None),
        };
        // What flips it without the new resource policy is not that one's doing.
        let is_by_answer = || {
            !settings.is_resource_policy_new()
                || answered.is_some_and(|answered| {
                    let before = settings.resource_policy_before;
                    match Self::passage(call, ended, asked, settings, answered, before) {
                        Passage::Passes { .. } => passes,
                        Passage::Refused { .. } => !passes,
                        Passage::Undecided { .. } => false,
                    }
                })
        };
        let because = match how {
            Some((how, _)) if is_by_answer() => how.because(),
            _ => Because::ResourcePolicy,
        };
        let direction = if passes { Direction::NewlyAllowed } else { Direction::NewlyRefused };
        let resource = settings.resource_path(call).map(Cow::into_owned);
        Effect::Flips(Flip { direction, because, grade, gate, deny, statement, resource })
    }

    fn passage(
        call: &Call,
        ended: Ended,
        asked: &Asked<'_>,
        settings: &Settings<'_>,
        answered: &Answered,
        resource_policy: &ResourcePolicy,
    ) -> Passage {
        let authorizations = settings.authorizations();
        let (answer, if_unknown, shown) = match answered {
            // No policy came, so nothing was evaluated.
            Answered::AsRecorded if ended == Ended::AtTheAuthorizer => {
                return Passage::refused_at_the_authorizer();
            }
            Answered::AsRecorded => {
                let met = Self::met(call, settings);
                let shown =
                    verdict::shown(authorizations, &met, asked, |outcome| ended.may_be(call, outcome));
                (call.answer.as_deref(), Undecided::PolicyNotSeen, shown)
            }
            Answered::With { answer, .. } => (Some(&**answer), Undecided::PolicyNotSeen, Outcomes::ANY),
            Answered::NotKnown(reason) => (None, *reason, Outcomes::ANY),
        };
        let policies = Policies { answer, if_unknown, shown, resource_policy };
        verdict::passage(authorizations, &policies, asked)
    }

    /// The policies that a call met.
    fn met<'a>(call: &'a Call, settings: &Settings<'a>) -> Policies<'a> {
        Policies {
            answer: call.answer.as_deref(),
            if_unknown: Undecided::PolicyNotSeen,
            shown: Outcomes::ANY,
            resource_policy: settings.resource_policy_before,
        }
    }

    /// Whether what was recorded may come out of what the call met.
    fn is_explained(call: &Call, ended: Ended, asked: &Asked<'_>, settings: &Settings<'_>) -> bool {
        // Without a policy nothing was evaluated; and which resource policy refused may not be known.
        if ended == Ended::AtTheAuthorizer
            || ended == Ended::ByResourcePolicy && settings.is_resource_policy_assumed
        {
            return true;
        }
        let outcomes = verdict::outcomes(settings.authorizations(), &Self::met(call, settings), asked);
        outcomes.iter().any(|outcome| ended.may_be(call, outcome))
    }
}

/// How a call ended, as far as a change may touch it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Ended {
    /// It came through to the backend, whatever that made of it.
    Passed,
    /// The authorizer's policy refused.
    ByAuthorizer,
    /// The resource policy refused.
    ByResourcePolicy,
    /// It had no identity, or the authorizer failed or raised `Unauthorized`: there was no policy.
    AtTheAuthorizer,
    /// API key, throttle, quota, the request's own faults: it came past the policies and is refused all the same.
    Behind,
    /// WAF, no such route, a signature, the edge.
    BeforeTheApi,
    /// Nobody knows.
    Unknown,
}

impl Ended {
    /// Whether a call that ended so may have had this outcome of the policies.
    fn may_be(self, call: &Call, outcome: PolicyOutcome) -> bool {
        match (self, call.deny) {
            (Self::Passed, _) => outcome == PolicyOutcome::Allow,
            (_, Some(Deny::Explicit)) => outcome == PolicyOutcome::ExplicitDeny,
            (_, Some(Deny::Implicit)) => outcome == PolicyOutcome::ImplicitDeny,
            _ => outcome != PolicyOutcome::Allow,
        }
    }

    fn of(cause: Cause) -> Self {
        match cause {
            Cause::None | Cause::BackendRefused | Cause::IntegrationError => Self::Passed,
            Cause::AuthorizerPolicyDeny => Self::ByAuthorizer,
            Cause::ResourcePolicyDeny => Self::ByResourcePolicy,
            Cause::IdentityRejected
            | Cause::AuthorizerRaisedUnauthorized
            | Cause::Unauthorized
            | Cause::AuthorizerError => Self::AtTheAuthorizer,
            Cause::ApiKeyRejected
            | Cause::Throttled
            | Cause::QuotaExceeded
            | Cause::CacheInvalidationRefused
            | Cause::ClientError => Self::Behind,
            Cause::WafBlocked | Cause::RouteNotFound | Cause::IamAuthFailed | Cause::NotMapped => {
                Self::BeforeTheApi
            }
            Cause::Unknown => Self::Unknown,
        }
    }
}

/// Who authorizes the method of a call.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Guard {
    /// A Lambda authorizer.
    Lambda,
    /// Nobody but the resource policy.
    Nobody,
    /// A user pool.
    Cognito,
    /// IAM.
    Iam,
    /// Nothing tells: nobody, most likely, since the call shows no authorizer.
    Assumed,
    /// Nothing tells.
    NotKnown,
}

impl Settings<'_> {
    fn authorizations(&self) -> &'static [Authorization] {
        match self.guard {
            Guard::Lambda => &[Authorization::Lambda],
            Guard::Nobody => &[Authorization::None],
            Guard::Cognito => &[Authorization::Cognito],
            Guard::Iam => &[Authorization::IamSameAccount, Authorization::IamCrossAccount],
            Guard::Assumed => &[Authorization::None, Authorization::IamSameAccount],
            Guard::NotKnown => &[Authorization::None, Authorization::Lambda, Authorization::IamSameAccount],
        }
    }
}

/// The resource policy of a call that is not known to have any: as if it had none.
pub(crate) static NO_RESOURCE_POLICY: ResourcePolicy = ResourcePolicy::Absent;
