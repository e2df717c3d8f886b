//! A group → the calls in it.
//!
//! A client may choose its request id, so several calls may stand under one. Each has its own extended request id, which no
//! client can choose; where there is none, a call that begins anew behind an ending, or a long silence, parts them.

use super::{group::Group, order};
use crate::{
    log::{
        access::Record,
        sentence::{self, Sentence},
    },
    request::{Line, Request},
    time::Instant,
};

/// A call takes minutes at the most: lines under one id that are further apart are of two calls.
pub(crate) const LONGEST_SILENCE_MS: i64 = 600_000;

/// The calls of a group, in time order.
pub(super) fn of(group: &mut Group) -> Vec<Request> {
    order::put(&mut group.lines);
    if group.is_one_call() {
        let lines = group.lines.take_shared();
        return vec![request(group, 0, lines)];
    }
    let (access, execution): (Vec<Line>, Vec<Line>) = group
        .lines
        .to_lines()
        .into_iter()
        .partition(|line| matches!(sentence::read(&line.text), Sentence::AccessLog(_)));
    let mut calls: Vec<Call> = Vec::new();
    for line in execution {
        let sentence = sentence::read(&line.text);
        let begins = calls.last().is_none_or(|call| call.is_over_before(&sentence, line.at));
        if begins && calls.len() < usize::from(u16::MAX) {
            calls.push(Call::default());
        }
        if let Some(call) = calls.last_mut() {
            call.take(line);
        }
    }
    for line in access {
        place(&mut calls, line);
    }
    for call in &mut calls {
        call.lines.sort_by_key(|line| line.at);
    }
    (0..).zip(calls).map(|(ordinal, call)| request(group, ordinal, call.lines)).collect()
}

fn request(group: &Group, ordinal: u16, lines: Vec<Line>) -> Request {
    Request {
        request_id: group.request_id.as_deref().map(Into::into),
        ordinal,
        api_id: group.home.as_ref().map(|home| home.0.clone()),
        stage: group.home.as_ref().map(|home| home.1.clone()),
        lines,
        ..Request::default()
    }
}

#[derive(Default)]
struct Call {
    lines: Vec<Line>,
    extended_id: Option<String>,
    last: Option<Instant>,
    has_ended: bool,
    has_access_line: bool,
}

impl Call {
    fn take(&mut self, line: Line) {
        let sentence = sentence::read(&line.text);
        if let Sentence::ExtendedRequestId(id) = sentence {
            self.extended_id.get_or_insert_with(|| id.to_owned());
        }
        self.has_ended |= sentence.is_ending();
        self.last = self.last.max(line.at);
        self.lines.push(line);
    }

    /// Whether a line that says this belongs to the next call under this id.
    fn is_over_before(&self, next: &Sentence<'_>, at: Option<Instant>) -> bool {
        let silence = at.zip(self.last).map(|(at, last)| at.since(last));
        let names_another = matches!(next, Sentence::ExtendedRequestId(id)
            if self.extended_id.as_deref().is_some_and(|known| known != *id));
        // Lines of one millisecond may stand in any order.
        let begins_anew = self.has_ended
            && silence.is_some_and(|silence| silence > 0)
            && matches!(
                next,
                Sentence::ExtendedRequestId(_)
                    | Sentence::StartingAuthorizer { .. }
                    | Sentence::ResourcePolicyExplicitDeny { .. }
                    | Sentence::VerifyingUsagePlan { .. }
            );
        names_another || begins_anew || silence.is_some_and(|silence| silence > LONGEST_SILENCE_MS)
    }

    /// How far a moment is from the call.
    fn distance(&self, at: Option<Instant>) -> i64 {
        at.zip(self.last).map_or(0, |(at, last)| at.since(last).abs())
    }
}

/// Puts an access line to the call that it tells of: that of its extended id, else the nearest that has none of its own; a
/// call that no execution line tells of is one of its own.
fn place(calls: &mut Vec<Call>, line: Line) {
    let extended = match sentence::read(&line.text) {
        Sentence::AccessLog(json) => {
            Record::read(json).and_then(|record| record.get("extendedRequestId").map(str::to_owned))
        }
        _ => None,
    };
    let by_extended =
        extended.as_ref().and_then(|id| calls.iter().position(|call| call.extended_id.as_ref() == Some(id)));
    let nearest = || {
        calls
            .iter()
            .enumerate()
            .filter(|(_, call)| {
                !call.has_access_line
                    && (call.extended_id.is_none() || extended.is_none())
                    && call.distance(line.at) <= LONGEST_SILENCE_MS
            })
            .min_by_key(|(_, call)| call.distance(line.at))
            .map(|(place, _)| place)
    };
    let place = by_extended.or_else(nearest).unwrap_or_else(|| {
        calls.push(Call::default());
        calls.len() - 1
    });
    if let Some(call) = calls.get_mut(place) {
        if call.extended_id.is_none() {
            call.extended_id = extended;
        }
        call.has_access_line = true;
        call.lines.push(line);
    }
}
