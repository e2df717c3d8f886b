//! 401: before the authorizer's Lambda was called, or raised by it.
//!
//! ## What is seen
//! `Unauthorized request: …`. With data trace on, the lines of the Lambda's call stand before it or are missing.
//! ## Why it refuses
//! An identity source is missing or empty, or a token does not fit the authorizer's validation expression: the Lambda is not
//! called ([`Cause::IdentityRejected`]). Or the Lambda raised exactly `Unauthorized`
//! ([`Cause::AuthorizerRaisedUnauthorized`]). Without data trace the log does not tell which ([`Cause::Unauthorized`]).
//! ## Source
//! API Gateway Developer Guide, "Use API Gateway Lambda authorizers"; AWS Knowledge Center, "api-gateway-logs".

use crate::{
    diagnosis::{Cause, Diagnosis, Gate, Grade, Missing, case::Case},
    log::sentence::Sentence,
};

/// Whether the call was answered with 401.
pub fn check(case: &Case<'_>) -> Option<Diagnosis> {
    let line = case
        .line(|sentence| matches!(sentence, Sentence::UnauthorizedRequest { .. } | Sentence::Unauthorized))?;
    let has_start = case.reading.says(|sentence| matches!(sentence, Sentence::StartingAuthorizer { .. }));
    let (cause, gate, grade) = if case.reading.authorizer_was_called() {
        (Cause::AuthorizerRaisedUnauthorized, Gate::Authorizer, Grade::Proved)
    } else if has_start && case.reading.has_data_trace() {
        (Cause::IdentityRejected, Gate::Identity, Grade::Proved)
    } else if has_start && case.stage_has_data_trace {
        // Other calls of the stage show their authorizer's work; this one has none to show.
        (Cause::IdentityRejected, Gate::Identity, Grade::Inferred)
    } else {
        (Cause::Unauthorized, Gate::Identity, Grade::Proved)
    };
    let mut diagnosis = case.verdict(cause, Some(gate), Some(401), grade);
    if cause == Cause::Unauthorized {
        diagnosis.missing.push(Missing::DataTrace);
    }
    if !has_start {
        diagnosis.missing.push(Missing::Start);
    }
    let evidence = case.lines(|other| {
        other.number == line
            || matches!(other.sentence, Sentence::StartingAuthorizer { .. } | Sentence::IncomingIdentity(_))
            || (other.gate == Some(Gate::Authorizer) && matches!(other.sentence, Sentence::SendingRequest(_)))
    });
    Some(diagnosis.on(evidence))
}
