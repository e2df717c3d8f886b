//! For machines that watch over us.

use axum::{Json, extract::State, http::StatusCode};
use serde::Serialize;

use super::Shared;
use crate::{desk::masked, storage};

/// How we are.
#[derive(Debug, Serialize)]
pub struct Health {
    status: &'static str,
    database: &'static str,
    version: &'static str,
}

/// Whether we and the database answer.
pub async fn health(State(shared): State<Shared>) -> (StatusCode, Json<Health>) {
    let answered = async {
        let mut connection = shared.desk.connection().await?;
        storage::ping(&mut connection).await
    };
    let (code, status, database) = match answered.await {
        Ok(()) => (StatusCode::OK, "ok", "ok"),
        Err(error) => {
            masked(error);
            (StatusCode::SERVICE_UNAVAILABLE, "failing", "does not answer")
        }
    };
    (code, Json(Health { status, database, version: env!("CARGO_PKG_VERSION") }))
}
