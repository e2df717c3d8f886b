//! All that the page of trends shows.

use engine::{
    diagnosis::{Cause, Deny, PolicyOrigin},
    time::Instant,
};
use serde::{Deserialize, Serialize};

/// What is asked for, as it stands in the URL. What cannot be read asks for nothing, and the page says so.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct TrendsQuery {
    /// A quick range: one of [`TrendsQuery::RANGES`].
    pub range: Option<String>,
    /// Not before.
    pub from: Option<String>,
    /// Before.
    pub to: Option<String>,
    /// An API id.
    pub api: Option<String>,
    /// A stage name.
    pub stage: Option<String>,
    /// Minutes of a column.
    pub step: Option<String>,
    /// Only calls refused with this status: one of [`TrendsQuery::STATUSES`].
    pub status: Option<String>,
}

const HOUR_MS: i64 = 3_600_000;

impl TrendsQuery {
    /// The quick ranges, and how many milliseconds each has; `all` has as many as are stored.
    pub const RANGES: [(&'static str, i64); 6] = [
        ("15m", HOUR_MS / 4),
        ("1h", HOUR_MS),
        ("6h", 6 * HOUR_MS),
        ("24h", 24 * HOUR_MS),
        ("7d", 168 * HOUR_MS),
        ("all", i64::MAX),
    ];

    /// Statuses that can be looked at alone, from the first up to the last.
    pub const STATUSES: [(&'static str, i16, i16); 4] =
        [("403", 403, 403), ("401", 401, 401), ("429", 429, 429), ("5xx", 500, 599)];

    /// The statuses that are looked at; `None`: each.
    pub fn statuses(&self) -> Option<(i16, i16)> {
        let status = self.status.as_deref()?;
        Self::STATUSES.iter().find(|(name, ..)| *name == status).map(|(_, first, last)| (*first, *last))
    }

    /// What of it is set, by its name in the URL.
    pub fn set(&self) -> impl Iterator<Item = (&'static str, &str)> {
        [
            ("range", &self.range),
            ("from", &self.from),
            ("to", &self.to),
            ("api", &self.api),
            ("stage", &self.stage),
            ("step", &self.step),
            ("status", &self.status),
        ]
        .into_iter()
        .filter_map(|(name, value)| Some((name, value.as_deref().filter(|value| !value.is_empty())?)))
    }

    /// The same API, stage and status, and nothing of a range.
    #[must_use]
    pub fn of_stage(&self) -> Self {
        Self {
            api: self.api.clone(),
            stage: self.stage.clone(),
            status: self.status.clone(),
            ..Self::default()
        }
    }

    /// The same API and stage, between two moments.
    #[must_use]
    pub fn between(&self, from: Instant, to: Instant) -> Self {
        Self { from: Some(from.to_string()), to: Some(to.to_string()), ..self.of_stage() }
    }
}

/// Trends of a range.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TrendsPage {
    /// What was asked for.
    pub query: TrendsQuery,
    /// What of it could not be read, by its name in the URL.
    pub misread: Vec<String>,
    /// Whether the range ends with what is stored, because that is older than the range is long.
    pub is_past: bool,
    /// When the first and the last stored call came, as far as API and stage are chosen.
    pub stored: Option<(Instant, Instant)>,
    /// What was counted.
    pub trend: Trend,
    /// Each stage, the most refused first.
    pub stages: Vec<StageTrend>,
}

/// What was counted in a range, column by column.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Trend {
    /// The beginning of the first column.
    pub from: Instant,
    /// The end of the last column.
    pub to: Instant,
    /// The milliseconds of a column.
    pub step_ms: i64,
    /// All calls of each column.
    pub calls: Vec<i64>,
    /// Calls that were refused or failed, by why; the most frequent first.
    pub endings: Vec<Ending>,
    /// Refused or failed a week before, in each column.
    pub week_before: Vec<i64>,
    /// What changed in the range, in time order.
    pub marks: Vec<Mark>,
}

impl Trend {
    /// All calls.
    pub fn n_requests(&self) -> i64 {
        self.calls.iter().sum()
    }

    /// Calls that were refused or failed.
    pub fn n_refused(&self) -> i64 {
        self.endings.iter().map(Ending::n).sum()
    }

    /// When a column begins.
    pub fn start(&self, place: usize) -> Instant {
        self.from.plus_millis(self.step_ms.saturating_mul(i64::try_from(place).unwrap_or(i64::MAX)))
    }
}

/// Calls that ended for one reason, column by column.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ending {
    /// Why; `None` for all that are rarer.
    pub cause: Option<Cause>,
    /// How, for the two policy denials.
    pub deny: Option<Deny>,
    /// From where, when an authorizer's policy was evaluated.
    pub policy_origin: Option<PolicyOrigin>,
    /// How many in each column.
    pub counts: Vec<i64>,
}

impl Ending {
    /// How many.
    pub fn n(&self) -> i64 {
        self.counts.iter().sum()
    }
}

/// Something that changed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Mark {
    /// When, as far as it is known.
    pub at: Instant,
    /// What.
    pub kind: MarkKind,
    /// Of this API.
    pub api_id: String,
    /// Of this stage.
    pub stage: Option<String>,
}

/// What changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MarkKind {
    /// The API was deployed.
    Deployed,
    /// Another configuration was seen than before.
    Changed,
    /// The authorizers' caches of the stage were emptied, as their answers tell.
    Flushed,
}

/// A stage in the range.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct StageTrend {
    /// The API; empty where it is not known.
    pub api_id: String,
    /// The stage; empty where it is not known.
    pub stage: String,
    /// All calls.
    pub n_requests: i64,
    /// Refused or failed.
    pub n_refused: i64,
    /// The same a week before: all calls, refused or failed; `None` where none is stored.
    pub week_before: Option<(i64, i64)>,
    /// Why most of them were refused.
    pub top: Option<Ending>,
    /// Refused or failed in a few equal parts of the range.
    pub line: Vec<i64>,
}
