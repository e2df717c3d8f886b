//! A sentence with its key words in the colours of the drawing.

use leptos::prelude::*;

use crate::words::rich::{Mark, Piece};

/// Shows the pieces of a sentence.
#[component]
pub(crate) fn Sentence(pieces: Vec<Piece>) -> impl IntoView {
    pieces
        .into_iter()
        .map(|Piece { mark, text }| match mark {
            None => text.into_any(),
            Some(Mark::Strong) => view! { <b>{text}</b> }.into_any(),
            Some(Mark::Code) => view! { <code lang="en">{text}</code> }.into_any(),
            Some(Mark::Refused) => view! { <span class="word refused">{text}</span> }.into_any(),
            Some(Mark::Cached) => view! { <span class="word cached">{text}</span> }.into_any(),
            Some(Mark::Allowed) => view! { <span class="word allowed">{text}</span> }.into_any(),
            Some(Mark::Unknown) => view! { <span class="word unknown">{text}</span> }.into_any(),
        })
        .collect_view()
}
