//! What became of a configuration, in words: what, which, and from what to what. The values are somebody else's text.

use engine::{
    configuration::difference::{Became, Change},
    policy::compare,
};
use leptos::prelude::*;

use crate::{format, words::Words};

/// A list of changes.
#[component]
pub(crate) fn Changes(words: Words, changes: Vec<Change>) -> impl IntoView {
    let items = changes.iter().map(|change| view! { <li>{one(words, change)}</li> }).collect_view();
    view! { <ul class="changes">{items}</ul> }.into_any()
}

fn one(words: Words, change: &Change) -> AnyView {
    let thing = words.say(&format!("thing-{}", change.thing.id()));
    let name = (!change.name.is_empty())
        .then(|| view! { " "<code lang="en">{format::visible(&change.name)}</code> });
    match &change.became {
        Became::Added => {
            view! { {thing}{name}" · "<span class="allowed">{words.say("became-added")}</span> }.into_any()
        }
        Became::Removed => {
            view! { {thing}{name}" · "<span class="refused">{words.say("became-removed")}</span> }.into_any()
        }
        Became::Changed { field, before, after } => view! {
            {thing}{name}" · "<code lang="en">{format::visible(field)}</code>" "
            {value(words, before.as_deref())}" → "{value(words, after.as_deref())}
        }
        .into_any(),
        Became::Statement(statement) => {
            let key = match statement.manner {
                compare::Manner::Added => "became-statement-added",
                compare::Manner::Removed => "became-statement-removed",
                compare::Manner::Changed => "became-statement-changed",
            };
            let place = statement.new.or(statement.old).map(|place| i64::from(place) + 1);
            let what = match place {
                Some(place) => words.say_with(key, &[("n", place.into())]),
                None => words.say("became-around"),
            };
            let parts = statement.parts.iter().map(|part| view! { <li>{of_part(part)}</li> }).collect_view();
            view! {
                {thing}{name}" · "{what}
                <ul>{parts}</ul>
            }
            .into_any()
        }
    }
}

fn value(words: Words, value: Option<&str>) -> AnyView {
    match value {
        Some(value) => view! { <code lang="en">{format::visible(value)}</code> }.into_any(),
        None => view! { <span class="faint">{words.say("became-nothing")}</span> }.into_any(),
    }
}

/// `Resource: − old + new`.
fn of_part(part: &compare::Part) -> AnyView {
    let of = [&part.operator, &part.key].into_iter().flatten().map(|text| format::visible(text));
    let of: Vec<String> = std::iter::once(part.element.id().to_owned()).chain(of).collect();
    let values = |sign: &'static str, class: &'static str, values: &[String]| {
        values
            .iter()
            .map(|value| view! { <span class=class>{sign}" "<code lang="en">{format::visible(value)}</code></span>" " })
            .collect_view()
    };
    view! {
        <span lang="en">{of.join(" ")}</span>": "
        {values("−", "refused", &part.removed)}
        {values("+", "allowed", &part.added)}
    }
    .into_any()
}
