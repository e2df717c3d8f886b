//! All that the list of calls shows.

use engine::{
    diagnosis::{Cause, Deny, Gate, Grade, PolicyOrigin, StatusSource},
    time::Instant,
};
use serde::{Deserialize, Serialize};

/// The filters, as they stand in the URL. A value that is not in its vocabulary filters nothing and is shown as such.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct RequestsQuery {
    /// A cause id; `refused` stands for every cause but `none`.
    pub cause: Option<String>,
    /// A deny id.
    pub deny: Option<String>,
    /// A policy origin id.
    pub policy_origin: Option<String>,
    /// A grade id.
    pub grade: Option<String>,
    /// An HTTP status.
    pub status: Option<String>,
    /// An HTTP method.
    pub method: Option<String>,
    /// An API id.
    pub api: Option<String>,
    /// A stage name.
    pub stage: Option<String>,
    /// The beginning of a path.
    pub path: Option<String>,
    /// A request id or an extended request id.
    pub q: Option<String>,
    /// An authorizer's id.
    pub authorizer: Option<String>,
    /// Who called: a principal, or a masked identity.
    pub caller: Option<String>,
    /// The hash of a policy.
    pub policy: Option<String>,
    /// Not before (RFC 3339).
    pub from: Option<String>,
    /// Before (RFC 3339).
    pub to: Option<String>,
    /// Where the page before ended: [`RequestsPage::older`].
    pub older_than: Option<String>,
}

impl RequestsQuery {
    /// The names of the filters, as they stand in the URL.
    pub const NAMES: [&'static str; 16] = [
        "cause",
        "deny",
        "policy_origin",
        "grade",
        "status",
        "method",
        "api",
        "stage",
        "path",
        "q",
        "authorizer",
        "caller",
        "policy",
        "from",
        "to",
        "older_than",
    ];

    /// The value of a filter, by its name.
    pub fn get(&self, name: &str) -> Option<&str> {
        let value = match name {
            "cause" => &self.cause,
            "deny" => &self.deny,
            "policy_origin" => &self.policy_origin,
            "grade" => &self.grade,
            "status" => &self.status,
            "method" => &self.method,
            "api" => &self.api,
            "stage" => &self.stage,
            "path" => &self.path,
            "q" => &self.q,
            "authorizer" => &self.authorizer,
            "caller" => &self.caller,
            "policy" => &self.policy,
            "from" => &self.from,
            "to" => &self.to,
            "older_than" => &self.older_than,
            _ => return None,
        };
        value.as_deref()
    }

    /// The same with this filter set; an empty value drops it. Whoever changes a filter starts at the newest call again.
    #[must_use]
    pub fn with(mut self, name: &str, value: &str) -> Self {
        let field = match name {
            "cause" => &mut self.cause,
            "deny" => &mut self.deny,
            "policy_origin" => &mut self.policy_origin,
            "grade" => &mut self.grade,
            "status" => &mut self.status,
            "method" => &mut self.method,
            "api" => &mut self.api,
            "stage" => &mut self.stage,
            "path" => &mut self.path,
            "q" => &mut self.q,
            "authorizer" => &mut self.authorizer,
            "caller" => &mut self.caller,
            "policy" => &mut self.policy,
            "from" => &mut self.from,
            "to" => &mut self.to,
            "older_than" => &mut self.older_than,
            _ => return self,
        };
        let value = value.trim();
        *field = (!value.is_empty()).then(|| value.to_owned());
        if name != "older_than" {
            self.older_than = None;
        }
        self
    }

    /// The filters that are set: name and value.
    pub fn set(&self) -> impl Iterator<Item = (&'static str, &str)> {
        Self::NAMES.into_iter().filter_map(|name| Some((name, self.get(name)?)))
    }
}

/// More calls are not given as one table.
pub const MOST_ROWS: i64 = 100_000;

/// One call in a list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RequestRow {
    /// What its URL is made of: [`crate::urls::request`].
    pub reference: String,
    /// Its first line's time.
    pub started_at: Option<Instant>,
    /// First to last line.
    pub duration_ms: Option<i64>,
    /// The API.
    pub api_id: Option<String>,
    /// The stage.
    pub stage: Option<String>,
    /// The HTTP method.
    pub method: Option<String>,
    /// The path.
    pub path: Option<String>,
    /// The status the client got.
    pub status: Option<u16>,
    /// How it is known.
    pub status_source: Option<StatusSource>,
    /// Who refused.
    pub gate: Option<Gate>,
    /// Why.
    pub cause: Cause,
    /// How.
    pub deny: Option<Deny>,
    /// By a fresh or a cached policy.
    pub policy_origin: Option<PolicyOrigin>,
    /// How sure.
    pub grade: Grade,
    /// Who called, masked.
    pub principal: Option<String>,
    /// Whether it belongs to the sample investigation.
    pub is_sample: bool,
}

/// How many calls have one value of a filter.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FacetValue {
    /// The value as it stands in the URL.
    pub value: String,
    /// How many calls have it, with all other filters applied.
    pub n_requests: i64,
}

/// The list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RequestsPage {
    /// The filters that gave it.
    pub query: RequestsQuery,
    /// Newest first, at most 100.
    pub rows: Vec<RequestRow>,
    /// How many calls match; exact unless [`RequestsPage::is_limited`].
    pub n_matching: i64,
    /// Whether counting stopped there.
    pub is_limited: bool,
    /// How many calls are stored.
    pub n_stored: i64,
    /// `older_than` of the next page, when there is one.
    pub older: Option<String>,
    /// Causes to choose from, most frequent first.
    pub causes: Vec<FacetValue>,
    /// Stages (as `api/stage`) to choose from.
    pub stages: Vec<FacetValue>,
    /// Methods to choose from.
    pub methods: Vec<FacetValue>,
    /// Statuses to choose from.
    pub statuses: Vec<FacetValue>,
}

#[cfg(test)]
mod tests {
    use super::RequestsQuery;

    #[test]
    fn every_filter_can_be_set_read_and_dropped_by_its_name() {
        for name in RequestsQuery::NAMES {
            let query = RequestsQuery::default().with(name, " x ");
            assert_eq!(query.set().collect::<Vec<_>>(), [(name, "x")]);
            assert_eq!(query.with(name, ""), RequestsQuery::default());
        }
    }

    #[test]
    fn a_changed_filter_starts_at_the_newest_call() {
        let query = RequestsQuery::default().with("older_than", "x").with("stage", "prod");
        assert_eq!(query.get("older_than"), None);
    }
}
