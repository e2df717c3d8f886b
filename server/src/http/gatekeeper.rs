//! Who is looking, and who is sent to sign in first.
//!
//! Everything asks for a session but what [`is_open`] names: an address that is added later is closed until somebody opens
//! it.

use app::{
    error::AppError,
    pages::away::Away,
    urls,
    viewer::{Language, Preferences, Theme, Viewer},
};
use axum::{
    Json,
    extract::{Request, State},
    http::{HeaderMap, Method, StatusCode, header},
    middleware::Next,
    response::{IntoResponse, Response},
};

use engine::time::Instant;

use super::{Failure, Shared, metrics, pages, see_other, wants_page};
use crate::auth::{AuthError, Token, cookies, session};

/// Lets a request through when it may, with who is looking ([`Viewer`]) and how they like to look ([`Preferences`]).
pub async fn admit(State(shared): State<Shared>, mut request: Request, next: Next) -> Response {
    let preferences = preferences(request.headers());
    request.extensions_mut().insert(preferences);
    if is_file(request.uri().path()) {
        return next.run(request).await;
    }
    if let Some(since) = shared.desk.reach().away_since()
        && request.uri().path() != "/health"
    {
        return away(&shared, request, since).await;
    }
    let token = session_token(&shared, request.headers());
    let had_session = token.is_some();
    match viewer(&shared, token).await {
        Ok(Some(viewer)) => {
            request.extensions_mut().insert(viewer);
        }
        Ok(None) if is_open(request.uri().path()) => {}
        Ok(None) => return sign_in_first(&request, had_session),
        // Who watches is told of a database that is down; nothing else can be answered without it.
        Err(_) if is_for_watchers(request.uri().path()) => {}
        Err(error) => return Failure::from(error).into_response(),
    }
    next.run(request).await
}

/// The database is away: said at once, also to who may not look, since nothing else is told.
async fn away(shared: &Shared, request: Request, since: Instant) -> Response {
    let mut response = if wants_page(&request) {
        let is_read = matches!(*request.method(), Method::GET | Method::HEAD);
        let again = request.uri().path_and_query().filter(|_| is_read).map(ToString::to_string);
        let (parts, _) = request.into_parts();
        pages::answer(shared, parts, Away { since, again: again.unwrap_or_default() }).await
    } else {
        Json(AppError::Away).into_response()
    };
    *response.status_mut() = StatusCode::SERVICE_UNAVAILABLE;
    response.headers_mut().insert(header::RETRY_AFTER, header::HeaderValue::from_static("5"));
    response
}

/// What answers without a session.
fn is_open(path: &str) -> bool {
    path == urls::SIGN_IN
        || path == urls::PREFERENCES
        || is_for_watchers(path)
        || path.starts_with("/set-up/")
        || path.starts_with("/invite/")
        || path.starts_with("/s/")
        || path == urls::SHARED
}

/// What machines ask that watch over us; the metrics look themselves at who asks.
fn is_for_watchers(path: &str) -> bool {
    path == "/health" || path == metrics::ADDRESS
}

fn is_file(path: &str) -> bool {
    path.starts_with("/pkg/") || path == "/favicon.ico"
}

/// The token of the session cookie, if there is one.
pub fn session_token(shared: &Shared, headers: &HeaderMap) -> Option<Token> {
    let value = cookies::get(headers, cookies::session_name(shared.settings.is_https()))?;
    (!value.is_empty()).then(|| Token::shown(value))
}

async fn viewer(shared: &Shared, token: Option<Token>) -> Result<Option<Viewer>, AuthError> {
    let Some(token) = token else { return Ok(None) };
    let mut connection = shared.desk.connection().await?;
    session::viewer(&mut connection, &token, shared.desk.now()).await
}

fn sign_in_first(request: &Request, had_session: bool) -> Response {
    if !wants_page(request) {
        return (StatusCode::UNAUTHORIZED, Json(AppError::SignedOut)).into_response();
    }
    let path = request.uri().path_and_query().map_or(urls::HOME, |path| path.as_str());
    let is_read = matches!(*request.method(), Method::GET | Method::HEAD);
    let mut parameters = Vec::new();
    if had_session {
        parameters.push("problem=expired".to_owned());
    }
    if is_read && path != urls::HOME {
        parameters.push(format!("return={}", urls::encode(path)));
    }
    if parameters.is_empty() {
        return see_other(urls::SIGN_IN);
    }
    see_other(&format!("{}?{}", urls::SIGN_IN, parameters.join("&")))
}

/// How this person likes to look: from their cookies, else from what their browser asks for.
fn preferences(headers: &HeaderMap) -> Preferences {
    let language = cookies::get(headers, cookies::LANGUAGE).and_then(Language::from_tag).or_else(|| {
        let accepted = headers.get(header::ACCEPT_LANGUAGE)?.to_str().ok()?;
        asked_for(accepted)
    });
    let theme = cookies::get(headers, cookies::THEME).and_then(Theme::from_id);
    Preferences { language: language.unwrap_or_default(), theme: theme.unwrap_or_default() }
}

/// The language that a browser asks for most of those that we speak.
fn asked_for(accepted: &str) -> Option<Language> {
    let mut best: Option<(f32, Language)> = None;
    for one in accepted.split(',') {
        let (tag, quality) = one.split_once(";q=").unwrap_or((one, "1"));
        let quality = quality.trim().parse().unwrap_or(0.0);
        if let Some(language) = Language::from_tag(tag.trim())
            && best.is_none_or(|(known, _)| quality > known)
        {
            best = Some((quality, language));
        }
    }
    best.map(|(_, language)| language)
}

#[cfg(test)]
mod tests {
    use app::viewer::Language;

    use super::{asked_for, is_open};

    #[test]
    fn the_language_asked_for_most_is_spoken() {
        assert_eq!(asked_for("zh-CN,zh;q=0.9,en;q=0.8"), Some(Language::Chinese));
        assert_eq!(asked_for("de-DE, en;q=0.5, zh;q=0.3"), Some(Language::English));
        assert_eq!(asked_for("fr"), None);
    }

    #[test]
    fn little_is_open() {
        for path in [
            "/",
            "/requests",
            "/import",
            "/playground",
            "/settings",
            "/api/home",
            "/sign-in/",
            "/healthy",
            "/metrics/",
            "/set-up",
            "/sign-out",
            "/shares/1/revoke",
            "/shared/",
            "/shares",
            "/invite",
            "/team",
            "/api/invitation",
            "/s",
        ] {
            assert!(!is_open(path), "{path}");
        }
    }
}
