//! The order of a request's lines, also within one millisecond.
//!
//! CloudWatch's event ids order the events of one millisecond. Where an export has none (`get-log-events`, `aws logs tail`, S3,
//! Insights) nothing does, and the order in which API Gateway does its work has to: each line has a place in it.

use super::group::{GroupLine, Lines};
use crate::log::sentence::{self, Sentence};

/// Puts lines in order, and drops what a second export repeats.
pub(super) fn put(lines: &mut Lines) {
    let mut last = None;
    for line in &mut lines.all {
        // A line without a moment was written with the one before it.
        line.at = line.at.or(last);
        last = line.at;
    }
    // An export has each line once, so that what a second one says again is what it overlaps with.
    lines.all.sort_by(|one, other| {
        (one.at, one.event_id, one.number).cmp(&(other.at, other.event_id, other.number))
    });
    // Ids that are all there and all different leave nothing to be told apart, nor to be ordered.
    if lines
        .all
        .windows(2)
        .all(|pair| matches!(pair, [one, other] if one.event_id.is_some() && one.event_id < other.event_id))
    {
        return;
    }
    let mut all = std::mem::take(&mut lines.all);
    drop_repeated(&mut all, lines);
    by_phase(&mut all, lines);
    lines.all = all;
}

fn drop_repeated(all: &mut Vec<GroupLine>, texts: &Lines) {
    let mut kept: Vec<GroupLine> = Vec::with_capacity(all.len());
    for line in all.drain(..) {
        let is_repeated = kept.iter().rev().take_while(|other| other.at == line.at).any(|other| {
            let is_same_text = || texts.text_of(other) == texts.text_of(&line);
            match (other.event_id, line.event_id) {
                (Some(one), Some(other_id)) => one == other_id && is_same_text(),
                _ => line.at.is_some() && other.export != line.export && is_same_text(),
            }
        });
        if !is_repeated {
            kept.push(line);
        }
    }
    *all = kept;
}

/// Orders the lines of one millisecond that have no event ids by the work that they tell of.
fn by_phase(all: &mut [GroupLine], texts: &Lines) {
    let said = |line: &GroupLine| sentence::read(texts.text_of(line));
    let mut is_executed = false;
    for same in all.chunk_by_mut(|one, other| one.at == other.at && one.at.is_some()) {
        if same.len() > 1 && same.iter().all(|line| line.event_id.is_none()) {
            let mut place = 0;
            // What is not known stays behind the line that it stood behind.
            let mut places: Vec<(u8, u64)> = Vec::with_capacity(same.len());
            let executes = is_executed || same.iter().any(|line| starts_execution(&said(line)));
            for line in same.iter() {
                place = phase(&said(line), executes).unwrap_or(place);
                places.push((place, line.number));
            }
            if !places.is_sorted() {
                let mut keyed: Vec<_> = places.into_iter().zip(same.iter_mut().map(std::mem::take)).collect();
                keyed.sort_by_key(|(place, _)| *place);
                for (slot, (_, line)) in same.iter_mut().zip(keyed) {
                    *slot = line;
                }
            }
        }
        is_executed |= same.iter().any(|line| starts_execution(&said(line)));
    }
}

fn starts_execution(sentence: &Sentence<'_>) -> bool {
    matches!(sentence, Sentence::StartingExecution { .. } | Sentence::MethodAndPath { .. })
}

/// The place of a line in API Gateway's work. The lines about a call to a Lambda function look alike for the authorizer and
/// the integration; no request has both in one millisecond, as the authorizer has to answer in between.
fn phase(sentence: &Sentence<'_>, is_executed: bool) -> Option<u8> {
    let call = if is_executed { 40 } else { 10 };
    Some(match sentence {
        Sentence::ExecutionLog { .. } => 0,
        Sentence::ExtendedRequestId(_) => 1,
        Sentence::ResourcePolicyExplicitDeny { .. } => 2,
        Sentence::StartingAuthorizer { .. } => 3,
        Sentence::IncomingIdentity(_) => 4,
        Sentence::EndpointRequestUri(_) => call,
        Sentence::EndpointRequestHeaders(_) => call + 1,
        Sentence::EndpointRequestBody(_) => call + 2,
        Sentence::SendingRequest(_) => call + 3,
        Sentence::AuthorizerResult(_) => 14,
        Sentence::UsingPolicy { .. } => 15,
        Sentence::AuthorizerCompleted => 16,
        Sentence::ClientNotAuthorized | Sentence::UnauthorizedRequest { .. } | Sentence::Unauthorized => 17,
        Sentence::VerifyingUsagePlan { .. } => 20,
        Sentence::ApiKeyRefused { .. } | Sentence::ApiKeyAuthorized { .. } => 21,
        Sentence::UsagePlanSucceeded { .. } | Sentence::UsagePlanFailed => 22,
        Sentence::Throttled { .. } | Sentence::QuotaExceeded => 23,
        Sentence::StartingExecution { .. } => 30,
        Sentence::MethodAndPath { .. } => 31,
        Sentence::ApiKey(_) => 32,
        Sentence::MethodRequestPath(_) => 33,
        Sentence::MethodRequestQueryString(_) => 34,
        Sentence::MethodRequestHeaders(_) => 35,
        Sentence::MethodRequestBody(_) => 36,
        Sentence::ValidationSucceeded | Sentence::ValidationFailed { .. } | Sentence::ValidationBroken => 37,
        Sentence::ResponseReceived { .. } => 44,
        Sentence::EndpointResponseHeaders(_) => 45,
        Sentence::EndpointResponseBody(_) => 46,
        Sentence::LambdaExecutionFailed(_) | Sentence::LambdaInvocationFailed(_) => 47,
        // Of the authorizer before the execution starts, of the integration behind it.
        Sentence::ConfigurationError(_) | Sentence::TimeoutError | Sentence::ExecutionFailed(_) => {
            if is_executed {
                48
            } else {
                17
            }
        }
        Sentence::AuthorizerConfigurationException => 18,
        Sentence::MethodResponseBody(_) => 50,
        Sentence::MethodResponseHeaders(_) => 51,
        Sentence::ExecutionCompleted => 52,
        Sentence::GatewayResponse { .. } => 53,
        Sentence::MethodCompleted { .. } => 54,
        Sentence::IntegrationRequestId(_) => 55,
        Sentence::XRayTraceId(_) => 56,
        Sentence::AccessLog(_) => 60,
        Sentence::Unknown => return None,
    })
}
