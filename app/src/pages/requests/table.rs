//! Calls as a dense table, one row a call.

use engine::story::Story;
use leptos::prelude::*;

use super::data::RequestRow;
use crate::{
    components::{
        badge::{GradeBadge, SampleBadge, Status},
        gates::GatesMini,
        moment::Second,
    },
    format, urls,
    words::Words,
};

/// The calls, in the order given. `current` is the reference of a call whose own page this is.
#[component]
pub(crate) fn CallTable(words: Words, rows: Vec<RequestRow>, current: Option<String>) -> impl IntoView {
    let body = rows
        .into_iter()
        .map(|row| {
            let is_current = current.as_ref() == Some(&row.reference);
            view! { <CallRow words row is_current/> }
        })
        .collect_view();
    view! {
        <div class="scroll" tabindex="0" role="region" aria-label=words.say("table-caption")>
            <table class="calls">
                <thead>
                    <tr>
                        <th scope="col">{words.say("table-time")}</th>
                        <th scope="col">{words.say("table-call")}</th>
                        <th scope="col">{words.say("table-status")}</th>
                        <th scope="col">{words.say("table-gates")}</th>
                        <th scope="col">{words.say("table-why")}</th>
                        <th scope="col">{words.say("table-grade")}</th>
                    </tr>
                </thead>
                <tbody>{body}</tbody>
            </table>
        </div>
    }
    .into_any()
}

#[component]
fn CallRow(words: Words, row: RequestRow, is_current: bool) -> impl IntoView {
    let call = format::call(row.method.as_deref(), row.path.as_deref());
    let place: Vec<_> = [row.api_id.as_deref(), row.stage.as_deref()].into_iter().flatten().collect();
    let place = format::visible(&place.join("/"));
    // Most refused calls have no method in the log: who called tells them apart.
    let principal = row.principal.as_deref().map(|principal| format!(" · {}", format::visible(principal)));
    let story = Story::new(row.cause, row.deny, row.policy_origin);
    view! {
        <tr aria-current=is_current.then_some("true")>
            <td class="time">{row.started_at.map(|moment| view! { <Second moment/> })}</td>
            <td class="call">
                <a href=urls::request(&row.reference)>
                    {match call {
                        Some(call) => view! { <span lang="en">{call}</span> }.into_any(),
                        None => view! { <span class="faint">{words.say("call-unnamed")}</span> }.into_any(),
                    }}
                </a>
                <span class="place">
                    <span lang="en">{place}{principal}</span>
                    {row.is_sample.then(|| view! { " "<SampleBadge words/> })}
                </span>
            </td>
            <td class="code"><Status words status=row.status/></td>
            <td class="drawn"><GatesMini words row=row.clone()/></td>
            <td class="why">
                {if is_current { words.say("same-caller-this") } else { words.say(&story.key()) }}
            </td>
            <td><GradeBadge words grade=row.grade/></td>
        </tr>
    }
    .into_any()
}
