//! What the policies that live say of each method: which call of whose is refused next.
//!
//! Entries are many and policies few, so a column is a policy and stands for all entries that hold it. Methods are grouped by the
//! first part of their path when they are many.

use engine::{cache::coverage::Coverage, configuration::Method};
use leptos::prelude::*;

use super::data::{CachePage, PolicyRow};
use crate::{format, words::Words};

/// More policies are not drawn side by side.
pub(super) const MOST_POLICIES: usize = 12;
/// More methods are grouped.
const MANY_METHODS: usize = 40;

/// The table, and the policies below it.
#[component]
pub(super) fn Matrix(words: Words, page: CachePage) -> impl IntoView {
    let n_policies = usize::try_from(page.n_policies).unwrap_or(usize::MAX);
    let shown: Vec<PolicyRow> = page.policies.iter().take(MOST_POLICIES).cloned().collect();
    let is_judged = shown.iter().any(|policy| !policy.coverage.is_empty());
    let n_more = n_policies.saturating_sub(shown.len());
    let more = (n_more > 0).then(|| {
        let n = count(n_more);
        words.say_with("cache-matrix-more", &[("n", n.into())])
    });
    let whence = if page.are_methods_told { "cache-methods-told" } else { "cache-methods-seen" };
    let table = if !is_judged {
        view! { <p class="faint">{words.say("cache-matrix-none")}</p> }.into_any()
    } else if page.methods.len() > MANY_METHODS {
        groups(&page.methods)
            .into_iter()
            .map(|(prefix, places)| {
                let slots = [("prefix", format::visible(&prefix).into()), ("n", count(places.len()).into())];
                let n_refused = refused(&shown, &places);
                let refused = (n_refused > 0)
                    .then(|| words.say_with("cache-group-refused", &[("n", count(n_refused).into())]));
                view! {
                    <details class="group">
                        <summary>
                            <span lang="en">{words.say_with("cache-group", &slots)}</span>
                            {refused.map(|text| view! { " "<span class="refused">{text}</span> })}
                        </summary>
                        {grid(words, &page.methods, &places, &shown)}
                    </details>
                }
            })
            .collect_view()
            .into_any()
    } else {
        let places: Vec<usize> = (0..page.methods.len()).collect();
        grid(words, &page.methods, &places, &shown)
    };
    let legend = Coverage::ALL.iter().map(|coverage| {
        view! { <li><Mark words coverage=*coverage/>" "{words.say(&format!("coverage-{}", coverage.id()))}</li> }
    });
    let policies =
        shown.iter().map(|policy| view! { <PolicyText words policy=policy.clone()/> }).collect_view();
    view! {
        <section class="panel" aria-labelledby="cache-matrix">
            <h2 id="cache-matrix">{words.say("cache-matrix")}</h2>
            <p class="faint">{words.say(whence)}</p>
            {table}
            {is_judged.then(|| view! { <ul class="legend">{legend.collect_view()}</ul> })}
            {more.map(|more| view! { <p class="faint">{more}</p> })}
            <h3 class="minor">{words.say("cache-policies")}</h3>
            <ul class="policies">{policies}</ul>
        </section>
    }
    .into_any()
}

/// How many of these methods a policy is silent on or denies.
fn refused(policies: &[PolicyRow], places: &[usize]) -> usize {
    let is_refused = |place: &&usize| {
        policies.iter().any(|policy| policy.coverage.get(**place).is_some_and(|it| it.is_refused()))
    };
    places.iter().filter(is_refused).count()
}

/// The places of methods by the first part of their paths.
fn groups(methods: &[Method]) -> Vec<(String, Vec<usize>)> {
    let mut groups: Vec<(String, Vec<usize>)> = Vec::new();
    for (place, method) in methods.iter().enumerate() {
        let first = method.path.trim_start_matches('/').split('/').next().unwrap_or_default();
        let prefix = format!("/{first}");
        match groups.iter_mut().find(|(known, _)| *known == prefix) {
            Some((_, places)) => places.push(place),
            None => groups.push((prefix, vec![place])),
        }
    }
    groups
}

fn grid(words: Words, methods: &[Method], places: &[usize], policies: &[PolicyRow]) -> AnyView {
    let heads = policies
        .iter()
        .map(|policy| {
            let entries =
                words.say_with("cache-policy-entries", &[("n", i64::from(policy.n_entries).into())]);
            let name = policy.name.clone();
            view! {
                <th scope="col">
                    <a href=format!("#policy-{name}")><code>{name.clone()}</code></a>
                    <span class="place">{entries}</span>
                </th>
            }
        })
        .collect_view();
    let rows = places
        .iter()
        .filter_map(|place| Some((*place, methods.get(*place)?)))
        .map(|(place, method)| {
            let cells = policies
                .iter()
                .map(|policy| match policy.coverage.get(place) {
                    Some(coverage) => view! { <td><Mark words coverage=*coverage/></td> }.into_any(),
                    None => view! { <td></td> }.into_any(),
                })
                .collect_view();
            let call = format::call(Some(&method.verb), Some(&method.path)).unwrap_or_default();
            view! { <tr><th scope="row"><span lang="en">{call}</span></th>{cells}</tr> }
        })
        .collect_view();
    view! {
        <div class="scroll" tabindex="0" role="region" aria-label=words.say("cache-matrix")>
            <table class="matrix">
                <thead><tr><th scope="col">{words.say("cache-method")}</th>{heads}</tr></thead>
                <tbody>{rows}</tbody>
            </table>
        </div>
    }
    .into_any()
}

/// A shape and a colour, and a word for who sees neither.
#[component]
fn Mark(words: Words, coverage: Coverage) -> impl IntoView {
    let shape = match coverage {
        Coverage::Allowed => "✓",
        Coverage::Explicit => "✕",
        Coverage::Implicit => "–",
        Coverage::Depends => "?",
    };
    let word = || words.say(&format!("coverage-{}", coverage.id()));
    view! {
        <span class="coverage" data-coverage=coverage.id() title=word()>
            <span aria-hidden="true">{shape}</span>
            <span class="unseen">{word()}</span>
        </span>
    }
    .into_any()
}

#[component]
fn PolicyText(words: Words, policy: PolicyRow) -> impl IntoView {
    let statements = policy
        .statements
        .iter()
        .map(|statement| view! { <li><code lang="en">{format::visible(statement)}</code></li> })
        .collect_view();
    let entries = words.say_with("cache-policy-entries", &[("n", i64::from(policy.n_entries).into())]);
    view! {
        <li id=format!("policy-{}", policy.name)>
            <p><code>{policy.name.clone()}</code>" · "{entries}</p>
            <ul>{statements}</ul>
        </li>
    }
    .into_any()
}

fn count(n: usize) -> i64 {
    i64::try_from(n).unwrap_or(i64::MAX)
}
