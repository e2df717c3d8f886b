//! The server functions of the pages of sources.

use leptos::{
    prelude::*,
    server_fn::codec::{GetUrl, Json},
};

use super::{
    data::SourcesPage,
    figures::{Figures, figures},
    forms::{ApisPage, CloudwatchPage, PushPage},
};
use crate::{error::AppError, words::words};

/// All sources.
#[server(prefix = "/api", endpoint = "sources", input = GetUrl, output = Json)]
pub(crate) async fn sources() -> Result<SourcesPage, AppError> {
    crate::backend::answer(|backend, viewer| async move { backend.sources(&viewer).await }).await
}

/// What may have changed on the page of sources since it was loaded, in the viewer's words.
#[server(prefix = "/api", endpoint = "sources-figures", input = GetUrl, output = Json)]
pub(crate) async fn sources_figures() -> Result<Figures, AppError> {
    let words = words();
    crate::backend::answer(
        |backend, viewer| async move { Ok(figures(words, &backend.sources(&viewer).await?)) },
    )
    .await
}

/// How log groups are read, before any was looked for.
#[server(prefix = "/api", endpoint = "sources-cloudwatch", input = GetUrl, output = Json)]
pub(crate) async fn cloudwatch() -> Result<CloudwatchPage, AppError> {
    crate::backend::answer(|backend, viewer| async move { backend.cloudwatch(&viewer).await }).await
}

/// How logs are sent to us, before anybody does.
#[server(prefix = "/api", endpoint = "sources-push", input = GetUrl, output = Json)]
pub(crate) async fn push() -> Result<PushPage, AppError> {
    crate::backend::answer(|backend, viewer| async move { backend.push(&viewer).await }).await
}

/// How APIs are asked for, before any was looked for.
#[server(prefix = "/api", endpoint = "sources-configuration", input = GetUrl, output = Json)]
pub(crate) async fn apis() -> Result<ApisPage, AppError> {
    crate::backend::answer(|backend, viewer| async move { backend.apis(&viewer).await }).await
}
