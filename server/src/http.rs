//! Handlers of forms and machines, and what stands before all of them. Pages are `app`'s.
//!
//! | file | what is there |
//! |---|---|
//! | [`layers`] | request ids and the log, security headers, the time limit |
//! | [`gatekeeper`] | who is looking, and who is sent to sign in |
//! | [`accounts`] | set up, sign in, sign out, password |
//! | [`configuration`] | a configuration, to be saved |
//! | [`exports`] | what is carried elsewhere as a file |
//! | [`preferences`] | language and theme |
//! | [`batches`] | what people do about several incidents at once |
//! | [`incidents`] | what people do about incidents |
//! | [`import`] | a file that is sent |
//! | [`invitations`] | coming in by an invitation |
//! | [`pages`] | what pages find in their context, and a page as the answer to a form |
//! | [`push`] | what sources send |
//! | [`sample`] | the sample investigation |
//! | [`shares`] | links to incidents, and what they show |
//! | [`sources`] | where events come from |
//! | [`team`] | what administrators do about people |
//! | [`workspace`] | what administrators decide about all links |
//! | [`health`], [`metrics`] | for machines that watch over us |

use std::{fmt, net::SocketAddr, sync::Arc};

use app::error::AppError;
use axum::{
    extract::{ConnectInfo, FromRef, FromRequestParts, Request},
    http::{HeaderMap, HeaderValue, StatusCode, header, request::Parts},
    response::{IntoResponse, Response},
};
use leptos::config::LeptosOptions;
use tokio::sync::Semaphore;

use crate::{
    auth::{attempts::Attempts, password::Passwords},
    config::HttpSettings,
    desk::{Desk, masked},
};

pub mod accounts;
pub mod batches;
pub mod configuration;
pub mod connections;
pub mod exports;
pub mod gatekeeper;
pub mod health;
pub mod import;
pub mod incidents;
pub mod invitations;
pub mod layers;
pub mod metrics;
pub mod pages;
pub mod preferences;
pub mod push;
pub mod sample;
pub mod shares;
pub mod sources;
pub mod team;
pub mod workspace;

/// What handlers share.
#[derive(Clone)]
pub struct Shared {
    /// The use cases.
    pub desk: Arc<Desk>,
    /// How we are reached.
    pub settings: Arc<HttpSettings>,
    /// Hashes passwords.
    pub passwords: Passwords,
    /// Attempts to get in, by address.
    pub attempts_by_address: Arc<Attempts>,
    /// Attempts to get in, by address and account.
    pub attempts_by_account: Arc<Attempts>,
    /// Deliveries that are taken at the same time.
    pub deliveries: Arc<Semaphore>,
    /// What the pages need to find their scripts.
    pub options: LeptosOptions,
}

impl FromRef<Shared> for LeptosOptions {
    fn from_ref(shared: &Shared) -> Self {
        shared.options.clone()
    }
}

impl Shared {
    /// What handlers share, over a desk.
    pub fn new(desk: Desk, settings: HttpSettings) -> Self {
        Self {
            desk: Arc::new(desk.keeping(settings.retention_days).asking_at_most(settings.longest_query)),
            settings: Arc::new(settings),
            passwords: Passwords::default(),
            attempts_by_address: Arc::new(Attempts::new(60, 15)),
            attempts_by_account: Arc::new(Attempts::new(8, 15)),
            deliveries: Arc::new(Semaphore::new(push::MOST_AT_ONCE)),
            options: LeptosOptions::builder()
                .output_name("why403")
                .site_root("target/site")
                .site_pkg_dir("pkg")
                .build(),
        }
    }
}

/// The address that a request comes from, for counting attempts.
#[derive(Debug, Clone)]
pub struct Address(pub String);

impl<S: Sync> FromRequestParts<S> for Address {
    type Rejection = std::convert::Infallible;

    async fn from_request_parts(parts: &mut Parts, _state: &S) -> Result<Self, Self::Rejection> {
        let peer = parts.extensions.get::<ConnectInfo<SocketAddr>>();
        Ok(Self(peer.map_or_else(|| "unknown".to_owned(), |peer| peer.0.ip().to_string())))
    }
}

/// "Go there": what a form that was posted is answered with.
pub fn see_other(address: &str) -> Response {
    match HeaderValue::from_str(address) {
        Ok(address) => (StatusCode::SEE_OTHER, [(header::LOCATION, address)]).into_response(),
        Err(_) => {
            (StatusCode::SEE_OTHER, [(header::LOCATION, HeaderValue::from_static("/"))]).into_response()
        }
    }
}

/// A path of this site to come back to; anything else is the overview. A browser takes `//host` and `/\host` for other
/// sites.
pub fn local(path: Option<&str>) -> &str {
    path.filter(|path| {
        let mut characters = path.chars();
        characters.next() == Some('/')
            && !matches!(characters.next(), Some('/' | '\\'))
            && path.chars().all(|character| character.is_ascii_graphic())
    })
    .unwrap_or(app::urls::HOME)
}

/// Whether the client asks for JSON, as programs do.
pub fn wants_json(headers: &HeaderMap) -> bool {
    accepts(headers, "application/json")
}

/// Whether the client names this type among those that it takes.
pub fn accepts(headers: &HeaderMap, media_type: &str) -> bool {
    headers
        .get(header::ACCEPT)
        .and_then(|accept| accept.to_str().ok())
        .is_some_and(|accept| accept.contains(media_type))
}

/// Whether a request is for a page.
pub fn wants_page(request: &Request) -> bool {
    let is_watched = accepts(request.headers(), import::NDJSON);
    !request.uri().path().starts_with("/api/") && !wants_json(request.headers()) && !is_watched
}

/// A failure on our side: logged in full, told as a reference.
#[derive(Debug)]
pub struct Failure(AppError);

impl<E: std::error::Error + 'static> From<E> for Failure {
    fn from(error: E) -> Self {
        Self(masked(error))
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl IntoResponse for Failure {
    fn into_response(self) -> Response {
        let status = StatusCode::from_u16(self.0.status()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        (status, [(header::CONTENT_TYPE, "text/plain; charset=utf-8")], self.0.to_string()).into_response()
    }
}

#[cfg(test)]
mod tests {
    use super::local;

    #[test]
    fn only_a_path_of_this_site_is_come_back_to() {
        assert_eq!(local(Some("/requests?cause=refused")), "/requests?cause=refused");
        for elsewhere in [
            "//evil.example",
            "/\\evil.example",
            "https://evil.example",
            "",
            "requests",
            "/a\r\nSet-Cookie: x",
            "/ä",
        ] {
            assert_eq!(local(Some(elsewhere)), "/", "{elsewhere}");
        }
        assert_eq!(local(None), "/");
    }
}
