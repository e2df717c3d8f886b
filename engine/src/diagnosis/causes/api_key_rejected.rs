//! The method requires an API key, and the call had none that a usage plan of the stage knows.
//!
//! ## What is seen
//! `API Key … not authorized because method '…' requires API Key …: <why>`, or the gateway response type `INVALID_API_KEY`. The
//! client reads no more than `Forbidden`.
//! ## Why it refuses
//! The key is missing, wrong or disabled, or its usage plan does not name this API and stage.
//! ## What settles it
//! The end of the line: it says which of these it is.
//! ## Source
//! API Gateway Developer Guide, "Usage plans and API keys for REST APIs"; AWS Knowledge Center, "api-gateway-logs".

use crate::{
    diagnosis::{Cause, Diagnosis, Gate, Grade, case::Case},
    log::sentence::Sentence,
};

/// Whether the API key refused.
pub fn check(case: &Case<'_>) -> Option<Diagnosis> {
    let outcome = case.outcome;
    let line = case.line(|sentence| matches!(sentence, Sentence::ApiKeyRefused { .. }));
    let is_text = outcome.is_told_as(Cause::ApiKeyRejected);
    let grade = match (line, outcome.is_response_to(Cause::ApiKeyRejected), is_text) {
        (Some(_), ..) | (None, true, _) => Grade::Proved,
        (None, false, true) => Grade::Inferred,
        (None, false, false) => return None,
    };
    let diagnosis = case.verdict(Cause::ApiKeyRejected, Some(Gate::UsagePlan), Some(403), grade);
    Some(diagnosis.on(line.into_iter().chain(outcome.lines())))
}
