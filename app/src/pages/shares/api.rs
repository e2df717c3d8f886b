//! The server functions of links.

use leptos::{
    prelude::*,
    server_fn::codec::{GetUrl, Json},
};

use super::data::{AllSharesPage, SharesPage};
use crate::error::AppError;

/// The links of an incident.
#[server(prefix = "/api", endpoint = "shares", input = GetUrl, output = Json)]
pub(crate) async fn shares(incident_id: i64) -> Result<SharesPage, AppError> {
    crate::backend::answer(|backend, viewer| async move {
        backend.shares(&viewer, incident_id).await?.ok_or(AppError::NotFound)
    })
    .await
}

/// All links that are live.
#[server(prefix = "/api", endpoint = "all-shares", input = GetUrl, output = Json)]
pub(crate) async fn all_shares() -> Result<AllSharesPage, AppError> {
    crate::backend::answer(|backend, viewer| async move { backend.all_shares(&viewer).await }).await
}
