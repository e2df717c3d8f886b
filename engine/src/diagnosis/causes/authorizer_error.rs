//! 500: the authorizer's Lambda failed, could not be invoked, or answered what is no policy.
//!
//! ## What is seen
//! `Execution failed due to configuration error: …` or `AuthorizerConfigurationException` before the call's execution starts.
//! ## Why it refuses
//! API Gateway has no policy to evaluate. It answers 500, which clients often report as "403 problem".
//! ## Source
//! API Gateway Developer Guide, "Output from an API Gateway Lambda authorizer".

use crate::{
    diagnosis::{Cause, Diagnosis, Gate, Grade, case::Case},
    log::sentence::Sentence,
};

/// Whether the authorizer itself failed.
pub fn check(case: &Case<'_>) -> Option<Diagnosis> {
    let says_authorizer = case.reading.says(|sentence| {
        matches!(sentence, Sentence::AuthorizerConfigurationException | Sentence::StartingAuthorizer { .. })
            || matches!(sentence, Sentence::ConfigurationError("Authorizer error"))
    });
    let evidence = case.lines(|line| {
        line.gate == Some(Gate::Authorizer)
            && matches!(
                line.sentence,
                Sentence::ConfigurationError(_)
                    | Sentence::ExecutionFailed(_)
                    | Sentence::TimeoutError
                    | Sentence::AuthorizerConfigurationException
            )
    });
    if evidence.is_empty() {
        return without_reason(case);
    }
    if !says_authorizer {
        return None;
    }
    let answer = case.lines(|line| matches!(line.sentence, Sentence::AuthorizerResult(_)));
    let diagnosis = case.verdict(Cause::AuthorizerError, Some(Gate::Authorizer), Some(500), Grade::Proved);
    Some(diagnosis.on(answer.into_iter().chain(evidence)))
}

/// A 5xx of a call that was turned over to the authorizer and never came back from it.
fn without_reason(case: &Case<'_>) -> Option<Diagnosis> {
    let (status, line) = case.reading.logged_status().filter(|(status, _)| *status >= 500)?;
    let start = case.line(|sentence| matches!(sentence, Sentence::StartingAuthorizer { .. }))?;
    let came_back = case.is_executed()
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
