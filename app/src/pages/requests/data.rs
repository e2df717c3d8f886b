//! All that the list of calls shows.

use std::{borrow::Cow, fmt};

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
    /// A path; `*` stands for any text.
    pub path: Option<String>,
    /// A request id, an extended request id or a caller; what else somebody types is read by [`super::search::read`].
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
    /// Values that calls must not have.
    pub without: Vec<Exclusion>,
    /// Where the page before ended: [`RequestsPage::older`].
    pub older_than: Option<String>,
}

/// What calls are counted by, and what can be left out of a list.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Facet {
    /// Why.
    Cause,
    /// By a fresh or a cached policy.
    PolicyOrigin,
    /// The API.
    Api,
    /// The stage; a value names its API, too: `a1b2c3d4e5/prod`.
    Stage,
    /// The HTTP method.
    Method,
    /// The path.
    Path,
    /// The HTTP status.
    Status,
    /// The authorizer.
    Authorizer,
}

impl Facet {
    /// All, as a page shows them.
    pub const ALL: [Self; 8] = [
        Self::Cause,
        Self::PolicyOrigin,
        Self::Api,
        Self::Stage,
        Self::Method,
        Self::Path,
        Self::Status,
        Self::Authorizer,
    ];

    /// The name of its filter.
    pub fn name(self) -> &'static str {
        match self {
            Self::Cause => "cause",
            Self::PolicyOrigin => "policy_origin",
            Self::Api => "api",
            Self::Stage => "stage",
            Self::Method => "method",
            Self::Path => "path",
            Self::Status => "status",
            Self::Authorizer => "authorizer",
        }
    }

    /// The facet of this name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|facet| facet.name() == name)
    }
}

/// A value that calls must not have; in a URL `method:GET`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Exclusion {
    /// Of what.
    pub of: Facet,
    /// Which.
    pub value: String,
}

impl fmt::Display for Exclusion {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.of.name(), self.value)
    }
}

impl Exclusion {
    /// Out of a URL; `None` of what is no facet, which leaves nothing out.
    pub fn parse(text: &str) -> Option<Self> {
        let (name, value) = text.trim().split_once(':')?;
        let value = value.trim();
        (!value.is_empty()).then_some(Self { of: Facet::from_name(name)?, value: value.to_owned() })
    }
}

impl RequestsQuery {
    /// Out of the pairs of a URL; what is no filter is left out.
    pub fn of_pairs<'a>(pairs: impl IntoIterator<Item = (&'a str, &'a str)>) -> Self {
        let (mut query, mut older_than) = (Self::default(), "");
        for (name, value) in pairs {
            match name {
                "without" => query.without.extend(Exclusion::parse(value)),
                "older_than" => older_than = value,
                _ => query = query.with(name, value),
            }
        }
        query.with("older_than", older_than)
    }

    /// The names of the filters that have one value, as they stand in the URL.
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

    /// The same without the calls that have this value. Who leaves out what was asked for does not ask for it any more.
    #[must_use]
    pub fn excluding(mut self, of: Facet, value: &str) -> Self {
        let exclusion = Exclusion { of, value: value.to_owned() };
        if self.is_of(of, value) {
            self = self.choosing(of, "");
        }
        if !self.without.contains(&exclusion) {
            self.without.push(exclusion);
        }
        self.older_than = None;
        self
    }

    /// The same with the calls that have this value, which were left out.
    #[must_use]
    pub fn including(mut self, of: Facet, value: &str) -> Self {
        self.without.retain(|exclusion| exclusion.of != of || exclusion.value != value);
        self.older_than = None;
        self
    }

    /// Whether calls with this value are left out.
    pub fn excludes(&self, of: Facet, value: &str) -> bool {
        self.without.iter().any(|exclusion| exclusion.of == of && exclusion.value == value)
    }

    /// The same with only the calls that have this value; with those of all values, when it is empty. A stage is chosen with its API,
    /// because every API has a `prod`.
    #[must_use]
    pub fn choosing(self, of: Facet, value: &str) -> Self {
        match (of, value.split_once('/')) {
            (Facet::Stage, Some((api, stage))) => self.with("stage", stage).with("api", api),
            (Facet::Stage, None) => self.with("stage", value).with("api", ""),
            _ => self.with(of.name(), value),
        }
    }

    /// Whether it asks for only the calls that have this value.
    pub fn is_of(&self, of: Facet, value: &str) -> bool {
        match (of, value.split_once('/')) {
            (Facet::Stage, Some((api, stage))) => {
                self.get("stage") == Some(value)
                    || (self.get("stage") == Some(stage) && self.get("api") == Some(api))
            }
            _ => self.get(of.name()) == Some(value),
        }
    }

    /// The same without one of the filters of [`Self::set`].
    #[must_use]
    pub fn dropping(mut self, name: &str, value: &str) -> Self {
        if name != "without" {
            return self.with(name, "");
        }
        self.without.retain(|exclusion| exclusion.to_string() != value);
        self.older_than = None;
        self
    }

    /// The filters that are set: name and value.
    pub fn set(&self) -> impl Iterator<Item = (&'static str, Cow<'_, str>)> {
        let single = Self::NAMES.into_iter().filter_map(|name| Some((name, Cow::from(self.get(name)?))));
        single.chain(self.without.iter().map(|exclusion| ("without", Cow::from(exclusion.to_string()))))
    }

    /// The filters that are set, but not the place in the list.
    pub fn filters(&self) -> impl Iterator<Item = (&'static str, Cow<'_, str>)> {
        self.set().filter(|(name, _)| *name != "older_than")
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

/// What calls are counted by, with the most frequent values.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FacetCounts {
    /// By what.
    pub of: Facet,
    /// The most frequent first.
    pub values: Vec<FacetValue>,
    /// How many values there are.
    pub n_values: i64,
    /// Whether only the newest calls were counted: [`MOST_COUNTED`].
    pub is_limited: bool,
}

/// So many calls are counted one by one; of more, these are the newest.
pub const MOST_COUNTED: i64 = 20_000;

/// The list.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
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
    /// How the calls spread; `None` when counting them took too long, so that [`RequestsPage::n_matching`] says nothing.
    pub facets: Option<Vec<FacetCounts>>,
}

#[cfg(test)]
mod tests {
    use super::{Exclusion, Facet, RequestsQuery};

    #[test]
    fn every_filter_can_be_set_read_and_dropped_by_its_name() {
        for name in RequestsQuery::NAMES {
            let query = RequestsQuery::default().with(name, " x ");
            assert_eq!(query.set().collect::<Vec<_>>(), [(name, "x".into())]);
            assert_eq!(query.with(name, ""), RequestsQuery::default());
        }
    }

    #[test]
    fn a_changed_filter_starts_at_the_newest_call() {
        let query = RequestsQuery::default().with("older_than", "x").with("stage", "prod");
        assert_eq!(query.get("older_than"), None);
    }

    #[test]
    fn what_is_left_out_stands_beside_the_filters_and_comes_back() {
        let query = RequestsQuery::default().with("cause", "refused").with("older_than", "x");
        let query = query.excluding(Facet::Method, "GET").excluding(Facet::Path, "/a:b,c");
        assert!(query.excludes(Facet::Method, "GET") && query.older_than.is_none());
        let set: Vec<_> = query.set().map(|(name, value)| (name, value.into_owned())).collect();
        assert_eq!(set[1..], [("without", "method:GET".into()), ("without", "path:/a:b,c".into())]);
        let pairs = set.iter().map(|(name, value)| (*name, value.as_str()));
        assert_eq!(RequestsQuery::of_pairs(pairs), query);
        assert_eq!(query.clone().dropping("without", "method:GET"), query.including(Facet::Method, "GET"));
        assert_eq!(Exclusion::parse("gremlin:GET"), None);
        assert_eq!(Exclusion::parse("method: "), None);
    }

    #[test]
    fn who_leaves_out_what_they_asked_for_does_not_ask_for_it_any_more() {
        let asked = RequestsQuery::default().choosing(Facet::Stage, "a1b2c3d4e5/prod");
        assert!(asked.is_of(Facet::Stage, "a1b2c3d4e5/prod"));
        assert_eq!((asked.get("api"), asked.get("stage")), (Some("a1b2c3d4e5"), Some("prod")));
        let other = asked.clone().excluding(Facet::Stage, "a1b2c3d4e5/dev");
        assert_eq!(other.get("stage"), Some("prod"));
        let none = asked.excluding(Facet::Stage, "a1b2c3d4e5/prod");
        assert_eq!((none.get("api"), none.get("stage"), none.without.len()), (None, None, 1));
    }
}
