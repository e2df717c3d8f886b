//! The way to take a list along as a table.

use leptos::prelude::*;

use crate::words::Words;

/// A link that saves it; `most`: so many rows at most.
#[component]
pub(crate) fn SaveTable(words: Words, address: String, most: Option<i64>) -> impl IntoView {
    let limit = most.map(|most| words.say_with("takeaway-csv-most", &[("n", most.into())]));
    // The islands router would take it for a page.
    view! {
        <span>
            <a class="save-table" href=address download="" rel="external">{words.say("takeaway-csv")}</a>
            {limit.map(|limit| view! { " "<span class="faint">{limit}</span> })}
        </span>
    }
    .into_any()
}
