//! An incident as it is shared with people who have no account: frozen when the link is made, and of an own type, so that nothing
//! gets out that was not put in. Identifiers are shortened, callers are counted and not named.

use serde::{Deserialize, Serialize};

use crate::{
    diagnosis::{Cause, Deny, Diagnosis, Gate, Grade, PolicyOrigin},
    incident::{Identity, State},
    request::{
        Request,
        timeline::{self, Passage},
    },
    time::Instant,
};

/// What is shared.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SharedIncident {
    /// Why its calls ended.
    pub cause: Cause,
    /// How they were denied.
    pub deny: Option<Deny>,
    /// From where the policy came.
    pub policy_origin: Option<PolicyOrigin>,
    /// Index (from 0) of the statement that denied.
    pub statement: Option<u32>,
    /// How it stood.
    pub state: State,
    /// The API's id, shortened.
    pub api: Option<String>,
    /// The stage.
    pub stage: Option<String>,
    /// The authorizer's id, shortened.
    pub authorizer: Option<String>,
    /// Its calls.
    pub n_requests: i64,
    /// Its callers, as far as masks tell them apart.
    pub n_callers: i64,
    /// The minute of its first call.
    pub first_seen: Option<Instant>,
    /// The minute of its last call.
    pub last_seen: Option<Instant>,
    /// When it was resolved.
    pub resolved_at: Option<Instant>,
    /// When the last cached denial dies.
    pub heals_at: Option<Instant>,
    /// How calls came, in equal parts of a time.
    pub trend: Option<SharedTrend>,
    /// What was asked for, the most frequent first.
    pub asked: Vec<SharedAsked>,
    /// A call that was refused, and the one that filled the cache entry which refused it.
    pub calls: Vec<SharedCall>,
    /// When it was shared.
    pub shared_at: Instant,
}

/// How calls came.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SharedTrend {
    /// Where it begins.
    pub from: Instant,
    /// Where it ends.
    pub until: Instant,
    /// One number a part.
    pub counts: Vec<i64>,
}

/// What was asked for, and how often.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SharedAsked {
    /// The method, where the log names it.
    pub method: Option<String>,
    /// The shape of the path.
    pub path: Option<String>,
    /// How often.
    pub n: i64,
}

/// A call.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SharedCall {
    /// When it came.
    pub at: Option<Instant>,
    /// The method, where the log names it.
    pub method: Option<String>,
    /// The shape of the path.
    pub path: Option<String>,
    /// What the client got.
    pub status: Option<u16>,
    /// Why it ended so.
    pub cause: Cause,
    /// How it was denied.
    pub deny: Option<Deny>,
    /// From where the policy came.
    pub policy_origin: Option<PolicyOrigin>,
    /// How sure that is.
    pub grade: Grade,
    /// How it fared at each gate.
    pub gates: Vec<(Gate, Passage)>,
    /// What the policy that answered allows or denies, identifiers shortened.
    pub policy: Vec<String>,
}

impl SharedIncident {
    /// Of what groups its calls; counts and calls are put in behind.
    pub fn of(identity: &Identity, state: State, shared_at: Instant) -> Self {
        let id = |id: &str| (!id.is_empty()).then(|| shortened(id));
        Self {
            cause: identity.cause,
            deny: identity.deny,
            policy_origin: identity.policy_origin,
            statement: identity.statement,
            state,
            api: id(&identity.api_id),
            stage: Some(word(&identity.stage)).filter(|stage| !stage.is_empty()),
            authorizer: id(&identity.authorizer_id),
            n_requests: 0,
            n_callers: 0,
            first_seen: None,
            last_seen: None,
            resolved_at: None,
            heals_at: None,
            trend: None,
            asked: Vec::new(),
            calls: Vec::new(),
            shared_at,
        }
    }
}

impl SharedCall {
    /// Of a call and its verdict.
    pub fn of(request: &Request, diagnosis: &Diagnosis) -> Self {
        let gates = timeline::gates(request, diagnosis);
        Self {
            at: request.started_at(),
            method: request.method.as_deref().map(method),
            path: request.path.as_deref().map(path),
            status: diagnosis.status,
            cause: diagnosis.cause,
            deny: diagnosis.deny,
            policy_origin: diagnosis.policy_origin,
            grade: diagnosis.grade,
            gates: gates.into_iter().map(|passage| (passage.gate, passage.passage)).collect(),
            policy: diagnosis.policy.iter().map(|statement| in_short(statement)).collect(),
        }
    }
}

/// The first characters of an identifier: enough for who knows it, too few for who does not.
pub fn shortened(id: &str) -> String {
    let head: String = id.chars().filter(char::is_ascii_alphanumeric).take(4).collect();
    format!("{head}…")
}

/// A name of AWS's grammar, else nothing of it.
fn word(text: &str) -> String {
    let is_word = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '$' | '.' | '*');
    if text.len() <= 40 && text.chars().all(is_word) { text.to_owned() } else { "…".to_owned() }
}

/// An HTTP method, else nothing of it.
pub fn method(text: &str) -> String {
    let is_method = text.len() <= 10 && text.chars().all(|c| c.is_ascii_uppercase() || c == '*');
    if is_method { text.to_owned() } else { "…".to_owned() }
}

/// The shape of a path: its words stand, what may be an identifier does not.
pub fn path(text: &str) -> String {
    let path = text.split(['?', '#']).next().unwrap_or_default();
    path.split('/').map(segment).collect::<Vec<_>>().join("/")
}

fn segment(text: &str) -> String {
    let is_variable = text.starts_with('{') && text.ends_with('}');
    let name = if is_variable { text.trim_matches(['{', '}', '+']) } else { text };
    let is_word = |c: char| c.is_ascii_alphabetic() || matches!(c, '-' | '_' | '*');
    // A version says nothing of anybody.
    let is_version =
        text.len() <= 3 && text.starts_with('v') && text.chars().skip(1).all(|c| c.is_ascii_digit());
    if is_version || (name.len() <= 24 && name.chars().all(is_word)) {
        text.to_owned()
    } else {
        "{…}".to_owned()
    }
}

/// A statement as [`crate::policy::Policy::in_short`] tells it, with its ARNs shortened.
fn in_short(statement: &str) -> String {
    let words = statement.split(' ').map(|word| match word {
        "Allow" | "Deny" | "all" | "but" | "(conditional)" => word.to_owned(),
        resource => {
            let (resource, comma) = resource.strip_suffix(',').map_or((resource, ""), |rest| (rest, ","));
            format!("{}{comma}", arn(resource))
        }
    });
    words.collect::<Vec<_>>().join(" ")
}

/// `arn:aws:execute-api:eu-west-1:1234…:k3x9…/prod/GET/orders/{…}`.
fn arn(text: &str) -> String {
    if text == "*" {
        return text.to_owned();
    }
    let mut parts = text.splitn(6, ':');
    let [partition, service, region, account, resource] = {
        if parts.next() != Some("arn") {
            return "…".to_owned();
        }
        std::array::from_fn(|_| parts.next().unwrap_or_default())
    };
    let id = |id: &str| if id.is_empty() || id == "*" { id.to_owned() } else { shortened(id) };
    let mut segments = resource.split('/');
    let (api, stage, verb) =
        (segments.next().unwrap_or_default(), segments.next(), segments.next().map(method));
    let rest: Vec<String> = segments.map(segment).collect();
    let resource = [Some(id(api)), stage.map(word), verb].into_iter().flatten().chain(rest);
    let resource = resource.collect::<Vec<_>>().join("/");
    format!("arn:{}:{}:{}:{}:{resource}", word(partition), word(service), word(region), id(account))
}

#[cfg(test)]
mod tests {
    use super::{arn, in_short, method, path, shortened};

    #[test]
    fn identifiers_are_shortened_and_shapes_stay() {
        assert_eq!(shortened("k3x9q2m7ab"), "k3x9…");
        assert_eq!(path("/v1/orders/4711/items"), "/v1/orders/{…}/items");
        assert_eq!(path("/customers/mara.k@example.com?token=abc"), "/customers/{…}");
        assert_eq!(path("/files/{proxy+}"), "/files/{proxy+}");
        assert_eq!(path("/orders/3c2b33dc-60ec-4784-8a6d-3b1f7e21bc33"), "/orders/{…}");
        assert_eq!(method("POST"), "POST");
        assert_eq!(method("<script>"), "…");
        let full = "arn:aws:execute-api:eu-west-1:123456789012:k3x9q2m7ab/prod/GET/orders/17";
        assert_eq!(arn(full), "arn:aws:execute-api:eu-west-1:1234…:k3x9…/prod/GET/orders/{…}");
        assert_eq!(arn("execute-api:/secret"), "…");
    }

    #[test]
    fn of_a_statement_nothing_stands_that_is_not_known() {
        let statement =
            "Deny all but arn:aws:execute-api:*:123456789012:*/*/GET/x, hunter2secret (conditional)";
        assert_eq!(
            in_short(statement),
            "Deny all but arn:aws:execute-api:*:1234…:*/*/GET/x, … (conditional)"
        );
    }
}
