//! The report on a stage: what it logs as far as that shows, what is missing, and what each setting would add.

use serde::{Deserialize, Serialize};

use super::{
    Count, Evidence,
    fields::FIELDS,
    sight::{Answered, Detail, Setting, Sight},
    volume::{Cost, Kind, Volume},
};
use crate::{
    configuration::{Stage, stage::Level},
    diagnosis::{Cause, Grade},
};

/// The causes that a report speaks of.
const CAUSES: &[Cause] = &[
    Cause::ResourcePolicyDeny,
    Cause::IdentityRejected,
    Cause::AuthorizerRaisedUnauthorized,
    Cause::Unauthorized,
    Cause::AuthorizerError,
    Cause::AuthorizerPolicyDeny,
    Cause::ApiKeyRejected,
    Cause::Throttled,
    Cause::QuotaExceeded,
    Cause::WafBlocked,
    Cause::RouteNotFound,
    Cause::IamAuthFailed,
    Cause::NotMapped,
    Cause::CacheInvalidationRefused,
    Cause::BackendRefused,
    Cause::IntegrationError,
    Cause::ClientError,
];

/// A setting as far as it is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Known<T> {
    /// Its value; `None` where nothing tells.
    pub value: Option<T>,
    /// How sure that is.
    pub grade: Grade,
    /// In how many calls it showed.
    pub n_seen: u64,
    /// Of how many in which it could have shown.
    pub n_of: u64,
}

/// Whether a field of the recommended access log is there.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Standing {
    /// Lines have it.
    Logged,
    /// Calls that must have had a value had none.
    Missing,
    /// No call was logged that must have had a value.
    Unknown,
}

/// A field of the recommended access log.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FieldReport {
    /// Its variable without `$context.`.
    pub variable: String,
    /// Whether it is there.
    pub standing: Standing,
    /// How sure that is.
    pub grade: Grade,
    /// In how many calls it had a value.
    pub n_seen: u64,
    /// Of how many that must have had one; `None` where that cannot be told.
    pub n_of: Option<u64>,
}

/// What the logs of a stage allow to be said.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Report {
    /// Calls that were learned from.
    pub n_requests: u64,
    /// Those that were allowed; none, where failures alone are logged.
    pub n_allowed: u64,
    /// Days with calls.
    pub n_days: u64,
    /// The log level.
    pub level: Known<Level>,
    /// Data trace.
    pub data_trace: Known<bool>,
    /// The access log.
    pub access_log: Known<bool>,
    /// The fields of the recommended access log; empty without an access log.
    pub fields: Vec<FieldReport>,
    /// How surely each cause is told.
    pub causes: Vec<Answered<Cause>>,
    /// How surely each detail is told.
    pub details: Vec<Answered<Detail>>,
    /// How much is logged, of each kind that there is.
    pub volumes: Vec<Volume>,
    /// What each setting that is not on would add.
    pub costs: Vec<Cost>,
}

impl Report {
    /// Settings that would add something, in the order in which they are worth it: an access log costs least.
    pub fn worth(&self) -> impl Iterator<Item = Setting> + use<'_> {
        self.costs.iter().map(|cost| cost.setting)
    }

    /// How many causes a setting would make surer.
    pub fn n_surer(&self, setting: Setting) -> usize {
        let is_surer = |answered: &&Answered<Cause>| answered.with.iter().any(|(with, _)| *with == setting);
        self.causes.iter().filter(is_surer).count()
    }

    /// Fields that are missing from the access log.
    pub fn missing_fields(&self) -> impl Iterator<Item = &FieldReport> {
        self.fields.iter().filter(|field| field.standing == Standing::Missing)
    }
}

/// Tells what the logs of a stage allow to be said: from what was seen of it on `n_days` days, from its settings where a
/// configuration bundle tells them, and from what `all` stages together show of what a setting costs.
pub fn report(evidence: &Evidence, n_days: u64, stage: Option<&Stage>, all: &Evidence) -> Report {
    let logging = stage.and_then(|stage| stage.logging(None, None));
    let format = stage.and_then(|stage| stage.access_log_format.as_deref());
    let level = match logging {
        Some(logging) => Known { value: Some(logging.level), grade: Grade::Proved, ..level(evidence) },
        None => level(evidence),
    };
    let data_trace = match logging {
        Some(logging) => {
            Known { value: Some(logging.is_whole()), grade: Grade::Proved, ..data_trace(evidence) }
        }
        None => data_trace(evidence),
    };
    let access_log = match format {
        Some(format) => {
            Known { value: Some(!format.is_empty()), grade: Grade::Proved, ..access_log(evidence) }
        }
        None => access_log(evidence),
    };
    let fields = if access_log.value == Some(true) { fields(evidence, format) } else { Vec::new() };
    let sight = sight(evidence, &level, &data_trace, &fields);
    let off = Setting::ALL.iter().filter(|setting| !is_on(**setting, sight, &fields));
    Report {
        n_requests: evidence.count(Count::Requests),
        n_allowed: evidence.count(Count::Allowed),
        n_days,
        level,
        data_trace,
        access_log,
        causes: sight.answers(CAUSES, Sight::cause),
        details: sight.answers(Detail::ALL, Sight::detail),
        volumes: Kind::ALL.iter().filter_map(|kind| Volume::of(evidence, *kind)).collect(),
        costs: off.map(|setting| Cost::of(*setting, evidence, n_days, all)).collect(),
        fields,
    }
}

/// A call with a step shows INFO for its own method; that all calls have steps shows it for the stage.
fn level(evidence: &Evidence) -> Known<Level> {
    let (n_seen, n_of) = (evidence.count(Count::Steps), evidence.n_execution());
    let (value, grade) = match () {
        () if n_of == 0 => (None, Grade::Unknown),
        () if n_seen == 0 => (Some(Level::Error), Grade::Inferred),
        () if n_seen == evidence.count(Count::Requests) => (Some(Level::Info), Grade::Proved),
        () => (Some(Level::Info), Grade::Inferred),
    };
    Known { value, grade, n_seen, n_of }
}

/// Lines may be missing for other reasons, so that it is off is never proved by them.
fn data_trace(evidence: &Evidence) -> Known<bool> {
    let (n_seen, n_of) = (evidence.count(Count::Trace), evidence.count(Count::Traceable));
    let (value, grade) = match () {
        () if n_seen > 0 && n_seen >= n_of => (Some(true), Grade::Proved),
        () if n_seen > 0 => (Some(true), Grade::Inferred),
        () if n_of > 0 => (Some(false), Grade::Inferred),
        () if evidence.n_execution() > 0 && evidence.count(Count::Steps) == 0 => {
            (Some(false), Grade::Inferred)
        }
        () => (None, Grade::Unknown),
    };
    Known { value, grade, n_seen, n_of: n_of.max(n_seen) }
}

/// It goes to a log group of its own, which nobody may have brought here: that there is none is never told by lines.
fn access_log(evidence: &Evidence) -> Known<bool> {
    let (n_seen, n_of) = (evidence.count(Count::Access), evidence.count(Count::Requests));
    let (value, grade) = if n_seen > 0 { (Some(true), Grade::Proved) } else { (None, Grade::Unknown) };
    Known { value, grade, n_seen, n_of }
}

fn fields(evidence: &Evidence, format: Option<&str>) -> Vec<FieldReport> {
    let report = |(place, field): (usize, &super::fields::Field)| {
        let is_in_format = format.map(|format| {
            let names = field.instead.iter().copied().chain([field.variable]);
            names.into_iter().any(|name| names_variable(format, name))
        });
        let (n_seen, n_of) = (evidence.field(place), field.of.n_expected(evidence));
        let (standing, grade) = match (is_in_format, n_seen, n_of) {
            (Some(true), ..) | (None, 1.., _) => (Standing::Logged, Grade::Proved),
            (Some(false), ..) => (Standing::Missing, Grade::Proved),
            (None, 0, Some(1..)) => (Standing::Missing, Grade::Inferred),
            (None, 0, None | Some(0)) => (Standing::Unknown, Grade::Unknown),
        };
        FieldReport { variable: field.variable.to_owned(), standing, grade, n_seen, n_of }
    };
    FIELDS.iter().enumerate().map(report).collect()
}

/// Whether a format holds this variable, and not merely one whose name begins so.
fn names_variable(format: &str, variable: &str) -> bool {
    format.split("$context.").skip(1).any(|rest| {
        rest.strip_prefix(variable).is_some_and(|behind| {
            let goes_on = |next: char| next.is_ascii_alphanumeric() || next == '_';
            let mut next = behind.chars();
            match next.next() {
                Some('.') => !next.next().is_some_and(goes_on),
                Some(next) => !goes_on(next),
                None => true,
            }
        })
    })
}

/// What can be seen: what was, and what the configuration says.
fn sight(
    evidence: &Evidence,
    level: &Known<Level>,
    data_trace: &Known<bool>,
    fields: &[FieldReport],
) -> Sight {
    let mut sight = Sight::of(evidence);
    if let (Some(level), Grade::Proved) = (level.value, level.grade) {
        sight.level = level;
    }
    if let (Some(is_data_trace), Grade::Proved) = (data_trace.value, data_trace.grade) {
        sight.is_data_trace = is_data_trace;
    }
    for (place, field) in fields.iter().enumerate() {
        if field.standing == Standing::Logged {
            sight.fields |= 1 << place;
        }
    }
    sight
}

/// Whether nothing is to be turned on: of a field that no call had to have, it is not known whether it is missing.
fn is_on(setting: Setting, sight: Sight, fields: &[FieldReport]) -> bool {
    match setting {
        Setting::AccessLog => {
            !fields.is_empty() && fields.iter().all(|field| field.standing != Standing::Missing)
        }
        Setting::Steps | Setting::DataTrace => sight.has(setting),
    }
}
