//! Links to incidents: made and taken back by who is signed in, opened by anybody who has one.
//!
//! The token stands in the address once: it is exchanged for a cookie, so that it is in no list of visited pages, no `Referer`, no log.
//! It may be exchanged again: programs that preview links open them first.

use app::{
    pages::{shared, shares::DAYS},
    urls,
    viewer::{Language, Preferences, Viewer},
};
use axum::{
    Extension, Form,
    extract::{FromRequest as _, Path, Query, Request, State},
    http::{HeaderMap, HeaderValue, StatusCode, header},
    response::{Html, IntoResponse, Response},
};
use serde::Deserialize;

use super::{Failure, Shared, pages, see_other};
use crate::auth::{Token, cookies};

/// What a shared page may load: our style sheet.
const POLICY: &str = "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'none'; base-uri 'none'; \
                      frame-ancestors 'none'";

/// How long a link works.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Fields {
    days: String,
}

/// Makes a link, and shows it.
pub async fn make(
    State(shared): State<Shared>,
    Extension(viewer): Extension<Viewer>,
    Path(incident_id): Path<i64>,
    request: Request,
) -> Result<Response, Failure> {
    let (parts, body) = request.into_parts();
    let request = Request::from_parts(parts.clone(), body);
    let fields = match Form::<Fields>::from_request(request, &()).await {
        Ok(Form(fields)) => fields,
        Err(refused) => return Ok(refused.into_response()),
    };
    let [usual, ..] = DAYS;
    let days = fields.days.parse().ok().filter(|days| DAYS.contains(days)).unwrap_or(usual);
    let Some(page) = shared.desk.share(&viewer, incident_id, days).await? else {
        return Ok(see_other(urls::INCIDENTS));
    };
    tracing::info!(user.id = viewer.user_id, incident.id = incident_id, days, "shared an incident");
    Ok(pages::answer(&shared, parts, page).await)
}

/// Takes a link back.
pub async fn revoke(
    State(shared): State<Shared>,
    Extension(viewer): Extension<Viewer>,
    Path(share_id): Path<i64>,
) -> Result<Response, Failure> {
    let incident = shared.desk.revoke_share(share_id).await?;
    tracing::info!(user.id = viewer.user_id, share.id = share_id, "took a link back");
    Ok(see_other(&incident.map_or_else(|| urls::INCIDENTS.to_owned(), urls::incident_shares)))
}

/// Takes the token out of the address.
pub async fn exchange(
    State(shared): State<Shared>,
    Extension(preferences): Extension<Preferences>,
    Path(token): Path<String>,
) -> Response {
    let cookie = is_token(&token).then(|| cookies::set_share(&token, shared.settings.is_https())).flatten();
    let Some(cookie) = cookie else { return gone(preferences.language) };
    let mut response = see_other(urls::SHARED);
    response.headers_mut().insert(header::SET_COOKIE, cookie);
    for_a_link(response)
}

/// In which language.
#[derive(Debug, Deserialize)]
pub struct In {
    language: Option<String>,
}

/// Shows what the link shows.
pub async fn show(
    State(shared): State<Shared>,
    Extension(preferences): Extension<Preferences>,
    Query(In { language }): Query<In>,
    headers: HeaderMap,
) -> Result<Response, Failure> {
    let language = language.as_deref().and_then(Language::from_tag).unwrap_or(preferences.language);
    let shown = cookies::get(&headers, cookies::share_name(shared.settings.is_https()));
    let Some(token) = shown.filter(|token| is_token(token)) else { return Ok(gone(language)) };
    let Some((incident, expires_at)) = shared.desk.opened(&Token::shown(token)).await? else {
        return Ok(gone(language));
    };
    Ok(for_a_link(Html(shared::html(language, incident, expires_at)).into_response()))
}

/// One answer for what is unknown, has expired or was taken back.
fn gone(language: Language) -> Response {
    for_a_link((StatusCode::NOT_FOUND, Html(shared::gone(language))).into_response())
}

fn for_a_link(mut response: Response) -> Response {
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_SECURITY_POLICY, HeaderValue::from_static(POLICY));
    headers.insert(header::REFERRER_POLICY, HeaderValue::from_static("no-referrer"));
    response
}

/// 32 bytes in base64url; what is none is not asked for.
fn is_token(text: &str) -> bool {
    text.len() == 43 && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_'))
}
