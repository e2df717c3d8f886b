//! The server functions of authorizers' caches.

use engine::time::Instant;
use leptos::{
    prelude::*,
    server_fn::codec::{GetUrl, Json},
};

use super::data::{CachePage, CachesPage};
use crate::error::AppError;

/// Every authorizer.
#[server(prefix = "/api", endpoint = "caches", input = GetUrl, output = Json)]
pub(crate) async fn caches() -> Result<CachesPage, AppError> {
    crate::backend::answer(|backend, viewer| async move { backend.caches(&viewer).await }).await
}

/// The cache of one authorizer.
#[server(prefix = "/api", endpoint = "cache", input = GetUrl, output = Json)]
pub(crate) async fn cache(
    api_id: String,
    stage: String,
    authorizer_id: String,
    at: Option<String>,
    page: Option<u32>,
) -> Result<CachePage, AppError> {
    crate::backend::answer(|backend, viewer| async move {
        let at = at.as_deref().and_then(Instant::parse);
        let found = backend.cache(&viewer, &api_id, &stage, &authorizer_id, at, page.unwrap_or(1)).await?;
        found.ok_or(AppError::NotFound)
    })
    .await
}
