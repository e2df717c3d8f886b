//! What administrators decide about all links to incidents.

use app::urls;
use axum::{Form, extract::State, response::Response};
use serde::Deserialize;

use super::{Failure, Shared, see_other, team::Administrator};

/// What is done about all links.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct OfAll {
    public: String,
    newest: String,
}

/// Decides whether there are public links.
pub async fn set_public(
    State(shared): State<Shared>,
    Administrator(viewer): Administrator,
    Form(fields): Form<OfAll>,
) -> Result<Response, Failure> {
    let has_them = match fields.public.as_str() {
        "on" => true,
        "off" => false,
        _ => return Ok(see_other(&format!("{}?problem=other", urls::SHARES))),
    };
    shared.desk.set_public_links(has_them).await?;
    tracing::info!(user.id = viewer.user_id, has_them, "decided whether there are public links");
    Ok(see_other(urls::SHARES))
}

/// Takes all links back that were live when the page was made.
pub async fn revoke_all(
    State(shared): State<Shared>,
    Administrator(viewer): Administrator,
    Form(fields): Form<OfAll>,
) -> Result<Response, Failure> {
    let Ok(newest) = fields.newest.parse() else {
        return Ok(see_other(&format!("{}?problem=other", urls::SHARES)));
    };
    let n = shared.desk.revoke_all_shares(newest).await?;
    tracing::info!(user.id = viewer.user_id, n, "took all links back");
    Ok(see_other(&format!("{}?revoked={n}", urls::SHARES)))
}
