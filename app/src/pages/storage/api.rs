//! The storage page's server function.

use leptos::{
    prelude::*,
    server_fn::codec::{GetUrl, Json},
};

use super::data::StoragePage;
use crate::error::AppError;

/// What is kept.
#[server(prefix = "/api", endpoint = "storage", input = GetUrl, output = Json)]
pub(crate) async fn storage() -> Result<StoragePage, AppError> {
    crate::backend::answer(|backend, viewer| async move { backend.storage(&viewer).await }).await
}
