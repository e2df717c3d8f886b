//! The one-time set-up link: one button that signs the first administrator in. To open it changes nothing, because chat
//! programs open links too.

use leptos::prelude::*;
use leptos_router::hooks::{use_params_map, use_query_map};

use crate::{components::title::PageTitle, urls, words::words};

/// The button; the server answers it.
#[component]
pub(crate) fn SetUp() -> impl IntoView {
    let words = words();
    let token = use_params_map().read_untracked().get("token").unwrap_or_default();
    let problem = use_query_map().read_untracked().get("problem").map(|code| words.problem(&code));
    let title = words.say("set-up-title");
    view! {
        <PageTitle text=title.clone()/>
        <h1 tabindex="-1">{title}</h1>
        <p class="lead">{words.say("set-up-lead")}</p>
        {problem.map(|problem| view! { <p class="notice problem" role="alert">{problem}</p> })}
        <form class="fields panel" method="post" action=urls::set_up(&token)>
            <button class="button main" type="submit">{words.say("set-up-button")}</button>
            <p class="meta">{words.say("set-up-next")}</p>
        </form>
    }
    .into_any()
}
