//! Lists and figures, as CSV. The columns have the names of the JSON's fields, and the ids of its vocabularies.

use std::collections::VecDeque;

use app::{
    pages::{
        incidents::data::IncidentRow,
        requests::data::{MOST_ROWS, RequestRow, RequestsQuery},
        trends::data::{Ending, Trend, TrendsQuery},
    },
    takeaway::table_is_cut,
    viewer::{Language, Preferences},
};
use axum::{
    Extension,
    body::Body,
    extract::{Query, State},
    response::Response,
};
use engine::time::Instant;
use futures_util::stream;
use serde::Deserialize;

use super::{
    file,
    sheet::{CSV, Sheet},
};
use crate::{
    desk::{Desk, masked},
    http::{Failure, Shared},
    storage::listing::Position,
};

/// Calls that are read at once.
const PORTION: i64 = 1_000;

const OF_CALLS: [&str; 16] = [
    "reference",
    "started_at",
    "duration_ms",
    "api_id",
    "stage",
    "method",
    "path",
    "status",
    "status_source",
    "gate",
    "cause",
    "deny",
    "policy_origin",
    "grade",
    "principal",
    "is_sample",
];

const OF_INCIDENTS: [&str; 18] = [
    "incident_id",
    "state",
    "cause",
    "deny",
    "policy_origin",
    "statement",
    "api_id",
    "stage",
    "authorizer_id",
    "n_requests",
    "n_callers",
    "first_seen",
    "last_seen",
    "owner",
    "resolved_at",
    "ignored_until",
    "heals_at",
    "is_sample",
];

/// The calls that match, the newest first, as they come from the database.
pub async fn requests(
    State(shared): State<Shared>,
    Extension(preferences): Extension<Preferences>,
    Query(pairs): Query<Vec<(String, String)>>,
) -> Result<Response, Failure> {
    let mut calls = Calls {
        desk: Desk::clone(&shared.desk),
        query: RequestsQuery::of_pairs(pairs.iter().map(|(name, value)| (name.as_str(), value.as_str()))),
        language: preferences.language,
        left: MOST_ROWS,
        next: Next::At(None),
    };
    // What fails at once is said as such; what fails later breaks the file off.
    let mut ready = VecDeque::from([Sheet::begin(OF_CALLS).into_bytes()]);
    ready.extend(calls.portion().await?);
    let body = stream::try_unfold((ready, calls), |(mut ready, mut calls)| async move {
        let piece = match ready.pop_front() {
            Some(piece) => Some(piece),
            None => calls.portion().await.map_err(masked)?,
        };
        Ok::<_, app::error::AppError>(piece.map(|piece| (piece, (ready, calls))))
    });
    Ok(file("requests", "csv", CSV, Body::from_stream(body)))
}

/// A table of calls on its way.
struct Calls {
    desk: Desk,
    query: RequestsQuery,
    language: Language,
    /// Rows that may still be given.
    left: i64,
    next: Next,
}

/// Where it goes on.
enum Next {
    At(Option<Position>),
    Nowhere,
}

impl Calls {
    /// The next rows; `None` behind the last.
    async fn portion(&mut self) -> Result<Option<Vec<u8>>, crate::storage::StorageError> {
        let Next::At(position) = self.next else { return Ok(None) };
        let mut sheet = Sheet::further();
        let most = PORTION.min(self.left).max(1);
        let (rows, end) = self.desk.calls(&self.query, position, most).await?;
        let n = i64::try_from(rows.len()).unwrap_or(i64::MAX);
        if self.left == 0 {
            // That there is more is a row of its own, of one cell.
            if n > 0 {
                sheet.row([table_is_cut(self.language)]);
            }
            self.next = Next::Nowhere;
            return Ok((n > 0).then(|| sheet.into_bytes()));
        }
        for row in &rows {
            sheet.row(call(row));
        }
        self.left -= n;
        self.next = if n < most { Next::Nowhere } else { Next::At(end) };
        Ok(Some(sheet.into_bytes()))
    }
}

fn or_empty(value: Option<impl ToString>) -> String {
    value.map(|value| value.to_string()).unwrap_or_default()
}

fn call(row: &RequestRow) -> [String; 16] {
    [
        row.reference.clone(),
        or_empty(row.started_at),
        or_empty(row.duration_ms),
        or_empty(row.api_id.as_ref()),
        or_empty(row.stage.as_ref()),
        or_empty(row.method.as_ref()),
        or_empty(row.path.as_ref()),
        or_empty(row.status),
        or_empty(row.status_source.map(engine::diagnosis::StatusSource::id)),
        or_empty(row.gate.map(engine::diagnosis::Gate::id)),
        row.cause.id().to_owned(),
        or_empty(row.deny.map(engine::diagnosis::Deny::id)),
        or_empty(row.policy_origin.map(engine::diagnosis::PolicyOrigin::id)),
        row.grade.id().to_owned(),
        or_empty(row.principal.as_ref()),
        row.is_sample.to_string(),
    ]
}

/// Which incidents.
#[derive(Debug, Deserialize)]
pub struct Which {
    state: Option<String>,
}

/// The incidents of a state.
pub async fn incidents(
    State(shared): State<Shared>,
    Query(Which { state }): Query<Which>,
) -> Result<Response, Failure> {
    let rows = shared.desk.incidents_of(state.as_deref()).await?;
    let mut sheet = Sheet::begin(OF_INCIDENTS);
    for row in &rows {
        sheet.row(incident(row));
    }
    Ok(file("incidents", "csv", CSV, Body::from(sheet.into_bytes())))
}

fn incident(row: &IncidentRow) -> [String; 18] {
    let identity = &row.identity;
    [
        row.incident_id.to_string(),
        row.state.id().to_owned(),
        identity.cause.id().to_owned(),
        or_empty(identity.deny.map(engine::diagnosis::Deny::id)),
        or_empty(identity.policy_origin.map(engine::diagnosis::PolicyOrigin::id)),
        or_empty(identity.statement),
        identity.api_id.clone(),
        identity.stage.clone(),
        identity.authorizer_id.clone(),
        row.n_requests.to_string(),
        row.n_callers.to_string(),
        or_empty(row.first_seen),
        or_empty(row.last_seen),
        or_empty(row.owner.as_ref()),
        or_empty(row.resolved_at),
        or_empty(row.ignored_until),
        or_empty(row.heals_at),
        row.is_sample.to_string(),
    ]
}

/// What the chart of a range draws, a row a column.
pub async fn trends(
    State(shared): State<Shared>,
    Query(query): Query<TrendsQuery>,
) -> Result<Response, Failure> {
    let trend = shared.desk.trends_page(&query).await?.trend;
    Ok(file("trends", "csv", CSV, Body::from(figures(&trend))))
}

fn figures(trend: &Trend) -> Vec<u8> {
    let endings: Vec<String> = trend.endings.iter().map(name).collect();
    let names = ["from", "to", "n_requests", "n_refused"].into_iter();
    let names = names.chain(endings.iter().map(String::as_str)).chain(["n_refused_week_before"]);
    let mut sheet = Sheet::begin(names);
    for (place, n_requests) in trend.calls.iter().enumerate() {
        let at = |counts: &[i64]| counts.get(place).copied().unwrap_or(0);
        let counts: Vec<i64> = trend.endings.iter().map(|ending| at(&ending.counts)).collect();
        let ends: [Instant; 2] = [trend.start(place), trend.start(place + 1)];
        let totals = [*n_requests, counts.iter().sum()];
        let figures = totals.into_iter().chain(counts).chain([at(&trend.week_before)]);
        sheet.row(ends.map(|at| at.to_string()).into_iter().chain(figures.map(|n| n.to_string())));
    }
    sheet.into_bytes()
}

/// `authorizer_policy_deny/implicit/cached`.
fn name(ending: &Ending) -> String {
    let parts = [
        Some(ending.cause.map_or("others", engine::diagnosis::Cause::id)),
        ending.deny.map(engine::diagnosis::Deny::id),
        ending.policy_origin.map(engine::diagnosis::PolicyOrigin::id),
    ];
    parts.into_iter().flatten().collect::<Vec<_>>().join("/")
}
