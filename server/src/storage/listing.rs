//! Requests as lists show them: filtered, counted, a page at a time.

use app::pages::{
    home::data::Finding,
    requests::data::{FacetValue, RequestRow},
};
use engine::{
    diagnosis::{Cause, Deny, Gate, Grade, PolicyOrigin, StatusSource},
    time::Instant,
};
use sqlx::{PgConnection, Postgres, QueryBuilder};
use time::OffsetDateTime;
use uuid::Uuid;

use super::{
    StorageError, counts, failed, from_sql,
    reference::{Key, key_of_text},
    requests::moment,
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
    /// The beginning of the path.
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
}

/// A text that may be a masked identity.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Named {
    /// The text.
    pub text: String,
    /// The keys of the cache entries that it has then; see [`super::homes::entries_of`].
    pub cache_keys: Vec<i64>,
}

/// Where a page ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Position {
    /// When its last request began.
    pub started_at: Option<Instant>,
    /// The key of its last request.
    pub key: Key,
}

/// A request of a list, with its position.
#[derive(Debug, Clone)]
pub struct Listed {
    /// What the list shows.
    pub row: RequestRow,
    /// Where it stands.
    pub position: Position,
}

/// How many requests match, and how they spread.
#[derive(Debug, Clone, Default)]
pub struct Counts {
    /// All filters applied.
    pub n_matching: i64,
    /// Whether there may be more: so many were counted that counting stopped.
    pub is_limited: bool,
    /// No filter applied.
    pub n_stored: i64,
    /// All filters but the cause.
    pub causes: Vec<FacetValue>,
    /// All filters but API and stage.
    pub stages: Vec<FacetValue>,
    /// All filters but the method.
    pub methods: Vec<FacetValue>,
    /// All filters but the status.
    pub statuses: Vec<FacetValue>,
}

/// What a [`ListedRow`] is read by.
const SELECT: &str = "SELECT request_key, ordinal, reference, \
     greatest(started_at, '4713-01-01 00:00:00+00 BC') AS started_at, duration_ms, api_id, stage, method, path, status, \
     status_source, gate, cause, deny, policy_origin, grade, principal, is_sample FROM request ";

#[derive(Debug, sqlx::FromRow)]
struct ListedRow {
    request_key: Uuid,
    ordinal: i16,
    reference: Option<String>,
    started_at: OffsetDateTime,
    duration_ms: Option<i32>,
    api_id: String,
    stage: Option<String>,
    method: Option<String>,
    path: Option<String>,
    status: Option<i16>,
    status_source: Option<String>,
    gate: Option<String>,
    cause: String,
    deny: Option<String>,
    policy_origin: Option<String>,
    grade: String,
    principal: Option<String>,
    is_sample: bool,
}

impl From<ListedRow> for Listed {
    fn from(row: ListedRow) -> Self {
        let started_at = moment(row.started_at);
        let key = Key { request_key: row.request_key, ordinal: row.ordinal };
        Self {
            position: Position { started_at, key },
            row: RequestRow {
                reference: row.reference.unwrap_or_else(|| key.reference()),
                started_at,
                duration_ms: row.duration_ms.map(i64::from),
                api_id: Some(row.api_id).filter(|api_id| !api_id.is_empty()),
                stage: row.stage,
                method: row.method,
                path: row.path,
                status: row.status.and_then(|status| u16::try_from(status).ok()),
                status_source: row.status_source.as_deref().and_then(StatusSource::from_id),
                gate: row.gate.as_deref().and_then(Gate::from_id),
                // An id of a later version is no verdict that this one can explain.
                cause: Cause::from_id(&row.cause).unwrap_or(Cause::Unknown),
                deny: row.deny.as_deref().and_then(Deny::from_id),
                policy_origin: row.policy_origin.as_deref().and_then(PolicyOrigin::from_id),
                grade: Grade::from_id(&row.grade).unwrap_or(Grade::Unknown),
                principal: row.principal,
                is_sample: row.is_sample,
            },
        }
    }
}

type Query = QueryBuilder<Postgres>;

/// A filter, that may be left out where its own values are counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Facet {
    Cause,
    Stage,
    Method,
    Status,
}

impl Filters {
    /// Pushes a condition for each filter that is set, so that the planner sees no other; but not those of this facet.
    fn push(&self, query: &mut Query, but: Option<Facet>) {
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
        if let Some(policy_origin) = self.policy_origin {
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
        if but != Some(Facet::Stage) {
            if let Some(api_id) = self.api_id.clone() {
                query.push(" AND api_id = ").push_bind(api_id);
            }
            if let Some(stage) = self.stage.clone() {
                query.push(" AND stage = ").push_bind(stage);
            }
        }
        if let Some(path) = &self.path {
            query.push(" AND path LIKE ").push_bind(prefix(path));
        }
        if let Some(Named { text: id, cache_keys }) = self.id.clone() {
            let key = Key::of(&id);
            query.push(" AND (request_key = ").push_bind(key.request_key);
            query.push(" OR extended_request_key = ").push_bind(key_of_text(&id));
            query.push(" OR (principal = ").push_bind(id);
            query.push(") OR cache_key = ANY (").push_bind(cache_keys).push("))");
        }
        if let Some(authorizer_id) = self.authorizer_id.clone() {
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
    }

    /// Whether the counts of minutes can tell all that is asked for.
    fn is_of_counts(&self) -> bool {
        let is_whole_minute = |at: &Instant| at.millis() % 60_000 == 0;
        self.grade.is_none()
            && self.method.is_none()
            && self.path.is_none()
            && self.id.is_none()
            && self.authorizer_id.is_none()
            && self.caller.is_none()
            && self.policy_hash.is_none()
            && self.from.iter().chain(&self.to).all(is_whole_minute)
    }
}

/// A pattern of all texts that begin so.
fn prefix(text: &str) -> String {
    let mut pattern = String::with_capacity(text.len() + 1);
    for character in text.chars() {
        if matches!(character, '%' | '_' | '\\') {
            pattern.push('\\');
        }
        pattern.push(character);
    }
    pattern.push('%');
    pattern
}

async fn read(
    connection: &mut PgConnection,
    mut query: Query,
    action: &'static str,
) -> Result<Vec<Listed>, StorageError> {
    let rows: Vec<ListedRow> = query.build_query_as().fetch_all(connection).await.map_err(failed(action))?;
    Ok(rows.into_iter().map(Listed::from).collect())
}

/// The requests that match, newest first, at most `limit`, behind `older_than`.
pub async fn page(
    connection: &mut PgConnection,
    filters: &Filters,
    older_than: Option<Position>,
    limit: i64,
) -> Result<Vec<Listed>, StorageError> {
    let mut query = Query::new(SELECT);
    filters.push(&mut query, None);
    if let Some(Position { started_at, key }) = older_than {
        query.push(" AND (started_at, request_key, ordinal) < (");
        match started_at {
            Some(at) => query.push_bind(to_sql(at)),
            None => query.push("'-infinity'::timestamptz"),
        };
        query.push(", ").push_bind(key.request_key).push(", ").push_bind(key.ordinal).push(")");
    }
    query.push(" ORDER BY started_at DESC, request_key DESC, ordinal DESC LIMIT ").push_bind(limit);
    read(connection, query, "list requests").await
}

/// So many requests are counted one by one; of more, these are the newest.
pub const MOST_COUNTED: i64 = 20_000;

/// How many requests match, and what else could be chosen. Each facet counts with all filters but its own. What the counts of
/// minutes can tell is exact; else at most [`MOST_COUNTED`] of the newest requests are looked at.
pub async fn counts(connection: &mut PgConnection, filters: &Filters) -> Result<Counts, StorageError> {
    let mut counts = Counts { n_stored: counts::totals(connection).await?.n_requests, ..Counts::default() };
    let (mut query, limit) = (Query::new("SELECT NULL AS value, "), MOST_COUNTED + 1);
    if filters.is_of_counts() {
        query.push("coalesce(sum(n_requests), 0)::bigint AS n_requests FROM ").push(OF_MINUTES);
        filters.push(&mut query, None);
    } else {
        query.push("count(*) AS n_requests FROM (SELECT FROM request ");
        filters.push(&mut query, None);
        query.push(" LIMIT ").push_bind(limit).push(") AS few");
    }
    let n_matching: Vec<FacetRow> = facet(connection, query).await?;
    counts.n_matching = n_matching.first().map_or(0, |row| row.n_requests);
    counts.is_limited = !filters.is_of_counts() && counts.n_matching >= limit;
    counts.n_matching = if counts.is_limited { MOST_COUNTED } else { counts.n_matching };
    for of in [Facet::Cause, Facet::Stage, Facet::Method, Facet::Status] {
        let value = match of {
            Facet::Cause => "cause",
            Facet::Stage => "CASE WHEN stage <> '' THEN api_id || '/' || stage END",
            Facet::Method => "method",
            Facet::Status => "CASE WHEN status <> 0 THEN status::text END",
        };
        let mut query = Query::new("SELECT ");
        query.push(value).push(" AS value, ");
        if filters.is_of_counts() && of != Facet::Method {
            query.push("sum(n_requests)::bigint AS n_requests FROM ").push(OF_MINUTES);
            filters.push(&mut query, Some(of));
        } else {
            query.push("count(*) AS n_requests FROM (SELECT * FROM request ");
            filters.push(&mut query, Some(of));
            query
                .push(" ORDER BY started_at DESC LIMIT ")
                .push_bind(MOST_COUNTED)
                .push(") AS few WHERE true");
        }
        query.push(" GROUP BY 1 ORDER BY 2 DESC, 1");
        let values = facet(connection, query).await?;
        let values = values.into_iter().filter_map(|row| {
            Some(FacetValue {
                value: row.value.filter(|value| !value.is_empty())?,
                n_requests: row.n_requests,
            })
        });
        let of = match of {
            Facet::Cause => &mut counts.causes,
            Facet::Stage => &mut counts.stages,
            Facet::Method => &mut counts.methods,
            Facet::Status => &mut counts.statuses,
        };
        of.extend(values);
    }
    Ok(counts)
}

/// The counts of minutes, by the names that requests have.
const OF_MINUTES: &str = "(SELECT *, minute AS started_at FROM rollup_minute) AS request ";

#[derive(Debug, sqlx::FromRow)]
struct FacetRow {
    value: Option<String>,
    n_requests: i64,
}

async fn facet(connection: &mut PgConnection, mut query: Query) -> Result<Vec<FacetRow>, StorageError> {
    query.build_query_as().fetch_all(connection).await.map_err(failed("count requests"))
}

/// From the first to the last request.
pub async fn window(connection: &mut PgConnection) -> Result<Option<(Instant, Instant)>, StorageError> {
    let row = sqlx::query!(
        "SELECT (SELECT started_at FROM request WHERE started_at > '-infinity' ORDER BY started_at LIMIT 1) AS first,
                (SELECT started_at FROM request WHERE started_at > '-infinity' ORDER BY started_at DESC LIMIT 1) AS last"
    )
    .fetch_one(connection)
    .await
    .map_err(failed("look from when to when requests are stored"))?;
    Ok(row.first.and_then(from_sql).zip(row.last.and_then(from_sql)))
}

/// Whether the sample investigation is stored.
pub async fn has_sample(connection: &mut PgConnection) -> Result<bool, StorageError> {
    sqlx::query_scalar!(r#"SELECT EXISTS (SELECT FROM rollup_minute WHERE is_sample) AS "has_sample!""#)
        .fetch_one(connection)
        .await
        .map_err(failed("look for the sample investigation"))
}

/// Why calls were refused, the most frequent reason first, each with its latest call.
pub async fn findings(connection: &mut PgConnection) -> Result<Vec<Finding>, StorageError> {
    let groups = sqlx::query!(
        r#"SELECT cause, deny, policy_origin, sum(n_requests)::bigint AS "n_requests!"
           FROM rollup_minute WHERE cause <> 'none'
           GROUP BY cause, deny, policy_origin
           ORDER BY 4 DESC, 1, 2, 3"#
    )
    .fetch_all(&mut *connection)
    .await
    .map_err(failed("group what was refused"))?;
    let mut findings = Vec::with_capacity(groups.len());
    for group in groups {
        let end = |query: &mut Query, order: &str| {
            query.push("WHERE cause <> 'none' AND cause = ").push_bind(group.cause.clone());
            query.push(" AND coalesce(deny, '') = ").push_bind(group.deny.clone());
            query.push(" AND coalesce(policy_origin, '') = ").push_bind(group.policy_origin.clone());
            query.push(order);
        };
        let mut latest = Query::new(SELECT);
        end(&mut latest, " ORDER BY started_at DESC, request_key DESC, ordinal DESC LIMIT 1");
        let mut first = Query::new(SELECT);
        end(&mut first, " AND started_at > '-infinity' ORDER BY started_at LIMIT 1");
        let first = read(connection, first, "read the first of some requests").await?;
        let Some(latest) = read(connection, latest, "read the latest requests").await?.pop() else {
            continue;
        };
        let first = first.first().and_then(|first| first.row.started_at);
        findings.push(Finding {
            cause: Cause::from_id(&group.cause).unwrap_or(Cause::Unknown),
            deny: Deny::from_id(&group.deny),
            policy_origin: PolicyOrigin::from_id(&group.policy_origin),
            n_requests: group.n_requests,
            window: first.zip(latest.row.started_at),
            latest: latest.row,
        });
    }
    Ok(findings)
}

/// The request of this reference, as lists show it.
pub async fn find(connection: &mut PgConnection, reference: &str) -> Result<Option<Listed>, StorageError> {
    let Key { request_key, ordinal } = Key::of(reference);
    let mut query = Query::new(SELECT);
    query.push("WHERE request_key = ").push_bind(request_key);
    query.push(" AND ordinal = ").push_bind(ordinal).push(" ORDER BY started_at DESC LIMIT 1");
    Ok(read(connection, query, "read a request").await?.pop())
}

/// The calls of one caller to one API around a moment, oldest first: the nearest `limit` of them.
pub async fn of_caller(
    connection: &mut PgConnection,
    principal: &str,
    api_id: Option<&str>,
    around: Instant,
    within_ms: i64,
    limit: i64,
) -> Result<Vec<Listed>, StorageError> {
    let mut query = Query::new(SELECT);
    query.push("WHERE principal = ").push_bind(principal);
    query.push(" AND api_id = ").push_bind(api_id.unwrap_or_default());
    query.push(" AND started_at BETWEEN ").push_bind(to_sql(around.plus_millis(-within_ms)));
    query.push(" AND ").push_bind(to_sql(around.plus_millis(within_ms)));
    query.push(" ORDER BY abs(extract(epoch FROM started_at - ").push_bind(to_sql(around));
    query.push(")), request_key, ordinal LIMIT ").push_bind(limit);
    let mut listed = read(connection, query, "read the calls of one caller").await?;
    listed.sort_by_key(|listed| (listed.position.started_at, listed.position.key));
    Ok(listed)
}

/// The latest calls of an incident, the latest first.
pub async fn of_incident(
    connection: &mut PgConnection,
    incident_key: i64,
    limit: i64,
) -> Result<Vec<Listed>, StorageError> {
    let mut query = Query::new(SELECT);
    query.push("WHERE incident_key = ").push_bind(incident_key);
    query.push(" ORDER BY started_at DESC, request_key, ordinal LIMIT ").push_bind(limit);
    read(connection, query, "read the calls of an incident").await
}

#[cfg(test)]
mod tests {
    use super::prefix;

    #[test]
    fn a_prefix_is_no_pattern() {
        assert_eq!(prefix("/a_b%\\"), "/a\\_b\\%\\\\%");
    }
}
