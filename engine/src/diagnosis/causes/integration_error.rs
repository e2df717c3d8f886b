//! Every gate let the call pass; the integration failed.
//!
//! ## What is seen
//! `Lambda execution failed …`, `Execution failed due to …` behind `Starting execution`, or a status of 500 and above.

use crate::{
    diagnosis::{Cause, Diagnosis, Gate, Grade, case::Case},
    log::sentence::Sentence,
};

/// Whether the integration failed.
pub fn check(case: &Case<'_>) -> Option<Diagnosis> {
    let failures = case.lines(|line| {
        matches!(
            line.sentence,
            Sentence::LambdaExecutionFailed(_)
                | Sentence::LambdaInvocationFailed(_)
                | Sentence::ConfigurationError(_)
                | Sentence::TimeoutError
                | Sentence::ExecutionFailed(_)
        )
    });
    let logged = case.reading.logged_status().filter(|(status, _)| *status >= 500);
    if failures.is_empty() && logged.is_none() {
        return None;
    }
    let status = if case.line(|sentence| *sentence == Sentence::TimeoutError).is_some() { 504 } else { 500 };
    // At log level ERROR nothing says how far the call came: only the failure itself is sure.
    let is_integration = case.is_executed()
        || case.reading.says(|sentence| {
            matches!(sentence, Sentence::LambdaExecutionFailed(_) | Sentence::LambdaInvocationFailed(_))
        });
    let grade = if is_integration && !failures.is_empty() { Grade::Proved } else { Grade::Inferred };
    let evidence = failures.into_iter().chain(logged.map(|(_, line)| line));
    Some(case.verdict(Cause::IntegrationError, Some(Gate::Integration), Some(status), grade).on(evidence))
}
