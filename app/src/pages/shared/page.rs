//! What somebody without an account sees who follows a link: what happened, and who must act. One document without any script, that
//! prints well; its own type is all that it can show.

use engine::{
    sharing::{SharedCall, SharedIncident},
    story::{Story, said_of},
    time::Instant,
};
use leptos::prelude::*;

use crate::{
    components::{
        badge::{GradeBadge, Status},
        gates::{DrawnGate, GateRow},
        moment::Moment,
    },
    format,
    pages::incidents::{Spark, data::Trend},
    viewer::Language,
    words::Words,
};

/// The whole document. `here` is its address, for the other language.
pub fn html(language: Language, shared: SharedIncident, expires_at: Instant) -> String {
    let words = Words { language };
    let story = Story::new(shared.cause, shared.deny, shared.policy_origin);
    let title = words.say(&story.key());
    document(words, &title, || view! { <Body words shared expires_at title=title.clone()/> }.into_any())
}

/// The same for a link that is unknown, has expired or was taken back, and for all where there are no public links.
pub fn gone(language: Language) -> String {
    let words = Words { language };
    let title = words.say("shared-gone");
    document(words, &title, || {
        view! { <h1>{title.clone()}</h1><p class="lead">{words.say("shared-gone-text")}</p> }.into_any()
    })
}

pub(super) fn document(words: Words, title: &str, body: impl FnOnce() -> AnyView) -> String {
    let owner = Owner::new();
    let page = owner.with(|| {
        let others = [Language::English, Language::Chinese].map(|language| {
            let is_this = language == words.language;
            let href = format!("?language={}", language.tag());
            let name = if language == Language::English { "EN" } else { "中文" };
            view! { <a href=href lang=language.tag() aria-current=is_this.then_some("true")>{name}</a>" " }
        });
        view! {
            <html lang=words.language.tag() data-theme="system">
                <head>
                    <meta charset="utf-8"/>
                    <meta name="viewport" content="width=device-width, initial-scale=1"/>
                    <meta name="robots" content="noindex"/>
                    <link rel="stylesheet" href="/pkg/why403.css"/>
                    <link rel="icon" type="image/svg+xml" href="/pkg/favicon.svg"/>
                    <title>{format!("{title} · why403")}</title>
                </head>
                <body>
                    <div class="door shared" id="page">
                        <header class="door-head">
                            <span class="brand">{words.say("product")}</span>
                            <nav aria-label=words.say("language-label")>{others}</nav>
                        </header>
                        <main id="content">{body()}</main>
                    </div>
                </body>
            </html>
        }
        .to_html()
    });
    format!("<!DOCTYPE html>{page}")
}

#[component]
fn Body(words: Words, shared: SharedIncident, expires_at: Instant, title: String) -> impl IntoView {
    let story = Story::new(shared.cause, shared.deny, shared.policy_origin);
    let at = |moment| format!("{} UTC", format::second(moment));
    let about = words
        .say_with("shared-about", &[("at", at(shared.shared_at).into()), ("until", at(expires_at).into())]);
    let trend = shared.trend.clone().map(|trend| {
        let trend = Trend { window: Some((trend.from, trend.until)), counts: trend.counts };
        view! { <Spark words trend/> }
    });
    let asked: Vec<_> = shared
        .asked
        .iter()
        .map(|asked| {
            let call = format::call(asked.method.as_deref(), asked.path.as_deref());
            let call = call.unwrap_or_else(|| words.say("call-unnamed"));
            view! { <li><code lang="en">{call}</code>" "<b>{format::count(asked.n)}</b></li> }
        })
        .collect();
    let calls: Vec<_> = shared.calls.iter().map(|call| view! { <Call words call=call.clone()/> }).collect();
    let place = [shared.api.clone(), shared.stage.clone(), shared.authorizer.clone()];
    let place: Vec<String> = place.into_iter().flatten().map(|part| format::visible(&part)).collect();
    let figures = words.say_with(
        "shared-figures",
        &[("calls", shared.n_requests.into()), ("callers", shared.n_callers.into())],
    );
    let fact = |key: &str, moment: Option<Instant>| {
        moment.map(|moment| view! { <dt>{words.say(key)}</dt><dd><Moment moment/></dd> })
    };
    view! {
        <p class="meta">{about}</p>
        <h1>{title}</h1>
        <p class="lead">{words.say(&format!("{}.meaning", story.key()))}</p>
        <section class="panel" aria-labelledby="what">
            <h2 id="what">{words.say("shared-what")}</h2>
            <dl class="facts">
                <dt>{words.say("shared-state")}</dt>
                <dd>{words.say(&format!("incident-state-{}", shared.state.id()))}</dd>
                <dt>{words.say("shared-many")}</dt>
                <dd>{figures}</dd>
                {fact("incident-first", shared.first_seen)}
                {fact("incident-last", shared.last_seen)}
                {fact("shared-resolved", shared.resolved_at)}
                {fact("shared-heals", shared.heals_at)}
                <dt>{words.say("shared-where")}</dt>
                <dd lang="en">{place.join(" / ")}</dd>
                {shared.statement.map(|statement| view! {
                    <dt>{words.say("facts-decided-by")}</dt>
                    <dd>{words.say_with("incident-key-statement", &[("n", (i64::from(statement) + 1).into())])}</dd>
                })}
            </dl>
            {trend}
            {(!asked.is_empty()).then(|| view! {
                <h3 class="minor">{words.say("incident-methods")}</h3>
                <ul class="plain-list">{asked}</ul>
            })}
        </section>
        {calls}
        <p class="meta">{words.say("shared-note")}</p>
    }
    .into_any()
}

#[component]
fn Call(words: Words, call: SharedCall) -> impl IntoView {
    let story = Story::new(call.cause, call.deny, call.policy_origin);
    let gates: Vec<DrawnGate> = call
        .gates
        .iter()
        .map(|(gate, passage)| DrawnGate {
            gate: *gate,
            passage: *passage,
            note: words.say(said_of(*passage)),
            lines: None,
        })
        .collect();
    let name = format::call(call.method.as_deref(), call.path.as_deref());
    let name = name.unwrap_or_else(|| words.say("call-unnamed"));
    let policy: Vec<_> = call
        .policy
        .iter()
        .map(|line| view! { <li><code lang="en">{format::visible(line)}</code></li> })
        .collect();
    view! {
        <section class="panel">
            <h2 lang="en">{name}</h2>
            <p class="meta">
                <Status words status=call.status/>
                {call.at.map(|moment| view! { <Moment moment/> })}
                <span>{words.say(&story.key())}</span>
                <GradeBadge words grade=call.grade/>
            </p>
            <GateRow words gates/>
            {(!policy.is_empty()).then(|| view! {
                <h3 class="minor">{words.say("facts-policy")}</h3>
                <ol class="policy">{policy}</ol>
            })}
        </section>
    }
    .into_any()
}
