//! 401: the authorizer's Lambda was called and raised exactly `Unauthorized`.
//!
//! ## What is seen
//! `Unauthorized request: …` behind the lines of the Lambda's call; or 401 with `$context.authorizer.requestId` in the access log.
//! ## Why it refuses
//! The Lambda does not accept the token: it is expired, signed by another, or meant for another audience. Such an answer is not
//! cached: the next call asks again.
//! ## What settles it
//! The Lambda's log. A REQUEST authorizer that does not cache is called whatever the identity is, so that a 401 is always its own;
//! that follows from its configuration, which may have changed since.
//! ## Source
//! API Gateway Developer Guide, "Use API Gateway Lambda authorizers".

use super::unauthorized;
use crate::diagnosis::{Cause, Diagnosis, Gate, Grade, Missing, case::Case};

/// Whether the Lambda raised.
pub fn check(case: &Case<'_>) -> Option<Diagnosis> {
    let evidence = unauthorized::evidence(case)?;
    let was_called = case.reading.authorizer_was_called() || case.outcome.authorizer_call.was_made;
    let is_always_called = case
        .authorizer()
        .is_some_and(|authorizer| authorizer.kind == "REQUEST" && authorizer.ttl_seconds == 0);
    let is_seen_not_called = unauthorized::has_start(case) && case.reading.has_data_trace();
    if !was_called && (!is_always_called || is_seen_not_called) {
        return None;
    }
    let grade = if was_called { Grade::Proved } else { Grade::Inferred };
    let cause = Cause::AuthorizerRaisedUnauthorized;
    let mut diagnosis = case.verdict(cause, Some(Gate::Authorizer), Some(401), grade);
    if !was_called {
        diagnosis.missing.push(Missing::DataTrace);
    }
    Some(diagnosis.on(evidence))
}
