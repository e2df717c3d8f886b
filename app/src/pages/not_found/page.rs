//! Nothing is at this address.

use leptos::prelude::*;

use crate::{components::failure::Nothing, words::words};

/// Says so, with status 404 and ways on.
#[component]
pub(crate) fn NotFound() -> impl IntoView {
    say_not_found();
    let words = words();
    view! { <Nothing words title=words.say("not-found-title") text=words.say("not-found-text")/> }.into_any()
}

/// Gives the response its status.
pub(crate) fn say_not_found() {
    if let Some(response) = use_context::<leptos_axum::ResponseOptions>() {
        response.set_status(http::StatusCode::NOT_FOUND);
    }
}
