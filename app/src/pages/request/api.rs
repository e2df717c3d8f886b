//! One call's server function.

use leptos::{
    prelude::*,
    server_fn::codec::{GetUrl, Json},
};

use super::data::RequestPage;
use crate::error::AppError;

/// All that the page of one call shows.
#[server(prefix = "/api", endpoint = "request", input = GetUrl, output = Json)]
pub(crate) async fn request(reference: String) -> Result<RequestPage, AppError> {
    crate::backend::answer(|backend, viewer| async move {
        backend.request(&viewer, &reference).await?.ok_or(AppError::NotFound)
    })
    .await
}
