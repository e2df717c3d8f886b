//! The list of calls. Its whole state is its URL.

use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

use super::{
    api::requests,
    data::{MOST_ROWS, RequestsPage, RequestsQuery},
    filters::{ActiveFilters, Facets, FilterForm, drop_words},
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
    let asked = query_of_url();
    let load = {
        let query = asked.clone();
        move || requests(query.clone())
    };
    loaded(words, load, move |page: RequestsPage| {
        lead_on(&asked, &page);
        view! { <Calls words page/> }.into_any()
    })
}

/// The filters as they stand in the URL.
fn query_of_url() -> RequestsQuery {
    let map = use_query_map().get_untracked();
    let named = |name: &'static str| {
        map.get_all(name).unwrap_or_default().into_iter().map(move |value| (name, value))
    };
    let pairs: Vec<_> = RequestsQuery::NAMES.into_iter().chain(["without"]).flat_map(named).collect();
    RequestsQuery::of_pairs(pairs.iter().map(|(name, value)| (*name, value.as_str())))
}

/// Whoever pastes a request id wants its page, not a list of one; and what was read out of the search box becomes an address that
/// says it.
fn lead_on(asked: &RequestsQuery, page: &RequestsPage) {
    let is_search_by_id = page.query.q.is_some() && page.query.set().count() == 1;
    let to = match page.rows.as_slice() {
        [row] if is_search_by_id => urls::request(&row.reference),
        _ if page.query != *asked => urls::requests(&page.query),
        _ => return,
    };
    if let (Some(response), Ok(location)) = (use_context::<leptos_axum::ResponseOptions>(), to.parse()) {
        response.set_status(http::StatusCode::SEE_OTHER);
        response.insert_header(http::header::LOCATION, location);
    }
}

#[component]
fn Calls(words: Words, page: RequestsPage) -> impl IntoView {
    let is_filtered = page.query.filters().next().is_some();
    let is_counted = page.facets.is_some();
    let title = if !is_counted {
        words.say("requests-title-uncounted")
    } else if is_filtered {
        let slots = [("n", page.n_matching.into()), ("stored", page.n_stored.into())];
        let title = if page.is_limited { "requests-title-limited" } else { "requests-title-matching" };
        words.say_with(title, &slots)
    } else {
        words.say_with("requests-title-all", &[("n", page.n_stored.into())])
    };
    let shown = i64::try_from(page.rows.len()).unwrap_or(i64::MAX);
    let body = if is_counted && page.n_stored == 0 {
        view! { <NoneStored words/> }.into_any()
    } else if page.rows.is_empty() && page.query.older_than.is_none() {
        let n_stored = is_counted.then_some(page.n_stored);
        view! { <NoneMatch words query=page.query.clone() n_stored/> }.into_any()
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
            {(!is_counted).then(|| view! { <p class="lead">{words.say("requests-uncounted")}</p> })}
        </header>
        <div class="list">
            {(page.n_stored > 0 || !is_counted).then(|| view! {
                <div class="sieve">
                    <Facets words query=page.query.clone() facets=page.facets.clone().unwrap_or_default()/>
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
fn NoneMatch(words: Words, query: RequestsQuery, n_stored: Option<i64>) -> impl IntoView {
    let drops = query
        .filters()
        .map(|(name, value)| {
            let wider = urls::requests(&query.clone().dropping(name, &value));
            view! { <li><a href=wider>{drop_words(words, name, &value)}</a></li> }
        })
        .collect_view();
    // What was looked for among ids and callers may be a part of a path, or what a client was answered.
    let other_ways = query.q.as_deref().map(|typed| {
        let of_path = query.clone().with("q", "").with("path", &format!("*{typed}*"));
        let slots = [("typed", format::visible(typed).into())];
        view! {
            <li><a href=urls::requests(&of_path)>{words.say_with("none-match-path", &slots)}</a></li>
            <li><a href=urls::PASTE>{words.say("none-match-paste")}</a></li>
        }
    });
    view! {
        <section class="panel empty">
            <h2>{words.say("none-match-title")}</h2>
            {n_stored.map(|stored| view! { <p>{words.say_with("none-match-text", &[("stored", stored.into())])}</p> })}
            <ul class="ways">
                {other_ways}
                {drops}
                <li><a href=urls::REQUESTS>{words.say("requests-clear")}</a></li>
            </ul>
        </section>
    }
    .into_any()
}
