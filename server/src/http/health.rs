//! For machines that watch over us.

use std::time::Duration;

use app::pages::sources::data::State as SourceState;
use axum::{Json, extract::State, http::StatusCode};
use engine::time::Instant;
use serde::Serialize;

use super::Shared;
use crate::{
    desk::{Desk, masked},
    storage::{StorageError, jobs},
};

/// Who watches does not wait longer.
const ANSWER_WITHIN: Duration = Duration::from_secs(3);

/// How we are.
#[derive(Debug, Serialize)]
pub struct Health {
    status: &'static str,
    database: &'static str,
    /// Since when, as far as we know.
    #[serde(skip_serializing_if = "Option::is_none")]
    database_away_since: Option<Instant>,
    #[serde(flatten)]
    work: Option<Work>,
    version: &'static str,
}

/// What is to be done, when the database tells.
#[derive(Debug, Serialize)]
struct Work {
    /// Verdicts that wait to be made again.
    jobs: i64,
    sources: Sources,
}

#[derive(Debug, Serialize)]
struct Sources {
    /// All of them.
    all: usize,
    /// Behind what happened, or failing.
    lagging: usize,
}

/// Whether we and the database answer.
pub async fn health(State(shared): State<Shared>) -> (StatusCode, Json<Health>) {
    let away_since = shared.desk.reach().away_since();
    let asked = match away_since {
        Some(_) => None,
        None => match tokio::time::timeout(ANSWER_WITHIN, work(&shared.desk)).await {
            Ok(Ok(work)) => Some(work),
            Ok(Err(error)) => {
                masked(error);
                None
            }
            Err(_) => None,
        },
    };
    let version = env!("CARGO_PKG_VERSION");
    let (code, status, database) = match &asked {
        Some(_) => (StatusCode::OK, "ok", "ok"),
        None => (StatusCode::SERVICE_UNAVAILABLE, "failing", "away"),
    };
    (code, Json(Health { status, database, database_away_since: away_since, work: asked, version }))
}

async fn work(desk: &Desk) -> Result<Work, StorageError> {
    let page = desk.sources_page().await?;
    let mut connection = desk.connection().await?;
    let jobs = jobs::count(&mut connection).await?;
    let is_lagging = |state| matches!(state, SourceState::Behind | SourceState::Failing);
    let lagging = page.sources.iter().filter(|source| is_lagging(source.state(page.now))).count();
    Ok(Work { jobs, sources: Sources { all: page.sources.len(), lagging } })
}
