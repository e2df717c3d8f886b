//! The server function of the page of unknown lines.

use leptos::{
    prelude::*,
    server_fn::codec::{GetUrl, Json},
};

use super::data::{UnknownLinesPage, UnknownLinesQuery};
use crate::error::AppError;

/// Lines whose shape is not known.
#[server(prefix = "/api", endpoint = "unknown-lines", input = GetUrl, output = Json)]
pub(crate) async fn unknown_lines(
    import: Option<i64>,
    source: Option<i64>,
    older_than: Option<i64>,
) -> Result<UnknownLinesPage, AppError> {
    let query = UnknownLinesQuery { import, source, older_than };
    crate::backend::answer(|backend, viewer| async move { backend.unknown_lines(&viewer, &query).await })
        .await
}
