//! The filters of the list: those that are set, values to choose from with their counts, and a form for the rest. All of
//! them are links and one GET form, so a filtered list is a URL that can be passed on.

use engine::diagnosis::{Cause, Deny, Grade, PolicyOrigin};
use leptos::prelude::*;

use super::data::{FacetValue, RequestsPage, RequestsQuery};
use crate::{format, urls, words::Words};

/// A filter's value in words, where it is of a vocabulary.
pub(crate) fn filter_value(words: Words, name: &str, value: &str) -> String {
    let id = match name {
        "cause" if value == "refused" => Some("refused"),
        "cause" => Cause::from_id(value).map(Cause::id),
        "deny" => Deny::from_id(value).map(Deny::id),
        "policy_origin" => PolicyOrigin::from_id(value).map(PolicyOrigin::id),
        "grade" => Grade::from_id(value).map(Grade::id),
        _ => return value.to_owned(),
    };
    let start = if name == "policy_origin" { "origin" } else { name };
    id.map_or_else(|| value.to_owned(), |id| words.say(&format!("{start}-{id}")))
}

/// Whether a value is of the filter's vocabulary; one that is not filters nothing.
fn is_known(name: &str, value: &str) -> bool {
    match name {
        "cause" => value == "refused" || Cause::from_id(value).is_some(),
        "deny" => Deny::from_id(value).is_some(),
        "policy_origin" => PolicyOrigin::from_id(value).is_some(),
        "grade" => Grade::from_id(value).is_some(),
        "status" => value.parse::<u16>().is_ok(),
        "from" | "to" => engine::time::Instant::parse(value).is_some(),
        _ => true,
    }
}

/// The filters that are set, each a link that drops it.
#[component]
pub(crate) fn ActiveFilters(words: Words, query: RequestsQuery) -> impl IntoView {
    let chips: Vec<_> = query
        .set()
        .filter(|(name, _)| *name != "older_than")
        .map(|(name, value)| {
            let label = words.say(&format!("filter-{name}"));
            let shown = format::visible(&filter_value(words, name, value));
            let drop = words.say_with(
                "requests-drop",
                &[("name", label.clone().into()), ("value", shown.clone().into())],
            );
            let unknown = (!is_known(name, value))
                .then(|| view! { <span class="faint">{words.say("filter-unknown-value")}</span> });
            view! {
                <li>
                    <a class="chip" href=urls::requests(&query.clone().with(name, "")) title=drop>
                        <span class="chip-name">{label}</span>
                        <span>{shown}</span>
                        {unknown}
                        <span aria-hidden="true">"×"</span>
                    </a>
                </li>
            }
        })
        .collect();
    (!chips.is_empty())
        .then(|| {
            view! {
                <ul class="chips" aria-label=words.say("requests-active")>
                    {chips}
                    <li><a class="chip-clear" href=urls::REQUESTS>{words.say("requests-clear")}</a></li>
                </ul>
            }
        })
        .into_any()
}

/// Values to choose from, with how many calls have each.
#[component]
pub(crate) fn Facets(words: Words, page: RequestsPage) -> impl IntoView {
    let RequestsPage { query, causes, stages, methods, statuses, .. } = page;
    let facet = move |key: &'static str, name: &'static str, values: Vec<FacetValue>| {
        view! { <Facet words key_=key name values query=query.clone()/> }
    };
    view! {
        {facet("facet-cause", "cause", causes)}
        {facet("facet-stage", "stage", stages)}
        {facet("facet-method", "method", methods)}
        {facet("facet-status", "status", statuses)}
    }
    .into_any()
}

#[component]
fn Facet(
    words: Words,
    key_: &'static str,
    name: &'static str,
    values: Vec<FacetValue>,
    query: RequestsQuery,
) -> impl IntoView {
    let items: Vec<_> = values
        .into_iter()
        .map(|FacetValue { value, n_requests }| {
            // A stage's value names its API too, because every API has a `prod`.
            let (api, plain) = match (name, value.split_once('/')) {
                ("stage", Some((api, stage))) => (Some(api), stage),
                _ => (None, value.as_str()),
            };
            let is_set = query.get(name) == Some(plain)
                && api.is_none_or(|api| query.get("api").unwrap_or_default() == api);
            let mut target = query.clone().with(name, if is_set { "" } else { plain });
            if let Some(api) = api {
                target = target.with("api", if is_set { "" } else { api });
            }
            view! {
                <li>
                    <a href=urls::requests(&target) aria-current=is_set.then_some("true")>
                        <span>{format::visible(&filter_value(words, name, &value))}</span>
                        <span class="count">{format::count(n_requests)}</span>
                    </a>
                </li>
            }
        })
        .collect();
    (!items.is_empty())
        .then(|| {
            view! {
                <section class="facet">
                    <h2>{words.say(key_)}</h2>
                    <ul>{items}</ul>
                </section>
            }
        })
        .into_any()
}

/// What is not chosen from a list of values.
#[component]
pub(crate) fn FilterForm(words: Words, query: RequestsQuery) -> impl IntoView {
    let field = |name: &'static str, example: &'static str| {
        let id = format!("filter-{name}");
        view! {
            <label for=id.clone()>{words.say(&format!("filter-{name}"))}</label>
            <input
                id=id name=name type="text" autocomplete="off" spellcheck="false" placeholder=example
                value=query.get(name).unwrap_or_default().to_owned()
            />
        }
    };
    let select = |name: &'static str, values: Vec<&'static str>| {
        let id = format!("filter-{name}");
        let options = values
            .into_iter()
            .map(|value| {
                view! {
                    <option value=value selected=query.get(name) == Some(value)>
                        {filter_value(words, name, value)}
                    </option>
                }
            })
            .collect_view();
        view! {
            <label for=id.clone()>{words.say(&format!("filter-{name}"))}</label>
            <select id=id name=name>
                <option value="">{words.say("filter-any")}</option>
                {options}
            </select>
        }
    };
    // What the form does not show must not be lost by it.
    let kept = ["cause", "status", "method", "api", "stage", "q"]
        .into_iter()
        .filter_map(|name| {
            let value = query.get(name)?.to_owned();
            Some(view! { <input type="hidden" name=name value=value/> })
        })
        .collect_view();
    let is_open = ["path", "caller", "authorizer", "policy", "from", "to", "deny", "policy_origin", "grade"]
        .into_iter()
        .any(|name| query.get(name).is_some());
    view! {
        <details class="filters" open=is_open>
            <summary>{words.say("requests-filters")}</summary>
            <form class="fields" method="get" action=urls::REQUESTS>
                {kept}
                {field("path", "/orders")}
                {field("caller", "user|4711")}
                {field("authorizer", "a1b2c3")}
                {field("policy", "")}
                {select("deny", Deny::ALL.iter().map(|value| value.id()).collect())}
                {select("policy_origin", PolicyOrigin::ALL.iter().map(|value| value.id()).collect())}
                {select("grade", Grade::ALL.iter().map(|value| value.id()).collect())}
                {field("from", "2026-08-01T14:00:00Z")}
                {field("to", "2026-08-01T15:00:00Z")}
                <button class="button" type="submit">{words.say("requests-apply")}</button>
            </form>
        </details>
    }
    .into_any()
}
