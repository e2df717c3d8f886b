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
use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use serde::Deserialize;

use super::{Address, Failure, Shared, pages, see_other};
use crate::{
    auth::{Kept, Token, cookies, password},
    desk::shares::Made,
    storage::shares::Guard,
};

/// What a shared page may load: our style sheet.
const POLICY: &str = "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'none'; base-uri 'none'; \
                      frame-ancestors 'none'";
/// The same, where a passphrase is asked for.
const POLICY_OF_FORM: &str = "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none'; \
                              frame-ancestors 'none'";

/// How long a link works, and behind which passphrase, if any.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Fields {
    days: String,
    passphrase: String,
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
    let problem = |code: &str| see_other(&format!("{}?problem={code}", urls::incident_shares(incident_id)));
    let passphrase_hash = match fields.passphrase.as_str() {
        "" => None,
        passphrase => {
            if let Err(code) = password::judge(passphrase) {
                return Ok(problem(&format!("passphrase-{code}")));
            }
            Some(shared.passwords.hash(passphrase).await?)
        }
    };
    match shared.desk.share(&viewer, incident_id, days, passphrase_hash.as_deref()).await? {
        Made::Link(page) => {
            tracing::info!(user.id = viewer.user_id, incident.id = incident_id, days, "shared an incident");
            Ok(pages::answer(&shared, parts, *page).await)
        }
        Made::NoIncident => Ok(see_other(urls::INCIDENTS)),
        Made::NoPublicLinks => Ok(problem("no-public-links")),
    }
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

/// In which language, and what was wrong with the last try of a passphrase.
#[derive(Debug, Deserialize)]
pub struct In {
    language: Option<String>,
    problem: Option<String>,
}

impl In {
    fn language(&self, preferences: Preferences) -> Language {
        self.language.as_deref().and_then(Language::from_tag).unwrap_or(preferences.language)
    }
}

/// Shows what the link shows, or asks for its passphrase.
pub async fn show(
    State(shared): State<Shared>,
    Extension(preferences): Extension<Preferences>,
    Query(query): Query<In>,
    headers: HeaderMap,
) -> Result<Response, Failure> {
    let language = query.language(preferences);
    let Some(token) = shown_token(&shared, &headers) else { return Ok(gone(language)) };
    match shared.desk.guard(&token).await? {
        None => return Ok(gone(language)),
        Some(Guard::Passphrase(hash)) if !has_passed(&shared, &headers, &token, &hash) => {
            let page = Html(shared::locked(language, query.problem.as_deref()));
            return Ok(with_policy(page.into_response(), POLICY_OF_FORM));
        }
        Some(_) => {}
    }
    let Some((incident, expires_at)) = shared.desk.opened(&token).await? else {
        return Ok(gone(language));
    };
    Ok(for_a_link(Html(shared::html(language, incident, expires_at)).into_response()))
}

/// What somebody typed.
#[derive(Deserialize)]
pub struct Typed {
    #[serde(default)]
    passphrase: String,
}

/// Tries a passphrase. Who has the right one gets a cookie that opens this link, as long as its passphrase is this one.
pub async fn unlock(
    State(shared): State<Shared>,
    Extension(preferences): Extension<Preferences>,
    Query(query): Query<In>,
    address: Address,
    headers: HeaderMap,
    Form(typed): Form<Typed>,
) -> Result<Response, Failure> {
    let language = query.language(preferences);
    let here = format!("{}?language={}", urls::SHARED, language.tag());
    let problem = |code: &str| Ok(for_a_link(see_other(&format!("{here}&problem={code}"))));
    let Some(token) = shown_token(&shared, &headers) else { return Ok(gone(language)) };
    let hash = match shared.desk.guard(&token).await? {
        None => return Ok(gone(language)),
        Some(Guard::Open) => return Ok(for_a_link(see_other(&here))),
        Some(Guard::Passphrase(hash)) => hash,
    };
    let now = shared.desk.now();
    let link = format!("{} link {}", address.0, URL_SAFE_NO_PAD.encode(token.hash()));
    if !shared.attempts_by_address.allow(&address.0, now) || !shared.attempts_by_account.allow(&link, now) {
        tracing::warn!(address = address.0, "too many attempts to open a link");
        return problem("slow");
    }
    let is_right = typed.passphrase.len() <= password::LONGEST
        && shared.passwords.verify(&typed.passphrase, Some(hash.clone())).await?;
    if !is_right {
        tracing::info!(address = address.0, "a passphrase was wrong");
        return problem("passphrase");
    }
    shared.attempts_by_account.forget(&link);
    let mut response = see_other(&here);
    let pass = pass(&token, &hash);
    if let Some(cookie) = cookies::set_share_pass(pass.reveal(), shared.settings.is_https()) {
        response.headers_mut().insert(header::SET_COOKIE, cookie);
    }
    Ok(for_a_link(response))
}

/// The token of the cookie that the link was exchanged for.
fn shown_token(shared: &Shared, headers: &HeaderMap) -> Option<Token> {
    let shown = cookies::get(headers, cookies::share_name(shared.settings.is_https()))?;
    is_token(shown).then(|| Token::shown(shown))
}

/// What proves that somebody knew the passphrase: made of the token, which we do not keep, and of the passphrase's salted hash, which
/// nobody is told.
fn pass(token: &Token, passphrase_hash: &str) -> Token {
    let made = Token::shown(&format!("{} {passphrase_hash}", token.reveal())).hash();
    Token::shown(&URL_SAFE_NO_PAD.encode(made))
}

fn has_passed(shared: &Shared, headers: &HeaderMap, token: &Token, passphrase_hash: &str) -> bool {
    let shown = cookies::get(headers, cookies::share_pass_name(shared.settings.is_https()));
    shown.is_some_and(|shown| Kept::of(pass(token, passphrase_hash).reveal()).is(shown))
}

/// One answer for what is unknown, has expired or was taken back, and for all where there are no public links.
fn gone(language: Language) -> Response {
    for_a_link((StatusCode::NOT_FOUND, Html(shared::gone(language))).into_response())
}

fn for_a_link(response: Response) -> Response {
    with_policy(response, POLICY)
}

fn with_policy(mut response: Response, policy: &'static str) -> Response {
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_SECURITY_POLICY, HeaderValue::from_static(policy));
    headers.insert(header::REFERRER_POLICY, HeaderValue::from_static("no-referrer"));
    response
}

/// 32 bytes in base64url; what is none is not asked for.
fn is_token(text: &str) -> bool {
    text.len() == 43 && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_'))
}
