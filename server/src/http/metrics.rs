//! What this process counts, for Prometheus.
//!
//! Whoever shows the token may read it. Without one, only programs of this machine may, and only where nobody else can be behind
//! them: a proxy comes from this machine, too.

use std::net::SocketAddr;

use axum::{
    extract::{ConnectInfo, FromRequestParts, State},
    http::{HeaderMap, StatusCode, header, request::Parts},
    response::{IntoResponse, Response},
};

use super::Shared;

/// Where they are read.
pub const ADDRESS: &str = "/metrics";

const OPEN_METRICS: &str = "application/openmetrics-text; version=1.0.0; charset=utf-8";
/// What proxies add.
const FORWARDED: [&str; 3] = ["forwarded", "x-forwarded-for", "x-real-ip"];

/// Whether it comes from this machine.
#[derive(Debug, Clone, Copy)]
pub struct IsNear(bool);

impl<S: Sync> FromRequestParts<S> for IsNear {
    type Rejection = std::convert::Infallible;

    async fn from_request_parts(parts: &mut Parts, _state: &S) -> Result<Self, Self::Rejection> {
        let peer = parts.extensions.get::<ConnectInfo<SocketAddr>>();
        let is_forwarded = FORWARDED.into_iter().any(|name| parts.headers.contains_key(name));
        Ok(Self(peer.is_some_and(|peer| peer.0.ip().is_loopback()) && !is_forwarded))
    }
}

/// All that is counted, to whom it may be told.
pub async fn metrics(State(shared): State<Shared>, IsNear(is_near): IsNear, headers: HeaderMap) -> Response {
    let settings = &shared.settings;
    let shown =
        headers.get(header::AUTHORIZATION).and_then(|value| value.to_str().ok()?.strip_prefix("Bearer "));
    let may_read = match (&settings.metrics_token, shown) {
        (Some(token), shown) => shown.is_some_and(|shown| token.is(shown.trim())),
        (None, _) => is_near && settings.listen.ip().is_loopback() && settings.public_url.is_none(),
    };
    if !may_read {
        let told = if settings.metrics_token.is_some() {
            "show the token of WHY403_METRICS_TOKEN: `Authorization: Bearer ...`\n"
        } else {
            "metrics are closed: set WHY403_METRICS_TOKEN, and show it as `Authorization: Bearer ...`\n"
        };
        return (StatusCode::UNAUTHORIZED, [(header::WWW_AUTHENTICATE, "Bearer")], told).into_response();
    }
    match shared.desk.metrics().text(&shared.desk.watched().await) {
        Ok(text) => ([(header::CONTENT_TYPE, OPEN_METRICS)], text).into_response(),
        // Writing to a string cannot fail.
        Err(_) => StatusCode::INTERNAL_SERVER_ERROR.into_response(),
    }
}
