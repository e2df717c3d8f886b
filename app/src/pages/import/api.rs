//! The import result's server function.

use leptos::{
    prelude::*,
    server_fn::codec::{GetUrl, Json},
};

use super::data::ImportSummary;
use crate::error::AppError;

/// What an import brought.
#[server(prefix = "/api", endpoint = "import", input = GetUrl, output = Json)]
pub(crate) async fn import(import_id: i64) -> Result<ImportSummary, AppError> {
    crate::backend::answer(|backend, viewer| async move {
        backend.import(&viewer, import_id).await?.ok_or(AppError::NotFound)
    })
    .await
}
