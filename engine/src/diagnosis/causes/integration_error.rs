//! Every gate let the call pass; the integration failed.
//!
//! ## What is seen
//! `Lambda execution failed …`, `Execution failed due to …` behind `Starting execution`, or a status of 500 and above; the gateway
//! response type `INTEGRATION_FAILURE`, `INTEGRATION_TIMEOUT` or `API_CONFIGURATION_ERROR`.
//! ## Why it fails
//! The backend crashed, did not answer in time, could not be reached or invoked, or answered what the integration cannot map.
//! ## What settles it
//! The line that names the failure, and the backend's log. A bare 500 at a stage with an authorizer may be the authorizer's.
//! ## Source
//! API Gateway Developer Guide, "Gateway response types".

use crate::{
    diagnosis::{Cause, Diagnosis, Gate, Grade, case::Case},
    log::sentence::Sentence,
};

/// Whether the integration failed.
pub fn check(case: &Case<'_>) -> Option<Diagnosis> {
    const TYPES: &[&str] = &["INTEGRATION_FAILURE", "INTEGRATION_TIMEOUT", "API_CONFIGURATION_ERROR"];
    let outcome = case.outcome;
    if outcome.is_another_response(TYPES) {
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
    let is_response = outcome.is_response(TYPES);
    let logged = case.reading.logged_status().filter(|(status, _)| *status >= 500);
    let is_told = is_response
        || outcome.backend_status.is_some_and(|status| status >= 500)
        || (outcome.integration_error.is_some() && logged.is_some());
    if failures.is_empty() && !is_told {
        let (status, line) = logged?;
        return by_status(case, status, line);
    }
    let is_timeout = outcome.is_response(&["INTEGRATION_TIMEOUT"])
        || case.line(|sentence| *sentence == Sentence::TimeoutError).is_some();
    let status = if is_timeout { 504 } else { 500 };
    // At log level ERROR nothing says how far the call came: only the failure itself is sure.
    let is_integration = is_told
        || case.is_executed()
        || case.reading.says(|sentence| {
            matches!(sentence, Sentence::LambdaExecutionFailed(_) | Sentence::LambdaInvocationFailed(_))
        });
    let grade = if is_integration { Grade::Proved } else { Grade::Inferred };
    let evidence = failures.into_iter().chain(outcome.lines()).chain(logged.map(|(_, line)| line));
    let diagnosis = case.verdict(Cause::IntegrationError, Some(Gate::Integration), Some(status), grade);
    Some(diagnosis.on(evidence))
}

/// A 5xx and nothing else. A failure of the authorizer is always 500.
fn by_status(case: &Case<'_>, status: u16, line: u64) -> Option<Diagnosis> {
    let may_be_the_authorizer = status == 500
        && (case.stage.has_authorizer || case.has_authorizer())
        && !case.is_executed()
        && !outcome_passed_the_authorizer(case);
    (!may_be_the_authorizer).then(|| {
        case.verdict(Cause::IntegrationError, Some(Gate::Integration), Some(status), Grade::Inferred)
            .on([line])
    })
}

fn outcome_passed_the_authorizer(case: &Case<'_>) -> bool {
    case.outcome.is_integrated || case.outcome.authorizer.is_passed()
}
