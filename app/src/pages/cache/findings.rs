//! What the cache does that its authorizer would not: refuses, lets in, holds for facts that it does not know.

use engine::diagnosis::Grade;
use leptos::prelude::*;

use super::data::{CachePage, Risk, StaleAllow};
use crate::{
    components::{badge::GradeBadge, sentence::Sentence},
    pages::requests::data::RequestsQuery,
    urls,
    words::{Slot, Words},
};

/// All of it; nothing where there is nothing.
#[component]
pub(super) fn Findings(words: Words, page: CachePage) -> impl IntoView {
    let stale = page.stale_allow.clone().map(|found| view! { <Stale words found/> });
    let risks: Vec<_> = page.risks.iter().map(|risk| view! { <OneRisk words risk=risk.clone()/> }).collect();
    view! {
        <Refusing words page/>
        {stale}
        {risks}
    }
    .into_any()
}

/// Who is let in though a later answer refuses him.
#[component]
fn Stale(words: Words, found: StaleAllow) -> impl IntoView {
    let slots = [("n", i64::from(found.n_calls).into()), ("longest", words.span(found.longest_ms).into())];
    view! {
        <section class="panel" aria-labelledby="cache-stale">
            <h2 id="cache-stale">{words.say("cache-stale-title")}</h2>
            <p>
                {words.say_with("cache-stale", &slots)}" "<GradeBadge words grade=Grade::Inferred/>" "
                <a href=urls::request(&found.latest)>{words.say("cache-stale-latest")}</a>" · "
                <a href=urls::request(&found.refused_by)>{words.say("cache-stale-refused-by")}</a>
            </p>
            <p class="faint">{words.say("cache-stale-do")}</p>
        </section>
    }
    .into_any()
}

/// What the linter says of the cache, in its words.
#[component]
fn OneRisk(words: Words, risk: Risk) -> impl IntoView {
    let id = format!("risk-{}", risk.kind.id());
    let key = |part: &str| format!("lint-{}-{part}", risk.kind.id());
    let slots: Vec<(&'static str, Slot)> =
        risk.facts.slots().into_iter().map(|(slot, text)| (slot, text.into())).collect();
    let entries = risk.policy.as_ref().map(|policy| {
        let slots = [("n", i64::from(risk.n_entries).into())];
        let href = format!("#policy-{policy}");
        view! { " "<a href=href>{words.say_with("cache-risk-entries", &slots)}</a> }
    });
    let labelled_by = id.clone();
    view! {
        <section class="panel" aria-labelledby=labelled_by>
            <h2 id=id>{words.say(&key("title"))}</h2>
            <p><Sentence pieces=words.rich(&key("what"), &slots)/>{entries}</p>
            <p class="faint"><Sentence pieces=words.rich(&key("do"), &slots)/></p>
        </section>
    }
    .into_any()
}

/// Policies that refuse what else their callers ask for.
#[component]
fn Refusing(words: Words, page: CachePage) -> impl IntoView {
    let row = &page.authorizer;
    let implicit = RequestsQuery::default()
        .with("cause", "authorizer_policy_deny")
        .with("deny", "implicit")
        .with("policy_origin", "cached")
        .with("authorizer", &row.authorizer_id);
    let bitten = (page.served.n_implicit > 0).then(|| {
        let text = words.say_with("cache-bitten", &[("n", page.served.n_implicit.into())]);
        view! {
            <p>
                {text}" "<GradeBadge words grade=Grade::Inferred/>" "
                <a href=urls::requests(&implicit)>{words.say("cache-bitten-see")}</a>
            </p>
        }
    });
    let cross_talk = page.cross_talk.map(|found| {
        let slots = [("entries", i64::from(found.n_entries).into()), ("methods", i64::from(found.n_methods).into())];
        view! { <p>{words.say_with("cache-cross-talk", &slots)}" "<GradeBadge words grade=Grade::Inferred/></p> }
    });
    (bitten.is_some() || cross_talk.is_some())
        .then(|| {
            view! {
                <section class="panel" aria-labelledby="cache-findings">
                    <h2 id="cache-findings">{words.say("cache-cross-talk-title")}</h2>
                    {bitten}
                    {cross_talk}
                    <p class="faint">{words.say("cache-cross-talk-do")}</p>
                </section>
            }
        })
        .into_any()
}
