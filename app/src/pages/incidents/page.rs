//! One incident: why, and what do I do right now?

use leptos::prelude::*;
use leptos_router::hooks::{use_params_map, use_query_map};

use super::{
    activity::ActivityList,
    api::incident,
    data::{Asked, Caller, Changed, IncidentPage},
    list::{Heals, StateBadge, figures, key, story},
    settling::Settling,
    spark::Spark,
};
use crate::{
    backend::site,
    components::{
        badge::SampleBadge,
        copy_menu::CopyMenu,
        failure::Nothing,
        load::loaded,
        moment::Second,
        steps::{About, Steps},
        title::PageTitle,
    },
    error::AppError,
    format,
    islands::CopyButton,
    pages::{
        configuration::Changes,
        not_found::say_not_found,
        requests::{CallTable, data::RequestsQuery},
    },
    takeaway, urls,
    words::{Words, words},
};

/// Loads and lays out.
#[component]
pub(crate) fn IncidentDetail() -> impl IntoView {
    let words = words();
    let incident_id = use_params_map().read_untracked().get("id").and_then(|id| id.parse::<i64>().ok());
    let problem = use_query_map().get_untracked().get("problem");
    let load = move || async move {
        match incident_id {
            Some(incident_id) => match incident(incident_id).await {
                Ok(page) => Ok(Some(page)),
                Err(AppError::NotFound) => Ok(None),
                Err(error) => Err(error),
            },
            None => Ok(None),
        }
    };
    loaded(words, load, move |page: Option<IncidentPage>| {
        if let Some(page) = page {
            view! { <Sheet words page problem=problem.clone()/> }.into_any()
        } else {
            say_not_found();
            let (title, text) = (words.say("not-found-incident"), words.say("not-found-incident-text"));
            view! { <Nothing words title text/> }.into_any()
        }
    })
    .into_any()
}

#[component]
fn Sheet(words: Words, page: IncidentPage, problem: Option<String>) -> impl IntoView {
    let incident = &page.incident;
    let story = story(&incident.identity);
    let title = words.say(&story.key());
    let about = About {
        heals_at: incident.heals_at,
        api_id: Some(incident.identity.api_id.clone()).filter(|id| !id.is_empty()),
        stage: Some(incident.identity.stage.clone()).filter(|stage| !stage.is_empty()),
        cards: page.cards.clone(),
        cache: (!incident.identity.authorizer_id.is_empty()).then(|| {
            let identity = &incident.identity;
            let at = incident.last_seen.map(|at| at.to_string());
            urls::cache(&identity.api_id, &identity.stage, &identity.authorizer_id, at.as_deref(), 1)
        }),
    };
    let link = view! {
        <CopyButton
            text=urls::incident(incident.incident_id) is_path=true label=words.say("copy-link")
            done=words.say("copied") failed=words.say("copy-failed")
        />
    };
    view! {
        <PageTitle text=title.clone()/>
        <header class="head">
            <h1 tabindex="-1">{format!("#{} ", incident.incident_id)}{title}</h1>
            <p class="incident-key">{key(words, &incident.identity)}</p>
            <div class="meta">
                <StateBadge words incident=incident.clone()/>
                {figures(words, incident)}
                {incident.owner.as_deref().map(|owner| view! { <span>{format!("@{}", format::visible(owner))}</span> })}
                <Heals words heals_at=incident.heals_at now=page.now/>
                {incident.is_sample.then(|| view! { <SampleBadge words/> })}
                {link}
            </div>
            <CopyMenu words entries=takeaway::of_incident(words, &page, &site())/>
        </header>
        {problem.map(|code| view! { <p class="notice problem" role="alert">{words.problem(&code)}</p> })}
        <Settling words page=page.clone()/>
        <div class="two">
            <section class="panel" aria-labelledby="why">
                <h2 id="why">{words.say("why-title")}</h2>
                <p class="meaning">{words.say(&format!("{}.meaning", story.key()))}</p>
                <dl class="facts">
                    {incident.first_seen.map(|at| view! { <dt>{words.say("incident-first")}</dt><dd>{format!("{} UTC", format::minute(at))}</dd> })}
                    {incident.last_seen.map(|at| view! { <dt>{words.say("incident-last")}</dt><dd>{format!("{} UTC", format::minute(at))}</dd> })}
                </dl>
                <Spark words trend=incident.trend.clone()/>
                <Parts words page=page.clone()/>
            </section>
            <Steps words story about/>
        </div>
        <Around words page=page.clone()/>
        <Latest words page=page.clone()/>
        <ActivityList words page/>
    }
    .into_any()
}

/// What was asked for, and by whom.
#[component]
fn Parts(words: Words, page: IncidentPage) -> impl IntoView {
    let methods: Vec<_> = page
        .methods
        .into_iter()
        .map(|Asked { method, path, n }| {
            let call = format::call(method.as_deref(), path.as_deref());
            view! { <li><Named words text=call none="call-unnamed"/>" "<b>{format::count(n)}</b></li> }
        })
        .collect();
    let callers: Vec<_> = page
        .callers
        .into_iter()
        .map(|Caller { principal, n }| {
            let caller = principal.as_deref().map(format::visible);
            view! { <li><Named words text=caller none="incident-caller-unnamed"/>" "<b>{format::count(n)}</b></li> }
        })
        .collect();
    view! {
        <div class="incident-parts">
            <section aria-labelledby="methods">
                <h3 class="minor" id="methods">{words.say("incident-methods")}</h3>
                <ul>{methods}</ul>
            </section>
            <section aria-labelledby="callers">
                <h3 class="minor" id="callers">{words.say("incident-callers-title")}</h3>
                <ul>{callers}</ul>
            </section>
        </div>
    }
    .into_any()
}

#[component]
fn Named(words: Words, text: Option<String>, none: &'static str) -> impl IntoView {
    match text {
        Some(text) => view! { <code lang="en">{text}</code> }.into_any(),
        None => view! { <span class="faint">{words.say(none)}</span> }.into_any(),
    }
}

/// What changed at the API around its beginning and since.
#[component]
fn Around(words: Words, page: IncidentPage) -> impl IntoView {
    let api_id = page.incident.identity.api_id.clone();
    (!page.changes.is_empty())
        .then(|| {
            let items: Vec<_> = page
                .changes
                .into_iter()
                .map(|Changed { at, changes }| {
                    view! { <li><Second moment=at/>" UTC"<Changes words changes/></li> }
                })
                .collect();
            view! {
                <section class="panel" aria-labelledby="changed">
                    <h2 id="changed">{words.say("incident-changed")}</h2>
                    <ul class="plain-list">{items}</ul>
                    <p class="chart-more"><a href=urls::configuration(&api_id)>{words.say("incident-changed-see")}</a></p>
                </section>
            }
        })
        .into_any()
}

#[component]
fn Latest(words: Words, page: IncidentPage) -> impl IntoView {
    let identity = &page.incident.identity;
    let mut query = RequestsQuery::default().with("cause", identity.cause.id());
    let parts = [
        ("deny", identity.deny.map(|deny| deny.id().to_owned())),
        ("policy_origin", identity.policy_origin.map(|origin| origin.id().to_owned())),
        ("api", Some(identity.api_id.clone())),
        ("stage", Some(identity.stage.clone())),
        ("authorizer", Some(identity.authorizer_id.clone())),
    ];
    for (name, value) in parts {
        query = query.with(name, &value.unwrap_or_default());
    }
    view! {
        <section class="panel" aria-labelledby="latest">
            <h2 id="latest">{words.say("incident-latest")}</h2>
            <CallTable words rows=page.latest current=None/>
            <p class="chart-more"><a href=urls::requests(&query)>{words.say("incident-see-calls")}</a></p>
        </section>
    }
    .into_any()
}
