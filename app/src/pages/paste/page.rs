//! Paste a response, headers, a request id or log lines: the verdict comes from the engine in the browser.

use leptos::prelude::*;

use super::templates::Templates;
use crate::{
    components::title::PageTitle,
    islands::{PasteBox, PasteBoxWords},
    urls,
    words::words,
};

/// The field and what it takes.
#[component]
pub(crate) fn Paste() -> impl IntoView {
    let words = words();
    let title = words.say("paste-title");
    let said = PasteBoxWords {
        label: words.say("paste-label"),
        private: words.say("paste-private"),
        hint: words.say("paste-hint"),
        waiting: words.say("paste-waiting"),
        failed: words.say("paste-failed"),
        too_long: words.say("paste-too-long"),
    };
    view! {
        <PageTitle text=title.clone()/>
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
        <PasteBox words=said/>
        <Templates words/>
    }
    .into_any()
}
