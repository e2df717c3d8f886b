//! A request and an incident as JSON. Fields that [`Record`] has have its names; fields may be added, none renamed.

use serde::Serialize;

use crate::{
    diagnosis::{Cause, Deny, Diagnosis, PolicyOrigin},
    incident::State,
    record::Record,
    request::{Line, Request},
    time::Instant,
};

/// One incident.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct IncidentRecord {
    /// Its number.
    pub incident_id: i64,
    /// Its page.
    pub url: String,
    /// How it stands.
    pub state: State,
    /// The API.
    pub api_id: Option<String>,
    /// The stage.
    pub stage: Option<String>,
    /// The authorizer, where it is the one that refused.
    pub authorizer_id: Option<String>,
    /// Why.
    pub cause: Cause,
    /// How a policy denied.
    pub deny: Option<Deny>,
    /// Where the authorizer's policy came from.
    pub policy_origin: Option<PolicyOrigin>,
    /// Index (from 0) of the statement that denied.
    pub statement: Option<u32>,
    /// Its calls.
    pub n_requests: i64,
    /// Its callers, as far as masks tell them apart.
    pub n_callers: i64,
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
    /// What its latest calls asked for, the most frequent first.
    pub methods: Vec<Counted>,
    /// Who its latest callers are, the most frequent first.
    pub callers: Vec<Counted>,
    /// The references of its latest calls, the latest first.
    pub latest: Vec<String>,
    /// What was said and done, the oldest first.
    pub activity: Vec<Said>,
}

/// A part of an incident, and how many of its calls are of it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Counted {
    /// The method that was asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub method: Option<String>,
    /// The path that was asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub path: Option<String>,
    /// Who called, masked.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub principal: Option<String>,
    /// How many calls.
    pub n_requests: i64,
}

/// Something that was said or done.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Said {
    /// When.
    pub at: Instant,
    /// By whom, where that is a user still.
    pub user: Option<String>,
    /// What kind of thing, as `comment` or `resolved`.
    pub kind: String,
    /// What was said.
    pub body: String,
}

/// A request, its verdict and the lines that prove it.
#[derive(Debug, Serialize)]
struct RequestRecord<'a> {
    #[serde(flatten)]
    record: Record<'a>,
    /// Its page.
    url: &'a str,
    /// The lines that `evidence` counts.
    lines: Vec<&'a Line>,
}

/// A request as `why403 diagnose` prints it, with its address and the lines that prove it.
pub fn request_json(request: &Request, diagnosis: &Diagnosis, url: &str) -> String {
    let lines = proving(request, diagnosis).collect();
    json(&RequestRecord { record: Record::of(request, diagnosis), url, lines })
}

/// An incident.
pub fn incident_json(incident: &IncidentRecord) -> String {
    json(incident)
}

/// The lines that a verdict names.
pub fn proving<'a>(request: &'a Request, diagnosis: &'a Diagnosis) -> impl Iterator<Item = &'a Line> {
    request.lines.iter().filter(|line| diagnosis.evidence.contains(&line.number))
}

/// To be read by people as well. Texts, numbers and lists can always be written.
fn json(value: &impl Serialize) -> String {
    let mut text = serde_json::to_string_pretty(value).unwrap_or_default();
    text.push('\n');
    text
}
