//! What to turn on, what it would cost, and what to paste.

use engine::{
    evidence::{
        Report,
        sight::Setting,
        turn_on::{command, template},
        volume::Cost,
    },
    format,
    log::access::RECOMMENDED,
};
use leptos::prelude::*;

use super::list::count;
use crate::{
    islands::CopyButton,
    words::{Words, words},
};

/// The settings that would tell more, each with its price; the format stands here for every stage.
#[component]
pub(super) fn TurnOn(words: Words, api_id: String, stage: String, report: Report) -> impl IntoView {
    let settings = report
        .costs
        .iter()
        .map(|cost| {
            let n_surer = report.n_surer(cost.setting);
            view! { <OneSetting words api_id=api_id.clone() stage=stage.clone() cost=*cost n_surer/> }
        })
        .collect_view();
    let is_whole = report.costs.is_empty();
    view! {
        {is_whole.then(|| view! { <p class="notice done">{words.say("stage-all-on")}</p> })}
        {settings}
        <section class="panel" aria-labelledby="format">
            <h2 id="format">{words.say("stage-format")}</h2>
            <p>{words.say("stage-format-how")}</p>
            <p>{words.say("stage-format-where")}</p>
            <Pasted label=words.say("stage-format") text=RECOMMENDED.to_owned()/>
        </section>
    }
    .into_any()
}

#[component]
fn OneSetting(words: Words, api_id: String, stage: String, cost: Cost, n_surer: usize) -> impl IntoView {
    let key = format!("stage-turn-on-{}", cost.setting.id());
    let id = format!("turn-on-{}", cost.setting.id());
    let settings = [cost.setting];
    let surer = words.say_with("stage-surer", &[("n", count(n_surer).into())]);
    view! {
        <section class="panel" aria-labelledby=id>
            <h2 id=id.clone()>{words.say(&key)}</h2>
            <p>{words.say(&format!("{key}.why"))}" "{surer}</p>
            <p>{price(words, cost)}</p>
            {(cost.setting == Setting::DataTrace).then(|| view! {
                <p class="notice problem">{words.say("stage-data-trace-secrets")}</p>
            })}
            <h3 class="minor">"AWS CLI"</h3>
            <Pasted label="AWS CLI".to_owned() text=command(&api_id, &stage, &settings)/>
            <details>
                <summary>"CloudFormation"</summary>
                <Pasted label="CloudFormation".to_owned() text=template(&settings)/>
            </details>
        </section>
    }
    .into_any()
}

/// What it would add to the log, as far as that is measured.
fn price(words: Words, cost: Cost) -> String {
    let n = |n: u64| i64::try_from(n).unwrap_or(i64::MAX);
    let measured = ("measured", n(cost.n_measured).into());
    match (cost.per_request, cost.per_day) {
        (None, _) => words.say("stage-cost-not-measured"),
        (Some(bytes), None) => {
            words.say_with("stage-cost-call", &[("bytes", format::count(n(bytes)).into()), measured])
        }
        (Some(bytes), Some(a_day)) => words.say_with(
            "stage-cost-day",
            &[("bytes", format::count(n(bytes)).into()), ("day", format::count(n(a_day)).into()), measured],
        ),
    }
}

#[component]
fn Pasted(label: String, text: String) -> impl IntoView {
    let words = words();
    view! {
        <div class="command">
            <pre lang="en" tabindex="0" role="region" aria-label=label>{text.clone()}</pre>
            <CopyButton
                text is_path=false label=words.say("copy") done=words.say("copied") failed=words.say("copy-failed")
            />
        </div>
    }
    .into_any()
}
