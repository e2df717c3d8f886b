//! The authorizer's policy refused the call: one that it returned for this call, or one that was still cached.
//!
//! ## What is seen
//! `The client is not authorized to perform this operation.` behind lines of an authorizer. That the authorizer completed
//! says nothing of what its policy allows.
//! ## Why it refuses
//! A statement with Deny matches the method's ARN (explicit), or none matches it (implicit). A policy is cached for the
//! caller, not for the method: one that names only the method it was first asked about refuses every other.
//! ## What settles it
//! The policy, which data trace prints with the call that the authorizer answered, and the method, which the same lines or
//! an access log name.
//! ## Source
//! API Gateway Developer Guide, "Use API Gateway Lambda authorizers"; AWS Knowledge Center,
//! "api-gateway-lambda-authorization-errors".

use crate::{
    cache::Origin,
    diagnosis::{Cause, Deny, Diagnosis, Gate, Grade, Missing, PolicyOrigin, case::Case},
    ids::{ApiId, StageName},
    log::sentence::Sentence,
    policy::evaluate::{Refusal, refusal},
};

/// Whether the authorizer's policy refused.
pub fn check(case: &Case<'_>) -> Option<Diagnosis> {
    let refused = case.reading.line(|line| {
        line.sentence == Sentence::ClientNotAuthorized && line.gate == Some(Gate::AuthorizerPolicy)
    })?;
    let mut diagnosis =
        case.verdict(Cause::AuthorizerPolicyDeny, Some(Gate::AuthorizerPolicy), Some(403), Grade::Proved);
    let refusals: Vec<Refusal> = case.origin.map(|origin| refusals(case, origin)).unwrap_or_default();
    let settled = settle(&refusals);
    diagnosis.statement = settled.and_then(|refusal| refusal.statement);
    if let Some(refusal) = settled {
        diagnosis.weaken(refusal.grade);
    } else if refusals.len() == 1 && !diagnosis.missing.contains(&Missing::WholePolicy) {
        let has_condition = case.origin.is_some_and(|origin| {
            origin
                .candidates
                .iter()
                .filter_map(|candidate| candidate.answer.as_ref())
                .any(|answer| answer.policy.statements.iter().any(|statement| statement.has_condition))
        });
        if has_condition {
            diagnosis.missing.push(Missing::ConditionKey);
        }
    }
    case.say_when_it_heals(&mut diagnosis);
    let deny = settled.map_or(Deny::Unknown, |refusal| refusal.deny);
    let evidence = case.lines(|line| {
        line.number == refused.number
            || matches!(line.sentence, Sentence::StartingAuthorizer { .. } | Sentence::UsingPolicy { .. })
            || (line.gate == Some(Gate::Authorizer)
                && matches!(line.sentence, Sentence::AuthorizerResult(_) | Sentence::SendingRequest(_)))
            || line.method_arn().is_some()
            || (diagnosis.policy_origin == Some(PolicyOrigin::Cached)
                && matches!(line.sentence, Sentence::IncomingIdentity(_)))
    });
    Some(diagnosis.denying(deny).on(evidence))
}

/// How each policy that may have answered refuses this call.
fn refusals(case: &Case<'_>, origin: &Origin) -> Vec<Refusal> {
    let request = case.reading.request;
    let is_fresh = origin.origin == PolicyOrigin::Fresh;
    origin
        .candidates
        .iter()
        .filter_map(|candidate| candidate.answer.as_ref())
        .map(|answer| {
            refusal(
                &answer.policy,
                case.method_arn(),
                request.api_id.as_ref().map(ApiId::as_str),
                request.stage.as_ref().map(StageName::as_str),
                is_fresh,
            )
        })
        .collect()
}

/// What all candidates agree on: several that refuse in one way settle how, though not which of them it was.
fn settle(refusals: &[Refusal]) -> Option<Refusal> {
    let (first, rest) = refusals.split_first()?;
    if first.deny == Deny::Unknown || rest.iter().any(|other| other.deny != first.deny) {
        return None;
    }
    let statement =
        if rest.iter().all(|other| other.statement == first.statement) { first.statement } else { None };
    let grade = refusals.iter().map(|refusal| refusal.grade).max().unwrap_or(Grade::Unknown);
    Some(Refusal { deny: first.deny, statement, grade })
}
