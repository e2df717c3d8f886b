//! What a call was, and what its lines can tell of it. The ids are those of the product's vocabulary.

use std::collections::HashMap;

use super::{
    Line, access,
    gateway::{End, Origin},
    sentences::{Call, Needs},
};

/// The truth of one call.
#[derive(Debug, Clone)]
pub(crate) struct Truth {
    pub(crate) request_id: String,
    pub(crate) extended_id: String,
    pub(crate) started_at: i64,
    pub(crate) method: String,
    pub(crate) path: String,
    pub(crate) status: u16,
    pub(crate) cause: &'static str,
    pub(crate) deny: Option<&'static str>,
    /// `None` where no authorizer's policy was evaluated.
    pub(crate) policy_origin: Option<&'static str>,
    pub(crate) filled_by: Option<String>,
    /// The index of the statement that denied.
    pub(crate) statement: Option<u32>,
    /// When the cached answer that denied dies.
    pub(crate) heals_at: Option<i64>,
    pub(crate) told: Told,
}

/// What the lines of a call can tell in principle.
#[derive(Debug, Clone, Copy, Default)]
#[expect(clippy::struct_excessive_bools, reason = "one for each thing that may be told")]
pub(crate) struct Told {
    /// Its cause, by its execution lines.
    pub(crate) is_told_by_execution: bool,
    /// Its cause, by its access line, to who knows the format.
    pub(crate) is_told_by_access: bool,
    /// The format is the team's own: only the configuration tells it.
    pub(crate) is_format_own: bool,
    /// Whether the policy was cached.
    pub(crate) policy_origin: bool,
    /// Other calls of its request id were under way at the same time.
    pub(crate) is_mixed_up: bool,
}

/// The truth of a call that has ended.
pub(crate) fn of(call: &Call<'_>, facts: &access::Facts, end: &End, origin: Option<&Origin>) -> Truth {
    let access = call.stage.access.map(|access| access.format);
    let has_execution = call.lines.iter().any(|line| line.message.starts_with('('));
    let told_by_access = access.is_some_and(|format| {
        // Which Lambda answered 401, or none, only a format with the authorizer's own fields says.
        let is_unauthorized = matches!(end.cause, "identity_rejected" | "authorizer_raised_unauthorized");
        format.has_response_type() && facts.error.is_some() && !is_unauthorized && end.cause != "unknown"
    }) || access.is_some() && end.cause == "none";
    Truth {
        request_id: call.request_id.clone(),
        extended_id: call.extended_id.clone(),
        started_at: facts.at,
        method: call.verb.to_owned(),
        path: call.path.clone(),
        status: end.status,
        cause: end.cause,
        deny: end.deny,
        policy_origin: origin.map(|origin| if origin.is_cached { "cached" } else { "fresh" }),
        filled_by: origin.filter(|origin| origin.is_cached).map(|origin| origin.entry.filled_by.clone()),
        statement: end.statement,
        heals_at: origin
            .filter(|origin| origin.is_cached && end.deny.is_some())
            .map(|origin| origin.entry.dies),
        told: Told {
            is_told_by_execution: has_execution && end.is_told,
            is_told_by_access: told_by_access,
            is_format_own: access.is_some_and(access::Format::is_own),
            policy_origin: origin.is_some() && call.prints(Needs::Trace),
            is_mixed_up: false,
        },
    }
}

/// Marks the calls whose id another call had while they were under way.
pub(crate) fn mark_mixed_up(truths: &mut [Truth], lines: &[Line]) {
    let mut spans: Vec<(i64, i64)> =
        truths.iter().map(|truth| (truth.started_at, truth.started_at)).collect();
    for line in lines.iter().filter(|line| line.message.starts_with('(')) {
        spans[line.call].1 = spans[line.call].1.max(line.at);
    }
    let mut by_id: HashMap<String, Vec<usize>> = HashMap::new();
    for (number, truth) in truths.iter().enumerate() {
        by_id.entry(truth.request_id.clone()).or_default().push(number);
    }
    for (number, truth) in truths.iter_mut().enumerate() {
        let (start, end) = spans[number];
        truth.told.is_mixed_up = by_id[&truth.request_id]
            .iter()
            .any(|&other| other != number && spans[other].0 <= end && start <= spans[other].1);
    }
}
