//! Nothing refused: the call was allowed and answered.
//!
//! ## What is seen
//! `Method completed with status: 2xx` or `3xx`, or `Successfully completed execution`.

use crate::{
    diagnosis::{Cause, Diagnosis, Grade, case::Case},
    log::sentence::Sentence,
};

/// Whether the call was allowed.
pub fn check(case: &Case<'_>) -> Option<Diagnosis> {
    if let Some((status, line)) = case.reading.logged_status() {
        return (100..400)
            .contains(&status)
            .then(|| case.verdict(Cause::None, None, Some(status), Grade::Proved).on([line]));
    }
    let line = case.line(|sentence| *sentence == Sentence::ExecutionCompleted)?;
    // The same is printed when the backend refused; only a status would tell.
    Some(case.verdict(Cause::None, None, None, Grade::Inferred).on([line]))
}
