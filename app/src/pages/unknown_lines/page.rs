//! Lines whose shape is not known, as they were kept.

use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

use super::{
    api::unknown_lines,
    data::{UnknownLine, UnknownLinesPage},
};
use crate::{
    components::{load::loaded, moment::Second, title::PageTitle},
    format, urls,
    words::{Words, words},
};

/// Loads and lays out.
#[component]
pub(crate) fn UnknownLines() -> impl IntoView {
    let words = words();
    let query = use_query_map().get_untracked();
    let number = |name: &str| query.get(name).and_then(|text| text.parse::<i64>().ok());
    let (import, source, older_than) = (number("import"), number("source"), number("older_than"));
    let load = move || unknown_lines(import, source, older_than);
    loaded(words, load, move |page: UnknownLinesPage| view! { <Sheet words page/> }.into_any()).into_any()
}

#[component]
fn Sheet(words: Words, page: UnknownLinesPage) -> impl IntoView {
    let title = words.say("unknown-title");
    let of = page.of.as_deref().map(|name| {
        view! {
            <p class="meta">
                <span>{words.say_with("imported-from", &[("name", words.files(name).into())])}</span>
                <a href=urls::UNKNOWN_LINES>{words.say("unknown-all")}</a>
            </p>
        }
    });
    let is_one = page.of.is_some();
    let older =
        page.older.map(|older| urls::unknown_lines(page.query.import, page.query.source, Some(older)));
    let newest =
        page.query.older_than.map(|_| urls::unknown_lines(page.query.import, page.query.source, None));
    let items = page.lines.iter().map(|line| view! { <Line words line=line.clone() is_one/> }).collect_view();
    let lines = if page.lines.is_empty() {
        view! { <p>{words.say("unknown-none")}</p> }.into_any()
    } else {
        view! { <ul class="raw-list">{items}</ul> }.into_any()
    };
    view! {
        <PageTitle text=title.clone()/>
        <header class="head">
            <h1 tabindex="-1">{title.clone()}</h1>
            {of}
            <p>{words.say("unknown-text")}</p>
        </header>
        <section class="panel" aria-labelledby="strays">
            <h2 id="strays">{words.say("unknown-strays")}</h2>
            {lines}
            <nav class="pager" aria-label=title>
                {newest.map(|newest| view! { <a href=newest>{words.say("unknown-newest")}</a> })}
                {older.map(|older| view! { <a href=older rel="next">{words.say("unknown-older")}</a> })}
            </nav>
        </section>
        {(!page.samples.is_empty()).then(|| view! {
            <section class="panel" aria-labelledby="samples">
                <h2 id="samples">{words.say("unknown-samples")}</h2>
                <ul class="raw-list" lang="en">
                    {page.samples.iter()
                        .map(|line| view! { <li><code>{format::visible(line)}</code></li> })
                        .collect_view()}
                </ul>
            </section>
        })}
    }
    .into_any()
}

#[component]
fn Line(words: Words, line: UnknownLine, is_one: bool) -> impl IntoView {
    let from = match (line.import, line.source) {
        _ if is_one => None,
        (Some((import_id, name)), _) => {
            Some(view! { <a href=urls::imported(import_id)>{words.files(&name)}</a> }.into_any())
        }
        (None, Some(name)) => Some(view! { <span>{format::visible(&name)}</span> }.into_any()),
        (None, None) => None,
    };
    view! {
        <li>
            <p class="meta">
                {line.at.map(|at| view! { <span><Second moment=at/>" "{words.say("utc")}</span> })}
                {from}
            </p>
            <code lang="en">{format::visible(&line.line)}</code>
        </li>
    }
    .into_any()
}
