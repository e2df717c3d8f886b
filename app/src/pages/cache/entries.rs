//! The entries that live, as a table: whose, since when, until when, and what they served.

use engine::diagnosis::Grade;
use leptos::prelude::*;

use super::{
    coverage::MOST_POLICIES,
    data::{CachePage, EntryRow},
};
use crate::{
    components::{badge::GradeBadge, moment::Second},
    format, urls,
    words::Words,
};

/// One page of them.
#[component]
pub(super) fn Entries(words: Words, page: CachePage) -> impl IntoView {
    let title = words.say("cache-entries");
    let at = page.at;
    let names: Vec<String> =
        page.policies.iter().take(MOST_POLICIES).map(|policy| policy.name.clone()).collect();
    let rows = page
        .entries
        .iter()
        .map(|entry| {
            let is_shown = entry.policy.as_ref().is_some_and(|policy| names.contains(policy));
            view! { <Row words entry=entry.clone() is_shown remaining=entry.dies.since(at)/> }
        })
        .collect_view();
    let row = &page.authorizer;
    let moment = page.at.to_string();
    let to = |number: u32| urls::cache(&row.api_id, &row.stage, &row.authorizer_id, Some(&moment), number);
    let before = (page.page > 1).then(|| to(page.page - 1));
    let behind = (page.page < page.n_pages).then(|| to(page.page + 1));
    let slots = [("page", i64::from(page.page).into()), ("of", i64::from(page.n_pages).into())];
    view! {
        <section class="panel" aria-labelledby="cache-entries">
            <h2 id="cache-entries">{title.clone()}</h2>
            <p class="faint">{words.say("cache-entries-why")}</p>
            <div class="scroll" tabindex="0" role="region" aria-label=title.clone()>
                <table class="calls">
                    <thead>
                        <tr>
                            <th scope="col">{words.say("cache-caller")}</th>
                            <th scope="col">{words.say("cache-filled")}</th>
                            <th scope="col">{words.say("cache-born")}</th>
                            <th scope="col">{words.say("cache-remaining")}</th>
                            <th scope="col">{words.say("cache-policy")}</th>
                            <th scope="col" class="number">{words.say("cache-hits")}</th>
                            <th scope="col">{words.say("table-grade")}</th>
                        </tr>
                    </thead>
                    <tbody>{rows}</tbody>
                </table>
            </div>
            {(page.n_pages > 1).then(|| view! {
                <nav class="pager" aria-label=title>
                    {before.map(|href| view! { <a href=href rel="prev">{words.say("cache-page-before")}</a> })}
                    <span>{words.say_with("cache-page", &slots)}</span>
                    {behind.map(|href| view! { <a href=href rel="next">{words.say("cache-page-behind")}</a> })}
                </nav>
            })}
        </section>
    }
    .into_any()
}

#[component]
fn Row(words: Words, entry: EntryRow, is_shown: bool, remaining: i64) -> impl IntoView {
    let call = format::call(entry.method.as_deref(), entry.path.as_deref());
    let caller = entry.principal.as_deref().map(format::visible);
    let refused = (entry.n_implicit > 0)
        .then(|| words.say_with("cache-hits-refused", &[("n", entry.n_implicit.into())]));
    let others = (entry.n_others > 0)
        .then(|| words.say_with("cache-others", &[("n", i64::from(entry.n_others).into())]));
    view! {
        <tr>
            <td class="call"><span lang="en">{caller}</span></td>
            <td class="call">
                <a href=urls::request(&entry.reference)>
                    {match call {
                        Some(call) => view! { <span lang="en">{call}</span> }.into_any(),
                        None => view! { <span class="faint">{words.say("call-unnamed")}</span> }.into_any(),
                    }}
                </a>
                {others.map(|others| view! { <span class="place">{others}</span> })}
            </td>
            <td class="time"><Second moment=entry.born/></td>
            <td class="time">
                {words.span(remaining)}
                <span class="place"><Second moment=entry.dies/></span>
            </td>
            <td>
                {match entry.policy {
                    Some(policy) if !is_shown => view! { <code>{policy}</code> }.into_any(),
                    Some(policy) => view! { <a href=format!("#policy-{policy}")><code>{policy.clone()}</code></a> }.into_any(),
                    None => view! { <span class="faint">{words.say("cache-policy-unknown")}</span> }.into_any(),
                }}
            </td>
            <td class="number">
                {format::count(entry.n_hits)}
                {refused.map(|refused| view! { <span class="place refused">{refused}</span> })}
            </td>
            <td><GradeBadge words grade=Grade::Inferred/></td>
        </tr>
    }
    .into_any()
}
