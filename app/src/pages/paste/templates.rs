//! Everything that may be said and drawn about pasted text, in the viewer's language, for the engine's module to pick from by id
//! (see [`crate::components::templates`]).

use engine::diagnosis::Grade;
use leptos::prelude::*;

use crate::{
    components::{
        badge::GradeBadge,
        templates::{Said, drawings, sentences},
    },
    urls,
    words::Words,
};

/// Beginnings of the keys that a verdict is said with.
const SAID: [&str; 17] = [
    "call-unnamed",
    "command-scope",
    "deny-",
    "evidence-",
    "facts-",
    "gate-",
    "missing-",
    "no-status",
    "none-known",
    "origin-",
    "passage-",
    "paste-",
    "span-",
    "status-",
    "step-",
    "story-",
    "this-call",
];

/// Every slot that a sentence of these may have.
const SLOTS: [&str; 18] = [
    "api", "at", "before", "call", "deny", "filled", "from", "heals", "id", "large", "lines", "n", "number",
    "refused", "small", "stage", "status", "to",
];

/// All of them; shown to nobody.
#[component]
pub(crate) fn Templates(words: Words) -> impl IntoView {
    let grades = Grade::ALL
        .iter()
        .map(|&grade| {
            view! { <template data-id=format!("grade-{}", grade.id())><GradeBadge words grade/></template> }
        })
        .collect_view();
    view! {
        <div id="paste-templates" hidden>
            {sentences(words, &Said { keys: &SAID, slots: &SLOTS, forms: &[("filled", "none")] })}
            {grades}
            {drawings()}
            <Page words/>
            <Parts words/>
        </div>
    }
    .into_any()
}

/// One call.
#[component]
fn Page(words: Words) -> impl IntoView {
    view! {
        <template data-id="call">
            <article class="stack pasted-call">
                <header class="head">
                    <h2 data-part="title"></h2>
                    <div class="meta">
                        <span class="status" data-part="status"></span>
                        <span lang="en" data-part="place"></span>
                        <time data-part="time"></time>
                        <code lang="en" data-part="id"></code>
                        <a data-part="look-up">{words.say("paste-look-up")}</a>
                    </div>
                </header>
                <section class="panel gates-panel">
                    <ol class="gates" aria-label=words.say("gates-label") data-part="gates"></ol>
                </section>
                <div class="two">
                    <section class="panel" aria-labelledby="why">
                        <h2 id="why">{words.say("why-title")}</h2>
                        <p class="verdict" data-part="verdict"></p>
                        <p class="meaning" data-part="meaning"></p>
                        <dl class="facts" data-part="facts"></dl>
                        <div data-part="other">
                            <h3 class="minor">{words.say("paste-alternatives")}</h3>
                            <ul class="missing" data-part="alternatives"></ul>
                        </div>
                        <div data-part="unsaid">
                            <h3 class="minor">{words.say("paste-missing-title")}</h3>
                            <ul class="missing" data-part="missing"></ul>
                        </div>
                    </section>
                    <section class="steps" aria-labelledby="steps" data-part="to-do">
                        <h2 id="steps">{words.say("steps-title")}</h2>
                        <ol data-part="steps"></ol>
                    </section>
                </div>
                <section class="panel" aria-labelledby="evidence">
                    <h2 id="evidence">{words.say("evidence-title")}</h2>
                    <p class="meta" data-part="count"></p>
                    <ol class="raw" data-part="lines"></ol>
                    <p class="meta">{words.say("paste-evidence-note")}</p>
                </section>
            </article>
        </template>
    }
    .into_any()
}

/// What a call's page repeats.
#[component]
fn Parts(words: Words) -> impl IntoView {
    view! {
        <template data-id="choices">
            <ul class="pasted-choices" aria-label=words.say("paste-calls") data-part="choices"></ul>
            <p class="meta" data-part="more">
                <span data-part="more-text"></span>
                <a href=urls::IMPORT>{words.say("paste-import")}</a>
            </p>
        </template>
        <template data-id="choice">
            <li>
                <button class="pasted-choice" type="button" data-part="button">
                    <span class="pasted-name" lang="en" data-part="name"></span>
                    <span class="pasted-status" data-part="status"></span>
                    <span class="pasted-why" data-part="why"></span>
                </button>
            </li>
        </template>
        <template data-id="look-up">
            <p><a class="button main" data-part="look-up">{words.say("paste-look-up")}</a></p>
        </template>
        <template data-id="gate">
            <li class="gate" data-part="gate">
                <span class="drawing" aria-hidden="true" data-part="drawing"></span>
                <span class="name" data-part="name"></span>
                <span class="unseen" data-part="passage"></span>
                <span class="note" data-part="note"></span>
                <a class="lines" data-part="lines"></a>
            </li>
        </template>
        <template data-id="way"><span class="way" data-part="way"></span></template>
        <template data-id="fact">
            <dt data-part="name"></dt>
            <dd data-part="value"></dd>
        </template>
        <template data-id="policy"><ol class="policy" data-part="policy"></ol></template>
        <template data-id="statement"><li data-part="item"><code lang="en" data-part="text"></code></li></template>
        <template data-id="item"><li><span data-part="text"></span>" "<span class="faint" data-part="more"></span></li></template>
        <template data-id="code"><code lang="en" data-part="text"></code></template>
        <template data-id="step">
            <li class="step">
                <span class="step-number" aria-hidden="true" data-part="number"></span>
                <div>
                    <h3 data-part="title"></h3>
                    <p data-part="why"></p>
                    <p data-part="scope"></p>
                    <div class="command" data-part="command">
                        <pre lang="en" tabindex="0" role="group" aria-label=words.say("command-label") data-part="text"></pre>
                        <button
                            class="button small" type="button" data-copied=words.say("copied")
                            data-failed=words.say("copy-failed")
                        >
                            <span aria-live="polite">{words.say("copy")}</span>
                        </button>
                    </div>
                </div>
            </li>
        </template>
        <template data-id="line">
            <li data-part="line">
                <a class="no" data-part="number"></a>
                <time class="at" data-part="at"></time>
                <span class="text" lang="en" translate="no" data-part="text"></span>
                <a class="at-gate" data-part="gate"></a>
                <span class="unseen" data-part="said"></span>
            </li>
        </template>
    }
    .into_any()
}
