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
    diagnosis::{Cause, Diagnosis, Gate, Grade, case::Case},
    log::sentence::Sentence,
};

/// Whether the right to invalidate was what refused.
pub fn check(case: &Case<'_>) -> Option<Diagnosis> {
    const CAUSE: Cause = Cause::CacheInvalidationRefused;
    let line = case.line(|sentence| {
        matches!(sentence, Sentence::ResourcePolicyExplicitDeny { action: "execute-api:InvalidateCache", .. })
    });
    let is_text = case.outcome.message.is_some_and(|meaning| meaning.cause == CAUSE);
    if line.is_none() && !is_text {
        return None;
    }
    let diagnosis = case.verdict(CAUSE, Some(Gate::Integration), Some(403), Grade::Proved);
    Some(diagnosis.on(line.into_iter().chain(case.outcome.lines())))
}
