//! What is known about a cause in general: what is seen, why it refuses, what settles it, and where AWS says so.

use engine::diagnosis::Cause;
use leptos::prelude::*;

use crate::{story::source, words::Words};

/// The cause's own entry.
#[component]
pub(crate) fn About(words: Words, cause: Cause) -> impl IntoView {
    let name = words.say(&format!("cause-{}", cause.id()));
    let part = |title: &str, part: &str| {
        let said = words.say(&format!("doc-{}.{part}", cause.id()));
        view! {
            <dt>{words.say(title)}</dt>
            <dd>{said}</dd>
        }
    };
    let (title, address) = source(cause);
    view! {
        <section class="panel" aria-labelledby="about">
            <h2 id="about">{words.say_with("about-title", &[("cause", name.into())])}</h2>
            <dl class="facts about">
                {part("about-seen", "seen")}
                {part("about-why", "why")}
                {part("about-settles", "settles")}
                <dt>{words.say("about-source")}</dt>
                <dd><a href=address rel="noreferrer" lang="en">{title}</a></dd>
            </dl>
        </section>
    }
    .into_any()
}
