//! The authorizer's policy refused the call: one that it returned for this call, or one that was still cached.
//!
//! ## What is seen
//! `The client is not authorized to perform this operation.` behind lines of an authorizer. That the authorizer completed
//! says nothing of what its policy allows. In an access log: the gateway response type `ACCESS_DENIED` or
//! `$context.authorize.status` 403 of a call that came to an authorizer; the client reads `User is not authorized to access this
//! resource …`.
//! ## Why it refuses
//! A statement with Deny matches the method's ARN (explicit), or none matches it (implicit). A policy is cached for the
//! caller, not for the method: one that names only the method it was first asked about refuses every other.
//! ## What settles it
//! The policy, which data trace prints with the call that the authorizer answered, and the method, which the same lines or
//! an access log name. The client's text tells explicit from implicit.
//! ## Source
//! API Gateway Developer Guide, "Use API Gateway Lambda authorizers"; AWS Knowledge Center,
//! "api-gateway-lambda-authorization-errors".

use super::resource_policy_deny;
use crate::{
    cache::Origin,
    client::Meaning,
    configuration::ResourcePolicy,
    diagnosis::{Cause, Deny, Diagnosis, Gate, Grade, Missing, PolicyOrigin, case::Case},
    ids::{ApiId, StageName},
    log::sentence::Sentence,
    policy::{
        Context, Effect, Policy,
        refusal::{self, Refusal, refusal},
    },
};

/// Whether the authorizer's policy refused.
pub fn check(case: &Case<'_>) -> Option<Diagnosis> {
    let refused = refused(case)?;
    let judged = case.origin.map(|origin| judge(case, origin, refused.deny));
    let origin = judged.as_ref().map(|judged| &judged.origin);
    let case = &Case { origin, ..*case };
    let mut diagnosis =
        case.verdict(Cause::AuthorizerPolicyDeny, Some(Gate::AuthorizerPolicy), Some(403), refused.grade);
    if origin.is_none() {
        diagnosis.policy_origin = Some(PolicyOrigin::Unknown);
        diagnosis.missing.push(Missing::DataTrace);
    }
    let refusals: &[Refusal] = judged.as_ref().map_or(&[], |judged| &judged.refusals);
    let settled = settle(refusals).filter(|_| origin.is_some_and(|origin| origin.is_complete));
    diagnosis.statement = settled.and_then(|refusal| refusal.statement);
    if let Some(refusal) = settled {
        diagnosis.weaken(refusal.grade);
    } else if let [_] = refusals
        && refused.deny.is_none()
        && !diagnosis.missing.contains(&Missing::WholePolicy)
        && origin.is_some_and(has_condition)
    {
        diagnosis.missing.push(Missing::ConditionKey);
    }
    case.say_when_it_heals(&mut diagnosis);
    let deny = refused.deny.or(settled.map(|refusal| refusal.deny)).unwrap_or(Deny::Unknown);
    if deny == Deny::Implicit && resource_policy_deny::allows(case) {
        // One Allow of the two policies is enough, so the resource policy was another one then.
        diagnosis.weaken(Grade::Inferred);
    }
    let evidence = case.lines(|line| {
        line.sentence == Sentence::ClientNotAuthorized
            || matches!(line.sentence, Sentence::StartingAuthorizer { .. } | Sentence::UsingPolicy { .. })
            || (line.gate == Some(Gate::Authorizer)
                && matches!(line.sentence, Sentence::AuthorizerResult(_) | Sentence::SendingRequest(_)))
            || line.method_arn().is_some()
            || (diagnosis.policy_origin == Some(PolicyOrigin::Cached)
                && matches!(line.sentence, Sentence::IncomingIdentity(_)))
    });
    Some(diagnosis.denying(deny).on(evidence.into_iter().chain(case.outcome.lines())))
}

/// That the authorizer's policy refused, and how sure that is.
struct Refused {
    /// How it denied, where the client's text says so.
    deny: Option<Deny>,
    grade: Grade,
}

fn refused(case: &Case<'_>) -> Option<Refused> {
    const CAUSE: Cause = Cause::AuthorizerPolicyDeny;
    let outcome = case.outcome;
    if outcome.is_another_response(CAUSE) {
        return None;
    }
    let is_line = case
        .reading
        .line(|line| {
            line.sentence == Sentence::ClientNotAuthorized && line.gate == Some(Gate::AuthorizerPolicy)
        })
        .is_some();
    let has_authorizer = case.has_authorizer();
    let (deny, is_text) = match outcome.message {
        Some(Meaning { cause: CAUSE, deny, alternatives, .. }) => {
            (deny.filter(|deny| *deny != Deny::Unknown), alternatives.is_empty())
        }
        Some(meaning @ Meaning { cause: Cause::ResourcePolicyDeny, deny, .. }) => {
            // Silence of both policies is told in the words of the resource policy. Its explicit deny comes before the
            // authorizer.
            let may_be = deny == Some(Deny::Implicit) || meaning.allows(CAUSE);
            if !has_authorizer || !may_be {
                return None;
            }
            (deny, false)
        }
        _ => (None, false),
    };
    let is_phase = outcome.is_access_denied() || deny.is_some();
    let has_no_other = case.resource_policy() == Some(&ResourcePolicy::Absent) && case.stage.has_authorizer;
    let grade = if is_line || is_text || (is_phase && outcome.authorizer.is_passed()) {
        Grade::Proved
    } else if is_phase && (has_authorizer || has_no_other) {
        Grade::Inferred
    } else {
        return None;
    };
    Some(Refused { deny, grade })
}

/// Where the policy came from, without the answers that allow the call and so cannot have refused it, and how each of the
/// others refused.
struct Judged {
    origin: Origin,
    refusals: Vec<Refusal>,
}

fn judge(case: &Case<'_>, origin: &Origin, told: Option<Deny>) -> Judged {
    let request = case.reading.request;
    let is_fresh = origin.origin == PolicyOrigin::Fresh;
    let method_arn = case.method_arn();
    let refused = refusal::Refused {
        method_arn: method_arn.as_deref(),
        api_id: request.api_id.as_ref().map(ApiId::as_str),
        stage: request.stage.as_ref().map(StageName::as_str),
        is_fresh,
        context: Context::not_known(),
    };
    let mut judged =
        Judged { origin: Origin { candidates: Vec::new(), ..origin.clone() }, refusals: Vec::new() };
    for candidate in &origin.candidates {
        if let Some(answer) = &candidate.answer {
            let refusal = refusal(&answer.policy, &refused);
            match (refusal, told) {
                (None, _) => continue,
                (Some(refusal), None) => judged.refusals.push(refusal),
                (Some(refusal), Some(deny)) => match as_told(refusal, deny, &answer.policy) {
                    Some(refusal) => judged.refusals.push(refusal),
                    // It would have refused in the other way, so it is not the one.
                    None if !is_fresh => continue,
                    None => {}
                },
            }
        }
        judged.origin.candidates.push(candidate.clone());
    }
    judged
}

/// A refusal in the way that the client was told; `None` when the policy cannot have refused so.
fn as_told(refusal: Refusal, deny: Deny, policy: &Policy) -> Option<Refusal> {
    if refusal.deny == deny {
        return Some(refusal);
    }
    if refusal.deny != Deny::Unknown {
        return None;
    }
    let mut denies = policy.statements.iter().filter(|statement| statement.effect == Effect::Deny);
    let statement = match (deny, denies.next(), denies.next()) {
        (Deny::Explicit, Some(only), None) if !policy.is_cut => Some(only.index),
        _ => None,
    };
    Some(Refusal { deny, statement, grade: Grade::Inferred })
}

fn has_condition(origin: &Origin) -> bool {
    let answers = origin.candidates.iter().filter_map(|candidate| candidate.answer.as_ref());
    answers.flat_map(|answer| &answer.policy.statements).any(|statement| !statement.conditions.is_empty())
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
