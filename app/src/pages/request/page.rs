//! One call: the finding, the row of gates, why, the evidence, what to do.

use engine::{
    diagnosis::{Cause, Missing},
    ids::{ApiId, StageName},
    request::Request,
    story::Story,
};
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;

use super::{
    about::About,
    api::request,
    beside::Beside,
    data::RequestPage,
    evidence::Evidence,
    facts::{Facts, cache_then},
    row::drawn_gates,
    same_caller::SameCaller,
    verdict::{Verdict, story_slots},
};
use crate::{
    backend::site,
    components::{
        badge::{SampleBadge, Status},
        copy_menu::CopyMenu,
        failure::Nothing,
        gates::GateRow,
        load::loaded,
        moment::Moment,
        steps::{About as What, Steps},
        title::PageTitle,
    },
    error::AppError,
    format,
    islands::CopyButton,
    pages::not_found::say_not_found,
    takeaway, urls,
    words::{Words, words},
};

/// Loads and lays out.
#[component]
pub(crate) fn RequestDetail() -> impl IntoView {
    let words = words();
    let reference = use_params_map().read_untracked().get("reference").unwrap_or_default();
    let load = move || {
        let reference = reference.clone();
        async move {
            match request(reference).await {
                Ok(page) => Ok(Some(page)),
                Err(AppError::NotFound) => Ok(None),
                Err(error) => Err(error),
            }
        }
    };
    loaded(words, load, move |page: Option<RequestPage>| {
        if let Some(page) = page {
            view! { <OneCall words page/> }.into_any()
        } else {
            say_not_found();
            let (title, text) = (words.say("not-found-request"), words.say("not-found-request-text"));
            view! { <Nothing words title text/> }.into_any()
        }
    })
    .into_any()
}

#[component]
fn OneCall(words: Words, page: RequestPage) -> impl IntoView {
    let diagnosis = &page.diagnosis;
    let story = Story::new(diagnosis.cause, diagnosis.deny, diagnosis.policy_origin);
    let title = words.say_with(&format!("{}.title", story.key()), &story_slots(words, &page));
    let gates = drawn_gates(words, &page);
    let is_refused = diagnosis.cause != Cause::None;
    let about = What {
        heals_at: diagnosis.heals_at,
        api_id: page.request.api_id.as_ref().map(ToString::to_string),
        stage: page.request.stage.as_ref().map(ToString::to_string),
        cards: page.cards.clone(),
        cache: cache_then(&page),
    };
    view! {
        <PageTitle text=title.clone()/>
        <header class="head">
            <h1 tabindex="-1">{title}</h1>
            <Meta words page=page.clone()/>
            <CopyMenu words entries=takeaway::of_request(words, &page, &site())/>
        </header>
        <section class="panel gates-panel">
            <GateRow words gates/>
        </section>
        <div class="two">
            <section class="panel" aria-labelledby="why">
                <h2 id="why">{words.say("why-title")}</h2>
                <Verdict words page=page.clone()/>
                <Facts words page=page.clone()/>
            </section>
            {is_refused.then(|| view! { <Steps words story about/> })}
        </div>
        <section class="panel" aria-labelledby="evidence">
            <h2 id="evidence">{words.say("evidence-title")}</h2>
            <Evidence words page=page.clone()/>
        </section>
        <About words cause=diagnosis.cause/>
        <Beside words page=page.clone()/>
        <SameCaller words page/>
    }
    .into_any()
}

#[component]
fn Meta(words: Words, page: RequestPage) -> impl IntoView {
    let RequestPage { row, request, diagnosis, .. } = page;
    let copied = words.say("copied");
    let failed = words.say("copy-failed");
    let id = request.request_id.as_ref().map(|id| {
        let id = id.to_string();
        view! {
            <span class="copyable">
                <code lang="en">{format::visible(&id)}</code>
                <CopyButton text=id is_path=false label=words.say("copy") done=copied.clone() failed=failed.clone()/>
            </span>
        }
    });
    let permalink = view! {
        <CopyButton
            text=urls::request(&row.reference) is_path=true label=words.say("copy-link") done=copied.clone()
            failed=failed.clone()
        />
    };
    let playground = urls::playground(&row.reference);
    view! {
        <div class="meta">
            <Status words status=diagnosis.status/>
            {place(&request).map(|place| view! { <span lang="en">{place}</span> })}
            {row.started_at.map(|moment| view! { <Moment moment/> })}
            {id}
            {diagnosis.heals_at.map(|moment| {
                let at = format!("{} UTC", format::second(moment));
                let is_assumed = diagnosis.missing.contains(&Missing::AuthorizerTtl);
                let key = if is_assumed { "meta-heals-assumed" } else { "meta-heals" };
                view! { <span class="word cached">{words.say_with(key, &[("at", at.into())])}</span> }
            })}
            {row.is_sample.then(|| view! { <SampleBadge words/> })}
            {permalink}
            <a class="button small" href=playground>{words.say("play-try")}</a>
        </div>
    }
    .into_any()
}

/// API and stage, as far as any line names them.
fn place(request: &Request) -> Option<String> {
    let (api_id, stage) =
        (request.api_id.as_ref().map(ApiId::as_str), request.stage.as_ref().map(StageName::as_str));
    let parts: Vec<_> = [api_id, stage].into_iter().flatten().collect();
    (!parts.is_empty()).then(|| format::visible(&parts.join(" / ")))
}
