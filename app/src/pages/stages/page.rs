//! One stage: what it logs, what that tells, and what would tell more.

use engine::{
    diagnosis::Grade,
    evidence::{
        report::{FieldReport, Known, Standing},
        volume::Volume,
    },
    format,
};
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;

use super::{
    api::stage,
    data::{StagePage, StageSheet},
    list::{access, count, level},
    tells::Tells,
    turn_on::TurnOn,
};
use crate::{
    components::{
        badge::{GradeBadge, SampleBadge},
        chart::Chart,
        failure::Nothing,
        load::loaded,
        title::PageTitle,
    },
    error::AppError,
    pages::{not_found::say_not_found, trends::data::TrendsQuery},
    urls,
    words::{Words, words},
};

/// Loads and lays out.
#[component]
pub(crate) fn StageDetail() -> impl IntoView {
    let words = words();
    let part = |name: &str| {
        let part = use_params_map().read_untracked().get(name).unwrap_or_default();
        if part == urls::UNNAMED { String::new() } else { part }
    };
    let (api_id, name) = (part("api"), part("stage"));
    let load = move || {
        let (api_id, name) = (api_id.clone(), name.clone());
        async move {
            match stage(api_id, name).await {
                Ok(page) => Ok(Some(page)),
                Err(AppError::NotFound) => Ok(None),
                Err(error) => Err(error),
            }
        }
    };
    loaded(words, load, move |page: Option<StageSheet>| {
        if let Some(page) = page {
            view! { <OneStage words page/> }.into_any()
        } else {
            say_not_found();
            let (title, text) = (words.say("not-found-stage"), words.say("not-found-stage-text"));
            view! { <Nothing words title text/> }.into_any()
        }
    })
    .into_any()
}

/// `a1b2c3d4e5/prod`, as far as lines name it.
pub(crate) fn stage_name(words: Words, api_id: &str, stage: &str) -> String {
    let part = |part: &str| if part.is_empty() { "?".to_owned() } else { format::visible(part) };
    if api_id.is_empty() && stage.is_empty() {
        return words.say("stage-unnamed");
    }
    format!("{}/{}", part(api_id), part(stage))
}

#[component]
fn OneStage(words: Words, page: StageSheet) -> impl IntoView {
    let StageSheet { stage: page, trend } = page;
    let query = TrendsQuery {
        api: Some(page.api_id.clone()).filter(|id| !id.is_empty()),
        stage: Some(page.stage.clone()).filter(|stage| !stage.is_empty()),
        ..TrendsQuery::default()
    };
    let name = stage_name(words, &page.api_id, &page.stage);
    let title = words.say_with("stage-title", &[("stage", name.into())]);
    let report = page.report.clone();
    let n = |n: u64| i64::try_from(n).unwrap_or(i64::MAX);
    let calls = words.say_with(
        "stage-calls",
        &[("n", n(report.n_requests).into()), ("allowed", n(report.n_allowed).into())],
    );
    let days = page.days.map(|(first, last)| {
        words.say_with("stage-days", &[("from", first.date().into()), ("to", last.date().into())])
    });
    let no_allowed = report.n_allowed == 0;
    view! {
        <PageTitle text=title.clone()/>
        <header class="head">
            <h1 tabindex="-1">{title}</h1>
            <p class="meta">
                <span>{calls}</span>" "{days.map(|days| view! { <span>{days}</span> })}
                {page.is_sample.then(|| view! { " "<SampleBadge words/> })}
            </p>
        </header>
        {trend.map(|trend| view! {
            <section class="panel" aria-labelledby="latest">
                <h2 id="latest">{words.say("home-latest-title")}</h2>
                <Chart words query=query.clone() trend/>
                <p class="chart-more"><a href=urls::trends(&query)>{words.say("home-latest-more")}</a></p>
            </section>
        })}
        <section class="panel" aria-labelledby="logged">
            <h2 id="logged">{words.say("stage-logged")}</h2>
            <dl class="facts">
                <dt>{words.say("stages-level")}</dt>
                <dd>{level(words, &report)}" "<GradeBadge words grade=report.level.grade/>{shown(words, &report.level)}</dd>
                <dt>{words.say("stage-data-trace")}</dt>
                <dd>{trace(words, &report.data_trace)}" "<GradeBadge words grade=report.data_trace.grade/>{shown(words, &report.data_trace)}</dd>
                <dt>{words.say("stages-access")}</dt>
                <dd>{access(words, &report)}" "<GradeBadge words grade=report.access_log.grade/>{shown(words, &report.access_log)}</dd>
            </dl>
            {no_allowed.then(|| view! { <p class="faint">{words.say("stage-none-allowed")}</p> })}
            <Fields words page=page.clone()/>
        </section>
        <section class="panel" aria-labelledby="volume">
            <h2 id="volume">{words.say("stage-volume")}</h2>
            <Volumes words volumes=report.volumes.clone()/>
            <p class="faint">{words.say("stage-volume-how")}</p>
        </section>
        <Tells words report=report.clone()/>
        <TurnOn words api_id=page.api_id stage=page.stage report/>
    }
    .into_any()
}

fn trace(words: Words, data_trace: &Known<bool>) -> String {
    words.say(match data_trace.value {
        Some(true) => "stage-on",
        Some(false) => "stage-off",
        None => "stage-not-seen",
    })
}

/// In how many calls it showed.
fn shown<T>(words: Words, known: &Known<T>) -> Option<AnyView> {
    let n = |n: u64| i64::try_from(n).unwrap_or(i64::MAX);
    let slots = [("n", n(known.n_seen).into()), ("of", n(known.n_of).into())];
    (known.n_of > 0)
        .then(|| view! { <span class="faint">" "{words.say_with("stage-shown", &slots)}</span> }.into_any())
}

/// The fields of the recommended access log: those that are missing, those of which that cannot be told, those that are there.
#[component]
fn Fields(words: Words, page: StagePage) -> impl IntoView {
    let of = move |standing: Standing, key: &'static str| {
        let fields: Vec<_> = page.report.fields.iter().filter(|field| field.standing == standing).collect();
        let grade = fields.iter().map(|field| field.grade).max().unwrap_or(Grade::Unknown);
        let names =
            fields.iter().map(|field| view! { <FieldLine words field=(*field).clone()/> }).collect_view();
        let title = words.say_with(key, &[("n", count(fields.len()).into())]);
        (!fields.is_empty()).then(|| {
            view! {
                <details open=standing == Standing::Missing>
                    <summary>{title}" "<GradeBadge words grade/></summary>
                    <ul class="plain-list">{names}</ul>
                </details>
            }
        })
    };
    view! {
        {of(Standing::Missing, "stage-fields-missing")}
        {of(Standing::Unknown, "stage-fields-unknown")}
        {of(Standing::Logged, "stage-fields-logged")}
    }
    .into_any()
}

#[component]
fn FieldLine(words: Words, field: FieldReport) -> impl IntoView {
    let n = |n: u64| i64::try_from(n).unwrap_or(i64::MAX);
    let shown = match (field.n_seen, field.n_of) {
        (seen, Some(of)) if of >= seen && of > 0 => {
            words.say_with("stage-shown", &[("n", n(seen).into()), ("of", n(of).into())])
        }
        (0, _) => String::new(),
        (seen, _) => words.say_with("stage-shown-in", &[("n", n(seen).into())]),
    };
    view! {
        <li><code lang="en">{format!("$context.{}", field.variable)}</code>" "<span class="faint">{shown}</span></li>
    }
    .into_any()
}

#[component]
fn Volumes(words: Words, volumes: Vec<Volume>) -> impl IntoView {
    let n = |n: u64| format::count(i64::try_from(n).unwrap_or(i64::MAX));
    let rows = volumes
        .into_iter()
        .map(|volume| {
            let requests = volume.n_requests.max(1);
            view! {
                <tr>
                    <th scope="row">{words.say(&format!("stage-kind-{}", volume.kind.id()))}</th>
                    <td>{n(volume.n_requests)}</td>
                    <td>{n(volume.n_events / requests)}</td>
                    <td>{n(volume.n_bytes / requests)}</td>
                    <td>{n(volume.counted_per_request())}</td>
                </tr>
            }
        })
        .collect_view();
    view! {
        <div class="scroll" tabindex="0" role="region" aria-labelledby="volume">
            <table>
                <thead>
                    <tr>
                        <th scope="col">{words.say("stage-kind")}</th>
                        <th scope="col">{words.say("stages-calls")}</th>
                        <th scope="col">{words.say("stage-events-each")}</th>
                        <th scope="col">{words.say("stage-bytes-each")}</th>
                        <th scope="col">{words.say("stage-counted-each")}</th>
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
        </div>
    }
    .into_any()
}
