//! Everything that the playground may say and draw, in the viewer's language (see [`crate::components::templates`]).

use engine::policy::DefectKind;
use leptos::prelude::*;

use crate::{
    components::templates::{Said, sentences},
    words::Words,
};

/// Beginnings of the keys that are said.
const SAID: [&str; 4] = ["deny-", "lint-", "play-", "this-call"];

/// Every slot that a sentence of these may have.
const SLOTS: [&str; 12] = [
    "call", "column", "defect", "expected", "found", "key", "line", "n", "number", "operator", "other",
    "wanted",
];

/// All of them; shown to nobody.
#[component]
pub(crate) fn Templates(words: Words) -> impl IntoView {
    let defects = DefectKind::ALL.iter().map(|defect| ("defect", defect.id()));
    let forms: Vec<_> = defects.chain([("found", "Allow"), ("found", "Deny")]).collect();
    view! {
        <div id="play-templates" hidden>
            {sentences(words, &Said { keys: &SAID, slots: &SLOTS, forms: &forms })}
            <Editing words/>
            <Answer words/>
            <Statements words/>
            <Changes words/>
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

/// Statement by statement.
#[component]
fn Statements(words: Words) -> impl IntoView {
    view! {
        <template data-id="statements">
            <section class="panel" aria-labelledby="play-statements-title">
                <h2 id="play-statements-title">{words.say("play-statements")}</h2>
                <div class="stack" data-part="sides"></div>
            </section>
        </template>
        <template data-id="reasons">
            <div>
                <h3 class="minor" data-part="title"></h3>
                <ol class="play-reasons" data-part="reasons"></ol>
            </div>
        </template>
        <template data-id="reason">
            <li class="play-reason" data-part="item">
                <p class="play-reason-head">
                    <b data-part="name"></b>
                    <span class="play-effect" lang="en" data-part="effect"></span>
                    <code lang="en" data-part="sid"></code>
                    <span class="tag" data-part="matches"></span>
                    <span class="tag play-decides" data-part="decides">{words.say("play-decides")}</span>
                    <button class="button small plain" type="button" data-do="go" data-part="go"></button>
                </p>
                <p data-part="why"></p>
                <div class="play-details" data-part="details"></div>
            </li>
        </template>
        <template data-id="arns">
            <dl class="play-arns">
                <dt>{words.say("play-named")}</dt>
                <dd><code lang="en" translate="no" data-part="pattern"></code></dd>
                <dt>{words.say("play-called")}</dt>
                <dd><code lang="en" translate="no" data-part="arn"></code></dd>
            </dl>
        </template>
        <template data-id="short-form">
            <dl class="play-arns">
                <dt>{words.say("play-short")}</dt>
                <dd><code lang="en" translate="no" data-part="short"></code></dd>
                <dt>{words.say("play-whole")}</dt>
                <dd><code lang="en" translate="no" data-part="whole"></code></dd>
            </dl>
        </template>
        <template data-id="miss"><mark class="play-miss" data-part="miss"></mark></template>
        <template data-id="compared">
            <dl class="play-compared" data-part="item">
                <dt>{words.say("play-asked")}</dt>
                <dd>
                    <code lang="en" translate="no">
                        <span data-part="operator"></span>" "<b data-part="key"></b>" "<span data-part="wanted"></span>
                    </code>
                </dd>
                <dt>{words.say("play-found")}</dt>
                <dd><code data-part="found"></code>" "<span class="tag" data-part="holds"></span></dd>
            </dl>
        </template>
    }
    .into_any()
}

/// What was edited.
#[component]
fn Changes(words: Words) -> impl IntoView {
    let decisions = [
        ("allow", "allowed", "play-outcome-allow"),
        ("implicit_deny", "refused", "play-outcome-implicit_deny"),
        ("explicit_deny", "refused", "play-outcome-explicit_deny"),
        ("unknown", "unknown", "play-outcome-unknown"),
    ]
    .map(|(id, colour, key)| {
        view! {
            <template data-id=format!("decision-{id}")>
                <span class=format!("word {colour}")>{words.say(key)}</span>
            </template>
        }
    })
    .collect_view();
    view! {
        {decisions}
        <template data-id="changes">
            <section class="panel" aria-labelledby="play-changes-title">
                <header class="play-policy-head">
                    <h2 id="play-changes-title">{words.say("play-changes")}</h2>
                    <button class="button small" type="button" data-do="restore">{words.say("play-restore")}</button>
                </header>
                <p class="play-turn">
                    {words.say("play-verdict-title")}" "<span data-part="before"></span>" → "<span data-part="after"></span>
                </p>
                <div class="stack" data-part="sides"></div>
            </section>
        </template>
        <template data-id="change-list">
            <div>
                <h3 class="minor" data-part="title"></h3>
                <ul class="play-change-list" data-part="changes"></ul>
            </div>
        </template>
        <template data-id="same-meaning"><li>{words.say("play-same-meaning")}</li></template>
        <template data-id="change">
            <li>
                <p data-part="what"></p>
                <dl class="play-parts" data-part="parts"></dl>
            </li>
        </template>
        <template data-id="change-part">
            <dt><code lang="en" translate="no" data-part="element"></code></dt>
            <dd data-part="values"></dd>
        </template>
        <template data-id="removed"><del><code lang="en" translate="no" data-part="value"></code></del></template>
        <template data-id="added"><ins><code lang="en" translate="no" data-part="value"></code></ins></template>
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
                <div class="scroll" tabindex="0" role="group" aria-labelledby="play-table-title">
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

#[cfg(test)]
mod tests {
    use engine::{
        playground::stored::Gap,
        policy::{
            combine::{Authorization, Outcome, Pass},
            explain::Segment,
        },
    };

    use super::{SAID, SLOTS};
    use crate::{viewer::Language, words::Words};

    #[test]
    fn every_slot_of_what_is_said_is_known_here() {
        for language in [Language::English, Language::Chinese] {
            let words = Words { language };
            for key in Words::keys().filter(|key| SAID.iter().any(|start| key.starts_with(start))) {
                let text = words.say_with(&key, &SLOTS.map(|slot| (slot, slot.into())));
                assert!(!text.contains("{$"), "`{key}` asks for a slot that is not in the list: {text}");
            }
        }
    }

    #[test]
    fn every_id_that_may_come_has_its_words() {
        let gaps = Gap::ALL.iter().map(|gap| format!("play-gap-{}", gap.id()));
        let authorizations = Authorization::ALL.iter().flat_map(|authorization| {
            [
                format!("play-authorization-{}", authorization.id()),
                format!("play-table-{}", authorization.id()),
            ]
        });
        let outcomes = Outcome::ALL.iter().flat_map(|outcome| {
            ["play-outcome", "play-says"].map(|start| format!("{start}-{}", outcome.id()))
        });
        let passes = Pass::ALL.iter().map(|pass| format!("play-pass-{}", pass.id()));
        let segments = Segment::ALL.iter().map(|segment| format!("play-reason-resource-{}", segment.id()));
        let whose = ["authorizer", "iam", "resource"].into_iter().flat_map(|whose| {
            ["allow", "explicit", "implicit", "unknown", "not-known"]
                .map(|what| format!("play-{whose}-{what}"))
        });
        let all = gaps.chain(authorizations).chain(outcomes).chain(passes).chain(segments).chain(whose);
        for key in all {
            for language in [Language::English, Language::Chinese] {
                assert!(Words { language }.has(&key), "`{key}`");
            }
        }
    }
}
