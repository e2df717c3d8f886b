//! What people do about an incident: settle it, leave it aside, look after it. Each is a form that posts.

use engine::incident::State;
use leptos::prelude::*;

use super::data::IncidentPage;
use crate::{format, urls, words::Words};

/// For how long an incident may be ignored: hours, as the form sends them.
pub const HOURS: [i64; 3] = [1, 24, 168];

/// The forms.
#[component]
pub(super) fn Settling(words: Words, page: IncidentPage) -> impl IntoView {
    let id = page.incident.incident_id;
    let state = page.incident.state;
    let button = |action: &str, key: &str, class: &'static str| {
        view! {
            <form method="post" action=urls::incident_action(id, action)>
                <button class=class type="submit">{words.say(key)}</button>
            </form>
        }
    };
    let settle = match state {
        State::Open | State::Regressed => button("resolve", "incident-resolve", "button main"),
        State::Ignored | State::Resolved => button("reopen", "incident-reopen", "button"),
    };
    let (mine, key) = if page.is_mine { ("no", "incident-let-go") } else { ("yes", "incident-take") };
    let can_ignore = matches!(state, State::Open | State::Regressed);
    let until = page.incident.ignored_until.filter(|_| state == State::Ignored).map(|until| {
        let at = format!("{} UTC", format::second(until));
        view! { <span class="meta">{words.say_with("incident-ignored-until", &[("at", at.into())])}</span> }
    });
    view! {
        <div class="settling">
            {settle}
            <form method="post" action=urls::incident_action(id, "assign")>
                <input type="hidden" name="mine" value=mine/>
                <button class="button" type="submit">{words.say(key)}</button>
            </form>
            <a class="button" href=urls::incident_shares(id)>{words.say("incident-share")}</a>
            {can_ignore.then(|| view! { <Ignoring words id/> })}
            {until}
        </div>
    }
    .into_any()
}

/// How long it is left aside.
#[component]
fn Ignoring(words: Words, id: i64) -> impl IntoView {
    let hours = HOURS.map(|hours| {
        let label = words.span(hours * 3_600_000);
        view! { <option value=hours>{label}</option> }
    });
    view! {
        <details class="more">
            <summary class="button">{words.say("incident-ignore")}</summary>
            <form class="more-part ignoring" method="post" action=urls::incident_action(id, "ignore")>
                <p>{words.say("incident-ignore-text")}</p>
                <p class="source-field">
                    <label for="hours">{words.say("incident-ignore-hours")}</label>
                    <select id="hours" name="hours">
                        <option value="">{words.say("incident-ignore-ever")}</option>
                        {hours}
                    </select>
                </p>
                <p class="source-field">
                    <label for="calls">{words.say("incident-ignore-calls")}</label>
                    <input id="calls" name="calls" type="number" min="1" max="1000000"/>
                </p>
                <p class="source-field">
                    <label for="ignored-callers">{words.say("incident-ignore-callers")}</label>
                    <input id="ignored-callers" name="callers" type="number" min="1" max="10000"/>
                </p>
                <button class="button" type="submit">{words.say("incident-ignore-go")}</button>
            </form>
        </details>
    }
    .into_any()
}
