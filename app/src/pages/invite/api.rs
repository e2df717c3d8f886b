//! The server function of an invitation: the only one that answers somebody who is not signed in, and only in the server itself.

use leptos::{
    prelude::*,
    server_fn::codec::{GetUrl, Json},
};

use crate::{backend::SharedBackend, error::AppError};

/// Whether the link of this token lets somebody in.
#[server(prefix = "/api", endpoint = "invitation", input = GetUrl, output = Json)]
pub(crate) async fn invitation(token: String) -> Result<bool, AppError> {
    let backend = use_context::<SharedBackend>().ok_or(AppError::Unavailable)?;
    backend.invitation(&token).await
}
