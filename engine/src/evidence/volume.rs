//! How much text the calls of a stage leave in its logs, and how much a setting would add.
//!
//! Measured from the lines as they are kept: without what was taken out of them as secret, and access lines in one common form. So
//! the figures are near what AWS counts, not the same.

use serde::{Deserialize, Serialize};

use super::{Count, Evidence, sight::Setting};
use crate::diagnosis::vocabulary;

/// What CloudWatch Logs counts for an event beside its message (CloudWatch pricing, "ingested data").
const EVENT_BYTES: u64 = 26;

/// `(request id) ` before a message of the execution log; it is not kept.
const PREFIX_BYTES: u64 = 39;

vocabulary! {
    /// A kind of lines.
    Kind {
        /// The execution log with data trace.
        DataTrace = "data_trace",
        /// The execution log at log level INFO without data trace.
        Steps = "steps",
        /// The execution log of calls with failures only.
        Failures = "failures",
        /// The access log.
        Access = "access",
    }
}

/// How much there is of a kind of lines.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Volume {
    /// Of which kind.
    pub kind: Kind,
    /// Calls with such lines.
    pub n_requests: u64,
    /// The lines.
    pub n_events: u64,
    /// Their bytes, as they are kept.
    pub n_bytes: u64,
    /// Their bytes with what AWS counts beside them.
    pub n_counted: u64,
}

impl Volume {
    /// How much of a kind was seen; `None` for nothing.
    pub fn of(evidence: &Evidence, kind: Kind) -> Option<Self> {
        let (requests, events, bytes, prefix) = match kind {
            Kind::DataTrace => (Count::Trace, Count::TraceEvents, Count::TraceBytes, PREFIX_BYTES),
            Kind::Steps => (Count::Plain, Count::PlainEvents, Count::PlainBytes, PREFIX_BYTES),
            Kind::Failures => (Count::Failures, Count::FailureEvents, Count::FailureBytes, PREFIX_BYTES),
            Kind::Access => (Count::Access, Count::AccessEvents, Count::AccessBytes, 0),
        };
        let n_requests = evidence.count(requests);
        let (n_events, n_bytes) = (evidence.count(events), evidence.count(bytes));
        let n_counted = n_bytes.saturating_add(n_events.saturating_mul(EVENT_BYTES + prefix));
        (n_requests > 0).then_some(Self { kind, n_requests, n_events, n_bytes, n_counted })
    }

    /// Bytes a call, with what AWS counts beside them.
    pub fn counted_per_request(&self) -> u64 {
        self.n_counted / self.n_requests.max(1)
    }
}

/// What a setting would add, as far as calls of any stage show it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Cost {
    /// The setting.
    pub setting: Setting,
    /// Bytes a call with what AWS counts beside them; `None` where no stage logs more, so that nothing is measured.
    pub per_request: Option<u64>,
    /// The same for a day with lines; `None` too where the log does not show all calls of the stage.
    pub per_day: Option<u64>,
    /// Calls on which that is measured.
    pub n_measured: u64,
}

impl Cost {
    /// What `setting` would add to the logs of a stage, of which `evidence` was seen on `n_days` days, by what the calls of all
    /// stages show.
    pub fn of(setting: Setting, evidence: &Evidence, n_days: u64, all: &Evidence) -> Self {
        let kind = match setting {
            Setting::AccessLog => Kind::Access,
            Setting::Steps => Kind::Steps,
            Setting::DataTrace => Kind::DataTrace,
        };
        let measured = Volume::of(all, kind);
        // What is logged of a call already is not added again.
        let now = match setting {
            Setting::AccessLog => Volume::of(evidence, Kind::Access),
            Setting::Steps => Volume::of(evidence, Kind::Failures),
            Setting::DataTrace => Volume::of(evidence, Kind::Steps),
        };
        let now = now.map_or(0, |now| now.counted_per_request());
        let per_request = measured.map(|volume| volume.counted_per_request().saturating_sub(now));
        // An access log that lacks fields is only compared with such as have more.
        let per_request = per_request.filter(|bytes| *bytes > 0);
        // At log level ERROR calls that went well leave nothing, so how many there are is not known.
        let shows_all = evidence.count(Count::Steps) > 0 || evidence.count(Count::Access) > 0;
        let n_a_day = evidence.count(Count::Requests).checked_div(n_days).filter(|_| shows_all);
        Self {
            setting,
            per_request,
            per_day: per_request.zip(n_a_day).map(|(bytes, requests)| bytes.saturating_mul(requests)),
            n_measured: measured.map_or(0, |volume| volume.n_requests),
        }
    }
}
