//! The evidence does not tell why the call ended as it did.
//!
//! ## What is seen
//! A status at most: at log level ERROR, in an access log that names nothing else, or in lines that were cut.
//! ## Why it refuses
//! Several gates answer alike: a bare 403 may be AWS WAF's, an API key's, a policy's or the backend's.
//! ## What settles it
//! An access log with the gateway response type and the phases; log level INFO with data trace.

use crate::diagnosis::{Cause, Diagnosis, Grade, Missing, case::Case};

/// The verdict of a request that fits no cause.
pub fn of(case: &Case<'_>) -> Diagnosis {
    let mut diagnosis = case.verdict(Cause::Unknown, None, None, Grade::Unknown);
    if diagnosis.status.is_some_and(|status| status >= 400) && case.outcome.response_type.is_none() {
        diagnosis.missing.push(Missing::AccessLog);
    }
    diagnosis
}
