//! What the same caller did shortly before and after: it shows at a glance which call filled the cache and which it hurt.

use leptos::prelude::*;

use super::data::RequestPage;
use crate::{pages::requests::CallTable, words::Words};

/// The calls of the same caller, this one among them; nothing when there are no others.
#[component]
pub(crate) fn SameCaller(words: Words, page: RequestPage) -> impl IntoView {
    (page.same_caller.len() > 1)
        .then(|| {
            view! {
                <section class="panel" aria-labelledby="same-caller">
                    <h2 id="same-caller">{words.say("same-caller-title")}</h2>
                    <CallTable words rows=page.same_caller current=Some(page.row.reference)/>
                    <p class="meta">{words.say("same-caller-note")}</p>
                </section>
            }
        })
        .into_any()
}
