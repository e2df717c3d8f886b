//! What a request's lines say of where its policy came from: told by the log, or estimated from how long it took.
//!
//! With data trace a miss prints the call of the Lambda function, so that its absence is a hit. Without it both look alike.
//! Then the access log may tell (`$context.authorizer.requestId` is that of the Lambda's call), else only the time between
//! the authorizer's start and its end does: a Lambda function takes milliseconds, a look into the cache none.

use crate::{diagnosis::PolicyOrigin, log::sentence::Sentence, request::reading::Reading};

/// A hit takes no longer, in milliseconds.
const LONGEST_HIT_MS: i64 = 3;

/// A miss takes at least so long, in milliseconds.
pub(crate) const SHORTEST_MISS_MS: i64 = 8;

/// Where a policy came from, as far as one request's own lines go.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Trace {
    /// From a call of the authorizer, from the cache, or it cannot be told.
    pub origin: PolicyOrigin,
    /// Whether that is an estimate, which proves nothing.
    pub is_estimate: bool,
}

/// What the lines say; only of a request whose policy was evaluated.
pub fn of(reading: &Reading<'_>) -> Trace {
    let told = |origin| Trace { origin, is_estimate: false };
    if reading.authorizer_was_called() {
        return told(PolicyOrigin::Fresh);
    }
    if reading
        .says(|sentence| matches!(sentence, Sentence::IncomingIdentity(_) | Sentence::UsingPolicy { .. }))
    {
        return told(PolicyOrigin::Cached);
    }
    let origin = by_access_log(reading).or_else(|| by_duration(reading)).unwrap_or(PolicyOrigin::Unknown);
    Trace { origin, is_estimate: origin != PolicyOrigin::Unknown }
}

/// `$context.authorizer.integrationLatency` is 0 for a hit; `$context.authorizer.requestId` names the Lambda's call.
fn by_access_log(reading: &Reading<'_>) -> Option<PolicyOrigin> {
    let record = reading.access.as_ref()?;
    if record.authorizer_request_id().is_some() {
        return Some(PolicyOrigin::Fresh);
    }
    match record.authorizer_integration_latency()? {
        0 => Some(PolicyOrigin::Cached),
        _ => Some(PolicyOrigin::Fresh),
    }
}

fn by_duration(reading: &Reading<'_>) -> Option<PolicyOrigin> {
    let at = |is: fn(&Sentence<'_>) -> bool| reading.line(|line| is(&line.sentence)).and_then(|line| line.at);
    // Moments in whole seconds, as `aws logs tail --format short` prints them, say nothing of milliseconds.
    if reading.lines.iter().filter_map(|line| line.at).all(|at| at.millis() % 1000 == 0) {
        return None;
    }
    let start = at(|sentence| matches!(sentence, Sentence::StartingAuthorizer { .. }))?;
    let end = at(|sentence| matches!(sentence, Sentence::AuthorizerCompleted))
        .or_else(|| at(|sentence| matches!(sentence, Sentence::ClientNotAuthorized)))?;
    match end.since(start) {
        0..=LONGEST_HIT_MS => Some(PolicyOrigin::Cached),
        SHORTEST_MISS_MS.. => Some(PolicyOrigin::Fresh),
        _ => None,
    }
}
