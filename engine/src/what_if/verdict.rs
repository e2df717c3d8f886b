//! An answer and a resource policy → whether the call passes.
//!
//! The rules are those of [`combine`]: the resource policy's Deny before all, then both policies together. What is not known of one
//! leaves several rows of its table.

use super::{NO_RESOURCE_POLICY, Undecided, call::Call};
use crate::{
    arn::{covers_stage, with_account_of},
    configuration::ResourcePolicy,
    diagnosis::{Deny, Gate},
    ids::{ApiId, StageName},
    policy::{
        Caller, Context, Decision, Effect, Evaluation, Policy, Request, Role,
        combine::{Authorization, Combined, Outcome, Outcomes, Refuser, Row, combine},
        document::Answer,
        evaluate,
        evaluate::INVOKE,
    },
};

/// Whether a call passes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Passage {
    /// It passes the policies.
    Passes {
        /// The authorizer's statement that allows it.
        statement: Option<u32>,
    },
    /// It is refused.
    Refused {
        /// Where.
        gate: Gate,
        /// How.
        deny: Deny,
        /// By this statement.
        statement: Option<u32>,
    },
    /// It cannot be told.
    Undecided {
        /// Why.
        reason: Undecided,
        /// Condition keys that would tell.
        keys: Vec<String>,
    },
}

impl Passage {
    pub(super) fn refused_at_the_authorizer() -> Self {
        Self::Refused { gate: Gate::Authorizer, deny: Deny::Unknown, statement: None }
    }
}

/// A call, as policies look at it.
#[derive(Debug, Clone, Copy)]
pub(super) struct Asked<'a> {
    pub(super) arn: Option<&'a str>,
    pub(super) call: &'a Call,
}

/// What a call meets.
#[derive(Debug, Clone, Copy)]
pub(super) struct Policies<'a> {
    /// The authorizer's answer.
    pub(super) answer: Option<&'a Answer>,
    /// Why that is not known.
    pub(super) if_unknown: Undecided,
    /// What is known of it beside its text: all that how the call ended leaves.
    pub(super) shown: Outcomes,
    pub(super) resource_policy: &'a ResourcePolicy,
}

/// One policy's say.
struct Side {
    outcomes: Outcomes,
    evaluation: Option<Evaluation>,
    /// Why it is not settled.
    reason: Undecided,
}

/// What the resource policy says before the authorizer is asked: only its Deny counts.
pub(super) fn first_pass(resource_policy: &ResourcePolicy, asked: &Asked<'_>) -> Passage {
    let Some(side) = side_of_resource_policy(resource_policy, asked) else {
        return Passage::Passes { statement: None };
    };
    if side.outcomes == Outcomes::EXPLICIT_DENY {
        let statement = side.evaluation.and_then(|evaluation| evaluation.denies);
        Passage::Refused { gate: Gate::ResourcePolicy, deny: Deny::Explicit, statement }
    } else {
        Passage::Passes { statement: None }
    }
}

/// All that may come out.
pub(super) fn outcomes(
    authorizations: &[Authorization],
    policies: &Policies<'_>,
    asked: &Asked<'_>,
) -> Outcomes {
    let caller = side_of_caller(authorizations, policies, asked);
    let resource_policy = side_of_resource_policy(policies.resource_policy, asked);
    together(authorizations, caller.outcomes, resource_policy.map(|side| side.outcomes)).decision
}

/// Whether a call passes under these policies.
pub(super) fn passage(
    authorizations: &[Authorization],
    policies: &Policies<'_>,
    asked: &Asked<'_>,
) -> Passage {
    let caller = side_of_caller(authorizations, policies, asked);
    let resource_policy = side_of_resource_policy(policies.resource_policy, asked);
    let of_resource_policy = resource_policy.as_ref().map(|side| side.outcomes);
    let Combined { decision, rows } = together(authorizations, caller.outcomes, of_resource_policy);
    if decision.is_allow() {
        return Passage::Passes { statement: caller.evaluation.and_then(|evaluation| evaluation.allows) };
    }
    if !decision.is_refusal() {
        return undecided(authorizations, &caller, resource_policy.as_ref());
    }
    let is_of_api = rows.iter().all(|row| row.refuser() == Some(Refuser::ResourcePolicy));
    let (gate, side) = match &resource_policy {
        Some(side) if is_of_api => (Gate::ResourcePolicy, side),
        _ => (Gate::AuthorizerPolicy, &caller),
    };
    let deny = match decision.settled() {
        Some(Outcome::ExplicitDeny) => Deny::Explicit,
        Some(_) => Deny::Implicit,
        None => Deny::Unknown,
    };
    let statement = side.evaluation.as_ref().and_then(Evaluation::denying_statement);
    Passage::Refused { gate, deny, statement }
}

/// What the authorizer's policy can have said of a call that ended so.
pub(super) fn shown(
    authorizations: &[Authorization],
    policies: &Policies<'_>,
    asked: &Asked<'_>,
    is_ended: impl Fn(Outcome) -> bool,
) -> Outcomes {
    let caller = side_of_caller(authorizations, policies, asked);
    let resource_policy = side_of_resource_policy(policies.resource_policy, asked);
    let combined = together(authorizations, caller.outcomes, resource_policy.map(|side| side.outcomes));
    combined.rows.iter().filter(|row| is_ended(row.outcome())).filter_map(|row| row.caller_policy).collect()
}

fn together(
    authorizations: &[Authorization],
    caller: Outcomes,
    resource_policy: Option<Outcomes>,
) -> Combined {
    let rows: Vec<Row> = authorizations
        .iter()
        .flat_map(|authorization| combine(*authorization, caller, resource_policy).rows)
        .collect();
    Combined { decision: rows.iter().map(|row| row.outcome()).collect(), rows }
}

/// Why it is not settled: the first policy that is not, as long as settling it would help.
fn undecided(authorizations: &[Authorization], caller: &Side, resource_policy: Option<&Side>) -> Passage {
    let is_open = |side: &Side| side.outcomes.settled().is_none();
    let sides = [Some(caller), resource_policy].into_iter().flatten().filter(|side| is_open(side));
    let keys: Vec<String> = sides
        .clone()
        .filter_map(|side| side.evaluation.as_ref())
        .flat_map(|evaluation| evaluation.unknown_keys.iter().cloned())
        .collect();
    let reason = match sides.map(|side| side.reason).next() {
        Some(reason) => reason,
        None if authorizations.len() > 1 => Undecided::AuthorizationNotKnown,
        None => Undecided::PolicyUnclear,
    };
    Passage::Undecided { reason, keys }
}

fn side_of_caller(authorizations: &[Authorization], policies: &Policies<'_>, asked: &Asked<'_>) -> Side {
    let side = match policies.answer {
        // What it asks of a call beside its method API Gateway documents nowhere.
        Some(answer) => side(&answer.policy, Role::Authorizer, asked, Context::not_known()),
        // A call without an authorizer that passed had its signature or token accepted; nothing tells more.
        None if !authorizations.contains(&Authorization::Lambda) => {
            Side { outcomes: Outcomes::ALLOW, evaluation: None, reason: policies.if_unknown }
        }
        None => Side { outcomes: Outcomes::ANY, evaluation: None, reason: policies.if_unknown },
    };
    // What contradicts the record is held against it elsewhere.
    let narrowed: Outcomes =
        side.outcomes.iter().filter(|outcome| policies.shown.contains(*outcome)).collect();
    let is_none = narrowed.iter().next().is_none();
    Side { outcomes: if is_none { side.outcomes } else { narrowed }, ..side }
}

/// `None` where the API has none.
fn side_of_resource_policy(resource_policy: &ResourcePolicy, asked: &Asked<'_>) -> Option<Side> {
    let ResourcePolicy::Document { policy, .. } = resource_policy else { return None };
    debug_assert!(!std::ptr::eq(resource_policy, &raw const NO_RESOURCE_POLICY), "it is absent");
    let mut context = Context::partial();
    if let Some(address) = asked.call.source_address.as_deref() {
        context.set("aws:SourceIp", address);
    }
    if let Some(agent) = asked.call.user_agent.as_deref() {
        context.set("aws:UserAgent", agent);
    }
    Some(side(policy, Role::Resource, asked, &context))
}

fn side(policy: &Policy, role: Role, asked: &Asked<'_>, context: &Context) -> Side {
    let Some(arn) = asked.arn else {
        let outcomes = of_any_method(policy, role, asked.call);
        return Side { outcomes, evaluation: None, reason: Undecided::MethodNotLogged };
    };
    let in_clear = in_clear(policy, arn);
    let request = Request {
        action: INVOKE,
        resource: in_clear.as_deref().unwrap_or(arn),
        caller: Caller::Anonymous,
        context,
    };
    let evaluation = evaluate(policy, role, &request);
    let outcomes = match evaluation.decision {
        Decision::Indeterminate => evaluation.outcomes(),
        decision => decision.into(),
    };
    let reason = if policy.is_cut {
        Undecided::WholePolicy
    } else if evaluation.unknown_keys.is_empty() {
        Undecided::PolicyUnclear
    } else {
        Undecided::ConditionKey
    };
    Side { outcomes, evaluation: Some(evaluation), reason }
}

/// The ARN with the account that the policy names, where the log shows no more than its end.
fn in_clear(policy: &Policy, arn: &str) -> Option<String> {
    if !arn.contains(":*") {
        return None;
    }
    let mut patterns = policy.statements.iter().flat_map(|statement| &statement.resources.patterns);
    patterns.find_map(|pattern| with_account_of(pattern, arn))
}

/// What a policy says of a method of which no more than the stage is known.
fn of_any_method(policy: &Policy, role: Role, call: &Call) -> Outcomes {
    let (api_id, stage) =
        (call.api_id.as_ref().map(ApiId::as_str), call.stage.as_ref().map(StageName::as_str));
    let (mut may_allow, mut may_deny, mut allows, mut denies) = (false, false, false, false);
    for statement in &policy.statements {
        let is_for_all = role == Role::Authorizer
            || statement.principals.as_ref().is_some_and(crate::policy::Principals::take_in_anonymous);
        if !is_for_all && statement.principals.is_some() {
            continue;
        }
        let covers = !statement.is_doubtful
            && statement.conditions.is_empty()
            && !statement.resources.is_negated
            && !statement.actions.is_negated
            && statement.actions.patterns.iter().any(|action| {
                ["*", "execute-api:*", INVOKE].iter().any(|all| all.eq_ignore_ascii_case(action))
            })
            && statement.resources.patterns.iter().any(|pattern| {
                covers_stage(pattern, api_id, stage) || role == Role::Resource && pattern == "execute-api:/*"
            });
        match statement.effect {
            Effect::Allow => (may_allow, allows) = (true, allows || covers),
            Effect::Deny => (may_deny, denies) = (true, denies || covers),
        }
    }
    if denies {
        return Outcomes::EXPLICIT_DENY;
    }
    Outcomes {
        allow: may_allow || policy.is_open(),
        explicit_deny: may_deny || policy.is_open(),
        implicit_deny: !allows,
    }
}
