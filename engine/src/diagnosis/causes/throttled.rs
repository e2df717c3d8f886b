//! 429: too many calls at once.
//!
//! ## What is seen
//! `… throttle limit exceeded for RestApi …`, or the gateway response type `THROTTLED`; the client reads `Too Many Requests`.
//! ## Why it refuses
//! A limit of calls a second is reached: of the API key's usage plan, of the method, of the stage, or of the account.
//! ## What settles it
//! The line, which names the limit. Of very many refusals API Gateway logs only some.
//! ## Source
//! API Gateway Developer Guide, "Throttle requests to your REST APIs".

use crate::{
    diagnosis::{Cause, Diagnosis, Gate, Grade, case::Case},
    log::sentence::Sentence,
};

/// Whether the call was one too many.
pub fn check(case: &Case<'_>) -> Option<Diagnosis> {
    let outcome = case.outcome;
    let line = case.line(|sentence| matches!(sentence, Sentence::Throttled { .. }));
    // A backend may use the same words; the text is API Gateway's own where no backend was called.
    let is_text = outcome.is_told_as(Cause::Throttled) && !outcome.is_integrated;
    let grade = match (line, outcome.is_response_to(Cause::Throttled), is_text) {
        (Some(_), ..) | (None, true, _) => Grade::Proved,
        (None, false, true) => Grade::Inferred,
        (None, false, false) => return None,
    };
    let diagnosis = case.verdict(Cause::Throttled, Some(Gate::UsagePlan), Some(429), grade);
    Some(diagnosis.on(line.into_iter().chain(outcome.lines())))
}
