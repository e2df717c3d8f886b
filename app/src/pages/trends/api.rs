//! The server function of trends.

use leptos::{
    prelude::*,
    server_fn::codec::{GetUrl, Json},
};

use super::data::{TrendsPage, TrendsQuery};
use crate::error::AppError;

/// Trends of a range.
#[server(prefix = "/api", endpoint = "trends", input = GetUrl, output = Json)]
pub(crate) async fn trends(#[server(default)] query: TrendsQuery) -> Result<TrendsPage, AppError> {
    crate::backend::answer(|backend, viewer| async move { backend.trends(&viewer, &query).await }).await
}
