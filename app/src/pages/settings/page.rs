//! The viewer's account and how they like to look.

use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

use crate::{
    backend,
    components::{form::ButtonForm, frame::Looks, load::loaded, title::PageTitle},
    pages::home::{data::HomePage, home},
    urls,
    viewer::Viewer,
    words::{Words, words},
};

/// Loads and lays out.
#[component]
pub(crate) fn Settings() -> impl IntoView {
    let words = words();
    let query = use_query_map().get_untracked();
    let problem = query.get("problem");
    let is_done = query.get("done").is_some();
    loaded(words, home, move |page: HomePage| {
        view! { <Sections words has_sample=page.has_sample problem=problem.clone() is_done/> }.into_any()
    })
    .into_any()
}

#[component]
fn Sections(words: Words, has_sample: bool, problem: Option<String>, is_done: bool) -> impl IntoView {
    let viewer = backend::viewer();
    let has_password = viewer.as_ref().is_some_and(|viewer| viewer.has_password);
    let is_administrator = viewer.as_ref().is_some_and(Viewer::is_administrator);
    let name = viewer.map(|viewer| viewer.name).unwrap_or_default();
    let title = words.say("settings-title");
    view! {
        <PageTitle text=title.clone()/>
        <header class="head">
            <h1 tabindex="-1">{title}</h1>
            <p class="meta"><span>{words.say_with("signed-in-as", &[("name", name.as_str().into())])}</span></p>
        </header>
        {problem.map(|code| view! { <p class="notice problem" role="alert">{words.problem(&code)}</p> })}
        {is_done.then(|| view! { <p class="notice done" role="status">{words.say("settings-password-done")}</p> })}
        <div class="two">
            <section class="panel" aria-labelledby="password-title">
                <h2 id="password-title">{words.say("settings-password-title")}</h2>
                <p>{words.say(if has_password { "settings-password-set" } else { "settings-password-none" })}</p>
                <form class="fields" method="post" action=urls::PASSWORD>
                    <input type="text" name="username" autocomplete="username" value=name hidden=true/>
                    {has_password.then(|| view! {
                        <label for="current">{words.say("settings-password-current")}</label>
                        <input id="current" name="current" type="password" autocomplete="current-password" required/>
                    })}
                    <label for="password">{words.say("settings-password-new")}</label>
                    <input
                        id="password" name="password" type="password" autocomplete="new-password" required
                        minlength="12" aria-describedby="rule"
                    />
                    <p class="meta" id="rule">{words.say("settings-password-rule")}</p>
                    <button class="button main" type="submit">{words.say("settings-password-save")}</button>
                </form>
            </section>
            <div class="stack">
                {is_administrator.then(|| view! {
                    <section class="panel" aria-labelledby="workspace">
                        <h2 id="workspace">{words.say("settings-workspace")}</h2>
                        <ul class="ways">
                            <li><a href=urls::TEAM>{words.say("team-title")}</a></li>
                            <li><a href=urls::SHARES>{words.say("all-shares-title")}</a></li>
                        </ul>
                    </section>
                })}
                <section class="panel" aria-labelledby="look">
                    <h2 id="look">{words.say("settings-look")}</h2>
                    <Looks words/>
                </section>
                <section class="panel" aria-labelledby="sample">
                    <h2 id="sample">{words.say("settings-sample")}</h2>
                    {if has_sample {
                        view! {
                            <p>{words.say("settings-sample-text")}</p>
                            <ButtonForm action=urls::SAMPLE_REMOVE label=words.say("home-sample-remove")/>
                        }.into_any()
                    } else {
                        view! {
                            <p>{words.say("settings-sample-none")}</p>
                            <ButtonForm action=urls::SAMPLE_LOAD label=words.say("begin-sample-button")/>
                        }.into_any()
                    }}
                </section>
                <section class="panel" aria-labelledby="session">
                    <h2 id="session">{words.say("settings-session")}</h2>
                    <ButtonForm action=urls::SIGN_OUT label=words.say("sign-out")/>
                </section>
            </div>
        </div>
    }
    .into_any()
}
