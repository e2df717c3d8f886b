//! 401, and the evidence does not tell whether the authorizer's Lambda was called.
//!
//! ## What is seen
//! `Unauthorized request: …`, or the gateway response type `UNAUTHORIZED`, and neither data trace nor an access log that names the
//! call of the Lambda.
//! ## Why it refuses
//! The identity was not acceptable before the Lambda was called (`identity_rejected`), or the Lambda itself raised `Unauthorized`
//! (`authorizer_raised_unauthorized`).
//! ## What settles it
//! Data trace; `$context.authorizer.requestId` in the access log; the Lambda's own log, in which the call is or is not.
//! ## Source
//! API Gateway Developer Guide, "Use API Gateway Lambda authorizers"; AWS Knowledge Center, "api-gateway-logs".

use crate::{
    diagnosis::{Cause, Diagnosis, Gate, Grade, Missing, case::Case},
    log::sentence::Sentence,
};

/// Whether the call was answered with 401, by whichever of the two.
pub fn check(case: &Case<'_>) -> Option<Diagnosis> {
    let evidence = evidence(case)?;
    let mut diagnosis = case.verdict(Cause::Unauthorized, Some(Gate::Identity), Some(401), Grade::Proved);
    diagnosis.missing.push(Missing::DataTrace);
    if case.has_execution_lines() && !has_start(case) {
        diagnosis.missing.push(Missing::Start);
    }
    Some(diagnosis.on(evidence))
}

/// The lines that show that the authorizer, or what stands before it, answered with 401; `None` when it did not.
pub(super) fn evidence(case: &Case<'_>) -> Option<Vec<u64>> {
    let outcome = case.outcome;
    if outcome.is_another_response(Cause::Unauthorized) {
        return None;
    }
    let line = case
        .line(|sentence| matches!(sentence, Sentence::UnauthorizedRequest { .. } | Sentence::Unauthorized));
    let is_phase = outcome.authorizer.refused_with(&[401]);
    let is_text = outcome.message.is_some_and(|meaning| meaning.status == Some(401))
        && !outcome.is_integrated
        && !case.is_executed()
        && case.reading.logged_status().is_some_and(|(status, _)| status == 401);
    if line.is_none() && !outcome.is_response_to(Cause::Unauthorized) && !is_phase && !is_text {
        return None;
    }
    let lines = case.lines(|other| {
        Some(other.number) == line
            || matches!(other.sentence, Sentence::StartingAuthorizer { .. } | Sentence::IncomingIdentity(_))
            || (other.gate == Some(Gate::Authorizer) && matches!(other.sentence, Sentence::SendingRequest(_)))
    });
    Some(lines.into_iter().chain(outcome.lines()).collect())
}

/// Whether the authorizer's first line is there, so that what is missing behind it was not said.
pub(super) fn has_start(case: &Case<'_>) -> bool {
    case.reading.says(|sentence| matches!(sentence, Sentence::StartingAuthorizer { .. }))
}
