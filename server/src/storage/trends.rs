//! How calls ended over time, from the counts of minutes.
//!
//! The conditions are put together for each question, so that the planner sees only those that are set.

use app::pages::trends::data::TrendsQuery;
use engine::{
    diagnosis::{Cause, Deny, PolicyOrigin},
    time::Instant,
};
use sqlx::{PgConnection, Postgres, QueryBuilder};
use time::OffsetDateTime;

use super::{StorageError, failed, from_sql, to_sql};

/// Of which API and stage.
#[derive(Debug, Clone, Copy, Default)]
pub struct Scope<'a> {
    /// The API; `None`: each.
    pub api_id: Option<&'a str>,
    /// The stage; `None`: each.
    pub stage: Option<&'a str>,
    /// Only refusals with a status from the first to the last: others count as if they had been allowed, so that shares stay
    /// shares of all calls.
    pub statuses: Option<(i16, i16)>,
}

impl<'a> Scope<'a> {
    /// What a page asks for.
    pub fn of(query: &'a TrendsQuery) -> Self {
        let set = |value: &'a Option<String>| value.as_deref().filter(|value| !value.is_empty());
        Self { api_id: set(&query.api), stage: set(&query.stage), statuses: query.statuses() }
    }

    fn push(self, query: &mut QueryBuilder<Postgres>) {
        if let Some(api_id) = self.api_id {
            query.push(" AND api_id = ").push_bind(api_id.to_owned());
        }
        if let Some(stage) = self.stage {
            query.push(" AND stage = ").push_bind(stage.to_owned());
        }
    }
}

/// From when to when, and in which steps, counted from `from`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Range {
    /// Not before; a whole minute.
    pub from: Instant,
    /// Before; a whole minute.
    pub to: Instant,
    /// Milliseconds; whole minutes.
    pub step_ms: i64,
}

/// Why calls end: what they are called by.
pub type Why = (Cause, Option<Deny>, Option<PolicyOrigin>);

/// Calls of one step that ended for one reason.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Counted {
    /// The API; empty where it was not asked for, or is not known.
    pub api_id: String,
    /// The stage, likewise.
    pub stage: String,
    /// Which step.
    pub place: usize,
    /// Why.
    pub why: Why,
    /// How many.
    pub n_requests: i64,
}

#[derive(Debug, sqlx::FromRow)]
struct Row {
    place: i32,
    api_id: String,
    stage: String,
    cause: String,
    deny: String,
    policy_origin: String,
    n_requests: i64,
}

/// How calls ended in each step of a range; apart for each stage when `by_stage`.
pub async fn counted(
    connection: &mut PgConnection,
    scope: Scope<'_>,
    range: Range,
    by_stage: bool,
) -> Result<Vec<Counted>, StorageError> {
    let minutes = |millis: i64| i32::try_from(millis / 60_000).unwrap_or(i32::MAX);
    let (step, length) = (minutes(range.step_ms).max(1), minutes(range.to.since(range.from)).max(1));
    // Each step is summed by itself: Postgres thinks that all of them together are too many for a table of hashes, and would sort.
    let mut query = QueryBuilder::new("SELECT place, part.* FROM generate_series(0, ");
    query.push_bind((length - 1) / step).push(") AS place CROSS JOIN LATERAL (SELECT ");
    query.push(if by_stage { "api_id, stage" } else { "'' AS api_id, '' AS stage" });
    query.push(
        ", cause,
         CASE WHEN cause IN ('authorizer_policy_deny', 'resource_policy_deny') THEN deny ELSE '' END AS deny,
         CASE WHEN cause = 'authorizer_policy_deny' THEN policy_origin ELSE '' END AS policy_origin,
         sum(n_requests)::bigint AS n_requests FROM ",
    );
    match scope.statuses {
        Some((first, last)) => {
            query.push("(SELECT minute, api_id, stage, CASE WHEN status BETWEEN ").push_bind(first);
            query.push(" AND ").push_bind(last);
            query.push(
                " THEN cause ELSE 'none' END AS cause, deny, policy_origin, n_requests FROM rollup_minute)",
            );
            query.push(" AS rollup_minute");
        }
        None => {
            query.push("rollup_minute");
        }
    }
    query.push(" WHERE minute >= ");
    query.push_bind(to_sql(range.from)).push(" + make_interval(mins => place * ").push_bind(step);
    query.push(") AND minute < least(").push_bind(to_sql(range.to)).push(", ").push_bind(to_sql(range.from));
    query.push(" + make_interval(mins => (place + 1) * ").push_bind(step).push("))");
    scope.push(&mut query);
    query.push(" GROUP BY 1, 2, 3, 4, 5) AS part ORDER BY place, api_id, stage, cause, deny, policy_origin");
    let rows: Vec<Row> =
        query.build_query_as().fetch_all(connection).await.map_err(failed("count how calls ended"))?;
    let counted = rows.into_iter().filter_map(|row| {
        Some(Counted {
            place: usize::try_from(row.place).ok()?,
            api_id: row.api_id,
            stage: row.stage,
            why: (
                Cause::from_id(&row.cause).unwrap_or(Cause::Unknown),
                Deny::from_id(&row.deny),
                PolicyOrigin::from_id(&row.policy_origin),
            ),
            n_requests: row.n_requests,
        })
    });
    Ok(counted.collect())
}

/// The first and the last minute in which a call is counted.
pub async fn stored(
    connection: &mut PgConnection,
    scope: Scope<'_>,
) -> Result<Option<(Instant, Instant)>, StorageError> {
    let mut end = async |order: &str| {
        let mut query = QueryBuilder::new("SELECT minute FROM rollup_minute WHERE minute > '-infinity'");
        scope.push(&mut query);
        query.push(order);
        let minute: Option<OffsetDateTime> = query
            .build_query_scalar()
            .fetch_optional(&mut *connection)
            .await
            .map_err(failed("look from when to when calls are counted"))?;
        Ok(minute.and_then(from_sql))
    };
    let first = end(" ORDER BY minute LIMIT 1").await?;
    let last = end(" ORDER BY minute DESC LIMIT 1").await?;
    Ok(first.zip(last))
}
