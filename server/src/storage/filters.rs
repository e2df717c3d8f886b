//! What a list of requests is narrowed to, as a condition.

use app::pages::requests::data::Facet;
use engine::{
    diagnosis::{Cause, Deny, Grade, PolicyOrigin},
    time::Instant,
};
use sqlx::{Postgres, QueryBuilder};
use uuid::Uuid;

use super::{
    reference::{Key, key_of_text},
    to_sql,
};

/// What a list is narrowed to. Each filter is already a value that the column can have.
#[derive(Debug, Clone, Default)]
pub struct Filters {
    /// The cause.
    pub cause: Option<Cause>,
    /// Every cause but `none`.
    pub refused_only: bool,
    /// How it was denied.
    pub deny: Option<Deny>,
    /// From where the policy came.
    pub policy_origin: Option<PolicyOrigin>,
    /// How sure.
    pub grade: Option<Grade>,
    /// The HTTP status.
    pub status: Option<i16>,
    /// The HTTP method.
    pub method: Option<String>,
    /// The API.
    pub api_id: Option<String>,
    /// The stage.
    pub stage: Option<String>,
    /// The path; `*` stands for any text.
    pub path: Option<String>,
    /// A request id, an extended request id or a reference.
    pub id: Option<Named>,
    /// The authorizer.
    pub authorizer_id: Option<String>,
    /// Who called: a principal, or a masked identity.
    pub caller: Option<Named>,
    /// The policy that answered.
    pub policy_hash: Option<Uuid>,
    /// Not before.
    pub from: Option<Instant>,
    /// Before.
    pub to: Option<Instant>,
    /// Values that the requests must not have.
    pub without: Vec<Without>,
}

/// A value that requests must not have. One that has none at all may stay.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Without {
    /// A cause.
    Cause(Cause),
    /// From where the policy came.
    PolicyOrigin(PolicyOrigin),
    /// An API.
    Api(String),
    /// A stage of an API.
    Stage(String, String),
    /// An HTTP method.
    Method(String),
    /// A path; `*` stands for any text.
    Path(String),
    /// An HTTP status.
    Status(i16),
    /// An authorizer.
    Authorizer(String),
}

impl Without {
    /// By what it is counted.
    fn facet(&self) -> Facet {
        match self {
            Self::Cause(_) => Facet::Cause,
            Self::PolicyOrigin(_) => Facet::PolicyOrigin,
            Self::Api(_) => Facet::Api,
            Self::Stage(..) => Facet::Stage,
            Self::Method(_) => Facet::Method,
            Self::Path(_) => Facet::Path,
            Self::Status(_) => Facet::Status,
            Self::Authorizer(_) => Facet::Authorizer,
        }
    }

    fn push(&self, query: &mut QueryBuilder<Postgres>) {
        match self {
            Self::Cause(cause) => query.push(" AND cause <> ").push_bind(cause.id()),
            Self::PolicyOrigin(origin) => {
                query.push(" AND policy_origin IS DISTINCT FROM ").push_bind(origin.id())
            }
            Self::Api(api_id) => query.push(" AND api_id <> ").push_bind(api_id.clone()),
            Self::Stage(api_id, stage) => query
                .push(" AND (api_id <> ")
                .push_bind(api_id.clone())
                .push(" OR stage IS DISTINCT FROM ")
                .push_bind(stage.clone())
                .push(")"),
            Self::Method(method) => query.push(" AND method IS DISTINCT FROM ").push_bind(method.clone()),
            Self::Path(path) if path.contains('*') => {
                query.push(" AND path LIKE ").push_bind(pattern(path)).push(" IS NOT TRUE")
            }
            Self::Path(path) => query.push(" AND path IS DISTINCT FROM ").push_bind(path.clone()),
            Self::Status(status) => query.push(" AND status IS DISTINCT FROM ").push_bind(*status),
            Self::Authorizer(id) => query.push(" AND authorizer_id IS DISTINCT FROM ").push_bind(id.clone()),
        };
    }
}

/// A text that may be a masked identity.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Named {
    /// The text.
    pub text: String,
    /// The keys of the cache entries that it has then; see [`super::homes::entries_of`].
    pub cache_keys: Vec<i64>,
}

impl Filters {
    /// Pushes a condition for each filter that is set, so that the planner sees no other; but not those of this facet.
    pub(super) fn push(&self, query: &mut QueryBuilder<Postgres>, but: Option<Facet>) {
        query.push("WHERE true");
        if but != Some(Facet::Cause) {
            if let Some(cause) = self.cause {
                query.push(" AND cause = ").push_bind(cause.id());
            }
            if self.refused_only || self.cause.is_some_and(|cause| cause != Cause::None) {
                query.push(" AND cause <> 'none'");
            }
        }
        if let Some(deny) = self.deny {
            query.push(" AND deny = ").push_bind(deny.id());
        }
        if let Some(policy_origin) = self.policy_origin.filter(|_| but != Some(Facet::PolicyOrigin)) {
            query.push(" AND policy_origin = ").push_bind(policy_origin.id());
        }
        if let Some(grade) = self.grade {
            query.push(" AND grade = ").push_bind(grade.id());
        }
        if let Some(status) = self.status.filter(|_| but != Some(Facet::Status)) {
            query.push(" AND status = ").push_bind(status);
        }
        if let Some(method) = self.method.clone().filter(|_| but != Some(Facet::Method)) {
            query.push(" AND method = ").push_bind(method);
        }
        // A stage is chosen with its API, so that both are given up together.
        let is_other_stage = but == Some(Facet::Stage) && self.stage.is_some();
        if let Some(api_id) = self.api_id.clone().filter(|_| but != Some(Facet::Api) && !is_other_stage) {
            query.push(" AND api_id = ").push_bind(api_id);
        }
        if let Some(stage) = self.stage.clone().filter(|_| but != Some(Facet::Stage)) {
            query.push(" AND stage = ").push_bind(stage);
        }
        if let Some(path) = self.path.as_deref().filter(|_| but != Some(Facet::Path)) {
            if path.contains('*') {
                query.push(" AND path LIKE ").push_bind(pattern(path));
            } else {
                query.push(" AND path = ").push_bind(path.to_owned());
            }
        }
        if let Some(Named { text: id, cache_keys }) = self.id.clone() {
            let key = Key::of(&id);
            query.push(" AND (request_key = ").push_bind(key.request_key);
            query.push(" OR extended_request_key = ").push_bind(key_of_text(&id));
            query.push(" OR (principal = ").push_bind(id);
            query.push(") OR cache_key = ANY (").push_bind(cache_keys).push("))");
        }
        if let Some(authorizer_id) = self.authorizer_id.clone().filter(|_| but != Some(Facet::Authorizer)) {
            query.push(" AND authorizer_id = ").push_bind(authorizer_id);
        }
        if let Some(Named { text: principal, cache_keys }) = self.caller.clone() {
            query.push(" AND (principal = ").push_bind(principal);
            query.push(" OR cache_key = ANY (").push_bind(cache_keys).push("))");
        }
        if let Some(policy_hash) = self.policy_hash {
            query.push(" AND policy_hash = ").push_bind(policy_hash);
        }
        if let Some(from) = self.from {
            query.push(" AND started_at >= ").push_bind(to_sql(from));
        }
        if let Some(to) = self.to {
            query.push(" AND started_at < ").push_bind(to_sql(to));
        }
        for without in self.without.iter().filter(|without| Some(without.facet()) != but) {
            without.push(query);
        }
    }

    /// Whether something is asked of this facet itself, so that it counts other requests than the list shows.
    pub(super) fn is_narrowed_by(&self, facet: Facet) -> bool {
        let is_set = match facet {
            Facet::Cause => self.cause.is_some() || self.refused_only,
            Facet::PolicyOrigin => self.policy_origin.is_some(),
            Facet::Api => self.api_id.is_some(),
            Facet::Stage => self.stage.is_some(),
            Facet::Method => self.method.is_some(),
            Facet::Path => self.path.is_some(),
            Facet::Status => self.status.is_some(),
            Facet::Authorizer => self.authorizer_id.is_some(),
        };
        is_set || self.without.iter().any(|without| without.facet() == facet)
    }

    /// Whether the counts of minutes can tell all that is asked for.
    pub(super) fn is_of_counts(&self) -> bool {
        let is_whole_minute = |at: &Instant| at.millis() % 60_000 == 0;
        let is_counted = |without: &Without| is_of_counts(without.facet());
        self.grade.is_none()
            && self.method.is_none()
            && self.path.is_none()
            && self.id.is_none()
            && self.authorizer_id.is_none()
            && self.caller.is_none()
            && self.policy_hash.is_none()
            && self.without.iter().all(is_counted)
            && self.from.iter().chain(&self.to).all(is_whole_minute)
    }
}

/// Whether the counts of minutes are of these values.
pub(super) fn is_of_counts(facet: Facet) -> bool {
    match facet {
        Facet::Cause | Facet::PolicyOrigin | Facet::Api | Facet::Stage | Facet::Status => true,
        Facet::Method | Facet::Path | Facet::Authorizer => false,
    }
}

/// A text as a pattern of `LIKE`, where `*` stands for any text and nothing else for anything but itself.
fn pattern(text: &str) -> String {
    let mut pattern = String::with_capacity(text.len() + 1);
    for character in text.chars() {
        match character {
            '*' => pattern.push('%'),
            '%' | '_' | '\\' => pattern.extend(['\\', character]),
            _ => pattern.push(character),
        }
    }
    pattern
}

#[cfg(test)]
mod tests {
    use super::pattern;

    #[test]
    fn only_a_star_stands_for_any_text() {
        assert_eq!(pattern("/a_b%\\*/c*"), "/a\\_b\\%\\\\%/c%");
    }
}
