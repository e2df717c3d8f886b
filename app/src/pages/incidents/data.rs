//! All that the pages of incidents show.

use engine::{
    configuration::difference::Change,
    diagnosis::Grade,
    incident::{Identity, State},
    remediation::Card,
    request::Line,
    time::Instant,
};
use serde::{Deserialize, Serialize};

use crate::pages::requests::data::RequestRow;

/// Incidents of a state, those that were seen last first.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct IncidentsPage {
    /// When they were looked at.
    pub now: Instant,
    /// The state that is shown; `None`: open and regressed.
    pub state: Option<State>,
    /// How many there are of each.
    pub counts: Vec<(State, u32)>,
    /// The incidents.
    pub incidents: Vec<IncidentRow>,
    /// Whether there are more than were looked at.
    pub is_limited: bool,
    /// What was done about several just now.
    pub done: Option<BatchDone>,
    /// Who can look after one.
    pub people: Vec<Person>,
}

/// What was done about several incidents at once.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct BatchDone {
    /// Its number.
    pub batch_id: i64,
    /// What, as [`Activity::kind`].
    pub kind: String,
    /// About how many.
    pub n: i64,
    /// How many were put back, when it was undone.
    pub n_undone: Option<i64>,
}

/// Somebody who can look after an incident.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Person {
    /// Their id.
    pub user_id: i64,
    /// Their name.
    pub name: String,
    /// Whether it is who looks.
    pub is_viewer: bool,
}

/// An incident as lists show it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct IncidentRow {
    /// Its number.
    pub incident_id: i64,
    /// What groups its calls.
    pub identity: Identity,
    /// Whether it is of the sample investigation.
    pub is_sample: bool,
    /// How it stands.
    pub state: State,
    /// Its calls.
    pub n_requests: i64,
    /// Its callers, as far as masks tell them apart.
    pub n_callers: i64,
    /// Whether there may be more of them.
    pub has_more_callers: bool,
    /// The minute of its first call.
    pub first_seen: Option<Instant>,
    /// The minute of its last call.
    pub last_seen: Option<Instant>,
    /// Who looks after it.
    pub owner: Option<String>,
    /// When it was resolved.
    pub resolved_at: Option<Instant>,
    /// Until when it is ignored, where there is such an end.
    pub ignored_until: Option<Instant>,
    /// When the last cached denial dies, where one lives.
    pub heals_at: Option<Instant>,
    /// How many calls came in equal parts of the time that is drawn.
    pub trend: Trend,
}

/// Calls in equal parts of a time.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Trend {
    /// Where it begins and ends.
    pub window: Option<(Instant, Instant)>,
    /// One number a part.
    pub counts: Vec<i64>,
}

/// One incident.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct IncidentPage {
    /// When it was looked at.
    pub now: Instant,
    /// The incident.
    pub incident: IncidentRow,
    /// Whether whoever looks owns it.
    pub is_mine: bool,
    /// Who can look after it.
    pub people: Vec<Person>,
    /// What its latest calls asked for, the most frequent first.
    pub methods: Vec<Asked>,
    /// Who its latest callers are, the most frequent first.
    pub callers: Vec<Caller>,
    /// Its latest calls, the latest first.
    pub latest: Vec<RequestRow>,
    /// What can be typed to settle it.
    pub cards: Vec<Card>,
    /// What changed at its API around its beginning and since.
    pub changes: Vec<Changed>,
    /// What was said and done, the oldest first.
    pub activity: Vec<Activity>,
    /// What proves it, of its latest call.
    pub proof: Option<Proof>,
    /// The region, where the log names it.
    pub region: Option<String>,
}

/// What of a call proves why it ended so.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Proof {
    /// The call's reference.
    pub reference: String,
    /// How sure it is.
    pub grade: Grade,
    /// The lines that prove it.
    pub lines: Vec<Line>,
    /// The statements of the policy that was evaluated, in short.
    pub policy: Vec<String>,
    /// Index (from 0) of the statement that decided.
    pub statement: Option<u32>,
}

/// What was asked for, and how often.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Asked {
    /// The method, where the log names it.
    pub method: Option<String>,
    /// The path.
    pub path: Option<String>,
    /// How often.
    pub n: i64,
}

/// A caller, and how often they called.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Caller {
    /// As the log masks them; `None` where it names none.
    pub principal: Option<String>,
    /// How often.
    pub n: i64,
}

/// What changed at the API.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Changed {
    /// When it was seen first.
    pub at: Instant,
    /// What.
    pub changes: Vec<Change>,
}

/// Something that was said or done.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Activity {
    /// By whom; `None`: by somebody who is no user any more.
    pub user: Option<String>,
    /// What kind of thing: `comment`, `resolved`, `reopened`, `ignored`, `assigned`, `unassigned`, `undone`.
    pub kind: String,
    /// What was said, how long it is ignored, or who else looks after it.
    pub body: String,
    /// When.
    pub at: Instant,
}
