//! The server function of the team.

use leptos::{
    prelude::*,
    server_fn::codec::{GetUrl, Json},
};

use super::data::TeamPage;
use crate::error::AppError;

/// Everybody, and who is invited.
#[server(prefix = "/api", endpoint = "team", input = GetUrl, output = Json)]
pub(crate) async fn team() -> Result<TeamPage, AppError> {
    crate::backend::answer(|backend, viewer| async move { backend.team(&viewer).await }).await
}
