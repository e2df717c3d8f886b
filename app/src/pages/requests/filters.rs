//! The filters of the list: those that are set, values to choose from with their counts, and a form for the rest. All of
//! them are links and one GET form, so a filtered list is a URL that can be passed on.

use engine::diagnosis::{Cause, Deny, Grade, PolicyOrigin};
use leptos::prelude::*;

use super::data::{Exclusion, Facet, FacetCounts, FacetValue, MOST_COUNTED, RequestsQuery};
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

/// A filter's name and value in words; what is left out is said as such.
fn said(words: Words, name: &str, value: &str) -> (String, String) {
    match Exclusion::parse(value).filter(|_| name == "without") {
        Some(Exclusion { of, value }) => {
            let slots = [("name", words.say(&format!("filter-{}", of.name())).into())];
            (
                words.say_with("filter-without", &slots),
                format::visible(&filter_value(words, of.name(), &value)),
            )
        }
        None => (words.say(&format!("filter-{name}")), format::visible(&filter_value(words, name, value))),
    }
}

/// What the link says that drops a filter.
pub(super) fn drop_words(words: Words, name: &str, value: &str) -> String {
    let (name, value) = said(words, name, value);
    words.say_with("requests-drop", &[("name", name.into()), ("value", value.into())])
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
        "without" => {
            Exclusion::parse(value).is_some_and(|left_out| is_known(left_out.of.name(), &left_out.value))
        }
        _ => true,
    }
}

/// The filters that are set, each a link that drops it.
#[component]
pub(crate) fn ActiveFilters(words: Words, query: RequestsQuery) -> impl IntoView {
    let chips: Vec<_> = query
        .filters()
        .map(|(name, value)| {
            let (label, shown) = said(words, name, &value);
            let drop = drop_words(words, name, &value);
            let unknown = (!is_known(name, &value))
                .then(|| view! { <span class="faint">{words.say("filter-unknown-value")}</span> });
            view! {
                <li>
                    <a class="chip" href=urls::requests(&query.clone().dropping(name, &value)) title=drop>
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

/// Values to choose from or to leave out, with how many calls have each.
#[component]
pub(crate) fn Facets(words: Words, query: RequestsQuery, facets: Vec<FacetCounts>) -> impl IntoView {
    // One API says nothing that the stages do not say.
    let is_worth =
        |counts: &FacetCounts| counts.of != Facet::Api || counts.n_values > 1 || query.api.is_some();
    let is_limited = facets.iter().any(|counts| counts.is_limited);
    let shown: Vec<_> = facets
        .into_iter()
        .filter(is_worth)
        .map(|counts| view! { <FacetView words counts query=query.clone()/> })
        .collect();
    view! {
        {shown}
        {is_limited.then(|| view! {
            <p class="faint">{words.say_with("facet-limited", &[("n", MOST_COUNTED.into())])}</p>
        })}
    }
    .into_any()
}

#[component]
fn FacetView(words: Words, counts: FacetCounts, query: RequestsQuery) -> impl IntoView {
    let FacetCounts { of, values, n_values, is_limited } = counts;
    let n_more = n_values - i64::try_from(values.len()).unwrap_or(n_values);
    let items: Vec<_> =
        values.into_iter().map(|value| view! { <Value words of value query=query.clone()/> }).collect();
    let title = words.say(&format!("facet-{}", of.name()));
    (!items.is_empty())
        .then(|| {
            view! {
                <section class="facet">
                    <h2>{title}{is_limited.then_some("*")}</h2>
                    <ul>{items}</ul>
                    {(n_more > 0).then(|| view! {
                        <p class="faint">{words.say_with("facet-more", &[("n", n_more.into())])}</p>
                    })}
                </section>
            }
        })
        .into_any()
}

#[component]
fn Value(words: Words, of: Facet, value: FacetValue, query: RequestsQuery) -> impl IntoView {
    let FacetValue { value, n_requests } = value;
    let (is_chosen, is_left_out) = (query.is_of(of, &value), query.excludes(of, &value));
    let choose = match (is_chosen, is_left_out) {
        (true, _) => query.clone().choosing(of, ""),
        (false, true) => query.clone().including(of, &value),
        (false, false) => query.clone().choosing(of, &value),
    };
    let label = format::visible(&filter_value(words, of.name(), &value));
    let slots = [("value", label.clone().into())];
    let other = (!is_left_out).then(|| {
        let said = words.say_with("facet-exclude", &slots);
        let without = urls::requests(&query.excluding(of, &value));
        view! { <a class="facet-out" href=without title=said.clone() aria-label=said>"−"</a> }
    });
    let again = is_left_out.then(|| words.say_with("facet-include", &slots));
    view! {
        <li class:left-out=is_left_out>
            <a
                class="facet-value" href=urls::requests(&choose) title=again
                aria-current=is_chosen.then_some("true")
            >
                <span>{label}</span>
                <span class="count">{format::count(n_requests)}</span>
            </a>
            {other}
        </li>
    }
    .into_any()
}

/// The filters that the form shows.
const FIELDS: [&str; 9] =
    ["path", "caller", "authorizer", "policy", "deny", "policy_origin", "grade", "from", "to"];

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
    let kept = query
        .filters()
        .filter(|(name, _)| !FIELDS.contains(name))
        .map(|(name, value)| view! { <input type="hidden" name=name value=value.into_owned()/> })
        .collect_view();
    let is_open = FIELDS.into_iter().any(|name| query.get(name).is_some());
    view! {
        <details class="filters" open=is_open>
            <summary>{words.say("requests-filters")}</summary>
            <form class="fields" method="get" action=urls::REQUESTS>
                {kept}
                {field("path", "/orders/*")}
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
