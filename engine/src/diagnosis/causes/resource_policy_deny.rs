//! The API's resource policy refused the call.
//!
//! ## What is seen
//! A Deny prints `ExplicitDenyException User: … with an explicit deny` before anything else. Silence prints `The client is
//! not authorized to perform this operation.` without any line of an authorizer. In an access log: the same texts, or the gateway
//! response type `ACCESS_DENIED` of a call that never came to an authorizer.
//! ## Why it refuses
//! With an authorizer the resource policy is evaluated twice: before the authorizer for explicit denies alone, and then
//! together with the authorizer's policy. Without one it must allow the call itself.
//! ## What settles it
//! The policy itself, in a configuration snapshot. That a lone `not authorized` is the resource policy follows from reports,
//! and IAM authorization may look the same: it is inferred.
//! ## Source
//! API Gateway Developer Guide, "How API Gateway resource policies affect authorization workflow".

use crate::{
    diagnosis::{
        Cause, Deny, Diagnosis, Gate, Grade, Missing,
        case::Case,
        wording::{Kind, Wording},
    },
    log::sentence::Sentence,
};

/// A Deny statement matched.
pub fn explicit(case: &Case<'_>) -> Option<Diagnosis> {
    let line = case.line(|sentence| matches!(sentence, Sentence::ResourcePolicyExplicitDeny { .. }));
    let grade = match (line, case.outcome.message) {
        (Some(_), _) => Grade::Proved,
        (None, Some(Wording::Policy { deny: Deny::Explicit, by, user, .. })) => match by {
            Some(Kind::Resource) => Grade::Proved,
            Some(Kind::Identity) => return None,
            // Until 2025 the text did not name the policy; only an IAM caller has one of its own.
            None if user == "anonymous" => Grade::Proved,
            None => Grade::Inferred,
        },
        _ => return None,
    };
    let diagnosis = case.verdict(Cause::ResourcePolicyDeny, Some(Gate::ResourcePolicy), Some(403), grade);
    let evidence = line.into_iter().chain(case.outcome.lines());
    Some(without_the_policy(case, diagnosis).denying(Deny::Explicit).on(evidence))
}

/// No statement allowed.
pub fn implicit(case: &Case<'_>) -> Option<Diagnosis> {
    if case.outcome.is_another_response(&["ACCESS_DENIED"]) {
        return None;
    }
    let line = case.reading.line(|line| {
        line.sentence == Sentence::ClientNotAuthorized && line.gate == Some(Gate::ResourcePolicy)
    });
    match line.map(|line| line.number) {
        Some(line) => by_line(case, line),
        None => by_access_log(case),
    }
}

fn by_line(case: &Case<'_>, line: u64) -> Option<Diagnosis> {
    let mut diagnosis = refused(case);
    let evidence = [line].into_iter().chain(case.outcome.lines());
    let has_start = case.line(|sentence| matches!(sentence, Sentence::ExtendedRequestId(_))).is_some();
    if !has_start {
        diagnosis.missing.push(Missing::Start);
    }
    if !has_start && case.stage.has_authorizer || case.has_no_resource_policy() {
        // Lines of the authorizer may have stood before: it may have been its policy as well. Or it was IAM.
        return Some(Diagnosis { cause: Cause::Unknown, gate: None, ..diagnosis }.on(evidence));
    }
    Some(diagnosis.denying(Deny::Implicit).on(evidence))
}

fn by_access_log(case: &Case<'_>) -> Option<Diagnosis> {
    let outcome = case.outcome;
    let deny = match outcome.message {
        Some(Wording::Policy { deny: Deny::Implicit, .. }) => Deny::Implicit,
        Some(Wording::Policy { .. }) => return None,
        _ => Deny::Unknown,
    };
    let is_refused = outcome.is_response(&["ACCESS_DENIED"])
        || outcome.authorize.refused_with(&[401, 403])
        || outcome.message == Some(Wording::NotAuthorized);
    // A format that names other phases names the authorizer's too, so that a call without it never came there.
    let names_phases = case.stage.logs_authorizer
        || outcome.authorize.is_reached()
        || outcome.authenticate.is_reached()
        || outcome.waf.is_reached();
    let is_told = deny != Deny::Unknown || (is_refused && names_phases);
    if !is_told || case.has_no_resource_policy() {
        return None;
    }
    Some(refused(case).denying(deny).on(outcome.lines()))
}

fn refused(case: &Case<'_>) -> Diagnosis {
    let gate = Some(Gate::ResourcePolicy);
    without_the_policy(case, case.verdict(Cause::ResourcePolicyDeny, gate, Some(403), Grade::Inferred))
}

fn without_the_policy(case: &Case<'_>, mut diagnosis: Diagnosis) -> Diagnosis {
    if case.resource_policy().is_none() {
        diagnosis.missing.push(Missing::ResourcePolicy);
    }
    diagnosis
}
