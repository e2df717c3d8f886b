//! Language and theme, kept in cookies: they hold before anyone signs in.

use app::viewer::{Language, Theme};
use axum::{Form, extract::State, http::header::SET_COOKIE, response::Response};
use serde::Deserialize;

use super::{Shared, local, see_other};
use crate::auth::cookies;

/// What somebody likes.
#[derive(Deserialize)]
pub struct Liked {
    language: Option<String>,
    theme: Option<String>,
    #[serde(rename = "return")]
    back: Option<String>,
}

/// Remembers it.
pub async fn set(State(shared): State<Shared>, Form(form): Form<Liked>) -> Response {
    let mut response = see_other(local(form.back.as_deref()));
    let language = form.language.as_deref().and_then(Language::from_tag);
    let theme = form.theme.as_deref().and_then(Theme::from_id);
    let chosen = [
        language.map(|language| (cookies::LANGUAGE, language.tag())),
        theme.map(|theme| (cookies::THEME, theme.id())),
    ];
    for (name, value) in chosen.into_iter().flatten() {
        if let Some(cookie) = cookies::set_preference(name, value, shared.settings.is_https()) {
            response.headers_mut().append(SET_COOKIE, cookie);
        }
    }
    response
}
