//! Sign in with name and password.

use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

use crate::{components::title::PageTitle, urls, words::words};

/// The form; the server answers it.
#[component]
pub(crate) fn SignIn() -> impl IntoView {
    let words = words();
    let query = use_query_map().get_untracked();
    let problem = query.get("problem").map(|code| words.problem(&code));
    let back = query.get("return").unwrap_or_else(|| urls::HOME.to_owned());
    let title = words.say("sign-in-title");
    view! {
        <PageTitle text=title.clone()/>
        <h1 tabindex="-1">{title}</h1>
        <p class="lead">{words.say("sign-in-lead")}</p>
        {problem.map(|problem| view! { <p class="notice problem" role="alert">{problem}</p> })}
        <form class="fields panel" method="post" action=urls::SIGN_IN>
            <input type="hidden" name="return" value=back/>
            <label for="name">{words.say("sign-in-name")}</label>
            <input id="name" name="name" type="text" autocomplete="username" required autocapitalize="none"/>
            <label for="password">{words.say("sign-in-password")}</label>
            <input id="password" name="password" type="password" autocomplete="current-password" required/>
            <button class="button main" type="submit">{words.say("sign-in-button")}</button>
        </form>
        <p class="meta">{words.say("sign-in-first")}</p>
    }
    .into_any()
}
