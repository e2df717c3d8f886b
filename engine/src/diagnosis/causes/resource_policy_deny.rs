//! The API's resource policy refused the call.
//!
//! ## What is seen
//! A Deny prints `ExplicitDenyException User: … with an explicit deny` before anything else. Silence prints `The client is
//! not authorized to perform this operation.` without any line of an authorizer.
//! ## Why it refuses
//! With an authorizer the resource policy is evaluated twice: before the authorizer for explicit denies alone, and then
//! together with the authorizer's policy. Without one it must allow the call itself.
//! ## What settles it
//! The policy itself, in a configuration snapshot. That a lone `not authorized` is the resource policy follows from reports,
//! and IAM authorization may look the same: it is inferred.
//! ## Source
//! API Gateway Developer Guide, "How API Gateway resource policies affect authorization workflow".

use crate::{
    diagnosis::{Cause, Deny, Diagnosis, Gate, Grade, Missing, case::Case},
    log::sentence::Sentence,
};

/// A Deny statement matched.
pub fn explicit(case: &Case<'_>) -> Option<Diagnosis> {
    let line = case.line(|sentence| matches!(sentence, Sentence::ResourcePolicyExplicitDeny { .. }))?;
    let mut diagnosis =
        case.verdict(Cause::ResourcePolicyDeny, Some(Gate::ResourcePolicy), Some(403), Grade::Proved);
    diagnosis.missing.push(Missing::ResourcePolicy);
    Some(diagnosis.denying(Deny::Explicit).on([line]))
}

/// No statement allowed.
pub fn implicit(case: &Case<'_>) -> Option<Diagnosis> {
    let line = case
        .reading
        .line(|line| {
            line.sentence == Sentence::ClientNotAuthorized && line.gate == Some(Gate::ResourcePolicy)
        })?
        .number;
    let mut diagnosis =
        case.verdict(Cause::ResourcePolicyDeny, Some(Gate::ResourcePolicy), Some(403), Grade::Inferred);
    diagnosis.missing.push(Missing::ResourcePolicy);
    let has_start = case.line(|sentence| matches!(sentence, Sentence::ExtendedRequestId(_))).is_some();
    if !has_start {
        diagnosis.missing.push(Missing::Start);
        if case.stage_has_authorizer {
            // Lines of the authorizer may have stood before: it may have been its policy as well.
            diagnosis.cause = Cause::Unknown;
            diagnosis.gate = None;
            return Some(diagnosis.on([line]));
        }
    }
    Some(diagnosis.denying(Deny::Implicit).on([line]))
}
