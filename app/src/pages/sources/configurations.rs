//! APIs are found and chosen, to be asked again and again how they are configured. One form with two buttons: what was typed goes
//! with both.

use leptos::prelude::*;

use super::{
    api::apis,
    forms::{ApisPage, FoundApi},
    reach::{Elsewhere, Region, Rights},
};
use crate::{
    components::{load::loaded, title::PageTitle},
    format, urls,
    words::{Words, words},
};

/// How often, in minutes; the first is what is offered.
pub const RHYTHMS: [i64; 4] = [15, 5, 60, 1_440];

/// The answer to the form, or the page before it.
#[component]
pub(crate) fn AddConfigurations() -> impl IntoView {
    let words = words();
    let sheet = move |page: ApisPage| view! { <Sheet words page/> }.into_any();
    if let Some(page) = use_context::<ApisPage>() {
        sheet(page)
    } else {
        loaded(words, apis, sheet).into_any()
    }
}

#[component]
fn Sheet(words: Words, page: ApisPage) -> impl IntoView {
    let ApisPage { typed, found, problem, policy, trust_policy } = page;
    let title = words.say("asked-title");
    let region = typed.region.clone();
    view! {
        <PageTitle text=title.clone()/>
        <header class="head">
            <p class="meta"><a href=urls::SOURCES>{words.say("sources-back")}</a></p>
            <h1 tabindex="-1">{title}</h1>
            <p class="lead">{words.say("asked-lead")}</p>
        </header>
        {problem.map(|problem| view! {
            <div class="notice problem" role="alert">
                <p><b>{words.say("asked-problem")}</b></p>
                <p lang="en">{format::visible(&problem)}</p>
            </div>
        })}
        <div class="two">
            <form class="panel source-form" method="post" action=urls::SOURCES_CONFIGURATION>
                <Region words region/>
                <Elsewhere words reach=typed/>
                <p class="actions">
                    <button class="button main" type="submit" name="step" value="find">{words.say("asked-find")}</button>
                </p>
                {found.map(|apis| view! { <Findings words apis/> })}
            </form>
            <div class="stack">
                <Rights words policy trust_policy/>
                <section class="panel" aria-labelledby="pace">
                    <h2 id="pace">{words.say("asked-pace")}</h2>
                    <p>{words.say("asked-pace-text")}</p>
                </section>
            </div>
        </div>
    }
    .into_any()
}

#[component]
fn Findings(words: Words, apis: Vec<FoundApi>) -> impl IntoView {
    let n = i64::try_from(apis.len()).unwrap_or(i64::MAX);
    if n == 0 {
        return view! { <p class="found">{words.say("asked-found-none")}</p> }.into_any();
    }
    let rows =
        apis.into_iter().enumerate().map(|(place, api)| view! { <Api words place api/> }).collect_view();
    let rhythms = RHYTHMS.map(|minutes| {
        view! { <option value=minutes>{words.span(minutes * 60_000)}</option> }
    });
    view! {
        <fieldset class="found">
            <legend>{words.say_with("asked-found", &[("n", n.into())])}</legend>
            <ul class="found-groups">
                <li>
                    <input id="all" name="all" type="checkbox" value="all" aria-describedby="all-about"/>
                    <label for="all">{words.say("asked-all")}</label>
                    <span class="meta" id="all-about">{words.say("asked-all-text")}</span>
                </li>
                {rows}
            </ul>
        </fieldset>
        <p class="source-field">
            <label for="every">{words.say("asked-every")}</label>
            <select id="every" name="every">{rhythms}</select>
        </p>
        <p class="actions">
            <button class="button main" type="submit" name="step" value="add">{words.say("asked-add")}</button>
        </p>
    }
    .into_any()
}

#[component]
fn Api(words: Words, place: usize, api: FoundApi) -> impl IntoView {
    let id = format!("api-{place}");
    let FoundApi { api_id, name, is_source } = api;
    view! {
        <li>
            <input
                id=id.clone() name="api" type="checkbox" value=api_id.clone() disabled=is_source
                aria-describedby=format!("{id}-about")
            />
            <label for=id.clone()>{format::visible(&name)}</label>
            <span class="meta" id=format!("{id}-about")>
                <code lang="en">{format::visible(&api_id)}</code>
                {is_source.then(|| view! { <span>{words.say("asked-is-source")}</span> })}
            </span>
        </li>
    }
    .into_any()
}
