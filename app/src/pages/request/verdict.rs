//! Why, in one sentence, and what that means.

use engine::story::Story;
use leptos::prelude::*;

use super::data::RequestPage;
use crate::{
    components::{badge::GradeBadge, sentence::Sentence},
    format,
    words::{Slot, Words},
};

/// What a story's sentences ask for.
pub(crate) fn story_slots(words: Words, page: &RequestPage) -> [(&'static str, Slot); 3] {
    let call = format::call(page.row.method.as_deref(), page.row.path.as_deref());
    let filled = page.diagnosis.filled_by.as_ref();
    let filled = filled.and_then(|filled| format::call(filled.method.as_deref(), filled.path.as_deref()));
    [
        ("call", call.unwrap_or_else(|| words.say("this-call")).into()),
        ("filled", filled.unwrap_or_else(|| "none".to_owned()).into()),
        (
            "status",
            page.diagnosis.status.map_or_else(|| words.say("none-known"), |status| status.to_string()).into(),
        ),
    ]
}

/// The verdict sentence in the colours of the drawing, its grade, and what it means.
#[component]
pub(crate) fn Verdict(words: Words, page: RequestPage) -> impl IntoView {
    let diagnosis = &page.diagnosis;
    let story = Story::new(diagnosis.cause, diagnosis.deny, diagnosis.policy_origin);
    let slots = story_slots(words, &page);
    view! {
        <p class="verdict">
            <Sentence pieces=words.rich(&format!("{}.verdict", story.key()), &slots)/>
            " "
            <GradeBadge words grade=diagnosis.grade/>
        </p>
        <p class="meaning">{words.say(&format!("{}.meaning", story.key()))}</p>
    }
    .into_any()
}
