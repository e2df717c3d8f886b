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
    let judged = case.origin.map(|origin| judge(case, origin));
    let origin = judged.as_ref().map(|judged| &judged.origin);
    let case = &Case { origin, ..*case };
    let mut diagnosis =
        case.verdict(Cause::AuthorizerPolicyDeny, Some(Gate::AuthorizerPolicy), Some(403), Grade::Proved);
    let refusals: &[Refusal] = judged.as_ref().map_or(&[], |judged| &judged.refusals);
    let settled = settle(refusals).filter(|_| origin.is_some_and(|origin| origin.is_complete));
    diagnosis.statement = settled.and_then(|refusal| refusal.statement);
    if let Some(refusal) = settled {
        diagnosis.weaken(refusal.grade);
    } else if let [_] = refusals
        && !diagnosis.missing.contains(&Missing::WholePolicy)
        && origin.is_some_and(has_condition)
    {
        diagnosis.missing.push(Missing::ConditionKey);
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

/// Where the policy came from, without the answers that allow the call and so cannot have refused it, and how each of the
/// others refused.
struct Judged {
    origin: Origin,
    refusals: Vec<Refusal>,
}

fn judge(case: &Case<'_>, origin: &Origin) -> Judged {
    let request = case.reading.request;
    let is_fresh = origin.origin == PolicyOrigin::Fresh;
    let mut judged =
        Judged { origin: Origin { candidates: Vec::new(), ..origin.clone() }, refusals: Vec::new() };
    for candidate in &origin.candidates {
        if let Some(answer) = &candidate.answer {
            let refusal = refusal(
                &answer.policy,
                case.method_arn(),
                request.api_id.as_ref().map(ApiId::as_str),
                request.stage.as_ref().map(StageName::as_str),
                is_fresh,
            );
            match refusal {
                Some(refusal) => judged.refusals.push(refusal),
                None => continue,
            }
        }
        judged.origin.candidates.push(candidate.clone());
    }
    judged
}

fn has_condition(origin: &Origin) -> bool {
    let answers = origin.candidates.iter().filter_map(|candidate| candidate.answer.as_ref());
    answers.flat_map(|answer| &answer.policy.statements).any(|statement| statement.has_condition)
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
