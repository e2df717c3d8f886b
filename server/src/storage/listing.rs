//! Requests as lists show them, a page at a time.

use app::pages::{home::data::Finding, requests::data::RequestRow};
use engine::{
    diagnosis::{Cause, Deny, Gate, Grade, PolicyOrigin, StatusSource},
    time::Instant,
};
use sqlx::{PgConnection, Postgres, QueryBuilder};
use time::OffsetDateTime;
use uuid::Uuid;

use super::{StorageError, failed, filters::Filters, from_sql, reference::Key, requests::moment, to_sql};

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

/// Who is one caller: who has this principal, and who shares this entry of the cache.
#[derive(Debug, Clone, Default)]
pub struct Caller {
    /// The principal.
    pub principal: Option<String>,
    /// The key of the cache entry: API, stage, authorizer and masked identity.
    pub cache_key: Option<i64>,
}

/// The calls of one caller to one API around a moment, oldest first: the nearest `limit` of them.
pub async fn of_caller(
    connection: &mut PgConnection,
    caller: &Caller,
    api_id: Option<&str>,
    around: Instant,
    within_ms: i64,
    limit: i64,
) -> Result<Vec<Listed>, StorageError> {
    let mut query = Query::new(SELECT);
    query.push("WHERE (principal = ").push_bind(caller.principal.clone());
    query.push(" OR cache_key = ").push_bind(caller.cache_key);
    query.push(") AND api_id = ").push_bind(api_id.unwrap_or_default().to_owned());
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
