//! The sources: how each is, and the ways to add one.

use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

use super::{
    api::sources,
    card::SourceCard,
    data::SourcesPage,
    evidence::EvidenceKey,
    figures::{shape, title},
};
use crate::{
    components::{load::loaded, title::PageTitle},
    islands::{LiveFigures, LiveFiguresWords},
    urls,
    words::{Words, words},
};

/// Loads and lays out.
#[component]
pub(crate) fn Sources() -> impl IntoView {
    let words = words();
    let query = use_query_map().get_untracked();
    let problem = query.get("problem");
    let done = query.get("done");
    loaded(words, sources, move |page: SourcesPage| {
        view! { <Sheet words page problem=problem.clone() done=done.clone()/> }.into_any()
    })
    .into_any()
}

#[component]
fn Sheet(words: Words, page: SourcesPage, problem: Option<String>, done: Option<String>) -> impl IntoView {
    let heading = title(words, &page);
    let is_empty = page.sources.is_empty();
    let live = (!is_empty).then(|| {
        let said = LiveFiguresWords {
            changed: words.say("sources-changed"),
            again: words.say("sources-again"),
            stale: words.say("sources-stale"),
        };
        let of = shape(&page);
        view! { <LiveFigures path="/api/sources-figures".to_owned() shape=of words=said/> }
    });
    let now = page.now;
    let cards =
        page.sources.into_iter().map(|source| view! { <SourceCard words source now/> }).collect_view();
    view! {
        <PageTitle text=heading.text.clone()/>
        <header class="head">
            <h1 tabindex="-1" id=heading.id>{heading.text}</h1>
            {is_empty.then(|| view! { <p class="lead">{words.say("sources-none-text")}</p> })}
        </header>
        {problem.map(|code| view! { <p class="notice problem" role="alert">{words.problem(&code)}</p> })}
        {done.and_then(|code| done_words(words, &code))
            .map(|text| view! { <p class="notice done" role="status">{text}</p> })}
        {live}
        {(!is_empty).then(|| view! { <ul class="sources">{cards}</ul> })}
        <Ways words is_empty/>
        <p><a href=urls::UNKNOWN_LINES>{words.say("sources-see-unknown")}</a></p>
        <EvidenceKey words/>
    }
    .into_any()
}

/// What was done, for the codes that our own forms lead here with.
fn done_words(words: Words, code: &str) -> Option<String> {
    let key = match code {
        "added" => "sources-done-added",
        "asked" => "sources-done-asked",
        "removed" => "sources-done-removed",
        _ => return None,
    };
    Some(words.say(key))
}

/// The ways in.
#[component]
pub(crate) fn Ways(words: Words, is_empty: bool) -> impl IntoView {
    let way = |href: &'static str, key: &str, class: &'static str| {
        view! {
            <li class="panel">
                <h3>{words.say(key)}</h3>
                <p>{words.say(&format!("{key}.text"))}</p>
                <p><a class=class href=href>{words.say(&format!("{key}.go"))}</a></p>
            </li>
        }
    };
    let first = if is_empty { "button main" } else { "button" };
    view! {
        <section aria-labelledby="ways">
            <h2 id="ways">{words.say("sources-add")}</h2>
            <ul class="source-ways">
                {way(urls::SOURCES_CLOUDWATCH, "sources-way-cloudwatch", first)}
                {way(urls::SOURCES_PUSH, "sources-way-push", "button")}
                {way(urls::SOURCES_CONFIGURATION, "sources-way-configuration", "button")}
                {way(urls::IMPORT, "sources-way-file", "button")}
            </ul>
        </section>
    }
    .into_any()
}
