//! A configuration as a bundle, to be saved: what `why403 diagnose --config` takes.

use axum::{
    extract::{Path, Query, State},
    http::{StatusCode, header},
    response::{IntoResponse, Response},
};
use serde::Deserialize;

use super::{Failure, Shared};

/// Which.
#[derive(Debug, Deserialize)]
pub struct Which {
    at: String,
}

/// Gives it as a file.
pub async fn bundle(
    State(shared): State<Shared>,
    Path(api_id): Path<String>,
    Query(Which { at }): Query<Which>,
) -> Result<Response, Failure> {
    let Some(bundle) = shared.desk.bundle(&api_id, &at).await? else {
        return Ok((StatusCode::NOT_FOUND, "no such configuration is known\n").into_response());
    };
    // Nothing that somebody else chose stands in the name of a file.
    let name: String = api_id.chars().filter(char::is_ascii_alphanumeric).take(40).collect();
    let disposition = format!("attachment; filename=\"{name}.json\"");
    Ok((
        [(header::CONTENT_TYPE, "application/json".to_owned()), (header::CONTENT_DISPOSITION, disposition)],
        bundle,
    )
        .into_response())
}
