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
    if !says_authorizer || evidence.is_empty() {
        return None;
    }
    let answer = case.lines(|line| matches!(line.sentence, Sentence::AuthorizerResult(_)));
    let diagnosis = case.verdict(Cause::AuthorizerError, Some(Gate::Authorizer), Some(500), Grade::Proved);
    Some(diagnosis.on(answer.into_iter().chain(evidence)))
}
