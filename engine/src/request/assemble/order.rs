//! The order of a request's lines, also within one millisecond.
//!
//! CloudWatch's event ids order the events of one millisecond. Where an export has none (`get-log-events`, `aws logs tail`, S3,
//! Insights) nothing does, and the order in which API Gateway does its work has to: each line has a place in it.

use std::collections::{HashMap, HashSet};

use super::group::{GroupLine, Lines};
use crate::log::{
    EventId,
    sentence::{self, Sentence},
};

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
    for same in all.chunk_by_mut(|one, other| one.at == other.at) {
        // A client decides how many lines of one moment there are, so none is compared with each other one.
        let mut kept: HashMap<&str, Kept> = HashMap::new();
        for line in same.iter_mut() {
            let kept = kept.entry(texts.text_of(line)).or_default();
            line.is_repeated = kept.holds(line);
            if !line.is_repeated {
                kept.add(line);
            }
        }
    }
    all.retain(|line| !line.is_repeated);
}

/// The lines of one moment and text that are kept.
#[derive(Default)]
struct Kept {
    event_ids: HashSet<EventId>,
    exports_with_id: Exports,
    exports_without_id: Exports,
}

impl Kept {
    fn holds(&self, line: &GroupLine) -> bool {
        let is_elsewhere = |exports: &Exports| line.at.is_some() && exports.has_other_than(line.export);
        match line.event_id {
            Some(id) => self.event_ids.contains(&id) || is_elsewhere(&self.exports_without_id),
            None => is_elsewhere(&self.exports_with_id) || is_elsewhere(&self.exports_without_id),
        }
    }

    fn add(&mut self, line: &GroupLine) {
        match line.event_id {
            Some(id) => {
                self.event_ids.insert(id);
                self.exports_with_id.add(line.export);
            }
            None => self.exports_without_id.add(line.export),
        }
    }
}

/// The exports that lines came in, as far as it matters: one, or more than one.
#[derive(Default)]
struct Exports {
    first: Option<u32>,
    are_several: bool,
}

impl Exports {
    fn add(&mut self, export: u32) {
        self.are_several |= self.has_other_than(export);
        self.first = self.first.or(Some(export));
    }

    fn has_other_than(&self, export: u32) -> bool {
        self.are_several || self.first.is_some_and(|first| first != export)
    }
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
