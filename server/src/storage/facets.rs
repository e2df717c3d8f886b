//! How many requests match a list's filters, and how they spread over the values that could be chosen.

use app::pages::requests::data::{Facet, FacetCounts, FacetValue, MOST_COUNTED};
use sqlx::{PgConnection, Postgres, QueryBuilder};

use super::{
    StorageError, counts, failed,
    filters::{Filters, is_of_counts},
};

/// How many requests match, and how they spread.
#[derive(Debug, Clone, Default)]
pub struct Counts {
    /// All filters applied.
    pub n_matching: i64,
    /// Whether there may be more: so many were counted that counting stopped.
    pub is_limited: bool,
    /// No filter applied.
    pub n_stored: i64,
    /// Each counts with all filters but its own.
    pub facets: Vec<FacetCounts>,
}

/// So many values of a facet are told; there may be as many paths as calls.
const MOST_VALUES: i64 = 10;

type Query = QueryBuilder<Postgres>;

/// How many requests match, and what else could be chosen. What the counts of minutes can tell is exact; for the rest at most
/// [`MOST_COUNTED`] of the newest requests are looked at, once for all facets that nothing is asked of.
pub async fn counts(connection: &mut PgConnection, filters: &Filters) -> Result<Counts, StorageError> {
    let n_stored = counts::totals(connection).await?.n_requests;
    let is_exact = filters.is_of_counts();
    let (own, shared): (Vec<Facet>, Vec<Facet>) = Facet::ALL
        .into_iter()
        .filter(|facet| !(is_exact && is_of_counts(*facet)))
        .partition(|facet| filters.is_narrowed_by(*facet));

    let mut spread = of_requests(connection, filters, &shared, None).await?;
    let mut n_matching = spread.n_requests;
    for facet in own {
        spread.facets.extend(of_requests(connection, filters, &[facet], Some(facet)).await?.facets);
    }
    if is_exact {
        n_matching = of_minutes(connection, filters).await?;
        for facet in Facet::ALL.into_iter().filter(|facet| is_of_counts(*facet)) {
            spread.facets.push(facet_of_minutes(connection, filters, facet).await?);
        }
    }
    spread.facets.sort_by_key(|facet| facet.of);
    let is_limited = !is_exact && n_matching > MOST_COUNTED;
    let n_matching = if is_limited { MOST_COUNTED } else { n_matching };
    Ok(Counts { n_matching, is_limited, n_stored, facets: spread.facets })
}

/// What a facet's values are made of, as texts.
fn value(facet: Facet) -> &'static str {
    match facet {
        Facet::Cause => "cause",
        Facet::PolicyOrigin => "nullif(policy_origin, '')",
        Facet::Api => "nullif(api_id, '')",
        Facet::Stage => "CASE WHEN stage <> '' THEN api_id || '/' || stage END",
        Facet::Method => "method",
        Facet::Path => "path",
        Facet::Status => "CASE WHEN status <> 0 THEN status::text END",
        Facet::Authorizer => "authorizer_id",
    }
}

/// How requests spread that were looked at one by one.
struct Spread {
    n_requests: i64,
    facets: Vec<FacetCounts>,
}

#[derive(Debug, sqlx::FromRow)]
struct FacetRow {
    facet: String,
    value: String,
    n_requests: i64,
    n_values: i64,
}

/// The facet of this name counts the requests themselves.
const ALL: &str = "";

/// Goes through the newest requests once, and counts the values of all these facets.
async fn of_requests(
    connection: &mut PgConnection,
    filters: &Filters,
    facets: &[Facet],
    but: Option<Facet>,
) -> Result<Spread, StorageError> {
    let mut query = Query::new(
        "SELECT facet, value, n_requests, n_values FROM (
             SELECT facet, value, count(*) AS n_requests, count(*) OVER (PARTITION BY facet) AS n_values,
                    row_number() OVER (PARTITION BY facet ORDER BY count(*) DESC, value) AS place
             FROM (SELECT cause, policy_origin, api_id, stage, method, path, status, authorizer_id FROM request ",
    );
    filters.push(&mut query, but);
    // One more than is counted tells whether there are more.
    query.push(" ORDER BY started_at DESC LIMIT ").push_bind(MOST_COUNTED + 1);
    query.push(") AS few CROSS JOIN LATERAL (VALUES ('").push(ALL).push("', '')");
    for facet in facets {
        query.push(", ('").push(facet.name()).push("', ").push(value(*facet)).push(")");
    }
    query.push(
        ") AS each (facet, value) WHERE value IS NOT NULL GROUP BY facet, value) AS ranked WHERE place <= ",
    );
    query.push_bind(MOST_VALUES).push(" ORDER BY facet, place");
    let rows: Vec<FacetRow> =
        query.build_query_as().fetch_all(connection).await.map_err(failed("count requests"))?;
    let n_requests = rows.iter().find(|row| row.facet == ALL).map_or(0, |row| row.n_requests);
    let is_limited = n_requests > MOST_COUNTED;
    let of = |facet: Facet| {
        let its: Vec<&FacetRow> = rows.iter().filter(|row| row.facet == facet.name()).collect();
        FacetCounts {
            of: facet,
            n_values: its.first().map_or(0, |row| row.n_values),
            values: its
                .iter()
                .map(|row| FacetValue { value: row.value.clone(), n_requests: row.n_requests })
                .collect(),
            is_limited,
        }
    };
    Ok(Spread { n_requests, facets: facets.iter().map(|facet| of(*facet)).collect() })
}

/// The counts of minutes, by the names that requests have.
const OF_MINUTES: &str = "(SELECT *, minute AS started_at FROM rollup_minute) AS request ";

async fn of_minutes(connection: &mut PgConnection, filters: &Filters) -> Result<i64, StorageError> {
    let mut query = Query::new("SELECT coalesce(sum(n_requests), 0)::bigint FROM ");
    query.push(OF_MINUTES);
    filters.push(&mut query, None);
    query.build_query_scalar().fetch_one(connection).await.map_err(failed("count requests"))
}

async fn facet_of_minutes(
    connection: &mut PgConnection,
    filters: &Filters,
    facet: Facet,
) -> Result<FacetCounts, StorageError> {
    let mut query = Query::new("SELECT value, n_requests, n_values FROM (SELECT ");
    query
        .push(value(facet))
        .push(" AS value, sum(n_requests)::bigint AS n_requests, count(*) OVER () AS n_values FROM ");
    query.push(OF_MINUTES);
    filters.push(&mut query, Some(facet));
    query.push(" AND ").push(value(facet)).push(" IS NOT NULL GROUP BY 1) AS each ORDER BY 2 DESC, 1 LIMIT ");
    query.push_bind(MOST_VALUES);
    let rows: Vec<(String, i64, i64)> =
        query.build_query_as().fetch_all(connection).await.map_err(failed("count requests"))?;
    Ok(FacetCounts {
        of: facet,
        n_values: rows.first().map_or(0, |(_, _, n_values)| *n_values),
        values: rows.into_iter().map(|(value, n_requests, _)| FacetValue { value, n_requests }).collect(),
        is_limited: false,
    })
}
