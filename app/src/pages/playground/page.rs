//! Two policies and a call: what API Gateway would answer, evaluated in the browser by `engine-playground`. The page brings the
//! fields, the words and a stored call to begin with; the module does the rest.

use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

use super::{
    api::playground, call::CallForm, data::PlaygroundStart, policies::Policies, templates::Templates,
};
use crate::{
    components::{load::loaded, title::PageTitle},
    format,
    islands::PlaygroundLoader,
    urls,
    words::{Words, words},
};

/// Loads the call that the address names, if it names one, and lays out.
#[component]
pub(crate) fn Playground() -> impl IntoView {
    let words = words();
    let reference = use_query_map().read_untracked().get("request").filter(|reference| !reference.is_empty());
    let is_named = reference.is_some();
    let load = move || {
        let reference = reference.clone();
        async move {
            match reference {
                Some(reference) => playground(reference).await,
                None => Ok(None),
            }
        }
    };
    loaded(words, load, move |start: Option<PlaygroundStart>| {
        let is_lost = is_named && start.is_none();
        view! { <Bench words start is_lost/> }.into_any()
    })
    .into_any()
}

#[component]
fn Bench(words: Words, start: Option<PlaygroundStart>, is_lost: bool) -> impl IntoView {
    let title = words.say("play-title");
    let sheet = start.as_ref().map(|start| start.sheet.to_json());
    view! {
        <PageTitle text=title.clone()/>
        <header class="head">
            <h1 tabindex="-1">{title}</h1>
            <p class="lead">{words.say("play-lead")}</p>
            <p class="meta">{words.say("play-private")}</p>
        </header>
        <noscript>
            <div class="notice"><p>{words.say("play-no-scripts")}</p></div>
        </noscript>
        {is_lost.then(|| view! { <div class="notice problem" role="alert"><p>{words.say("play-lost")}</p></div> })}
        {start.map(|start| view! { <Beginning words start/> })}
        <PlaygroundLoader waiting=words.say("play-waiting") failed=words.say("play-failed")/>
        <div class="play" id="playground" hidden data-sheet=sheet>
            <Tools words/>
            <section class="play-verdict" aria-labelledby="play-verdict-title" id="play-verdict" data-decision="none">
                <h2 id="play-verdict-title" class="unseen">{words.say("play-verdict-title")}</h2>
                <div aria-live="polite">
                    <p class="verdict" id="play-verdict-text"></p>
                    <p class="meaning" id="play-verdict-why"></p>
                </div>
                <p class="play-keys" id="play-unknown"></p>
            </section>
            <div class="play-sides">
                <Policies words/>
                <div class="stack">
                    <CallForm words/>
                    <div id="play-result" class="stack"></div>
                </div>
            </div>
        </div>
        <Templates words/>
    }
    .into_any()
}

/// What is above both sides: the examples, the link, a new beginning.
#[component]
fn Tools(words: Words) -> impl IntoView {
    let examples = ["cached", "deny", "address"].map(|example| {
        let key = format!("play-example-{example}");
        view! {
            <li>
                <button class="play-example" type="button" data-do="example" data-example=example>
                    <b>{words.say(&key)}</b>
                    <span>{words.say(&format!("{key}.text"))}</span>
                </button>
            </li>
        }
    });
    view! {
        <div class="notice problem" id="play-link-problem" role="alert" hidden><p></p></div>
        <div class="play-tools">
            <details class="play-examples" id="play-examples">
                <summary>{words.say("play-examples")}</summary>
                <ul>{examples}</ul>
            </details>
            <div class="actions">
                <span class="meta" id="play-link-said" role="status"></span>
                <button class="button plain" type="button" data-do="clear">{words.say("play-clear")}</button>
                <button class="button" type="button" data-do="link" id="play-link">{words.say("play-link")}</button>
            </div>
        </div>
    }
    .into_any()
}

/// From which call it was opened, and what its log does not tell.
#[component]
fn Beginning(words: Words, start: PlaygroundStart) -> impl IntoView {
    let PlaygroundStart { reference, call, gaps, .. } = start;
    let call = call.map_or_else(|| words.say("this-call"), |call| format::visible(&call));
    let gaps = gaps
        .into_iter()
        .map(|gap| view! { <li>{words.say(&format!("play-gap-{}", gap.id()))}</li> })
        .collect_view();
    view! {
        <div class="notice play-beginning">
            <p>
                {words.say_with("play-from", &[("call", call.into())])}" "
                <a href=urls::request(&reference)>{words.say("play-back")}</a>
            </p>
            <ul class="plain-list">{gaps}</ul>
        </div>
    }
    .into_any()
}
