//! The cache of one authorizer at a moment: what lives in it, what its policies will refuse, what a flush would cost.

use engine::{diagnosis::Grade, time::Instant};
use leptos::prelude::*;
use leptos_router::hooks::{use_params_map, use_query_map};

use super::{
    api::cache,
    coverage::Matrix,
    data::{CachePage, Served},
    entries::Entries,
    findings::Findings,
    list::{name, place, ttl},
    moments::When,
};
use crate::{
    components::{
        badge::{GradeBadge, SampleBadge},
        failure::Nothing,
        load::loaded,
        moment::Moment,
        title::PageTitle,
    },
    error::AppError,
    format,
    pages::not_found::say_not_found,
    urls,
    words::{Words, words},
};

/// Loads and lays out.
#[component]
pub(crate) fn CacheDetail() -> impl IntoView {
    let words = words();
    let part = |name: &str| {
        let part = use_params_map().read_untracked().get(name).unwrap_or_default();
        if part == urls::UNNAMED { String::new() } else { part }
    };
    let parts = (part("api"), part("stage"), part("authorizer"));
    let query = use_query_map().get_untracked();
    let at = query.get("at").filter(|at| !at.is_empty()).and_then(|at| moment(&at)).map(|at| at.to_string());
    let page = query.get("page").and_then(|page| page.parse().ok());
    let load = move || {
        let ((api_id, stage, authorizer_id), at) = (parts.clone(), at.clone());
        async move {
            match cache(api_id, stage, authorizer_id, at, page).await {
                Ok(page) => Ok(Some(page)),
                Err(AppError::NotFound) => Ok(None),
                Err(error) => Err(error),
            }
        }
    };
    loaded(words, load, move |page: Option<CachePage>| {
        if let Some(page) = page {
            view! { <Sheet words page/> }.into_any()
        } else {
            say_not_found();
            let (title, text) = (words.say("not-found-cache"), words.say("not-found-cache-text"));
            view! { <Nothing words title text/> }.into_any()
        }
    })
    .into_any()
}

/// A moment as links write it, or as the field for it does: to the minute, when the seconds are none.
fn moment(text: &str) -> Option<Instant> {
    Instant::parse(text).or_else(|| Instant::parse(&format!("{text}:00")))
}

#[component]
fn Sheet(words: Words, page: CachePage) -> impl IntoView {
    let authorizer = &page.authorizer;
    let title = words.say_with("cache-title", &[("authorizer", name(authorizer).into())]);
    let stage = place(authorizer);
    let is_sample = authorizer.is_sample;
    let (is_off, n_alive) = (authorizer.ttl_ms == Some(0), page.n_alive);
    view! {
        <PageTitle text=title.clone()/>
        <header class="head">
            <h1 tabindex="-1">{title}</h1>
            <p class="meta">
                <a lang="en" href=urls::stage(&authorizer.api_id, &authorizer.stage)>{stage}</a>
                {is_sample.then(|| view! { " "<SampleBadge words/> })}
            </p>
            <p class="lead">{lead(words, &page)}</p>
        </header>
        <When words page=page.clone()/>
        <Findings words page=page.clone()/>
        <Facts words page=page.clone()/>
        {(n_alive > 0).then(|| view! { <Entries words page=page.clone()/> })}
        {(!is_off && n_alive > 0).then(|| view! { <Matrix words page=page.clone()/> })}
    }
    .into_any()
}

/// What is in the cache, in a sentence.
fn lead(words: Words, page: &CachePage) -> String {
    if page.authorizer.ttl_ms == Some(0) {
        return words.say("cache-lead-off");
    }
    match page.n_alive {
        0 => words.say("cache-lead-empty"),
        n => words.say_with("cache-lead", &[("n", i64::from(n).into())]),
    }
}

/// How the cache is set, how it served, and what a flush would cost.
#[component]
fn Facts(words: Words, page: CachePage) -> impl IntoView {
    let row = &page.authorizer;
    let sources = if page.identity_sources.is_empty() {
        view! { <span class="faint">{words.say("cache-sources-unknown")}</span> }.into_any()
    } else {
        let sources: Vec<String> =
            page.identity_sources.iter().map(|source| format::visible(source)).collect();
        view! { <code lang="en">{sources.join(", ")}</code> }.into_any()
    };
    let configuration = page.judged_with.map(|judged_with| {
        let key = format!("facts-configuration-{}", judged_with.standing.id());
        let at = judged_with.seen_from.map(format::millisecond).unwrap_or_default();
        view! { <dt>{words.say("facts-configuration")}</dt><dd>{words.say_with(&key, &[("at", at.into())])}</dd> }
    });
    let ttl_grade = if row.ttl_ms.is_some() { Grade::Proved } else { Grade::Inferred };
    let ttl_grade = match page.judged_with {
        Some(judged_with) if !judged_with.standing.is_sure() => Grade::Inferred,
        _ => ttl_grade,
    };
    let flush = words.say_with(
        "cache-flush-cost",
        &[
            ("entries", i64::from(page.flush.n_entries).into()),
            ("authorizers", i64::from(page.flush.n_authorizers).into()),
            ("callers", page.flush.n_callers.into()),
            ("rate", per_second(page.flush.n_callers).into()),
        ],
    );
    view! {
        <section class="panel" aria-labelledby="cache-facts">
            <h2 id="cache-facts">{words.say("cache-facts")}</h2>
            <dl class="facts">
                <dt>{words.say("cache-at-this")}</dt>
                <dd><Moment moment=page.at/></dd>
                <dt>{words.say("cache-ttl")}</dt>
                <dd>{ttl(words, row.ttl_ms)}" "<GradeBadge words grade=ttl_grade/></dd>
                <dt>{words.say("cache-sources")}</dt>
                <dd>{sources}</dd>
                {configuration}
                <dt>{words.say("cache-served")}</dt>
                <dd>{served(words, page.served)}</dd>
                <dt>{words.say("cache-flush")}</dt>
                <dd>{flush}" "<GradeBadge words grade=Grade::Inferred/></dd>
            </dl>
        </section>
    }
    .into_any()
}

/// How many calls the cache answered.
fn served(words: Words, served: Served) -> String {
    let n_told = served.n_fresh + served.n_cached;
    let share = if n_told > 0 { served.n_cached * 100 / n_told } else { 0 };
    let mut text = if n_told > 0 {
        words.say_with(
            "cache-served-share",
            &[("share", share.into()), ("cached", served.n_cached.into()), ("all", n_told.into())],
        )
    } else {
        words.say("cache-served-none")
    };
    if served.n_unknown > 0 {
        text.push(' ');
        text.push_str(&words.say_with("cache-served-unknown", &[("n", served.n_unknown.into())]));
    }
    text
}

/// How many a second that are at most, of so many a minute: to one digit behind the point.
fn per_second(a_minute: i64) -> String {
    let tenths = (a_minute * 10 + 59) / 60;
    format!("{}.{}", tenths / 10, tenths % 10)
}
