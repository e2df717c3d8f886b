//! How surely each cause and detail is told, and what each setting would make of that.

use engine::{
    diagnosis::Grade,
    evidence::{Report, sight::Setting},
};
use leptos::prelude::*;

use crate::{components::badge::GradeBadge, words::Words};

/// A row a question.
#[component]
pub(super) fn Tells(words: Words, report: Report) -> impl IntoView {
    let details = report.details.into_iter().map(|detail| {
        (words.say(&format!("stage-detail-{}", detail.question.id())), detail.now, detail.with)
    });
    let causes = report
        .causes
        .into_iter()
        .map(|cause| (words.say(&format!("cause-{}", cause.question.id())), cause.now, cause.with));
    let rows =
        details.chain(causes).map(|(name, now, with)| view! { <Row words name now with/> }).collect_view();
    view! {
        <section class="panel" aria-labelledby="tells">
            <h2 id="tells">{words.say("stage-tells")}</h2>
            <p class="faint">{words.say("stage-tells-how")}</p>
            <div class="scroll" tabindex="0" role="region" aria-labelledby="tells">
                <table>
                    <thead>
                        <tr>
                            <th scope="col">{words.say("stage-question")}</th>
                            <th scope="col">{words.say("stage-now")}</th>
                            <th scope="col">{words.say("stage-with")}</th>
                        </tr>
                    </thead>
                    <tbody>{rows}</tbody>
                </table>
            </div>
        </section>
    }
    .into_any()
}

#[component]
fn Row(words: Words, name: String, now: Grade, with: Vec<(Setting, Grade)>) -> impl IntoView {
    let with = with
        .into_iter()
        .map(|(setting, grade)| {
            let setting = words.say(&format!("stage-setting-{}", setting.id()));
            view! { <span class="step-up">{setting}" "<GradeBadge words grade/></span>" " }
        })
        .collect_view();
    view! {
        <tr>
            <th scope="row">{name}</th>
            <td><GradeBadge words grade=now/></td>
            <td>{with}</td>
        </tr>
    }
    .into_any()
}
