//! What a source can give evidence of: dots for how much, and words for what.

use leptos::prelude::*;

use super::data::Evidence;
use crate::{urls, words::Words};

/// The dots and the words of one kind of log.
#[component]
pub(crate) fn EvidenceOf(words: Words, evidence: Evidence) -> impl IntoView {
    if evidence == Evidence::Configuration {
        return view! { <span class="evidence">{words.say("sources-evidence-configuration")}</span> }
            .into_any();
    }
    let dots = match evidence {
        Evidence::Execution => "●●●",
        Evidence::Access => "●●○",
        Evidence::Either | Evidence::Configuration => "●○○ – ●●●",
    };
    view! {
        <span class="evidence">
            <span class="dots" aria-hidden="true">{dots}</span>
            <span>{words.say(&format!("sources-evidence-{}", evidence.id()))}</span>
        </span>
    }
    .into_any()
}

/// What each kind of log gives.
#[component]
pub(crate) fn EvidenceKey(words: Words) -> impl IntoView {
    let line = |dots: &'static str, key: &str| {
        view! {
            <li class="evidence">
                <span class="dots" aria-hidden="true">{dots}</span>
                <span>{words.say(key)}</span>
            </li>
        }
    };
    view! {
        <section class="panel" aria-labelledby="what">
            <h2 id="what">{words.say("sources-what")}</h2>
            <ul class="evidence-key">
                {line("●●●", "sources-what-execution")}
                {line("●●○", "sources-what-phases")}
                {line("●○○", "sources-what-plain")}
            </ul>
            <p><a href=urls::STAGES>{words.say("sources-what-stages")}</a></p>
        </section>
    }
    .into_any()
}
