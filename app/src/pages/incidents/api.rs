//! The server functions of incidents.

use leptos::{
    prelude::*,
    server_fn::codec::{GetUrl, Json},
};

use super::data::{IncidentPage, IncidentsPage};
use crate::error::AppError;

/// All of a state, or all that somebody should look at.
#[server(prefix = "/api", endpoint = "incidents", input = GetUrl, output = Json)]
pub(crate) async fn incidents(state: Option<String>, batch: Option<i64>) -> Result<IncidentsPage, AppError> {
    crate::backend::answer(|backend, viewer| async move {
        backend.incidents(&viewer, state.as_deref(), batch).await
    })
    .await
}

/// One.
#[server(prefix = "/api", endpoint = "incident", input = GetUrl, output = Json)]
pub(crate) async fn incident(incident_id: i64) -> Result<IncidentPage, AppError> {
    crate::backend::answer(|backend, viewer| async move {
        backend.incident(&viewer, incident_id).await?.ok_or(AppError::NotFound)
    })
    .await
}
