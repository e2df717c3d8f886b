//! Small words with a colour: how sure a verdict is, and that something is a sample.

use engine::diagnosis::{Grade, StatusSource};
use leptos::prelude::*;

use crate::words::Words;

/// How sure a verdict is; says on hover what the grade means.
#[component]
pub(crate) fn GradeBadge(words: Words, grade: Grade) -> impl IntoView {
    let key = format!("grade-{}", grade.id());
    view! {
        <span class="grade" data-grade=grade.id() title=words.say(&format!("{key}.why"))>
            {words.say(&key)}
        </span>
    }
    .into_any()
}

/// How a status is known.
#[component]
pub(crate) fn StatusSourceBadge(words: Words, source: StatusSource) -> impl IntoView {
    let grade = match source {
        StatusSource::Logged => Grade::Proved,
        StatusSource::Inferred => Grade::Inferred,
    };
    let why = words.say(&format!("grade-{}.why", grade.id()));
    view! {
        <span class="grade" data-grade=grade.id() title=why>
            {words.say(&format!("status-{}", source.id()))}
        </span>
    }
    .into_any()
}

/// Marks what belongs to the sample investigation.
#[component]
pub(crate) fn SampleBadge(words: Words) -> impl IntoView {
    view! { <span class="sample">{words.say("sample-badge")}</span> }.into_any()
}

/// The HTTP status, or that it is not known.
#[component]
pub(crate) fn Status(words: Words, status: Option<u16>) -> impl IntoView {
    match status {
        Some(status) => {
            let class = if status >= 500 {
                "failed"
            } else if status >= 400 {
                "refused"
            } else {
                "allowed"
            };
            view! { <span class="status" data-outcome=class>{status}</span> }.into_any()
        }
        None => view! { <span class="faint">{words.say("no-status")}</span> }.into_any(),
    }
}
