//! Every gate let the call pass; the backend itself answered 401 or 403.
//!
//! ## What is seen
//! `Starting execution`, then `Received response. Status: 403`, or `Successfully completed execution` and
//! `Method completed with status: 403`; in an access log `$context.integration.status` 403. API Gateway's own refusals come before the
//! integration is called, and have a gateway response type.
//! ## Why it refuses
//! That is for the backend to say: its own authorization, a bucket's or queue's policy, the role that API Gateway calls it with.
//! ## What settles it
//! The backend's log. A non-proxy integration may turn its 403 into another status for the client.
//! ## Source
//! AWS Knowledge Center, "api-gateway-troubleshoot-403-forbidden".

use crate::{
    diagnosis::{Cause, Diagnosis, Gate, Grade, case::Case},
    log::sentence::Sentence,
};

fn is_refusal(status: u16) -> bool {
    matches!(status, 401 | 403)
}

/// Whether the backend refused.
pub fn check(case: &Case<'_>) -> Option<Diagnosis> {
    by_lines(case).or_else(|| by_access_log(case))
}

fn by_lines(case: &Case<'_>) -> Option<Diagnosis> {
    let answer = case.reading.lines.iter().find_map(|line| match line.sentence {
        Sentence::ResponseReceived { status: Some(status), .. } if line.gate == Some(Gate::Integration) => {
            Some((status, line.number))
        }
        _ => None,
    });
    let completed = case.line(|sentence| *sentence == Sentence::ExecutionCompleted);
    let refused =
        case.line(|sentence| matches!(sentence, Sentence::MethodCompleted { status } if is_refusal(*status)));
    let evidence = match (answer, completed, refused) {
        (Some((status, answered)), _, refused) if is_refusal(status) => [Some(answered), refused],
        (_, Some(completed), Some(refused)) if case.outcome.response_type.is_none() => {
            [Some(completed), Some(refused)]
        }
        _ => return None,
    };
    // A non-proxy integration may turn the backend's status into another.
    let grade = if case.reading.logged_status().is_some() { Grade::Proved } else { Grade::Inferred };
    let status = answer.map(|(status, _)| status);
    let diagnosis = case.verdict(Cause::BackendRefused, Some(Gate::Integration), status, grade);
    Some(diagnosis.on(evidence.into_iter().flatten()))
}

fn by_access_log(case: &Case<'_>) -> Option<Diagnosis> {
    let outcome = case.outcome;
    if outcome.response_type.is_some() {
        return None;
    }
    let is_told = outcome.backend_status.or(outcome.integration_status).is_some_and(is_refusal);
    let (status, line) = case.reading.logged_status()?;
    let grade = if is_told {
        Grade::Proved
    } else if outcome.is_integrated && is_refusal(status) {
        // The integration was called, and what API Gateway refuses it refuses before.
        Grade::Inferred
    } else {
        return None;
    };
    let diagnosis = case.verdict(Cause::BackendRefused, Some(Gate::Integration), Some(status), grade);
    Some(
        diagnosis
            .on(outcome.access_line.into_iter().chain(Some(line).filter(|_| outcome.access_line.is_none()))),
    )
}
