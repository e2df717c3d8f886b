//! A client without the right asked to have the response cache invalidated, and the stage answers that with 403.
//!
//! ## What is seen
//! A text that names the action `execute-api:InvalidateCache` in place of `execute-api:Invoke`.
//! ## Why it refuses
//! A call with `Cache-Control: max-age=0` asks to invalidate its entry of the stage's response cache. Where the stage is set to
//! fail such a call with 403, the caller needs a right of its own for it. The authorizer's cache is another one.
//! ## What settles it
//! The header of the call, and the stage's `unauthorizedCacheControlHeaderStrategy`.
//! ## Source
//! API Gateway Developer Guide, "Cache settings for REST APIs".

use crate::{
    diagnosis::{Cause, Diagnosis, Gate, Grade, case::Case, wording::Wording},
    log::sentence::Sentence,
};

/// The action that such a call needs.
const ACTION: &str = "execute-api:InvalidateCache";

/// Whether the right to invalidate was what refused.
pub fn check(case: &Case<'_>) -> Option<Diagnosis> {
    let gate = Some(Gate::Integration);
    if let Some(Wording::Policy { action: ACTION, .. }) = case.outcome.message {
        let diagnosis = case.verdict(Cause::CacheInvalidationRefused, gate, Some(403), Grade::Proved);
        return Some(diagnosis.on(case.outcome.access_line));
    }
    let line = case.reading.lines.iter().zip(&case.reading.request.lines).find(|(read, line)| {
        matches!(read.sentence, Sentence::ResourcePolicyExplicitDeny { .. }) && line.text.contains(ACTION)
    })?;
    let diagnosis = case.verdict(Cause::CacheInvalidationRefused, gate, Some(403), Grade::Proved);
    Some(diagnosis.on([line.0.number]))
}
