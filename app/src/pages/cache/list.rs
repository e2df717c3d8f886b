//! Every authorizer, with what its cache held when it answered last.

use leptos::prelude::*;

use super::{
    api::caches,
    data::{AuthorizerRow, CachesPage},
};
use crate::{
    components::{badge::SampleBadge, form::ButtonForm, load::loaded, moment::Second, title::PageTitle},
    format, urls,
    words::{Words, words},
};

/// Loads and lays out.
#[component]
pub(crate) fn Caches() -> impl IntoView {
    let words = words();
    loaded(words, caches, move |page: CachesPage| view! { <List words page/> }.into_any()).into_any()
}

#[component]
fn List(words: Words, page: CachesPage) -> impl IntoView {
    let title = words.say("caches-title");
    let is_limited = page.is_limited;
    let body = if page.authorizers.is_empty() {
        view! {
            <section class="panel empty">
                <h2>{words.say("caches-none-title")}</h2>
                <p>{words.say("caches-none-text")}</p>
                <div class="actions">
                    <a class="button main" href=urls::IMPORT>{words.say("way-import")}</a>
                    <ButtonForm action=urls::SAMPLE_LOAD label=words.say("begin-sample-button")/>
                </div>
            </section>
        }
        .into_any()
    } else {
        let rows = page.authorizers.into_iter().map(|row| view! { <Row words row/> }).collect_view();
        view! {
            <div class="scroll" tabindex="0" role="region" aria-label=title.clone()>
                <table class="calls">
                    <thead>
                        <tr>
                            <th scope="col">{words.say("caches-authorizer")}</th>
                            <th scope="col">{words.say("cache-ttl")}</th>
                            <th scope="col">{words.say("caches-last")}</th>
                            <th scope="col" class="number">{words.say("caches-alive")}</th>
                        </tr>
                    </thead>
                    <tbody>{rows}</tbody>
                </table>
            </div>
        }
        .into_any()
    };
    view! {
        <PageTitle text=title.clone()/>
        <header class="head">
            <h1 tabindex="-1">{title}</h1>
            <p class="lead">{words.say("caches-lead")}</p>
        </header>
        {body}
        {is_limited.then(|| view! { <p class="meta">{words.say("caches-limited")}</p> })}
    }
    .into_any()
}

#[component]
fn Row(words: Words, row: AuthorizerRow) -> impl IntoView {
    let at = row.last_answer.map(|at| at.to_string());
    let address = urls::cache(&row.api_id, &row.stage, &row.authorizer_id, at.as_deref(), 1);
    view! {
        <tr>
            <td class="call">
                <a href=address lang="en">{name(&row)}</a>
                <span class="place">
                    <span lang="en">{place(&row)}</span>
                    {row.is_sample.then(|| view! { " "<SampleBadge words/> })}
                </span>
            </td>
            <td>{ttl(words, row.ttl_ms)}</td>
            <td class="time">
                {match row.last_answer {
                    Some(moment) => view! { <Second moment/>" UTC" }.into_any(),
                    None => view! { <span class="faint">{words.say("caches-never")}</span> }.into_any(),
                }}
            </td>
            <td class="number">{format::count(i64::from(row.n_alive))}</td>
        </tr>
    }
    .into_any()
}

/// The authorizer's name, else its id.
pub(super) fn name(row: &AuthorizerRow) -> String {
    match &row.name {
        Some(name) => format!("{} ({})", format::visible(name), format::visible(&row.authorizer_id)),
        None => format::visible(&row.authorizer_id),
    }
}

/// `a1b2c3d4e5/prod`.
pub(super) fn place(row: &AuthorizerRow) -> String {
    let part = |part: &str| if part.is_empty() { "?".to_owned() } else { format::visible(part) };
    format!("{}/{}", part(&row.api_id), part(&row.stage))
}

/// How long answers live.
pub(super) fn ttl(words: Words, ttl_ms: Option<i64>) -> String {
    match ttl_ms {
        Some(0) => words.say("cache-ttl-off"),
        Some(ttl_ms) => words.say_with("cache-ttl-known", &[("n", (ttl_ms / 1000).into())]),
        None => words.say("cache-ttl-assumed"),
    }
}
