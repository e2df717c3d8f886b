//! Every gate let the call pass; the backend itself answered 401 or 403.
//!
//! ## What is seen
//! `Starting execution`, then `Received response. Status: 403`, or `Successfully completed execution` and
//! `Method completed with status: 403`: API Gateway's own refusals come before the execution starts.
//! ## What settles it
//! The backend's log. A non-proxy integration may turn its 403 into another status for the client.

use crate::{
    diagnosis::{Cause, Diagnosis, Gate, Grade, case::Case},
    log::sentence::Sentence,
};

/// Whether the backend refused.
pub fn check(case: &Case<'_>) -> Option<Diagnosis> {
    let is_refusal = |status: u16| matches!(status, 401 | 403);
    let answered = case.line(|sentence| {
        matches!(sentence, Sentence::ResponseReceived { status: Some(status), .. } if is_refusal(*status))
    });
    let completed = case.line(|sentence| *sentence == Sentence::ExecutionCompleted);
    let refused =
        case.line(|sentence| matches!(sentence, Sentence::MethodCompleted { status } if is_refusal(*status)));
    let evidence = match (answered, completed, refused) {
        (Some(answered), _, refused) => [Some(answered), refused],
        (None, Some(completed), Some(refused)) => [Some(completed), Some(refused)],
        _ => return None,
    };
    let status = case.reading.find(|sentence| match sentence {
        Sentence::ResponseReceived { status, .. } => *status,
        _ => None,
    });
    let diagnosis = case.verdict(Cause::BackendRefused, Some(Gate::Integration), status, Grade::Proved);
    Some(diagnosis.on(evidence.into_iter().flatten()))
}
