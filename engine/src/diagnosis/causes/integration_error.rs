//! Every gate let the call pass; the integration failed.
//!
//! ## What is seen
//! `Lambda execution failed …`, `Execution failed due to …` behind `Starting execution`, or a status of 500 and above; the gateway
//! response type `INTEGRATION_FAILURE`, `INTEGRATION_TIMEOUT` or `API_CONFIGURATION_ERROR`.
//! ## Why it fails
//! The backend crashed, did not answer in time, could not be reached or invoked, or answered what the integration cannot map.
//! ## What settles it
//! The line that names the failure, and the backend's log. A bare 500 may be an authorizer's as well.
//! ## Source
//! API Gateway Developer Guide, "Gateway response types".

use crate::{
    diagnosis::{Cause, Diagnosis, Gate, Grade, case::Case},
    log::sentence::{ConfigurationFault, Sentence},
};

/// Whether the integration failed.
pub fn check(case: &Case<'_>) -> Option<Diagnosis> {
    const CAUSE: Cause = Cause::IntegrationError;
    let outcome = case.outcome;
    if outcome.is_another_response(CAUSE) {
        return None;
    }
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
    let is_response = outcome.is_response_to(CAUSE);
    let logged = case.reading.logged_status().filter(|(status, _)| *status >= 500);
    let is_told = is_response
        || outcome.backend_status.is_some_and(|status| status >= 500)
        || (outcome.integration_error.is_some() && logged.is_some());
    if failures.is_empty() && !is_told {
        let (status, line) = logged?;
        return by_status(case, status, line);
    }
    let status = outcome.response.and_then(|meaning| meaning.status);
    let status = case.reading.lines.iter().find_map(|line| usual_status(&line.sentence)).or(status);
    // At log level ERROR nothing says how far the call came: only the failure itself is sure.
    let is_integration = is_told
        || case.is_executed()
        || case.reading.says(|sentence| {
            matches!(sentence, Sentence::LambdaExecutionFailed(_) | Sentence::LambdaInvocationFailed(_))
        });
    // Which status goes with a failure depends on the integration, and a line that names it may still come.
    let grade = if is_integration && logged.is_some() { Grade::Proved } else { Grade::Inferred };
    let evidence = failures.into_iter().chain(outcome.lines()).chain(logged.map(|(_, line)| line));
    let diagnosis = case.verdict(CAUSE, Some(Gate::Integration), Some(status.unwrap_or(500)), grade);
    Some(diagnosis.on(evidence))
}

/// The status that goes with a failure, unless the integration maps it to another.
fn usual_status(failure: &Sentence<'_>) -> Option<u16> {
    match failure {
        Sentence::LambdaExecutionFailed(_) => Some(502),
        Sentence::ConfigurationError(text) => match ConfigurationFault::of(text) {
            ConfigurationFault::MalformedProxyResponse => Some(502),
            _ => Some(500),
        },
        Sentence::TimeoutError => Some(504),
        Sentence::LambdaInvocationFailed(_) | Sentence::ExecutionFailed(_) => Some(500),
        _ => None,
    }
}

/// A 5xx and nothing else. A failure of the authorizer is always 500.
fn by_status(case: &Case<'_>, status: u16, line: u64) -> Option<Diagnosis> {
    let is_behind_the_authorizer = case.is_executed()
        || case.outcome.is_integrated
        || case.outcome.authorizer.is_passed()
        || case.reading.line(|line| matches!(line.gate, Some(Gate::UsagePlan | Gate::Integration))).is_some();
    (status != 500 || is_behind_the_authorizer).then(|| {
        case.verdict(Cause::IntegrationError, Some(Gate::Integration), Some(status), Grade::Inferred)
            .on([line])
    })
}
