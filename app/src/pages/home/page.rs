//! The overview: what was found, or how to begin.

use leptos::prelude::*;

use super::{
    answer::{Questions, headline},
    api::home,
    begin::Begin,
    data::HomePage,
    findings::FindingList,
};
use crate::{
    components::{
        badge::SampleBadge, chart::Chart, form::ButtonForm, load::loaded, moment::Second, title::PageTitle,
    },
    format,
    pages::trends::{
        StageTable,
        data::{StageTrend, Trend, TrendsQuery},
    },
    urls,
    words::{Words, words},
};

/// Loads and lays out.
#[component]
pub(crate) fn Home() -> impl IntoView {
    let words = words();
    loaded(words, home, move |page: HomePage| {
        if page.n_requests == 0 {
            view! { <Begin words/> }.into_any()
        } else {
            view! { <Overview words page/> }.into_any()
        }
    })
    .into_any()
}

#[component]
fn Overview(words: Words, page: HomePage) -> impl IntoView {
    let all = words
        .say_with("home-title", &[("refused", page.n_refused.into()), ("requests", page.n_requests.into())]);
    let title = page.answer.as_ref().map_or_else(|| all.clone(), |answer| headline(words, answer));
    let all = page.answer.is_some().then_some(all);
    let window = page.window.map(|(from, to)| {
        let (from, to) = (format::second(from), format!("{} UTC", format::second(to)));
        words.say_with("home-window", &[("from", from.into()), ("to", to.into())])
    });
    view! {
        <PageTitle text=title.clone()/>
        <header class="head">
            <h1 tabindex="-1">{title}</h1>
            <p class="meta">
                {all.map(|all| view! { <span>{all}</span> })}
                {window.map(|window| view! { <span>{window}</span> })}
            </p>
        </header>
        {page.has_sample.then(|| view! {
            <div class="notice">
                <p><SampleBadge words/>" "{words.say("home-sample-note")}</p>
                <ButtonForm action=urls::SAMPLE_REMOVE label=words.say("home-sample-remove") class="small"/>
            </div>
        })}
        {page.answer.map(|answer| view! { <Questions words answer/> })}
        {page.trend.map(|trend| view! { <Latest words trend stages=page.stages/> })}
        <FindingList words findings=page.findings n_allowed=page.n_requests - page.n_refused/>
        {(!page.imports.is_empty()).then(|| view! { <Imports words imports=page.imports/> })}
    }
    .into_any()
}

/// The latest hours, and where more is told of them.
#[component]
fn Latest(words: Words, trend: Trend, stages: Vec<StageTrend>) -> impl IntoView {
    let query = TrendsQuery::default();
    view! {
        <section class="panel latest" aria-labelledby="latest">
            <h2 id="latest">{words.say("home-latest-title")}</h2>
            <Chart words query=query.clone() trend=trend.clone()/>
            <p class="chart-more"><a href=urls::trends(&query)>{words.say("home-latest-more")}</a></p>
        </section>
        <StageTable words query trend stages/>
    }
    .into_any()
}

#[component]
fn Imports(words: Words, imports: Vec<crate::pages::import::data::ImportSummary>) -> impl IntoView {
    let rows = imports
        .into_iter()
        .map(|import| {
            let slots = [
                ("events", import.n_events.into()),
                ("requests", import.n_requests.into()),
                ("refused", import.n_refused.into()),
            ];
            view! {
                <tr>
                    <td>
                        <a href=urls::imported(import.import_id)>{words.files(&import.name)}</a>
                        {import.is_sample.then(|| view! { " "<SampleBadge words/> })}
                    </td>
                    <td>{words.say_with("home-import-line", &slots)}</td>
                    <td><Second moment=import.imported_at/>" "{words.say("utc")}</td>
                </tr>
            }
        })
        .collect_view();
    view! {
        <section class="panel" aria-labelledby="imports">
            <h2 id="imports">{words.say("home-imports")}</h2>
            <div class="scroll" tabindex="0" role="group" aria-labelledby="imports">
                <table>
                    <thead>
                        <tr>
                            <th scope="col">{words.say("home-file")}</th>
                            <th scope="col">{words.say("home-read")}</th>
                            <th scope="col">{words.say("home-imported-at")}</th>
                        </tr>
                    </thead>
                    <tbody>{rows}</tbody>
                </table>
            </div>
        </section>
    }
    .into_any()
}
