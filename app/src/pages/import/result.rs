//! What an import brought.

use leptos::prelude::*;
use leptos_router::hooks::use_params_map;

use super::{
    api::import,
    data::{Described, ImportSummary, LeftOut},
};
use crate::{
    components::{badge::SampleBadge, failure::Nothing, load::loaded, moment::Second, title::PageTitle},
    error::AppError,
    format,
    pages::{not_found::say_not_found, requests::data::RequestsQuery},
    urls,
    words::{Words, words},
};

/// Loads and lays out.
#[component]
pub(crate) fn Imported() -> impl IntoView {
    let words = words();
    let import_id = use_params_map().read_untracked().get("id").and_then(|id| id.parse::<i64>().ok());
    let load = move || async move {
        match import_id {
            Some(import_id) => match import(import_id).await {
                Ok(summary) => Ok(Some(summary)),
                Err(AppError::NotFound) => Ok(None),
                Err(error) => Err(error),
            },
            None => Ok(None),
        }
    };
    loaded(words, load, move |summary: Option<ImportSummary>| {
        if let Some(summary) = summary {
            view! { <Summary words summary/> }.into_any()
        } else {
            say_not_found();
            let (title, text) = (words.say("not-found-import"), words.say("not-found-text"));
            view! { <Nothing words title text/> }.into_any()
        }
    })
    .into_any()
}

#[component]
fn Summary(words: Words, summary: ImportSummary) -> impl IntoView {
    let n_described = i64::try_from(summary.described.len()).unwrap_or(i64::MAX);
    let is_described_alone = n_described > 0 && summary.n_events == 0;
    let title = if is_described_alone {
        words.say_with("imported-described", &[("n", n_described.into())])
    } else {
        words.say_with(
            "imported-title",
            &[("refused", summary.n_refused.into()), ("requests", summary.n_requests.into())],
        )
    };
    let refused = RequestsQuery::default().with("cause", "refused");
    let figure = |key: &str, count: i64| {
        view! {
            <div class="figure">
                <dt>{words.say(key)}</dt>
                <dd>{format::count(count)}</dd>
            </div>
        }
    };
    let line = [
        ("events", summary.n_events.into()),
        ("requests", summary.n_requests.into()),
        ("refused", summary.n_refused.into()),
        ("unknown", summary.n_unknown_lines.into()),
    ];
    let n_shown = i64::try_from(summary.unknown_samples.len()).unwrap_or(i64::MAX);
    let name = words.say_with("imported-from", &[("name", words.files(&summary.name).into())]);
    let names = format::visible(&summary.name);
    let is_shortened = words.files(&summary.name) != names;
    view! {
        <PageTitle text=title.clone()/>
        <header class="head">
            <h1 tabindex="-1">{title}</h1>
            <div class="meta">
                <span>{name}</span>
                {is_shortened.then(|| view! {
                    <details>
                        <summary>{words.say("imported-files")}</summary>
                        <p class="files" lang="en">{names}</p>
                    </details>
                })}
                {summary.is_sample.then(|| view! { <SampleBadge words/> })}
                <span><Second moment=summary.imported_at/>" "{words.say("utc")}</span>
            </div>
        </header>
        {(n_described > 0).then(|| view! { <DescribedApis words described=summary.described.clone()/> })}
        <p class="lead" hidden=is_described_alone>
            {words.say_with("imported-line", &line)}
            {(summary.n_unknown_lines > 0).then(|| view! {
                " "<a href=urls::unknown_lines(Some(summary.import_id), None, None)>{words.say("imported-see-unknown")}</a>
            })}
        </p>
        <dl class="figures panel" hidden=is_described_alone>
            {figure("imported-events", summary.n_events)}
            {figure("imported-requests", summary.n_requests)}
            {figure("imported-new", summary.n_new_requests)}
            {figure("imported-refused", summary.n_refused)}
            {figure("imported-unknown", summary.n_unknown_lines)}
        </dl>
        {(summary.n_left_out > 0).then(|| view! { <LeftOutFiles words summary=summary.clone()/> })}
        {(summary.n_new_requests == 0 && summary.n_requests > 0)
            .then(|| view! { <p>{words.say("imported-nothing-new")}</p> })}
        <p class="actions">
            {(summary.n_refused > 0).then(|| view! {
                <a class="button main" href=urls::requests(&refused)>{words.say("imported-see-refused")}</a>
            })}
            {(!is_described_alone).then(|| view! {
                <a class="button" href=urls::REQUESTS>{words.say("imported-see-all")}</a>
            })}
            <a class="button" href=urls::IMPORT>{words.say("imported-again")}</a>
        </p>
        {(!summary.unknown_samples.is_empty()).then(|| view! {
            <section class="panel" aria-labelledby="unknown">
                <h2 id="unknown">{words.say("imported-unknown")}</h2>
                <p>{words.say("imported-unknown-text")}</p>
                {(n_shown < summary.n_unknown_lines).then(|| view! {
                    <p class="meta">
                        {words.say_with(
                            "imported-unknown-shown",
                            &[("n", n_shown.into()), ("all", summary.n_unknown_lines.into())],
                        )}
                    </p>
                })}
                <ul class="raw-list" lang="en">
                    {summary.unknown_samples.iter()
                        .map(|line| view! { <li><code>{format::visible(line)}</code></li> })
                        .collect_view()}
                </ul>
            </section>
        })}
    }
    .into_any()
}

/// APIs whose configuration came with it.
#[component]
fn DescribedApis(words: Words, described: Vec<Described>) -> impl IntoView {
    let items = described.into_iter().map(|Described { api_id, is_new, is_of_others }| {
        let key = if is_new { "imported-described-new" } else { "imported-described-known" };
        view! {
            <li>
                <a href=urls::configuration(&api_id)><code lang="en">{format::visible(&api_id)}</code></a>": "
                {words.say(key)}
                {is_of_others.then(|| view! { " "<b>{words.say("imported-described-others")}</b> })}
            </li>
        }
    });
    view! {
        <section class="notice" aria-labelledby="described">
            <h2 id="described">{words.say("imported-configuration")}</h2>
            <ul class="plain-list">{items.collect_view()}</ul>
        </section>
    }
    .into_any()
}

/// Files that were sent with the logs and are none.
#[component]
fn LeftOutFiles(words: Words, summary: ImportSummary) -> impl IntoView {
    let files = summary.left_out.into_iter().map(|LeftOut { name, why }| {
        view! { <li><code>{format::visible(&name)}</code>": "{format::visible(&why)}</li> }
    });
    view! {
        <section class="notice" aria-labelledby="left-out">
            <h2 id="left-out">{words.say_with("imported-skipped", &[("n", summary.n_left_out.into())])}</h2>
            <ul class="plain-list" lang="en">{files.collect_view()}</ul>
        </section>
    }
    .into_any()
}
