//! 429: the usage plan's quota of calls a day, week or month is used up.
//!
//! ## What is seen
//! A line about a quota limit, or the gateway response type `QUOTA_EXCEEDED`; the client reads `Limit Exceeded`.
//! ## Why it refuses
//! The API key's usage plan allows so many calls in a period; a throttle allows so many in a second.
//! ## What settles it
//! The usage of the key's plan. The text alone has been seen for throttles too, so it infers only.
//! ## Source
//! API Gateway Developer Guide, "Usage plans and API keys for REST APIs".

use crate::{
    diagnosis::{Cause, Diagnosis, Gate, Grade, case::Case},
    log::sentence::Sentence,
};

/// Whether the quota was used up.
pub fn check(case: &Case<'_>) -> Option<Diagnosis> {
    let outcome = case.outcome;
    let line = case.line(|sentence| *sentence == Sentence::QuotaExceeded);
    let is_text = outcome.is_told_as(Cause::QuotaExceeded);
    let grade = match (line, outcome.is_response_to(Cause::QuotaExceeded), is_text) {
        (Some(_), ..) | (None, true, _) => Grade::Proved,
        (None, false, true) => Grade::Inferred,
        (None, false, false) => return None,
    };
    let diagnosis = case.verdict(Cause::QuotaExceeded, Some(Gate::UsagePlan), Some(429), grade);
    Some(diagnosis.on(line.into_iter().chain(outcome.lines())))
}
