//! There is no such path or method at this stage: `Missing Authentication Token`.
//!
//! ## What is seen
//! Nothing in the execution log. In an access log the gateway response type `MISSING_AUTHENTICATION_TOKEN`, or its
//! text; rarely `RESOURCE_NOT_FOUND`.
//! ## Why it refuses
//! What no method answers is taken for a call that should have been signed. The usual reasons: a wrong path or verb, a method that
//! is not deployed yet, a stage's name behind a custom domain, the parent of a `{proxy+}`.
//! ## What settles it
//! The API's resources, as they were deployed. A call to a method with IAM authorization that is not signed at all looks the same,
//! so this is inferred.
//! ## Source
//! AWS Knowledge Center, "api-gateway-authentication-token-errors".

use crate::diagnosis::{Cause, Diagnosis, Grade, Missing, case::Case};

/// Whether no route was found.
pub fn check(case: &Case<'_>) -> Option<Diagnosis> {
    const CAUSE: Cause = Cause::RouteNotFound;
    let outcome = case.outcome;
    if !outcome.is_response_to(CAUSE) && !outcome.is_told_as(CAUSE) {
        return None;
    }
    let may_be_unsigned =
        outcome.response.or(outcome.message).is_none_or(|meaning| !meaning.alternatives.is_empty());
    let grade = if may_be_unsigned { Grade::Inferred } else { Grade::Proved };
    let status = outcome.response.and_then(|meaning| meaning.status).unwrap_or(403);
    let mut diagnosis = case.verdict(CAUSE, None, Some(status), grade);
    if may_be_unsigned {
        diagnosis.missing.push(Missing::Methods);
    }
    Some(diagnosis.on(outcome.lines()))
}
