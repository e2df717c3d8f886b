//! An invitation: a name and a password, and one is in. A link that cannot be used is a page that is not there.

use leptos::prelude::*;
use leptos_router::hooks::{use_params_map, use_query_map};

use super::api::invitation;
use crate::{
    components::{load::loaded, title::PageTitle},
    pages::not_found::say_not_found,
    urls,
    words::{Words, words},
};

/// Looks whether it is good, and lays out.
#[component]
pub(crate) fn Invite() -> impl IntoView {
    let words = words();
    let token = use_params_map().read_untracked().get("token").unwrap_or_default();
    let problem = use_query_map().read_untracked().get("problem");
    let asked = token.clone();
    loaded(
        words,
        move || invitation(asked.clone()),
        move |is_good: bool| {
            if is_good {
                view! { <Sheet words token=token.clone() problem=problem.clone()/> }.into_any()
            } else {
                view! { <Gone words/> }.into_any()
            }
        },
    )
    .into_any()
}

#[component]
fn Sheet(words: Words, token: String, problem: Option<String>) -> impl IntoView {
    let title = words.say("invite-title");
    view! {
        <PageTitle text=title.clone()/>
        <h1 tabindex="-1">{title}</h1>
        <p class="lead">{words.say("invite-lead")}</p>
        {problem.map(|code| view! { <p class="notice problem" role="alert">{words.problem(&code)}</p> })}
        <form class="fields panel" method="post" action=urls::invite(&token)>
            <label for="name">{words.say("sign-in-name")}</label>
            <input
                id="name" name="name" type="text" autocomplete="username" required autocapitalize="none"
                maxlength="50" aria-describedby="name-rule"
            />
            <p class="meta" id="name-rule">{words.say("invite-name-rule")}</p>
            <label for="password">{words.say("sign-in-password")}</label>
            <input
                id="password" name="password" type="password" autocomplete="new-password" required
                minlength="12" aria-describedby="rule"
            />
            <p class="meta" id="rule">{words.say("settings-password-rule")}</p>
            <button class="button main" type="submit">{words.say("invite-go")}</button>
        </form>
    }
    .into_any()
}

/// The same for a link that is unknown, has expired, was used or withdrawn.
#[component]
fn Gone(words: Words) -> impl IntoView {
    say_not_found();
    let title = words.say("invite-gone");
    view! {
        <PageTitle text=title.clone()/>
        <h1 tabindex="-1">{title}</h1>
        <p class="lead">{words.say("invite-gone-text")}</p>
        <p><a class="button" href=urls::SIGN_IN>{words.say("sign-in-button")}</a></p>
    }
    .into_any()
}
