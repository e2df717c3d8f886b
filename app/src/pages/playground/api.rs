//! The playground's server function.

use leptos::{
    prelude::*,
    server_fn::codec::{GetUrl, Json},
};

use super::data::PlaygroundStart;
use crate::error::AppError;

/// A stored call to begin with; `None` when there is none of this reference.
#[server(prefix = "/api", endpoint = "playground", input = GetUrl, output = Json)]
pub(crate) async fn playground(reference: String) -> Result<Option<PlaygroundStart>, AppError> {
    crate::backend::answer(|backend, viewer| async move { backend.playground(&viewer, &reference).await })
        .await
}
