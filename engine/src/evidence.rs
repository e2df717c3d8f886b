//! What the logs of a stage allow to be said: counted from its calls, and told as a report.
//!
//! A stage that logs little cannot be asked much. Here it is counted what its calls showed (which kinds of lines, which fields of
//! the access log, how much text), and told what follows: which causes can be proved, inferred or not told at all, and what each
//! setting would add. Counts add up in any order, so they are kept a stage and day and joined by whoever asks.
//!
//! | file | what is there |
//! |---|---|
//! | [`Evidence`] | the counts, and how they are joined and kept |
//! | `learn` | a call → its counts |
//! | [`ledger`] | calls → counts a stage and day |
//! | [`fields`] | the fields of the recommended access log, and when a call has them |
//! | [`sight`] | what can be seen → how surely each cause can be told |
//! | [`report`](mod@report) | counts → what is logged, what is missing, what each setting would add |
//! | [`volume`] | how much text that is, and would be |
//! | [`turn_on`] | what to paste to turn a setting on |

pub mod fields;
mod learn;
pub mod ledger;
pub mod report;
pub mod sight;
pub mod turn_on;
pub mod volume;

use std::{collections::BTreeMap, fmt};

use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Visitor};

pub use ledger::Ledger;
pub use report::{Report, report};

use crate::diagnosis::vocabulary;
use fields::FIELDS;

vocabulary! {
    /// What is counted of calls.
    Count {
        /// Calls.
        Requests = "n_requests",
        /// Those that were allowed.
        Allowed = "n_allowed",
        /// Those with a step that only log level INFO prints.
        Steps = "n_steps",
        /// Those that data trace would have left lines of.
        Traceable = "n_traceable",
        /// Those with a line that only data trace prints.
        Trace = "n_trace",
        /// Their lines of the execution log.
        TraceEvents = "n_trace_events",
        /// The bytes of these.
        TraceBytes = "n_trace_bytes",
        /// Those with steps and without data trace.
        Plain = "n_plain",
        /// Their lines of the execution log.
        PlainEvents = "n_plain_events",
        /// The bytes of these.
        PlainBytes = "n_plain_bytes",
        /// Those of which the execution log tells a failure and nothing else.
        Failures = "n_failures",
        /// Their lines of the execution log.
        FailureEvents = "n_failure_events",
        /// The bytes of these.
        FailureBytes = "n_failure_bytes",
        /// Calls with an access line.
        Access = "n_access",
        /// Access lines.
        AccessEvents = "n_access_events",
        /// Their bytes.
        AccessBytes = "n_access_bytes",
        /// Calls with an access line that were allowed.
        AccessAllowed = "n_access_allowed",
        /// Calls with an access line that API Gateway refused, or may have.
        AccessRefused = "n_access_refused",
        /// Calls with an access line that came to an authorizer, as the execution log says.
        AccessAuthorizer = "n_access_authorizer",
        /// Calls with an access line for which the authorizer was called, as the execution log says.
        AccessCalled = "n_access_called",
    }
}

/// What was seen of the calls of a stage.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Evidence {
    counts: [u64; Count::ALL.len()],
    /// In how many access lines each of [`FIELDS`] had a value.
    fields: [u64; FIELDS.len()],
}

impl Default for Evidence {
    fn default() -> Self {
        Self { counts: [0; Count::ALL.len()], fields: [0; FIELDS.len()] }
    }
}

impl Evidence {
    /// How many of these were counted.
    pub fn count(&self, count: Count) -> u64 {
        self.counts.get(count as usize).copied().unwrap_or_default()
    }

    /// In how many access lines a field of [`FIELDS`] had a value, by its place there.
    pub fn field(&self, place: usize) -> u64 {
        self.fields.get(place).copied().unwrap_or_default()
    }

    /// How many calls had lines of the execution log.
    pub fn n_execution(&self) -> u64 {
        [Count::Trace, Count::Plain, Count::Failures].into_iter().map(|count| self.count(count)).sum()
    }

    /// Whether nothing was learned.
    pub fn is_empty(&self) -> bool {
        self.count(Count::Requests) == 0
    }

    /// Adds up what both have seen. The order does not matter.
    pub fn merge(&mut self, other: &Self) {
        let counts = self.counts.iter_mut().zip(&other.counts);
        for (own, other) in counts.chain(self.fields.iter_mut().zip(&other.fields)) {
            *own = own.saturating_add(*other);
        }
    }

    /// What this has more of than the other, by name; less is negative, and what is equal is left out.
    pub fn more_than(&self, other: &Self) -> BTreeMap<&'static str, i64> {
        let signed = |n: u64| i64::try_from(n).unwrap_or(i64::MAX);
        let own = self.counts.iter().chain(&self.fields);
        let pairs = own.zip(other.counts.iter().chain(&other.fields));
        let more = names().zip(pairs).map(|(name, (own, other))| (name, signed(*own) - signed(*other)));
        more.filter(|(_, n)| *n != 0).collect()
    }

    fn add(&mut self, count: Count, n: u64) {
        if let Some(own) = self.counts.get_mut(count as usize) {
            *own = own.saturating_add(n);
        }
    }

    /// Everything that is not 0, by the name under which it is kept.
    fn named(&self) -> impl Iterator<Item = (&'static str, u64)> {
        names().zip(self.counts.into_iter().chain(self.fields)).filter(|(_, n)| *n > 0)
    }
}

/// Under what each count is kept.
fn names() -> impl Iterator<Item = &'static str> {
    Count::ALL.iter().map(|count| count.id()).chain(FIELDS.iter().map(|field| field.variable))
}

impl fmt::Debug for Evidence {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_map().entries(self.named()).finish()
    }
}

/// An object of numbers, which whoever keeps it adds up name by name.
impl Serialize for Evidence {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.named())
    }
}

impl<'de> Deserialize<'de> for Evidence {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Counts;

        impl<'de> Visitor<'de> for Counts {
            type Value = BTreeMap<String, i64>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object of counts")
            }

            fn visit_map<A: serde::de::MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
                let mut counts = BTreeMap::new();
                while let Some((name, n)) = map.next_entry()? {
                    counts.insert(name, n);
                }
                Ok(counts)
            }
        }

        let mut evidence = Self::default();
        // What a later or an earlier version counted is left out.
        for (name, n) in deserializer.deserialize_map(Counts)? {
            let n = u64::try_from(n).unwrap_or_default();
            if let Some(count) = Count::from_id(&name) {
                evidence.add(count, n);
            } else if let Some(own) = fields::place(&name).and_then(|place| evidence.fields.get_mut(place)) {
                *own = n;
            }
        }
        Ok(evidence)
    }
}
