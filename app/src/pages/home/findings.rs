//! Calls by what ended them: one finding a cause, each with the drawing of how far such calls came.

use engine::{
    diagnosis::Cause,
    story::{self, Story},
};
use leptos::prelude::*;

use super::data::Finding;
use crate::{
    components::{badge::SampleBadge, gates::GatesMini},
    format,
    pages::requests::data::RequestsQuery,
    urls,
    words::Words,
};

/// What refused, the most frequent first; how many calls were allowed is said below.
#[component]
pub(crate) fn FindingList(words: Words, findings: Vec<Finding>, n_allowed: i64) -> impl IntoView {
    let refused: Vec<_> = findings.into_iter().filter(|finding| finding.cause != Cause::None).collect();
    let most = refused.iter().map(|finding| finding.n_requests).max().unwrap_or(1);
    let items: Vec<_> =
        refused.into_iter().map(|finding| view! { <OneFinding words finding most/> }).collect();
    let allowed = RequestsQuery::default().with("cause", Cause::None.id());
    view! {
        <section aria-labelledby="findings">
            <h2 id="findings">{words.say("home-findings")}</h2>
            <ul class="findings">{items}</ul>
            {(n_allowed > 0).then(|| view! {
                <p class="allowed-note">
                    <a href=urls::requests(&allowed)>
                        {words.say_with("home-allowed", &[("n", n_allowed.into())])}
                    </a>
                </p>
            })}
        </section>
    }
    .into_any()
}

#[component]
fn OneFinding(words: Words, finding: Finding, most: i64) -> impl IntoView {
    let Finding { cause, deny, policy_origin, n_requests, window, latest } = finding;
    let story = Story::new(cause, deny, policy_origin);
    let mut query = RequestsQuery::default().with("cause", cause.id());
    if let Some(deny) = deny {
        query = query.with("deny", deny.id());
    }
    if let Some(origin) = policy_origin {
        query = query.with("policy_origin", origin.id());
    }
    let outcome = match cause {
        Cause::None => "allowed",
        Cause::Unknown => "unknown",
        _ if story.is_cached() => "cached",
        _ => "refused",
    };
    let when = window.map(|(from, to)| {
        if from == to {
            let at = format!("{} UTC", format::second(from));
            words.say_with("home-finding-once", &[("at", at.into())])
        } else {
            let (from, to) = (format::second(from), format!("{} UTC", format::second(to)));
            words.say_with("home-finding-window", &[("from", from.into()), ("to", to.into())])
        }
    });
    let latest_call = match format::call(latest.method.as_deref(), latest.path.as_deref()) {
        Some(call) => words.say_with("home-latest", &[("call", call.into())]),
        None => words.say("home-latest-unnamed"),
    };
    let is_sample = latest.is_sample;
    let latest_url = urls::request(&latest.reference);
    // A hundredth of the list's largest count, so that counts can be compared at a glance.
    let share = (n_requests * 100 / most.max(1)).clamp(2, 100);
    view! {
        <li class="finding panel" data-outcome=outcome>
            <div class="finding-count">
                <b>{words.say_with("home-finding-count", &[("n", n_requests.into())])}</b>
                <svg class="share" viewBox="0 0 100 6" preserveAspectRatio="none" aria-hidden="true">
                    <rect class="share-all" width="100" height="6" rx="1"/>
                    <rect class="share-part" width=share height="6" rx="1"/>
                </svg>
            </div>
            <div class="finding-what">
                <h3>
                    <a href=urls::requests(&query)>{words.say(&story.key())}</a>
                    {is_sample.then(|| view! { " "<SampleBadge words/> })}
                    {story::is_beside_the_authorizer(cause)
                        .then(|| view! { " "<span class="tag">{words.say("home-not-authorizer")}</span> })}
                </h3>
                <p>{words.say(&format!("{}.meaning", story.key()))}</p>
                <p class="meta">
                    {when.map(|when| view! { <span>{when}</span> })}
                    <a href=latest_url>{latest_call}</a>
                    <a href=urls::requests(&query)>{words.say("home-see-all")}</a>
                </p>
            </div>
            <GatesMini words row=latest/>
        </li>
    }
    .into_any()
}
