//! Set up, sign in, sign out, password: forms that work without scripts, answered by "go there".

use app::{urls, viewer::Viewer};
use axum::{
    Extension, Form,
    extract::{Path, State},
    http::{HeaderMap, HeaderValue, header::SET_COOKIE},
    response::Response,
};
use serde::Deserialize;
use sqlx::Connection as _;

use super::{Address, Failure, Shared, gatekeeper::session_token, local, see_other};
use crate::{
    auth::{self, Token, cookies, password, session},
    storage::{failed, users},
};

/// What somebody signs in with.
#[derive(Deserialize)]
pub struct SignIn {
    #[serde(default)]
    name: String,
    #[serde(default)]
    password: String,
    #[serde(rename = "return")]
    back: Option<String>,
}

/// A new password.
#[derive(Deserialize)]
pub struct NewPassword {
    #[serde(default)]
    password: String,
    current: Option<String>,
}

/// Uses the one-time link up: signs the first administrator in.
pub async fn set_up(
    State(shared): State<Shared>,
    Path(token): Path<String>,
    address: Address,
    headers: HeaderMap,
) -> Result<Response, Failure> {
    let now = shared.desk.now();
    let problem = |code: &str| see_other(&format!("{}?problem={code}", urls::set_up(&token)));
    if !shared.attempts_by_address.allow(&address.0, now) {
        return Ok(problem("slow"));
    }
    let mut connection = shared.desk.connection().await?;
    let mut transaction = connection.begin().await.map_err(failed("begin to set up"))?;
    if !users::use_set_up_token(&mut transaction, &Token::shown(&token).hash(), now).await? {
        return Ok(problem("used"));
    }
    let user_id = users::first(&mut transaction, auth::FIRST_ADMINISTRATOR, now).await?;
    let former = session_token(&shared, &headers);
    let session = session::begin(&mut transaction, user_id, former.as_ref(), now).await?;
    transaction.commit().await.map_err(failed("finish setting up"))?;
    tracing::info!(user.id = user_id, "signed in by the set-up link");
    Ok(with_session(&shared, see_other(urls::HOME), &session))
}

/// Signs in by name and password.
pub async fn sign_in(
    State(shared): State<Shared>,
    address: Address,
    headers: HeaderMap,
    Form(form): Form<SignIn>,
) -> Result<Response, Failure> {
    let now = shared.desk.now();
    let back = local(form.back.as_deref());
    let problem =
        |code: &str| see_other(&format!("{}?problem={code}&return={}", urls::SIGN_IN, urls::encode(back)));
    let name = form.name.trim();
    let account = format!("{} {}", address.0, name.chars().take(100).collect::<String>().to_lowercase());
    if !shared.attempts_by_address.allow(&address.0, now) || !shared.attempts_by_account.allow(&account, now)
    {
        tracing::warn!(address = address.0, "too many attempts to sign in");
        return Ok(problem("slow"));
    }
    if name.contains('\0') || form.password.len() > password::LONGEST {
        return Ok(problem("wrong"));
    }
    let mut connection = shared.desk.connection().await?;
    let user = users::find(&mut connection, name).await?;
    // Without such a user the work is the same, so the time does not tell.
    let hash = user.as_ref().and_then(|user| user.password_hash.clone());
    let is_right = shared.passwords.verify(&form.password, hash).await?;
    let Some(user) = user.filter(|_| is_right) else {
        tracing::info!(address = address.0, "a sign-in failed");
        return Ok(problem("wrong"));
    };
    shared.attempts_by_account.forget(&account);
    let former = session_token(&shared, &headers);
    let session = session::begin(&mut connection, user.user_id, former.as_ref(), now).await?;
    tracing::info!(user.id = user.user_id, "signed in");
    Ok(with_session(&shared, see_other(back), &session))
}

/// Ends the session.
pub async fn sign_out(State(shared): State<Shared>, headers: HeaderMap) -> Result<Response, Failure> {
    if let Some(token) = session_token(&shared, &headers) {
        let mut connection = shared.desk.connection().await?;
        users::end_session(&mut connection, &token.hash()).await?;
    }
    let cookie = cookies::clear_session(shared.settings.is_https());
    Ok(with_cookie(see_other(urls::SIGN_IN), cookie))
}

/// Sets the viewer's password; ends all their other sessions.
pub async fn set_password(
    State(shared): State<Shared>,
    Extension(viewer): Extension<Viewer>,
    Form(form): Form<NewPassword>,
) -> Result<Response, Failure> {
    let problem = |code: &str| Ok(see_other(&format!("{}?problem={code}", urls::SETTINGS)));
    let now = shared.desk.now();
    let mut connection = shared.desk.connection().await?;
    if let Some(hash) = users::password_hash(&mut connection, viewer.user_id).await? {
        let account = format!("password of {}", viewer.user_id);
        if !shared.attempts_by_account.allow(&account, now) {
            return problem("slow");
        }
        let current = form.current.unwrap_or_default();
        if current.len() > password::LONGEST || !shared.passwords.verify(&current, Some(hash)).await? {
            return problem("current");
        }
        shared.attempts_by_account.forget(&account);
    }
    if let Err(code) = password::judge(&form.password) {
        return problem(code);
    }
    let hash = shared.passwords.hash(&form.password).await?;
    let mut transaction = connection.begin().await.map_err(failed("begin to set the password"))?;
    users::set_password(&mut transaction, viewer.user_id, &hash).await?;
    users::end_sessions(&mut transaction, viewer.user_id).await?;
    if viewer.is_administrator() {
        // Whoever has a password needs no set-up link, and nobody else may use one.
        users::forget_set_up_tokens(&mut transaction).await?;
    }
    let session = session::begin(&mut transaction, viewer.user_id, None, now).await?;
    transaction.commit().await.map_err(failed("set the password"))?;
    tracing::info!(user.id = viewer.user_id, "set a password");
    Ok(with_session(&shared, see_other(&format!("{}?done=password", urls::SETTINGS)), &session))
}

pub(super) fn with_session(shared: &Shared, response: Response, session: &Token) -> Response {
    let cookie = cookies::set_session(session.reveal(), session::COOKIE_SECONDS, shared.settings.is_https());
    with_cookie(response, cookie)
}

fn with_cookie(mut response: Response, cookie: Option<HeaderValue>) -> Response {
    if let Some(cookie) = cookie {
        response.headers_mut().append(SET_COOKIE, cookie);
    }
    response
}
