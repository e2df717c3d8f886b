//! One call or incident, as JSON or Markdown.

use app::{
    backend::site_of,
    takeaway::{incident_json, incident_markdown, request_json, request_markdown},
    viewer::{Preferences, Viewer},
};
use axum::{
    Extension,
    body::Body,
    extract::{Path, State},
    http::{HeaderMap, header},
    response::Response,
};

use super::{file, none};
use crate::http::{Failure, Shared};

const JSON: &str = "application/json";
const MARKDOWN: &str = "text/markdown; charset=utf-8";

/// Our address, as people type it.
fn site(shared: &Shared, headers: &HeaderMap) -> String {
    let host = headers.get(header::HOST).and_then(|host| host.to_str().ok());
    site_of(shared.settings.public_url.as_deref(), host)
}

/// A call as JSON.
pub async fn request_as_json(
    State(shared): State<Shared>,
    Path(reference): Path<String>,
    headers: HeaderMap,
) -> Result<Response, Failure> {
    let Some(page) = shared.desk.request_page(&reference).await? else { return Ok(none()) };
    let text = request_json(&page, &site(&shared, &headers));
    Ok(file(&format!("request-{reference}"), "json", JSON, Body::from(text)))
}

/// A call as Markdown.
pub async fn request_as_markdown(
    State(shared): State<Shared>,
    Extension(preferences): Extension<Preferences>,
    Path(reference): Path<String>,
    headers: HeaderMap,
) -> Result<Response, Failure> {
    let Some(page) = shared.desk.request_page(&reference).await? else { return Ok(none()) };
    let text = request_markdown(preferences.language, &page, &site(&shared, &headers));
    Ok(file(&format!("request-{reference}"), "md", MARKDOWN, Body::from(text)))
}

/// An incident as JSON.
pub async fn incident_as_json(
    State(shared): State<Shared>,
    Extension(viewer): Extension<Viewer>,
    Path(incident): Path<String>,
    headers: HeaderMap,
) -> Result<Response, Failure> {
    let Ok(incident_id) = incident.parse() else { return Ok(none()) };
    let Some(page) = shared.desk.incident_page(&viewer, incident_id).await? else { return Ok(none()) };
    let text = incident_json(&page, &site(&shared, &headers));
    Ok(file(&format!("incident-{incident_id}"), "json", JSON, Body::from(text)))
}

/// An incident as Markdown.
pub async fn incident_as_markdown(
    State(shared): State<Shared>,
    Extension(viewer): Extension<Viewer>,
    Extension(preferences): Extension<Preferences>,
    Path(incident): Path<String>,
    headers: HeaderMap,
) -> Result<Response, Failure> {
    let Ok(incident_id) = incident.parse() else { return Ok(none()) };
    let Some(page) = shared.desk.incident_page(&viewer, incident_id).await? else { return Ok(none()) };
    let text = incident_markdown(preferences.language, &page, &site(&shared, &headers));
    Ok(file(&format!("incident-{incident_id}"), "md", MARKDOWN, Body::from(text)))
}
