//! What stands at every address while the database is away: calm, with the moment since when, and a way to look again.

use engine::time::Instant;
use leptos::prelude::*;

use crate::{
    components::{moment::Second, title::PageTitle},
    urls,
    words::words,
};

/// The database is away: no page can be made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Away {
    /// Since when.
    pub since: Instant,
    /// Where to look again.
    pub again: String,
}

/// Says so, with status 503.
#[component]
pub(crate) fn AwayPage(away: Away) -> impl IntoView {
    if let Some(response) = use_context::<leptos_axum::ResponseOptions>() {
        response.set_status(http::StatusCode::SERVICE_UNAVAILABLE);
    }
    let words = words();
    let again = if away.again.is_empty() { urls::HOME.to_owned() } else { away.again };
    view! {
        <PageTitle text=words.say("away-title")/>
        <header class="head">
            <h1 tabindex="-1">{words.say("away-title")}</h1>
            <p class="lead">{words.say("away-text")}</p>
        </header>
        <p>{words.say("away-since")} " " <Second moment=away.since/> " UTC"</p>
        <p>{words.say("away-help")}</p>
        <p><a class="button" href=again>{words.say("away-again")}</a></p>
    }
    .into_any()
}
