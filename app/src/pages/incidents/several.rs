//! Several incidents at once: what can be done about all that are ticked, and what was done, which can be undone.

use engine::incident::State;
use leptos::prelude::*;

use super::{
    data::{BatchDone, Person},
    settling::{HOURS, owners},
};
use crate::{urls, words::Words};

/// So many incidents can be ticked: as many as a list shows.
pub const MOST_AT_ONCE: usize = 100;

/// The box that ticks an incident; it belongs to the form around the list.
#[component]
pub(super) fn Tick(words: Words, id: i64) -> impl IntoView {
    let label = words.say_with("several-tick", &[("n", id.into())]);
    view! {
        <label class="tick"><input type="checkbox" name="incident" value=id/><span class="unseen">{label}</span></label>
    }
    .into_any()
}

/// What can be done about those that are ticked; how many they are is counted by the style sheet.
#[component]
pub(super) fn Several(words: Words, state: Option<State>, people: Vec<Person>) -> impl IntoView {
    let is_open = state.is_none();
    let button = |action: &'static str, key: &str| {
        view! { <button class="button" type="submit" name="do" value=action>{words.say(key)}</button> }
    };
    let hours = HOURS.map(|hours| view! { <option value=hours>{words.span(hours * 3_600_000)}</option> });
    view! {
        <div class="several panel" role="group" aria-label=words.say("several-label")>
            <p class="several-count">{words.say("several-ticked")}" "</p>
            {state.map(|state| view! { <input type="hidden" name="state" value=state.id()/> })}
            {if is_open { button("resolve", "incident-resolve") } else { button("reopen", "incident-reopen") }}
            {is_open.then(|| view! {
                <span class="several-part">
                    <label class="unseen" for="several-hours">{words.say("incident-ignore-hours")}</label>
                    <select id="several-hours" name="hours">
                        <option value="">{words.say("several-ever")}</option>
                        {hours}
                    </select>
                    {button("ignore", "incident-ignore-go")}
                </span>
            })}
            <span class="several-part">
                <label class="unseen" for="several-owner">{words.say("incident-owner")}</label>
                <select id="several-owner" name="owner">{owners(words, people, None)}</select>
                {button("assign", "incident-assign")}
            </span>
        </div>
    }
    .into_any()
}

/// What was done just now, to how many, and the way back.
#[component]
pub(super) fn Done(words: Words, done: BatchDone, state: Option<State>) -> impl IntoView {
    let n = ("n", done.n.into());
    let key = match done.kind.as_str() {
        "resolved" => "batch-resolved",
        "reopened" => "batch-reopened",
        "ignored" => "batch-ignored",
        "assigned" => "batch-assigned",
        "unassigned" => "batch-unassigned",
        // What a later version does has no words here.
        _ => "batch-other",
    };
    let said = words.say_with(key, &[n]);
    if let Some(n_undone) = done.n_undone {
        let said = words.say_with("batch-undone", &[("undone", n_undone.into()), ("n", done.n.into())]);
        return view! { <p class="notice done" role="status">{said}</p> }.into_any();
    }
    view! {
        <div class="notice done undoable" role="status">
            <p>{said}</p>
            <form method="post" action=urls::batch_undo(done.batch_id)>
                {state.map(|state| view! { <input type="hidden" name="state" value=state.id()/> })}
                <button class="button small" type="submit">{words.say("batch-undo")}</button>
            </form>
        </div>
    }
    .into_any()
}
