//! Calls under one id that ran at the same time.
//!
//! A client may choose its request id, and retry with the same one before the first call has ended. Lines carry that id and
//! nothing else, so that which line is whose is not told: nothing of such calls is proved.

use std::collections::{BTreeMap, HashSet};

use crate::{ids::RequestId, log::sentence::Sentence, request::reading::Reading};

/// The longest time limit of an integration, and some.
const LONGEST_CALL_MS: i64 = 40_000;

/// Whether a call is over with what is said: an access line is written when it is.
fn is_over(sentence: &Sentence<'_>) -> bool {
    sentence.is_ending() || matches!(sentence, Sentence::AccessLog(_))
}

/// The places of the calls whose lines may be one another's.
pub(super) fn mixed_up(readings: &[Reading<'_>]) -> HashSet<usize> {
    let shared: HashSet<&RequestId> = readings
        .iter()
        .filter(|reading| reading.request.ordinal > 0)
        .filter_map(|reading| reading.request.request_id.as_ref())
        .collect();
    let mut mixed = HashSet::new();
    if shared.is_empty() {
        return mixed;
    }
    let mut by_id: BTreeMap<&RequestId, Vec<(usize, &Reading<'_>)>> = BTreeMap::new();
    for (place, reading) in readings.iter().enumerate() {
        if let Some(id) = reading.request.request_id.as_ref().filter(|id| shared.contains(*id)) {
            by_id.entry(id).or_default().push((place, reading));
        }
    }
    for calls in by_id.values_mut() {
        calls.sort_by_key(|(_, reading)| reading.request.started_at());
        for pair in calls.windows(2) {
            if let [(one, first), (other, second)] = pair
                && may_share_lines(first, second)
            {
                mixed.extend([*one, *other]);
            }
        }
    }
    mixed
}

/// Whether the earlier of two calls may still have run when the later began.
fn may_share_lines(first: &Reading<'_>, second: &Reading<'_>) -> bool {
    match first.request.ended_at().zip(second.request.started_at()) {
        Some((ended, began)) if began > ended => {
            !first.says(is_over) && began.since(ended) <= LONGEST_CALL_MS
        }
        _ => true,
    }
}
