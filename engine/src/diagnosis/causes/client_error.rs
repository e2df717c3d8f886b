//! The call was answered with a status of 400 to 499 that is no refusal of a gate.
//!
//! ## What is seen
//! `Method completed with status: 4xx`. Behind `Successfully completed execution` it is the backend's answer; without it the
//! request did not fit the method: the gateway response types `BAD_REQUEST_PARAMETERS`, `BAD_REQUEST_BODY`,
//! `UNSUPPORTED_MEDIA_TYPE`, `REQUEST_TOO_LARGE` or `RESOURCE_NOT_FOUND`.
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

/// The gateway responses to a request that does not fit, and their statuses.
const TYPES: &[(&str, u16)] = &[
    ("BAD_REQUEST_PARAMETERS", 400),
    ("BAD_REQUEST_BODY", 400),
    ("UNSUPPORTED_MEDIA_TYPE", 415),
    ("REQUEST_TOO_LARGE", 413),
    ("RESOURCE_NOT_FOUND", 404),
];

/// Whether the client's request was not acceptable.
pub fn check(case: &Case<'_>) -> Option<Diagnosis> {
    let outcome = case.outcome;
    if let Some(response_type) = outcome.response_type {
        let (_, status) = TYPES.iter().find(|(known, _)| *known == response_type)?;
        let diagnosis = case.verdict(Cause::ClientError, Some(Gate::Response), Some(*status), Grade::Proved);
        return Some(diagnosis.on(outcome.lines()));
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
    let grade = if is_behind_the_gates { Grade::Proved } else { Grade::Inferred };
    let is_answer = completed.is_some() || outcome.is_integrated;
    let gate = if is_answer { Gate::Integration } else { Gate::Response };
    let diagnosis = case.verdict(Cause::ClientError, Some(gate), Some(status), grade);
    Some(diagnosis.on(completed.into_iter().chain([line])))
}

/// Whether the backend answered with this status: a backend may throttle too.
fn is_backends(case: &Case<'_>, status: u16) -> bool {
    status == 429
        && (case.outcome.backend_status == Some(status)
            || case.reading.says(|sentence| *sentence == Sentence::ExecutionCompleted))
}
