//! The call was answered with a status of 400 to 499 that is no refusal of a gate.
//!
//! ## What is seen
//! `Method completed with status: 4xx`. Behind `Successfully completed execution` it is the backend's answer; without it the
//! request did not fit the method: the gateway response types `BAD_REQUEST_PARAMETERS`, `BAD_REQUEST_BODY`,
//! `UNSUPPORTED_MEDIA_TYPE` or `REQUEST_TOO_LARGE`.
//! ## Why it refuses
//! A parameter is missing, a body does not fit its model, a media type is not taken, or the backend says so.
//! ## What settles it
//! The gateway response type and its text. A gateway response may give any refusal another status: a bare 404 only infers.
//! ## Source
//! API Gateway Developer Guide, "Gateway response types".

use crate::{
    diagnosis::{Cause, Diagnosis, Gate, Grade, case::Case},
    log::sentence::Sentence,
};

/// The gateway responses to refusals, which their owner may have given any status.
const REFUSALS: &[&str] = &[
    "ACCESS_DENIED",
    "UNAUTHORIZED",
    "INVALID_API_KEY",
    "MISSING_AUTHENTICATION_TOKEN",
    "INVALID_SIGNATURE",
    "EXPIRED_TOKEN",
    "WAF_FILTERED",
    "THROTTLED",
    "QUOTA_EXCEEDED",
];

/// Whether the client's request was not acceptable.
pub fn check(case: &Case<'_>) -> Option<Diagnosis> {
    const CAUSE: Cause = Cause::ClientError;
    let outcome = case.outcome;
    let invalid = case.line(|sentence| matches!(sentence, Sentence::ValidationFailed { .. }));
    let is_told = outcome.is_response_to(CAUSE) || outcome.is_told_as(CAUSE);
    if invalid.is_some() || is_told {
        let status = outcome.response.or(outcome.message).and_then(|meaning| meaning.status).unwrap_or(400);
        let grade =
            if invalid.is_some() || outcome.is_response_to(CAUSE) { Grade::Proved } else { Grade::Inferred };
        let diagnosis = case.verdict(CAUSE, Some(Gate::Response), Some(status), grade);
        return Some(diagnosis.on(invalid.into_iter().chain(outcome.lines())));
    }
    if outcome.response_type.is_some() {
        return None;
    }
    let (status, line) = case.reading.logged_status()?;
    // 401, 403 and 429 alone do not tell which gate refused.
    if !(400..500).contains(&status) || (matches!(status, 401 | 403 | 429) && !is_backends(case, status)) {
        return None;
    }
    let completed = case.line(|sentence| *sentence == Sentence::ExecutionCompleted);
    let is_behind_the_gates = case.is_executed() || outcome.is_integrated;
    if case.has_authorizer() && !is_behind_the_gates {
        // It ended at the authorizer, or between it and the method: a gateway response may have changed its status.
        return None;
    }
    if !is_behind_the_gates && REFUSALS.iter().any(|kind| case.customised_status(kind) == Some(status)) {
        return None;
    }
    let grade = if is_behind_the_gates { Grade::Proved } else { Grade::Inferred };
    let is_answer = completed.is_some() || outcome.is_integrated;
    let gate = if is_answer { Gate::Integration } else { Gate::Response };
    let diagnosis = case.verdict(CAUSE, Some(gate), Some(status), grade);
    Some(diagnosis.on(completed.into_iter().chain([line])))
}

/// Whether the backend answered with this status: a backend may throttle too.
fn is_backends(case: &Case<'_>, status: u16) -> bool {
    status == 429
        && (case.outcome.backend_status == Some(status)
            || case.reading.says(|sentence| *sentence == Sentence::ExecutionCompleted))
}
