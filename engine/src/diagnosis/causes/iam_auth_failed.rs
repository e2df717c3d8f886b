//! The method asks for an IAM signature, and the one that came was wrong, expired or incomplete.
//!
//! ## What is seen
//! A gateway response of type `INVALID_SIGNATURE` or `EXPIRED_TOKEN`, or `$context.authenticate.status` 403, or a text about a
//! signature or a security token.
//! ## Why it refuses
//! The caller cannot be told. A `Bearer` token that meets an IAM method, or a route that is not deployed, is read as a signature too:
//! `not a valid key=value pair`.
//! ## What settles it
//! The text: it says what is wrong with the signature.
//! ## Source
//! AWS Knowledge Center, "api-gateway-troubleshoot-403-forbidden".

use crate::diagnosis::{Cause, Diagnosis, Gate, Grade, case::Case};

/// Whether the signature was refused.
pub fn check(case: &Case<'_>) -> Option<Diagnosis> {
    let outcome = case.outcome;
    let is_told = outcome.message.is_some_and(|meaning| meaning.is_told());
    let grade = if outcome.is_response_to(Cause::IamAuthFailed) || outcome.is_told_as(Cause::IamAuthFailed) {
        Grade::Proved
    } else if outcome.authenticate.refused_with(&[401, 403]) && outcome.response.is_none() && !is_told {
        Grade::Inferred
    } else {
        return None;
    };
    Some(case.verdict(Cause::IamAuthFailed, Some(Gate::Identity), Some(403), grade).on(outcome.lines()))
}
