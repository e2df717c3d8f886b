//! What stands before every handler: request ids and the log, security headers, the time limit.

use std::time::Duration;

use app::backend::Departure;
use axum::{
    extract::{MatchedPath, Request, State},
    http::{HeaderName, HeaderValue, Method, StatusCode, header},
    middleware::Next,
    response::{IntoResponse, Response},
};
use tokio_util::sync::CancellationToken;
use tracing::Instrument as _;

use super::Shared;
use crate::{assets, auth, clock::Stopwatch};

/// How long an answer may take. An import may take as long as its bytes need to arrive.
const LONGEST_ANSWER: Duration = Duration::from_secs(30);
/// How long the next piece of a body may take. Deliveries have a shorter one of their own.
pub const LONGEST_PAUSE: Duration = Duration::from_secs(30);

/// Gives each request an id and logs how it went: by its route's template, since a path may hold a token.
pub async fn trace(State(shared): State<Shared>, request: Request, next: Next) -> Response {
    let stopwatch = Stopwatch::start();
    let request_id = auth::random::<8>().map_or(0, u64::from_be_bytes);
    let route = request
        .extensions()
        .get::<MatchedPath>()
        .map_or_else(|| "(none)".to_owned(), |route| route.as_str().to_owned());
    let method = request.method().clone();
    let span = tracing::info_span!(
        "request",
        http.id = format!("{request_id:016x}"),
        http.method = %method,
        http.route = route,
    );
    async move {
        let response = next.run(request).await;
        let (status, took) = (response.status().as_u16(), stopwatch.took());
        shared.desk.metrics().answered(method.as_str(), &route, status, took);
        let duration_ms = u64::try_from(took.as_millis()).unwrap_or(u64::MAX);
        if status >= 500 {
            tracing::warn!(http.status = status, duration_ms, "answered");
        } else {
            tracing::info!(http.status = status, duration_ms, "answered");
        }
        response
    }
    .instrument(span)
    .await
}

/// Lets pages know when whoever asked goes away before there is an answer: a browser that stops, or [`time_limit`].
pub async fn departure(mut request: Request, next: Next) -> Response {
    let token = CancellationToken::new();
    request.extensions_mut().insert(Departure(token.clone()));
    let waiting = token.drop_guard();
    let response = next.run(request).await;
    waiting.disarm();
    response
}

/// Ends what takes too long.
pub async fn time_limit(request: Request, next: Next) -> Response {
    let is_import = request.method() == Method::POST && request.uri().path() == app::urls::IMPORT;
    if is_import {
        return next.run(request).await;
    }
    match tokio::time::timeout(LONGEST_ANSWER, next.run(request)).await {
        Ok(response) => response,
        Err(_) => (StatusCode::SERVICE_UNAVAILABLE, "this took too long; try again").into_response(),
    }
}

/// What browsers may do with an answer. A page has set its own policy, with the nonce of its scripts.
pub async fn security_headers(State(shared): State<Shared>, request: Request, next: Next) -> Response {
    let is_file = request.uri().path().starts_with("/pkg/");
    let mut response = next.run(request).await;
    let headers = response.headers_mut();
    let mut put = |name: HeaderName, value: &'static str| {
        headers.entry(name).or_insert(HeaderValue::from_static(value));
    };
    put(
        header::CONTENT_SECURITY_POLICY,
        "default-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'",
    );
    put(header::X_CONTENT_TYPE_OPTIONS, "nosniff");
    // Not `no-referrer`: browsers would then post our forms with `Origin: null`.
    put(header::REFERRER_POLICY, "same-origin");
    put(HeaderName::from_static("cross-origin-opener-policy"), "same-origin");
    put(HeaderName::from_static("cross-origin-resource-policy"), "same-origin");
    put(HeaderName::from_static("permissions-policy"), "camera=(), geolocation=(), microphone=()");
    put(HeaderName::from_static("x-robots-tag"), "noindex");
    if shared.settings.is_https() {
        put(header::STRICT_TRANSPORT_SECURITY, "max-age=31536000");
    }
    if !is_file {
        put(header::CACHE_CONTROL, "no-store");
    }
    response
}

/// The policy of a page: only scripts with this nonce and what they load, only our own style sheets.
pub fn page_policy(nonce: &str) -> String {
    let reload = if assets::are_watched() { " ws:" } else { "" };
    format!(
        "default-src 'none'; script-src 'nonce-{nonce}' 'strict-dynamic' 'wasm-unsafe-eval'; style-src 'self'; img-src 'self' \
         data:; font-src 'self'; connect-src 'self'{reload}; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors \
         'none'"
    )
}
