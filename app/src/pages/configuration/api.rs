//! The server functions of configurations.

use leptos::{
    prelude::*,
    server_fn::codec::{GetUrl, Json},
};

use super::data::{ConfigurationPage, ConfigurationsPage};
use crate::error::AppError;

/// Every API of which a configuration is known.
#[server(prefix = "/api", endpoint = "configurations", input = GetUrl, output = Json)]
pub(crate) async fn configurations() -> Result<ConfigurationsPage, AppError> {
    crate::backend::answer(|backend, viewer| async move { backend.configurations(&viewer).await }).await
}

/// The configurations of one API, and two of them compared.
#[server(prefix = "/api", endpoint = "configuration", input = GetUrl, output = Json)]
pub(crate) async fn configuration(
    api_id: String,
    before: Option<String>,
    after: Option<String>,
) -> Result<ConfigurationPage, AppError> {
    crate::backend::answer(|backend, viewer| async move {
        let compared = before.as_deref().zip(after.as_deref());
        backend.configuration(&viewer, &api_id, compared).await?.ok_or(AppError::NotFound)
    })
    .await
}
