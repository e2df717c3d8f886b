//! Everything that the playground may say and draw, in the viewer's language (see [`crate::components::templates`]).

use leptos::prelude::*;

use crate::{components::templates::sentences, words::Words};

/// Beginnings of the keys that are said.
const SAID: [&str; 3] = ["lint-", "play-", "this-call"];

/// Every slot that a sentence of these may have.
const SLOTS: [&str; 6] = ["call", "column", "key", "line", "n", "number"];

/// All of them; shown to nobody.
#[component]
pub(crate) fn Templates(words: Words) -> impl IntoView {
    view! {
        <div id="play-templates" hidden>
            {sentences(words, &SAID, &SLOTS)}
            <Editing words/>
            <Answer words/>
        </div>
    }
    .into_any()
}

/// What stands under the policies and in the list of context keys.
#[component]
fn Editing(words: Words) -> impl IntoView {
    let known = ["value", "values", "absent", "unknown"]
        .map(|known| view! { <option value=known>{words.say(&format!("play-known-{known}"))}</option> })
        .collect_view();
    view! {
        <template data-id="editor-line"><div class="editor-line" data-part="line"></div></template>
        <template data-id="editor-mark"><mark data-part="mark"></mark></template>
        <template data-id="notes"><ul data-part="notes"></ul></template>
        <template data-id="note">
            <li class="play-note" data-part="item">
                <span class="tag" data-part="level"></span>
                <div>
                    <p>
                        <b data-part="title"></b>" "
                        <button class="button small plain" type="button" data-do="go" data-part="go"></button>
                    </p>
                    <p data-part="what"></p>
                    <p class="play-todo" data-part="todo"></p>
                </div>
            </li>
        </template>
        <template data-id="row">
            <li class="play-row">
                <input
                    data-field="key" type="text" list="play-keys" aria-label=words.say("play-key") autocomplete="off"
                    spellcheck="false" autocapitalize="off" placeholder="aws:SourceIp"
                />
                <select data-field="known" aria-label=words.say("play-known")>{known}</select>
                <textarea
                    data-field="value" rows="1" aria-label=words.say("play-value") autocomplete="off" spellcheck="false"
                    autocapitalize="off"
                ></textarea>
                <button class="button small" type="button" data-do="remove-key">{words.say("play-remove-key")}</button>
            </li>
        </template>
        <template data-id="unknown">
            <span>{words.say("play-depends")}</span>" "<span class="play-asks" data-part="keys"></span>
        </template>
        <template data-id="ask">
            <button class="button small" type="button" data-do="ask" data-part="ask"></button>
        </template>
    }
    .into_any()
}

/// What comes out.
#[component]
fn Answer(words: Words) -> impl IntoView {
    view! {
        <template data-id="answer">
            <section class="panel play-answer" aria-labelledby="play-answer-title">
                <h2 id="play-answer-title">{words.say("play-answer")}</h2>
                <dl class="facts">
                    <dt>{words.say("play-answer-status")}</dt>
                    <dd><span class="status" data-outcome="refused">"403"</span></dd>
                    <dt>{words.say("play-answer-new")}</dt>
                    <dd><code lang="en" translate="no" data-part="new"></code></dd>
                    <dt>{words.say("play-answer-old")}</dt>
                    <dd><code lang="en" translate="no" data-part="old"></code></dd>
                </dl>
            </section>
        </template>
        <template data-id="table">
            <section class="panel" aria-labelledby="play-table-title">
                <h2 id="play-table-title">{words.say("play-table")}</h2>
                <p class="meta play-caption" data-part="caption"></p>
                <div class="scroll">
                    <table class="play-table" aria-labelledby="play-table-title">
                        <thead>
                            <tr data-part="heads"><th scope="col" data-part="corner"></th></tr>
                        </thead>
                        <tbody data-part="rows"></tbody>
                    </table>
                </div>
            </section>
        </template>
        <template data-id="table-head"><th scope="col" data-part="head"></th></template>
        <template data-id="table-row"><tr data-part="row"><th scope="row" data-part="name"></th></tr></template>
        <template data-id="table-cell"><td data-part="cell"></td></template>
    }
    .into_any()
}
