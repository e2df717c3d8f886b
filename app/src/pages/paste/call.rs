//! One pasted call, shown as a stored one is.

use engine::{
    diagnosis::Cause,
    ids::{ApiId, StageName},
    paste::Call,
};
use leptos::prelude::*;

use crate::{
    components::{badge::Status, gates::GateRow, moment::Moment},
    format,
    pages::{
        request::{
            data::RequestPage,
            evidence::Evidence,
            facts::Facts,
            row::drawn_gates,
            steps::Steps,
            verdict::{Verdict, story_slots},
        },
        requests::data::{RequestRow, RequestsQuery},
    },
    story::Story,
    urls,
    words::Words,
};

/// What a call is named by: method and path, else its id.
pub(crate) fn name(words: Words, call: &Call) -> String {
    let request = &call.request;
    format::call(request.method.as_deref(), request.path.as_deref())
        .or_else(|| request.request_id.as_ref().map(|id| format::visible(id.as_str())))
        .unwrap_or_else(|| words.say("call-unnamed"))
}

/// Why, in a few words.
pub(crate) fn in_short(words: Words, call: &Call) -> String {
    words.say(&story_of(call).key())
}

fn story_of(call: &Call) -> Story {
    Story::new(call.diagnosis.cause, call.diagnosis.deny, call.diagnosis.policy_origin)
}

/// The address at which a stored call with this id is looked for.
pub(crate) fn search(id: &str) -> String {
    urls::requests(&RequestsQuery::default().with("q", id))
}

/// Verdict, gates, facts, what to do, lines.
#[component]
pub(crate) fn PastedCall(words: Words, call: Call) -> impl IntoView {
    let story = story_of(&call);
    let alternatives = call.alternatives.clone();
    let page = page_of(call);
    let is_refused = page.diagnosis.cause != Cause::None;
    let title = words.say_with(&format!("{}.title", story.key()), &story_slots(words, &page));
    let gates = drawn_gates(words, &page);
    view! {
        <article class="stack pasted-call">
            <header class="head">
                <h2>{title}</h2>
                <Meta words page=page.clone()/>
            </header>
            <section class="panel gates-panel"><GateRow words gates/></section>
            <div class="two">
                <section class="panel" aria-labelledby="why">
                    <h2 id="why">{words.say("why-title")}</h2>
                    <Verdict words page=page.clone()/>
                    <Alternatives words causes=alternatives/>
                    <Facts words page=page.clone()/>
                </section>
                {is_refused.then(|| view! { <Steps words story page=page.clone()/> })}
            </div>
            <section class="panel" aria-labelledby="evidence">
                <h2 id="evidence">{words.say("evidence-title")}</h2>
                <Evidence words page/>
            </section>
        </article>
    }
    .into_any()
}

#[component]
fn Meta(words: Words, page: RequestPage) -> impl IntoView {
    let RequestPage { row, request, diagnosis, .. } = page;
    let place = [request.api_id.as_ref().map(ApiId::as_str), request.stage.as_ref().map(StageName::as_str)];
    let place: Vec<_> = place.into_iter().flatten().collect();
    let id =
        request.request_id.map(|id| id.to_string()).or(request.extended_request_id.map(|id| id.to_string()));
    view! {
        <div class="meta">
            <Status words status=diagnosis.status/>
            {(!place.is_empty()).then(|| view! { <span lang="en">{format::visible(&place.join(" / "))}</span> })}
            {row.started_at.map(|moment| view! { <Moment moment/> })}
            {id.map(|id| view! {
                <code lang="en">{format::visible(&id)}</code>
                <a href=search(&id)>{words.say("paste-look-up")}</a>
            })}
        </div>
    }
    .into_any()
}

/// What it may be as well.
#[component]
fn Alternatives(words: Words, causes: Vec<Cause>) -> impl IntoView {
    (!causes.is_empty())
        .then(|| {
            let items = causes
                .into_iter()
                .map(|cause| {
                    let story = Story::new(cause, None, None);
                    let meaning = words.say(&format!("{}.meaning", story.key()));
                    view! { <li><b>{words.say(&story.key())}</b>" "<span class="faint">{meaning}</span></li> }
                })
                .collect_view();
            view! {
                <h3 class="minor">{words.say("paste-alternatives")}</h3>
                <ul class="missing">{items}</ul>
            }
        })
        .into_any()
}

/// The call as the page of a stored one takes it.
fn page_of(call: Call) -> RequestPage {
    let Call { request, diagnosis, gates, alternatives: _ } = call;
    let started_at = request.started_at();
    let row = RequestRow {
        reference: String::new(),
        started_at,
        duration_ms: started_at.zip(request.ended_at()).map(|(from, until)| until.since(from)),
        api_id: None,
        stage: None,
        method: request.method.clone(),
        path: request.path.clone(),
        status: diagnosis.status,
        status_source: diagnosis.status_source,
        gate: diagnosis.gate,
        cause: diagnosis.cause,
        deny: diagnosis.deny,
        policy_origin: diagnosis.policy_origin,
        grade: diagnosis.grade,
        principal: None,
        is_sample: false,
    };
    RequestPage { row, request, diagnosis, gates, filled_by_reference: None, same_caller: Vec::new() }
}
