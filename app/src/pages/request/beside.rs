//! The call beside the one that filled the cache entry: only what differs, since that is what the policy fell over.

use engine::story::Story;
use leptos::prelude::*;

use super::data::RequestPage;
use crate::{format, pages::requests::data::RequestRow, urls, words::Words};

/// Both, side by side; nothing where the other one is not stored.
#[component]
pub(crate) fn Beside(words: Words, page: RequestPage) -> impl IntoView {
    let RequestPage { row, filling, .. } = page;
    filling
        .map(|filling| {
            let said = |text: &Option<String>| text.as_deref().map_or_else(String::new, format::visible);
            let time = |row: &RequestRow| row.started_at.map_or_else(String::new, format::millisecond);
            let status = |row: &RequestRow| row.status.map_or_else(String::new, |status| status.to_string());
            let origin = |row: &RequestRow| {
                row.policy_origin.map_or_else(String::new, |origin| words.say(&format!("origin-{}", origin.id())))
            };
            let mut rows = vec![
                ("beside-method", true, said(&row.method), said(&filling.method)),
                ("beside-path", true, said(&row.path), said(&filling.path)),
                ("beside-principal", true, said(&row.principal), said(&filling.principal)),
            ];
            rows.push(("beside-time", false, time(&row), time(&filling)));
            rows.push(("beside-status", false, status(&row), status(&filling)));
            rows.push(("beside-outcome", false, outcome(words, &row), outcome(words, &filling)));
            rows.push(("beside-origin", false, origin(&row), origin(&filling)));
            let lines: Vec<_> = rows
                .into_iter()
                .filter(|(_, _, this, other)| this != other)
                .map(|(key, is_raw, this, other)| {
                    let cell = |text: String| {
                        if is_raw && !text.is_empty() {
                            view! { <code lang="en">{text}</code> }.into_any()
                        } else if text.is_empty() {
                            view! { <span class="faint">{words.say("beside-none")}</span> }.into_any()
                        } else {
                            text.into_any()
                        }
                    };
                    view! { <tr><th scope="row">{words.say(key)}</th><td>{cell(this)}</td><td>{cell(other)}</td></tr> }
                })
                .collect();
            let title = words.say("beside-title");
            view! {
                <section class="panel" aria-labelledby="beside">
                    <h2 id="beside">{title.clone()}</h2>
                    <p class="meta">{words.say("beside-lead")}</p>
                    <div class="scroll" tabindex="0" role="region" aria-label=title>
                        <table class="beside">
                            <thead>
                                <tr>
                                    <th scope="col">{words.say("beside-fact")}</th>
                                    <th scope="col">{words.say("beside-this")}</th>
                                    <th scope="col">
                                        <a href=urls::request(&filling.reference)>{words.say("beside-filling")}</a>
                                    </th>
                                </tr>
                            </thead>
                            <tbody>{lines}</tbody>
                        </table>
                    </div>
                </section>
            }
        })
        .into_any()
}

fn outcome(words: Words, row: &RequestRow) -> String {
    words.say(&Story::new(row.cause, row.deny, row.policy_origin).key())
}
