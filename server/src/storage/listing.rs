//! Requests as lists show them: filtered, counted, a page at a time.

use app::pages::{
    home::data::Finding,
    requests::data::{FacetValue, RequestRow},
};
use engine::{
    diagnosis::{Cause, Deny, Gate, Grade, PolicyOrigin, StatusSource},
    time::Instant,
};
use sqlx::PgConnection;
use time::OffsetDateTime;

use super::{StorageError, failed, from_sql, to_sql};

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
    pub id: Option<String>,
    /// Not before.
    pub from: Option<Instant>,
    /// Before.
    pub to: Option<Instant>,
}

/// Where a page ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Position {
    /// When its last request began.
    pub started_at: Option<Instant>,
    /// The key of its last request.
    pub request_key: i64,
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

struct ListedRow {
    request_key: i64,
    reference: String,
    started_at: Option<OffsetDateTime>,
    duration_ms: Option<i64>,
    api_id: Option<String>,
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
        let started_at = row.started_at.and_then(from_sql);
        Self {
            position: Position { started_at, request_key: row.request_key },
            row: RequestRow {
                reference: row.reference,
                started_at,
                duration_ms: row.duration_ms,
                api_id: row.api_id,
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

/// The requests that match, newest first, at most `limit`, behind `older_than`.
pub async fn page(
    connection: &mut PgConnection,
    filters: &Filters,
    older_than: Option<Position>,
    limit: i64,
) -> Result<Vec<Listed>, StorageError> {
    let rows = sqlx::query_as!(
        ListedRow,
        "SELECT request_key, reference, started_at, duration_ms, api_id, stage, method, path, status, status_source,
                gate, cause, deny, policy_origin, grade, principal, is_sample
         FROM request
         WHERE ($1::text IS NULL OR cause = $1)
           AND (NOT $2::boolean OR cause <> 'none')
           AND ($3::text IS NULL OR deny = $3)
           AND ($4::text IS NULL OR policy_origin = $4)
           AND ($5::text IS NULL OR grade = $5)
           AND ($6::smallint IS NULL OR status = $6)
           AND ($7::text IS NULL OR method = $7)
           AND ($8::text IS NULL OR api_id = $8)
           AND ($9::text IS NULL OR stage = $9)
           AND ($10::text IS NULL OR starts_with(path, $10))
           AND ($11::text IS NULL OR request_id = $11 OR extended_request_id = $11 OR reference = $11)
           AND ($12::timestamptz IS NULL OR started_at >= $12)
           AND ($13::timestamptz IS NULL OR started_at < $13)
           AND ($14::bigint IS NULL
                OR (coalesce(started_at, '-infinity'), request_key) < (coalesce($15::timestamptz, '-infinity'), $14))
         ORDER BY coalesce(started_at, '-infinity') DESC, request_key DESC
         LIMIT $16",
        filters.cause.map(Cause::id),
        filters.refused_only,
        filters.deny.map(Deny::id),
        filters.policy_origin.map(PolicyOrigin::id),
        filters.grade.map(Grade::id),
        filters.status,
        filters.method.as_deref(),
        filters.api_id.as_deref(),
        filters.stage.as_deref(),
        filters.path.as_deref(),
        filters.id.as_deref(),
        filters.from.map(to_sql),
        filters.to.map(to_sql),
        older_than.map(|position| position.request_key),
        older_than.and_then(|position| position.started_at).map(to_sql),
        limit,
    )
    .fetch_all(connection)
    .await
    .map_err(failed("list requests"))?;
    Ok(rows.into_iter().map(Listed::from).collect())
}

/// How many requests match, and what else could be chosen. Each facet counts with all filters but its own.
pub async fn counts(connection: &mut PgConnection, filters: &Filters) -> Result<Counts, StorageError> {
    let rows = sqlx::query!(
        r#"WITH judged AS (
             SELECT cause, api_id, stage, method, status,
                    ($1::text IS NULL OR cause = $1) AND (NOT $2::boolean OR cause <> 'none') AS cause_fits,
                    coalesce(($8::text IS NULL OR api_id = $8) AND ($9::text IS NULL OR stage = $9), false)
                        AS stage_fits,
                    coalesce($7::text IS NULL OR method = $7, false) AS method_fits,
                    coalesce($6::smallint IS NULL OR status = $6, false) AS status_fits
             FROM request
             WHERE ($3::text IS NULL OR deny = $3)
               AND ($4::text IS NULL OR policy_origin = $4)
               AND ($5::text IS NULL OR grade = $5)
               AND ($10::text IS NULL OR starts_with(path, $10))
               AND ($11::text IS NULL OR request_id = $11 OR extended_request_id = $11 OR reference = $11)
               AND ($12::timestamptz IS NULL OR started_at >= $12)
               AND ($13::timestamptz IS NULL OR started_at < $13))
           SELECT 'cause' AS "facet!", cause AS value, count(*) AS "n_requests!"
             FROM judged WHERE stage_fits AND method_fits AND status_fits GROUP BY cause
           UNION ALL
           SELECT 'stage', coalesce(api_id, '') || '/' || stage, count(*)
             FROM judged WHERE cause_fits AND method_fits AND status_fits AND stage IS NOT NULL GROUP BY api_id, stage
           UNION ALL
           SELECT 'method', method, count(*)
             FROM judged WHERE cause_fits AND stage_fits AND status_fits AND method IS NOT NULL GROUP BY method
           UNION ALL
           SELECT 'status', status::text, count(*)
             FROM judged WHERE cause_fits AND stage_fits AND method_fits AND status IS NOT NULL GROUP BY status
           UNION ALL
           SELECT 'matching', NULL, count(*)
             FROM judged WHERE cause_fits AND stage_fits AND method_fits AND status_fits
           UNION ALL
           SELECT 'stored', NULL, count(*) FROM request
           ORDER BY 1, 3 DESC, 2"#,
        filters.cause.map(Cause::id),
        filters.refused_only,
        filters.deny.map(Deny::id),
        filters.policy_origin.map(PolicyOrigin::id),
        filters.grade.map(Grade::id),
        filters.status,
        filters.method.as_deref(),
        filters.api_id.as_deref(),
        filters.stage.as_deref(),
        filters.path.as_deref(),
        filters.id.as_deref(),
        filters.from.map(to_sql),
        filters.to.map(to_sql),
    )
    .fetch_all(connection)
    .await
    .map_err(failed("count requests"))?;

    let mut counts = Counts::default();
    for row in rows {
        let facet = match row.facet.as_str() {
            "matching" => {
                counts.n_matching = row.n_requests;
                continue;
            }
            "stored" => {
                counts.n_stored = row.n_requests;
                continue;
            }
            "cause" => &mut counts.causes,
            "stage" => &mut counts.stages,
            "method" => &mut counts.methods,
            _ => &mut counts.statuses,
        };
        facet.extend(row.value.map(|value| FacetValue { value, n_requests: row.n_requests }));
    }
    Ok(counts)
}

/// All that is stored, in short.
#[derive(Debug, Clone, Default)]
pub struct Totals {
    /// Requests.
    pub n_requests: i64,
    /// Of these, refused or failed.
    pub n_refused: i64,
    /// When the first and the last began.
    pub window: Option<(Instant, Instant)>,
    /// Whether the sample investigation is among them.
    pub has_sample: bool,
}

/// All that is stored, in short.
pub async fn totals(connection: &mut PgConnection) -> Result<Totals, StorageError> {
    let row = sqlx::query!(
        r#"SELECT count(*) AS "n_requests!", count(*) FILTER (WHERE cause <> 'none') AS "n_refused!",
                  min(started_at) AS first, max(started_at) AS last,
                  EXISTS (SELECT FROM request WHERE is_sample) AS "has_sample!"
           FROM request"#
    )
    .fetch_one(connection)
    .await
    .map_err(failed("count what is stored"))?;
    Ok(Totals {
        n_requests: row.n_requests,
        n_refused: row.n_refused,
        window: row.first.and_then(from_sql).zip(row.last.and_then(from_sql)),
        has_sample: row.has_sample,
    })
}

/// Whether the sample investigation is stored.
pub async fn has_sample(connection: &mut PgConnection) -> Result<bool, StorageError> {
    sqlx::query_scalar!(r#"SELECT EXISTS (SELECT FROM request WHERE is_sample) AS "has_sample!""#)
        .fetch_one(connection)
        .await
        .map_err(failed("look for the sample investigation"))
}

/// Why calls were refused, the most frequent reason first, each with its latest call.
pub async fn findings(connection: &mut PgConnection) -> Result<Vec<Finding>, StorageError> {
    let groups = sqlx::query!(
        r#"SELECT cause, deny, policy_origin, count(*) AS "n_requests!", min(started_at) AS first,
                  max(started_at) AS last,
                  (array_agg(request_key ORDER BY coalesce(started_at, '-infinity') DESC, request_key DESC))[1]
                      AS "latest!"
           FROM request WHERE cause <> 'none'
           GROUP BY cause, deny, policy_origin
           ORDER BY 4 DESC, 1, 2, 3"#
    )
    .fetch_all(&mut *connection)
    .await
    .map_err(failed("group what was refused"))?;
    let latest_keys: Vec<i64> = groups.iter().map(|group| group.latest).collect();
    let latest = with_keys(connection, &latest_keys).await?;
    Ok(groups
        .into_iter()
        .filter_map(|group| {
            let latest = latest.iter().find(|listed| listed.position.request_key == group.latest)?;
            Some(Finding {
                cause: Cause::from_id(&group.cause).unwrap_or(Cause::Unknown),
                deny: group.deny.as_deref().and_then(Deny::from_id),
                policy_origin: group.policy_origin.as_deref().and_then(PolicyOrigin::from_id),
                n_requests: group.n_requests,
                window: group.first.and_then(from_sql).zip(group.last.and_then(from_sql)),
                latest: latest.row.clone(),
            })
        })
        .collect())
}

async fn with_keys(connection: &mut PgConnection, keys: &[i64]) -> Result<Vec<Listed>, StorageError> {
    let rows = sqlx::query_as!(
        ListedRow,
        "SELECT request_key, reference, started_at, duration_ms, api_id, stage, method, path, status, status_source,
                gate, cause, deny, policy_origin, grade, principal, is_sample
         FROM request WHERE request_key = ANY ($1)",
        keys,
    )
    .fetch_all(connection)
    .await
    .map_err(failed("read the latest requests"))?;
    Ok(rows.into_iter().map(Listed::from).collect())
}

/// The request of this reference, as lists show it.
pub async fn find(connection: &mut PgConnection, reference: &str) -> Result<Option<Listed>, StorageError> {
    let row = sqlx::query_as!(
        ListedRow,
        "SELECT request_key, reference, started_at, duration_ms, api_id, stage, method, path, status, status_source,
                gate, cause, deny, policy_origin, grade, principal, is_sample
         FROM request WHERE reference = $1",
        reference,
    )
    .fetch_optional(connection)
    .await
    .map_err(failed("read a request"))?;
    Ok(row.map(Listed::from))
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
    let rows = sqlx::query_as!(
        ListedRow,
        "SELECT request_key, reference, started_at, duration_ms, api_id, stage, method, path, status, status_source,
                gate, cause, deny, policy_origin, grade, principal, is_sample
         FROM request
         WHERE principal = $1 AND api_id IS NOT DISTINCT FROM $2 AND started_at BETWEEN $3 AND $4
         ORDER BY abs(extract(epoch FROM started_at - $5)), request_key
         LIMIT $6",
        principal,
        api_id,
        to_sql(around.plus_millis(-within_ms)),
        to_sql(around.plus_millis(within_ms)),
        to_sql(around),
        limit,
    )
    .fetch_all(connection)
    .await
    .map_err(failed("read the calls of one caller"))?;
    let mut listed: Vec<Listed> = rows.into_iter().map(Listed::from).collect();
    listed.sort_by_key(|listed| (listed.position.started_at, listed.position.request_key));
    Ok(listed)
}
