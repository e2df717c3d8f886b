//! Calls under one id that ran at the same time.
//!
//! A client may choose its request id, and retry with the same one before the first call has ended. Lines carry that id and
//! nothing else, so that which line is whose is not told: nothing of such calls is proved.

use std::collections::{BTreeMap, HashSet};

use crate::{ids::RequestId, log::sentence::Sentence, request::reading::Reading};

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
        calls.sort_by_key(|(_, reading)| reading.request.ordinal);
        for pair in calls.windows(2) {
            if let [(one, first), (other, second)] = pair
                && (!first.says(is_over) || first.request.ended_at() >= second.request.started_at())
            {
                mixed.extend([*one, *other]);
            }
        }
    }
    mixed
}
