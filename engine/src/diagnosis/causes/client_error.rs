//! The call was answered with a status of 400 to 499 that is no refusal of a gate.
//!
//! ## What is seen
//! `Method completed with status: 4xx`. Behind `Successfully completed execution` it is the backend's answer; without it the
//! request did not fit the method (a validator, a missing parameter, a media type).

use crate::{
    diagnosis::{Cause, Diagnosis, Gate, Grade, case::Case},
    log::sentence::Sentence,
};

/// Whether the client's request was not acceptable.
pub fn check(case: &Case<'_>) -> Option<Diagnosis> {
    let (status, line) = case.reading.logged_status()?;
    // 401, 403 and 429 alone do not tell which gate refused.
    if !(400..500).contains(&status) || matches!(status, 401 | 403 | 429) {
        return None;
    }
    let completed = case.line(|sentence| *sentence == Sentence::ExecutionCompleted);
    if case.reading.has_authorizer() && !case.is_executed() {
        // It ended at the authorizer, or between it and the method: a gateway response may have changed its status.
        return None;
    }
    let grade = if case.is_executed() { Grade::Proved } else { Grade::Inferred };
    let gate = if completed.is_some() { Gate::Integration } else { Gate::Response };
    let diagnosis = case.verdict(Cause::ClientError, Some(gate), Some(status), grade);
    Some(diagnosis.on(completed.into_iter().chain([line])))
}
