//! There is no such path or method at this stage: `Missing Authentication Token`.
//!
//! ## What is seen
//! Nothing in the execution log. In an access log the gateway response type `MISSING_AUTHENTICATION_TOKEN`, or its text.
//! ## Why it refuses
//! What no method answers is taken for a call that should have been signed. The usual reasons: a wrong path or verb, a method that
//! is not deployed yet, a stage's name behind a custom domain, the parent of a `{proxy+}`.
//! ## What settles it
//! The API's resources, as they were deployed. A call to a method with IAM authorization that is not signed at all looks the same,
//! so this is inferred.
//! ## Source
//! AWS Knowledge Center, "api-gateway-authentication-token-errors".

use crate::diagnosis::{Cause, Diagnosis, Grade, Missing, case::Case, wording::Wording};

/// Whether no route was found.
pub fn check(case: &Case<'_>) -> Option<Diagnosis> {
    const TYPES: &[&str] = &["MISSING_AUTHENTICATION_TOKEN"];
    let outcome = case.outcome;
    let is_text = outcome.message == Some(Wording::MissingAuthenticationToken);
    if !outcome.is_response(TYPES) && (!is_text || outcome.is_another_response(TYPES)) {
        return None;
    }
    let mut diagnosis = case.verdict(Cause::RouteNotFound, None, Some(403), Grade::Inferred);
    diagnosis.missing.push(Missing::Methods);
    Some(diagnosis.on(outcome.lines()))
}
