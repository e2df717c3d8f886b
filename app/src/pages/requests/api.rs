//! The list's server function.

use leptos::{
    prelude::*,
    server_fn::codec::{GetUrl, Json},
};

use super::data::{RequestsPage, RequestsQuery};
use crate::error::AppError;

/// The calls that match.
#[server(prefix = "/api", endpoint = "requests", input = GetUrl, output = Json)]
pub(crate) async fn requests(#[server(default)] query: RequestsQuery) -> Result<RequestsPage, AppError> {
    crate::backend::answer(|backend, viewer| async move { backend.requests(&viewer, &query).await }).await
}
