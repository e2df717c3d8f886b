//! The sample investigation, by a button.

use app::urls;
use axum::{extract::State, response::Response};

use super::{Failure, Shared, see_other};

/// Loads it and shows its refused calls.
pub async fn load(State(shared): State<Shared>) -> Result<Response, Failure> {
    shared.desk.load_sample().await?;
    Ok(see_other(&format!("{}?cause=refused", urls::REQUESTS)))
}

/// Removes it.
pub async fn remove(State(shared): State<Shared>) -> Result<Response, Failure> {
    shared.desk.remove_sample().await?;
    Ok(see_other(urls::HOME))
}
