//! Paste a response, headers, a request id or log lines: the verdict comes from the engine in the browser.

use leptos::prelude::*;
use leptos_meta::Title;

use crate::{
    islands::PasteBox,
    urls,
    words::{Phrases, Words, words},
};

/// Beginnings of the keys that a verdict is said with.
const SAID: [&str; 25] = [
    "call-unnamed",
    "cause-",
    "command-",
    "copied",
    "copy",
    "deny-",
    "evidence-",
    "facts-",
    "gate-",
    "gates-label",
    "grade-",
    "missing-",
    "no-status",
    "none-known",
    "origin-",
    "passage-",
    "paste-",
    "span-",
    "status-",
    "step-",
    "steps-title",
    "story-",
    "this-call",
    "utc",
    "why-title",
];

/// The field and what it takes.
#[component]
pub(crate) fn Paste() -> impl IntoView {
    let words = words();
    let title = words.say("paste-title");
    view! {
        <Title text=format!("{title} · why403")/>
        <header class="head">
            <h1 tabindex="-1">{title}</h1>
            <p class="lead">{words.say("paste-lead")}</p>
        </header>
        <noscript>
            <div class="notice">
                <p>{words.say("paste-no-scripts")}</p>
                <p><a class="button" href=urls::IMPORT>{words.say("import-title")}</a></p>
            </div>
        </noscript>
        <PasteBox phrases=phrases(words)/>
    }
    .into_any()
}

/// All that may be said about what is pasted. A few sentences of the stored calls' page do not hold here.
fn phrases(words: Words) -> Phrases {
    Phrases::of(words, &SAID)
        .with("evidence-note", "paste-evidence-note")
        .with("facts-filled-outside", "paste-filled-outside")
        .with("missing-title", "paste-missing-title")
}
