//! The left side: the two policies, and how they differ from what they were.

use leptos::prelude::*;

use crate::words::Words;

/// The policies.
#[component]
pub(crate) fn Policies(words: Words) -> impl IntoView {
    let unknown = view! {
        <p class="play-empty" id="play-empty">
            <label for="play-resource_policy-empty">{words.say("play-empty")}</label>
            <select id="play-resource_policy-empty">
                <option value="none">{words.say("play-empty-none")}</option>
                <option value="unknown">{words.say("play-empty-unknown")}</option>
            </select>
        </p>
    };
    view! {
        <div class="stack">
            <Editor words policy="authorizer"/>
            <Editor words policy="resource_policy">{unknown}</Editor>
            <div id="play-changes"></div>
        </div>
    }
    .into_any()
}

/// A field for a policy. What lies under it draws the same lines with their numbers, and marks under what is remarked upon.
#[component]
fn Editor(
    words: Words,
    policy: &'static str,
    /// What is asked about it below.
    #[prop(optional)]
    children: Option<Children>,
) -> impl IntoView {
    let id = format!("play-{policy}");
    let label = words.say(&format!("play-{policy}"));
    view! {
        <section class="panel play-policy" id=format!("{id}-panel")>
            <header class="play-policy-head">
                <h2><label for=id.clone() id=format!("{id}-label")>{label}</label></h2>
                <button class="button small" type="button" data-do="format" data-of=policy>{words.say("play-format")}</button>
            </header>
            <div class="editor">
                <div class="editor-lines" id=format!("{id}-lines") aria-hidden="true"></div>
                <textarea
                    id=id.clone() rows="1" autocomplete="off" spellcheck="false" autocapitalize="off" translate="no" lang="en"
                    aria-describedby=format!("{id}-said") placeholder=words.say(&format!("play-{policy}.placeholder"))
                ></textarea>
            </div>
            <div class="play-notes" id=format!("{id}-said")></div>
            {children.map(|children| children())}
        </section>
    }
    .into_any()
}
