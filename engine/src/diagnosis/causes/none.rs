//! Nothing refused: the call was allowed and answered.
//!
//! ## What is seen
//! `Method completed with status: 2xx` or `3xx`, the same status in an access log, or `Successfully completed execution`.
//! ## Why it passes
//! No gate refused. A gateway response that is set to a status of 200 is a refusal all the same: its type tells.
//! ## What settles it
//! The status. `Successfully completed execution` is printed for a backend's refusal too, so alone it only infers.
//! ## Source
//! AWS Knowledge Center, "api-gateway-logs".

use crate::{
    diagnosis::{Cause, Diagnosis, Grade, case::Case},
    log::sentence::Sentence,
};

/// Whether the call was allowed.
pub fn check(case: &Case<'_>) -> Option<Diagnosis> {
    if case.outcome.response_type.is_some() {
        return None;
    }
    if let Some((status, line)) = case.reading.logged_status() {
        return (100..400)
            .contains(&status)
            .then(|| case.verdict(Cause::None, None, Some(status), Grade::Proved).on([line]));
    }
    let line = case.line(|sentence| *sentence == Sentence::ExecutionCompleted)?;
    // The same is printed when the backend refused; only a status would tell.
    Some(case.verdict(Cause::None, None, None, Grade::Inferred).on([line]))
}
