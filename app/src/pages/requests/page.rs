//! The list of calls. Its whole state is its URL.

use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

use super::{
    api::requests,
    data::{MOST_ROWS, RequestsPage, RequestsQuery},
    filters::{ActiveFilters, Facets, FilterForm, filter_value},
    table::CallTable,
};
use crate::{
    components::{form::ButtonForm, load::loaded, save_table::SaveTable, title::PageTitle},
    format, urls,
    words::{Words, words},
};

/// Loads and lays out.
#[component]
pub(crate) fn Requests() -> impl IntoView {
    let words = words();
    let map = use_query_map().get_untracked();
    let query = RequestsQuery::NAMES.into_iter().fold(RequestsQuery::default(), |query, name| {
        match map.get(name) {
            // `with` drops the place in the list when a filter changes; the place itself comes last.
            Some(value) => query.with(name, &value),
            None => query,
        }
    });
    let load = move || requests(query.clone());
    loaded(words, load, move |page: RequestsPage| {
        lead_to_the_only_call(&page);
        view! { <Calls words page/> }.into_any()
    })
}

/// Whoever pastes a request id wants its page, not a list of one.
fn lead_to_the_only_call(page: &RequestsPage) {
    let is_search_by_id = page.query.set().all(|(name, _)| name == "q") && page.query.q.is_some();
    if let ([row], true, Some(response)) =
        (page.rows.as_slice(), is_search_by_id, use_context::<leptos_axum::ResponseOptions>())
        && let Ok(location) = urls::request(&row.reference).parse()
    {
        response.set_status(http::StatusCode::SEE_OTHER);
        response.insert_header(http::header::LOCATION, location);
    }
}

#[component]
fn Calls(words: Words, page: RequestsPage) -> impl IntoView {
    let is_filtered = page.query.set().any(|(name, _)| name != "older_than");
    let title = if is_filtered {
        let slots = [("n", page.n_matching.into()), ("stored", page.n_stored.into())];
        let title = if page.is_limited { "requests-title-limited" } else { "requests-title-matching" };
        words.say_with(title, &slots)
    } else {
        words.say_with("requests-title-all", &[("n", page.n_stored.into())])
    };
    let shown = i64::try_from(page.rows.len()).unwrap_or(i64::MAX);
    let body = if page.n_stored == 0 {
        view! { <NoneStored words/> }.into_any()
    } else if page.n_matching == 0 {
        view! { <NoneMatch words query=page.query.clone() n_stored=page.n_stored/> }.into_any()
    } else {
        let is_later_page = page.query.older_than.is_some();
        let newest = urls::requests(&page.query.clone().with("older_than", ""));
        let table = urls::requests_table(&page.query);
        let older =
            page.older.as_deref().map(|older| urls::requests(&page.query.clone().with("older_than", older)));
        view! {
            <CallTable words rows=page.rows.clone() current=None/>
            <nav class="pager" aria-label=words.say("table-caption")>
                <span class="faint">{words.say_with("requests-shown", &[("n", shown.into())])}</span>
                {is_later_page.then(|| view! { <a href=newest>{words.say("requests-newest")}</a> })}
                {older.map(|older| view! { <a href=older rel="next">{words.say("requests-older")}</a> })}
                <SaveTable words address=table most=Some(MOST_ROWS)/>
            </nav>
        }
        .into_any()
    };
    view! {
        <PageTitle text=title.clone()/>
        <header class="head">
            <h1 tabindex="-1">{title}</h1>
            <ActiveFilters words query=page.query.clone()/>
        </header>
        <div class="list">
            {(page.n_stored > 0).then(|| view! {
                <div class="sieve">
                    <Facets words page=page.clone()/>
                    <FilterForm words query=page.query.clone()/>
                </div>
            })}
            <div class="list-body">{body}</div>
        </div>
    }
    .into_any()
}

/// Nothing was ever imported.
#[component]
fn NoneStored(words: Words) -> impl IntoView {
    view! {
        <section class="panel empty">
            <h2>{words.say("none-stored-title")}</h2>
            <p>{words.say("none-stored-text")}</p>
            <div class="actions">
                <a class="button main" href=urls::IMPORT>{words.say("way-import")}</a>
                <ButtonForm action=urls::SAMPLE_LOAD label=words.say("begin-sample-button")/>
            </div>
        </section>
    }
    .into_any()
}

/// There are calls, but none that match: says which filter can be dropped.
#[component]
fn NoneMatch(words: Words, query: RequestsQuery, n_stored: i64) -> impl IntoView {
    let drops = query
        .set()
        .filter(|(name, _)| *name != "older_than")
        .map(|(name, value)| {
            let slots = [
                ("name", words.say(&format!("filter-{name}")).into()),
                ("value", format::visible(&filter_value(words, name, value)).into()),
            ];
            let without = urls::requests(&query.clone().with(name, ""));
            view! { <li><a href=without>{words.say_with("requests-drop", &slots)}</a></li> }
        })
        .collect_view();
    view! {
        <section class="panel empty">
            <h2>{words.say("none-match-title")}</h2>
            <p>{words.say_with("none-match-text", &[("stored", n_stored.into())])}</p>
            <ul class="ways">
                {drops}
                <li><a href=urls::REQUESTS>{words.say("requests-clear")}</a></li>
            </ul>
        </section>
    }
    .into_any()
}
