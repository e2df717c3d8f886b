//! The incidents: which first, and is it new?

use engine::{
    diagnosis::{Deny, PolicyOrigin},
    incident::{Identity, State},
    story::Story,
    time::Instant,
};
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

use super::{
    api::incidents,
    data::{IncidentRow, IncidentsPage},
    several::{Done, Several, Tick},
    spark::Spark,
};
use crate::{
    components::{badge::SampleBadge, load::loaded, moment::Second, save_table::SaveTable, title::PageTitle},
    format, urls,
    words::{Words, words},
};

/// Loads and lays out.
#[component]
pub(crate) fn Incidents() -> impl IntoView {
    let words = words();
    let query = use_query_map().get_untracked();
    let state = query.get("state").filter(|state| !state.is_empty());
    let batch = query.get("batch").and_then(|batch| batch.parse().ok());
    let problem = query.get("problem");
    let load = move || {
        let state = state.clone();
        async move { incidents(state, batch).await }
    };
    loaded(words, load, move |page: IncidentsPage| {
        view! { <Sheet words page problem=problem.clone()/> }.into_any()
    })
    .into_any()
}

#[component]
fn Sheet(words: Words, page: IncidentsPage, problem: Option<String>) -> impl IntoView {
    let count = |state: State| {
        let found = page.counts.iter().find(|(known, _)| *known == state);
        i64::from(found.map_or(0, |(_, n)| *n))
    };
    let n_open = count(State::Open) + count(State::Regressed);
    let title = words.say_with("incidents-title", &[("n", n_open.into())]);
    let tabs: Vec<_> = [None, Some(State::Ignored), Some(State::Resolved)]
        .into_iter()
        .map(|state| {
            let n = state.map_or(n_open, count);
            let id = state.map_or("open", State::id);
            let label = words.say_with(&format!("incidents-tab-{id}"), &[("n", n.into())]);
            let is_shown = state == page.state;
            view! { <li><a href=urls::incidents(state) aria-current=is_shown.then_some("page")>{label}</a></li> }
        })
        .collect();
    let is_empty = page.incidents.is_empty();
    let (now, state, people) = (page.now, page.state, page.people);
    let rows: Vec<_> =
        page.incidents.into_iter().map(|incident| view! { <Row words incident now/> }).collect();
    view! {
        <PageTitle text=title.clone()/>
        <header class="head">
            <h1 tabindex="-1">{title}</h1>
            <p class="lead">{words.say("incidents-lead")}</p>
        </header>
        {problem.map(|code| view! { <p class="notice problem" role="alert">{words.problem(&code)}</p> })}
        {page.done.map(|done| view! { <Done words done state/> })}
        <nav aria-label=words.say("incidents-states")><ul class="tabs">{tabs}</ul></nav>
        {is_empty.then(|| view! { <p class="panel">{words.say("incidents-none")}</p> })}
        {(!is_empty).then(|| view! {
            <form class="ticking" method="post" action=urls::BATCHES>
                <ul class="incidents">{rows}</ul>
                <Several words state people/>
            </form>
        })}
        {page.is_limited.then(|| view! { <p class="meta">{words.say("incidents-limited")}</p> })}
        {(!is_empty).then(|| view! {
            <p class="meta"><SaveTable words address=urls::incidents_table(page.state) most=None/></p>
        })}
    }
    .into_any()
}

#[component]
fn Row(words: Words, incident: IncidentRow, now: Instant) -> impl IntoView {
    let story = story(&incident.identity);
    let outcome = if story.is_cached() { "cached" } else { "refused" };
    view! {
        <li class="incident panel" data-outcome=outcome>
            <Tick words id=incident.incident_id/>
            <div class="incident-what">
                <h2>
                    <a href=urls::incident(incident.incident_id)>{words.say(&story.key())}</a>
                    <StateBadge words incident=incident.clone()/>
                    {incident.is_sample.then(|| view! { " "<SampleBadge words/> })}
                </h2>
                <p class="incident-key">{key(words, &incident.identity)}</p>
                <p class="meta">
                    {figures(words, &incident)}
                    {incident.first_seen.map(|at| view! { <span>{words.say("incident-first")}" "<Second moment=at/></span> })}
                    {incident.last_seen.map(|at| view! { <span>{words.say("incident-last")}" "<Second moment=at/>" UTC"</span> })}
                    {incident.owner.as_deref().map(|owner| view! { <span>{format!("@{}", format::visible(owner))}</span> })}
                    <Heals words heals_at=incident.heals_at now/>
                </p>
            </div>
            <Spark words trend=incident.trend/>
        </li>
    }
    .into_any()
}

/// How many calls and callers.
pub(crate) fn figures(words: Words, incident: &IncidentRow) -> impl IntoView + use<> {
    let calls = words.say_with("incident-calls", &[("n", incident.n_requests.into())]);
    let key = if incident.has_more_callers { "incident-callers-more" } else { "incident-callers" };
    let callers = words.say_with(key, &[("n", incident.n_callers.into())]);
    view! {
        <span>{calls}</span>
        {(incident.n_callers > 0).then(|| view! { <span>{callers}</span> })}
    }
}

/// That it heals by itself, and when.
#[component]
pub(crate) fn Heals(words: Words, heals_at: Option<Instant>, now: Instant) -> impl IntoView {
    heals_at
        .map(|at| {
            let slots = [
                ("at", format!("{} UTC", format::second(at)).into()),
                ("span", words.span(at.since(now) / 1_000 * 1_000).into()),
            ];
            view! { <span class="word cached">{words.say_with("incident-heals", &slots)}</span> }
        })
        .into_any()
}

/// How it stands, as far as that is not plain.
#[component]
pub(super) fn StateBadge(words: Words, incident: IncidentRow) -> impl IntoView {
    let id = incident.state.id();
    view! { " "<span class="state" data-state=id>{words.say(&format!("incident-state-{id}"))}</span> }
        .into_any()
}

/// What its calls have in common.
pub(crate) fn story(identity: &Identity) -> Story {
    Story::new(identity.cause, identity.deny, identity.policy_origin)
}

/// What groups its calls, in clear.
pub(crate) fn key(words: Words, identity: &Identity) -> String {
    let mut parts = Vec::new();
    let place: Vec<&str> = [identity.api_id.as_str(), identity.stage.as_str()]
        .into_iter()
        .filter(|part| !part.is_empty())
        .collect();
    if !place.is_empty() {
        parts.push(format::visible(&place.join("/")));
    }
    if !identity.authorizer_id.is_empty() {
        let slots = [("authorizer", format::visible(&identity.authorizer_id).into())];
        parts.push(words.say_with("incident-key-authorizer", &slots));
    }
    if let Some(statement) = identity.statement {
        parts.push(words.say_with("incident-key-statement", &[("n", (i64::from(statement) + 1).into())]));
    }
    if let Some(deny) = identity.deny.filter(|deny| *deny != Deny::Unknown) {
        parts.push(words.say(&format!("deny-{}", deny.id())));
    }
    match identity.policy_origin {
        Some(PolicyOrigin::Cached) => parts.push(words.say("incident-key-cached")),
        Some(PolicyOrigin::Fresh) => parts.push(words.say("incident-key-fresh")),
        Some(PolicyOrigin::Unknown) | None => {}
    }
    parts.join(" · ")
}
