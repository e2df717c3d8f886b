//! An incident as JSON. Fields that [`crate::record::Record`] has too have its names; fields may be added, none renamed.

use serde::Serialize;

use crate::{
    diagnosis::{Cause, Deny, PolicyOrigin},
    incident::State,
    time::Instant,
};

/// One incident.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct IncidentRecord {
    /// Its number.
    pub incident_id: i64,
    /// Its page.
    pub url: Option<String>,
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
