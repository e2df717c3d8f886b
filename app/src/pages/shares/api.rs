//! The server function of an incident's links.

use leptos::{
    prelude::*,
    server_fn::codec::{GetUrl, Json},
};

use super::data::SharesPage;
use crate::error::AppError;

/// The links of an incident.
#[server(prefix = "/api", endpoint = "shares", input = GetUrl, output = Json)]
pub(crate) async fn shares(incident_id: i64) -> Result<SharesPage, AppError> {
    crate::backend::answer(|backend, viewer| async move {
        backend.shares(&viewer, incident_id).await?.ok_or(AppError::NotFound)
    })
    .await
}
