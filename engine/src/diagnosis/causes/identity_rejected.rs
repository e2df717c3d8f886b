//! 401 before the authorizer's Lambda was called.
//!
//! ## What is seen
//! `Unauthorized request: …` straight behind `Starting authorizer`, at a stage whose data trace would print the call of the Lambda.
//! ## Why it refuses
//! An identity source is missing or empty, or the token does not fit the authorizer's validation expression. With a user pool
//! there is no Lambda at all: the token itself is not valid.
//! ## What settles it
//! Data trace. That other calls of the stage print it, or that their access lines name a call of the Lambda, only infers.
//! ## Source
//! API Gateway Developer Guide, "Use API Gateway Lambda authorizers".

use super::unauthorized;
use crate::{
    cache::trace::SHORTEST_MISS_MS,
    diagnosis::{Cause, Diagnosis, Gate, Grade, case::Case},
    log::sentence::Sentence,
};

/// Whether the identity was not acceptable.
pub fn check(case: &Case<'_>) -> Option<Diagnosis> {
    let evidence = unauthorized::evidence(case)?;
    let has_start = unauthorized::has_start(case);
    let is_user_pool = case.authorizer().is_some_and(|authorizer| authorizer.kind == "COGNITO_USER_POOLS");
    let is_seen = has_start && (case.reading.has_data_trace() || case.is_traced_by_configuration());
    let is_likely = is_user_pool
        || case.outcome.is_told_as(Cause::IdentityRejected)
        || (has_start && case.stage.has_data_trace && !took_as_long_as_a_call(case))
        || (case.outcome.access_line.is_some() && case.stage.logs_authorizer_call);
    let grade = match (is_seen, is_likely) {
        (true, _) => Grade::Proved,
        (false, true) => Grade::Inferred,
        (false, false) => return None,
    };
    let diagnosis = case.verdict(Cause::IdentityRejected, Some(Gate::Identity), Some(401), grade);
    Some(diagnosis.on(evidence))
}

/// Whether so much time went by that the Lambda may have been called without a line: one method of a stage may have data trace and
/// another not.
fn took_as_long_as_a_call(case: &Case<'_>) -> bool {
    let at =
        |is: fn(&Sentence<'_>) -> bool| case.reading.line(|line| is(&line.sentence)).and_then(|line| line.at);
    let start = at(|sentence| matches!(sentence, Sentence::StartingAuthorizer { .. }));
    let end = at(|sentence| matches!(sentence, Sentence::UnauthorizedRequest { .. }));
    start.zip(end).is_some_and(|(start, end)| end.since(start) >= SHORTEST_MISS_MS)
}
