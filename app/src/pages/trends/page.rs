//! How calls ended over time: a range, its chart, and each stage.

use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

use super::{
    api::trends,
    data::{TrendsPage, TrendsQuery},
    range::RangeBar,
    stages::StageTable,
};
use crate::{
    components::{chart::Chart, load::loaded, save_table::SaveTable, title::PageTitle},
    format,
    pages::stages::stage_name,
    urls,
    words::{Words, words},
};

/// Loads and lays out.
#[component]
pub(crate) fn Trends() -> impl IntoView {
    let words = words();
    let map = use_query_map().get_untracked();
    let query = TrendsQuery {
        range: map.get("range"),
        from: map.get("from"),
        to: map.get("to"),
        api: map.get("api"),
        stage: map.get("stage"),
        step: map.get("step"),
        status: map.get("status"),
    };
    let load = move || trends(query.clone());
    loaded(words, load, move |page: TrendsPage| view! { <Sheet words page/> }.into_any()).into_any()
}

#[component]
fn Sheet(words: Words, page: TrendsPage) -> impl IntoView {
    let of = match (&page.query.api, &page.query.stage) {
        (Some(api_id), Some(stage)) => Some(stage_name(words, api_id, stage)),
        (Some(one), None) | (None, Some(one)) => Some(format::visible(one)),
        (None, None) => None,
    };
    let title = match &of {
        Some(of) => words.say_with("trends-title-of", &[("of", of.as_str().into())]),
        None => words.say("trends-title"),
    };
    let past = page.stored.filter(|_| page.is_past).map(|(_, last)| {
        let slots = [("last", format!("{} UTC", format::second(last)).into())];
        view! { <p class="notice">{words.say_with("trends-past", &slots)}</p> }
    });
    let misread = (!page.misread.is_empty()).then(|| {
        let slots = [("names", page.misread.join(", ").into())];
        view! { <p class="notice" role="alert">{words.say_with("trends-misread", &slots)}</p> }
    });
    let all = TrendsQuery { api: None, stage: None, ..page.query.clone() };
    view! {
        // What stands in the address is not put into the title, which is sent as it is.
        <PageTitle text=words.say("trends-title")/>
        <header class="head">
            <h1 tabindex="-1">{title}</h1>
            {of.is_some().then(|| view! { <p class="meta"><a href=urls::trends(&all)>{words.say("trends-all-stages")}</a></p> })}
        </header>
        {misread}
        {past}
        <RangeBar words page=page.clone()/>
        <section class="panel" aria-labelledby="over-time">
            <h2 id="over-time">{words.say("trends-over-time")}</h2>
            <Chart words query=page.query.clone() trend=page.trend.clone()/>
            <p class="chart-more"><SaveTable words address=urls::trends_table(&page.query) most=None/></p>
        </section>
        {(!page.stages.is_empty()).then(|| view! {
            <StageTable words query=page.query trend=page.trend stages=page.stages/>
        })}
    }
    .into_any()
}
