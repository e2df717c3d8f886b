//! The server functions of stages.

use leptos::{
    prelude::*,
    server_fn::codec::{GetUrl, Json},
};

use super::data::{StageSheet, StagesPage};
use crate::error::AppError;

/// Every stage.
#[server(prefix = "/api", endpoint = "stages", input = GetUrl, output = Json)]
pub(crate) async fn stages() -> Result<StagesPage, AppError> {
    crate::backend::answer(|backend, viewer| async move { backend.stages(&viewer).await }).await
}

/// One stage.
#[server(prefix = "/api", endpoint = "stage", input = GetUrl, output = Json)]
pub(crate) async fn stage(api_id: String, stage: String) -> Result<StageSheet, AppError> {
    crate::backend::answer(|backend, viewer| async move {
        backend.stage(&viewer, &api_id, &stage).await?.ok_or(AppError::NotFound)
    })
    .await
}
