//! 500: the authorizer's Lambda failed, could not be invoked, or answered what is no policy.
//!
//! ## What is seen
//! `Execution failed due to configuration error: …` or `AuthorizerConfigurationException` before the call's execution starts; the
//! gateway response type `AUTHORIZER_FAILURE` or `AUTHORIZER_CONFIGURATION_ERROR`; `$context.authorizer.status` of 500 and above.
//! ## Why it refuses
//! API Gateway has no policy to evaluate. It answers 500, which clients often report as "403 problem".
//! ## What settles it
//! The line before, and the Lambda's own log: a crash, a missing permission to invoke it, a role that cannot be assumed, a time-out, or an
//! answer in another shape than a policy.
//! ## Source
//! API Gateway Developer Guide, "Output from an API Gateway Lambda authorizer".

use crate::{
    diagnosis::{Cause, Diagnosis, Gate, Grade, case::Case},
    log::sentence::Sentence,
};

/// Whether the authorizer itself failed.
pub fn check(case: &Case<'_>) -> Option<Diagnosis> {
    const CAUSE: Cause = Cause::AuthorizerError;
    let outcome = case.outcome;
    if outcome.is_another_response(CAUSE) {
        return None;
    }
    let failures = case.lines(|line| {
        line.gate == Some(Gate::Authorizer)
            && matches!(
                line.sentence,
                Sentence::ConfigurationError(_)
                    | Sentence::ExecutionFailed(_)
                    | Sentence::TimeoutError
                    | Sentence::AuthorizerConfigurationException
                    | Sentence::LambdaExecutionFailed(_)
                    | Sentence::LambdaInvocationFailed(_)
            )
    });
    let is_phase = outcome.authorizer.status.is_some_and(|status| status >= 500);
    if failures.is_empty() && !outcome.is_response_to(CAUSE) && !outcome.is_told_as(CAUSE) && !is_phase {
        return without_reason(case);
    }
    let answer = case.lines(|line| matches!(line.sentence, Sentence::AuthorizerResult(_)));
    let diagnosis = case.verdict(CAUSE, Some(Gate::Authorizer), Some(500), Grade::Proved);
    Some(diagnosis.on(answer.into_iter().chain(failures).chain(outcome.lines())))
}

/// A 5xx of a call that was turned over to the authorizer and never came back from it.
fn without_reason(case: &Case<'_>) -> Option<Diagnosis> {
    let (status, line) = case.reading.logged_status().filter(|(status, _)| *status >= 500)?;
    let start = case.line(|sentence| matches!(sentence, Sentence::StartingAuthorizer { .. }))?;
    let came_back = case.is_executed()
        || case.outcome.is_integrated
        || case.reading.says(|sentence| *sentence == Sentence::AuthorizerCompleted)
        || case
            .reading
            .lines
            .iter()
            .any(|line| matches!(line.gate, Some(Gate::UsagePlan | Gate::Integration)));
    (!came_back).then(|| {
        case.verdict(Cause::AuthorizerError, Some(Gate::Authorizer), Some(status), Grade::Inferred)
            .on([start, line])
    })
}
