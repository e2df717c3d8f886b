//! Every stage, with what its logs allow to be said.

use engine::{diagnosis::Grade, evidence::Report};
use leptos::prelude::*;

use super::{
    api::stages,
    data::{StagePage, StagesPage},
    page::stage_name,
};
use crate::{
    components::{
        badge::{GradeBadge, SampleBadge},
        form::ButtonForm,
        load::loaded,
        title::PageTitle,
    },
    urls,
    words::{Words, words},
};

/// Loads and lays out.
#[component]
pub(crate) fn Stages() -> impl IntoView {
    let words = words();
    loaded(words, stages, move |page: StagesPage| view! { <List words page/> }.into_any()).into_any()
}

#[component]
fn List(words: Words, page: StagesPage) -> impl IntoView {
    let title = words.say("stages-title");
    let body = if page.stages.is_empty() {
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
    } else {
        let rows = page.stages.into_iter().map(|stage| view! { <Row words stage/> }).collect_view();
        view! {
            <div class="scroll" tabindex="0" role="region" aria-label=words.say("stages-title")>
                <table class="calls">
                    <thead>
                        <tr>
                            <th scope="col">{words.say("stages-stage")}</th>
                            <th scope="col">{words.say("stages-calls")}</th>
                            <th scope="col">{words.say("stages-level")}</th>
                            <th scope="col">{words.say("stages-access")}</th>
                            <th scope="col">{words.say("stages-proved")}</th>
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
            <p class="lead">{words.say("stages-lead")}</p>
        </header>
        {body}
    }
    .into_any()
}

#[component]
fn Row(words: Words, stage: StagePage) -> impl IntoView {
    let report = &stage.report;
    let n_proved = report.causes.iter().filter(|cause| cause.now == Grade::Proved).count();
    let slots = [("n", count(n_proved).into()), ("of", count(report.causes.len()).into())];
    view! {
        <tr>
            <td class="call">
                <a href=urls::stage(&stage.api_id, &stage.stage)>{stage_name(words, &stage.api_id, &stage.stage)}</a>
                {stage.is_sample.then(|| view! { " "<SampleBadge words/> })}
            </td>
            <td>{engine::format::count(i64::try_from(report.n_requests).unwrap_or(i64::MAX))}</td>
            <td>{level(words, report)}" "<GradeBadge words grade=report.level.grade/></td>
            <td>{access(words, report)}" "<GradeBadge words grade=report.access_log.grade/></td>
            <td>{words.say_with("stages-proved-of", &slots)}</td>
        </tr>
    }
    .into_any()
}

/// The log level, with data trace.
pub(super) fn level(words: Words, report: &Report) -> String {
    match (report.level.value, report.data_trace.value) {
        (Some(level), Some(true)) => {
            words.say_with("stage-level-traced", &[("level", level.id().to_uppercase().into())])
        }
        (Some(level), _) => level.id().to_uppercase(),
        (None, _) => words.say("stage-not-seen"),
    }
}

/// Whether there is an access log, and whether it lacks anything.
pub(super) fn access(words: Words, report: &Report) -> String {
    match (report.access_log.value, report.missing_fields().count()) {
        (Some(true), 0) => words.say("stage-access-whole"),
        (Some(true), n) => words.say_with("stage-access-lacks", &[("n", count(n).into())]),
        (Some(false), _) => words.say("stage-access-off"),
        (None, _) => words.say("stage-not-seen"),
    }
}

pub(super) fn count(n: usize) -> i64 {
    i64::try_from(n).unwrap_or(i64::MAX)
}
