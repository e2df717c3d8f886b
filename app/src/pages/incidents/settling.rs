//! What people do about an incident: settle it, leave it aside, look after it. Each is a form that posts.

use engine::incident::State;
use leptos::prelude::*;

use super::data::{IncidentPage, Person};
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
    let own_id = page.people.iter().find(|person| person.is_viewer).map(|person| person.user_id.to_string());
    let (owner, key) = if page.is_mine {
        (String::new(), "incident-let-go")
    } else {
        (own_id.unwrap_or_default(), "incident-take")
    };
    let present = page.incident.owner.clone();
    let has_others = page.people.len() > 1;
    let people = page.people;
    let can_ignore = matches!(state, State::Open | State::Regressed);
    let until = page.incident.ignored_until.filter(|_| state == State::Ignored).map(|until| {
        let at = format!("{} UTC", format::second(until));
        view! { <span class="meta">{words.say_with("incident-ignored-until", &[("at", at.into())])}</span> }
    });
    view! {
        <div class="settling">
            {settle}
            <form method="post" action=urls::incident_action(id, "assign")>
                <input type="hidden" name="owner" value=owner/>
                <button class="button" type="submit">{words.say(key)}</button>
            </form>
            {has_others.then(|| view! {
                <form class="several-part" method="post" action=urls::incident_action(id, "assign")>
                    <label class="unseen" for="owner">{words.say("incident-owner")}</label>
                    <select id="owner" name="owner">{owners(words, people, present)}</select>
                    <button class="button" type="submit">{words.say("incident-assign")}</button>
                </form>
            })}
            <a class="button" href=urls::incident_shares(id)>{words.say("incident-share")}</a>
            {can_ignore.then(|| view! { <Ignoring words id/> })}
            {until}
        </div>
    }
    .into_any()
}

/// Who can look after an incident, as options; `present`: who does.
pub(super) fn owners(words: Words, people: Vec<Person>, present: Option<String>) -> impl IntoView {
    let people: Vec<_> = people
        .into_iter()
        .map(|person| {
            let is_present = present.as_ref() == Some(&person.name);
            view! { <option value=person.user_id selected=is_present>{format::visible(&person.name)}</option> }
        })
        .collect();
    view! { <option value="">{words.say("incident-nobody")}</option>{people} }
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
