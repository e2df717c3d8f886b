//! 429: too many calls at once, or more than the usage plan's quota.
//!
//! ## What is seen
//! `… throttle limit exceeded for RestApi …`, or a line that says the same of a quota.
//! ## Source
//! API Gateway Developer Guide, "Throttle requests to your REST APIs".

use crate::{
    diagnosis::{Cause, Diagnosis, Gate, Grade, case::Case},
    log::sentence::Sentence,
};

/// Whether the call was one too many.
pub fn check(case: &Case<'_>) -> Option<Diagnosis> {
    let throttled = case.line(|sentence| matches!(sentence, Sentence::Throttled { .. }));
    let quota = case.line(|sentence| *sentence == Sentence::QuotaExceeded);
    let (cause, line) = match (throttled, quota) {
        (Some(line), _) => (Cause::Throttled, line),
        (None, Some(line)) => (Cause::QuotaExceeded, line),
        (None, None) => return None,
    };
    Some(case.verdict(cause, Some(Gate::UsagePlan), Some(429), Grade::Proved).on([line]))
}
