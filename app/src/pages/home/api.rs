//! The overview's server function.

use leptos::{
    prelude::*,
    server_fn::codec::{GetUrl, Json},
};

use super::data::HomePage;
use crate::error::AppError;

/// All that the overview shows.
#[server(prefix = "/api", endpoint = "home", input = GetUrl, output = Json)]
pub(crate) async fn home() -> Result<HomePage, AppError> {
    crate::backend::answer(|backend, viewer| async move { backend.home(&viewer).await }).await
}
