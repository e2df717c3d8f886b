//! What an import brought.

use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_params_map;

use super::{api::import, data::ImportSummary};
use crate::{
    components::{badge::SampleBadge, failure::Nothing, load::loaded, moment::Second},
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
    let title = words.say_with(
        "imported-title",
        &[("refused", summary.n_refused.into()), ("requests", summary.n_requests.into())],
    );
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
    let name = words.say_with("imported-from", &[("name", format::visible(&summary.name).into())]);
    view! {
        <Title text=format!("{title} · why403")/>
        <header class="head">
            <h1 tabindex="-1">{title}</h1>
            <p class="meta">
                <span>{name}</span>
                {summary.is_sample.then(|| view! { <SampleBadge words/> })}
                <span><Second moment=summary.imported_at/>" "{words.say("utc")}</span>
            </p>
        </header>
        <p class="lead">
            {words.say_with("imported-line", &line)}
            {(summary.n_unknown_lines > 0).then(|| view! {
                " "<a href="#unknown">{words.say("imported-see-unknown")}</a>
            })}
        </p>
        <dl class="figures panel">
            {figure("imported-events", summary.n_events)}
            {figure("imported-requests", summary.n_requests)}
            {figure("imported-new", summary.n_new_requests)}
            {figure("imported-refused", summary.n_refused)}
            {figure("imported-unknown", summary.n_unknown_lines)}
        </dl>
        {(summary.n_new_requests == 0 && summary.n_requests > 0)
            .then(|| view! { <p>{words.say("imported-nothing-new")}</p> })}
        <p class="actions">
            {(summary.n_refused > 0).then(|| view! {
                <a class="button main" href=urls::requests(&refused)>{words.say("imported-see-refused")}</a>
            })}
            <a class="button" href=urls::REQUESTS>{words.say("imported-see-all")}</a>
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
