//! All links to incidents that are live, for administrators: whether there may be any, and the way to take all of them back.

use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

use super::{
    api::all_shares,
    data::{AllSharesPage, LiveLink},
};
use crate::{
    components::{load::loaded, moment::Second, title::PageTitle},
    format,
    pages::incidents::story,
    urls,
    words::{Words, words},
};

/// Loads and lays out.
#[component]
pub(crate) fn AllShares() -> impl IntoView {
    let words = words();
    let query = use_query_map().get_untracked();
    let problem = query.get("problem");
    let n_revoked = query.get("revoked").and_then(|n| n.parse::<i64>().ok()).filter(|n| *n >= 0);
    loaded(words, all_shares, move |page: AllSharesPage| {
        view! { <Sheet words page problem=problem.clone() n_revoked/> }.into_any()
    })
    .into_any()
}

#[component]
fn Sheet(
    words: Words,
    page: AllSharesPage,
    problem: Option<String>,
    n_revoked: Option<i64>,
) -> impl IntoView {
    let title = words.say("all-shares-title");
    let n_live = page.n_live;
    let is_cut = i64::try_from(page.links.len()).is_ok_and(|n| n < n_live);
    let rows: Vec<_> = page.links.into_iter().map(|live| view! { <Row words live/> }).collect();
    let revoked = n_revoked.map(|n| words.say_with("all-shares-revoked", &[("n", n.into())]));
    view! {
        <PageTitle text=title.clone()/>
        <header class="head">
            <p class="meta"><a href=urls::SETTINGS>{words.say("settings-title")}</a></p>
            <h1 tabindex="-1">{title}</h1>
            <p class="lead">{words.say_with("all-shares-lead", &[("n", n_live.into())])}</p>
        </header>
        {problem.map(|code| view! { <p class="notice problem" role="alert">{words.problem(&code)}</p> })}
        {revoked.map(|said| view! { <p class="notice done" role="status">{said}</p> })}
        <Switch words is_on=page.has_public_links/>
        {(n_live > 0).then(|| view! {
            <section class="panel" aria-labelledby="links">
                <h2 id="links">{words.say("shares-links")}</h2>
                {is_cut.then(|| view! { <p class="meta">{words.say("all-shares-cut")}</p> })}
                <div class="scroll" tabindex="0" role="region" aria-label=words.say("shares-links")>
                    <table class="calls">
                        <thead>
                            <tr>
                                <th scope="col">{words.say("all-shares-incident")}</th>
                                <th scope="col">{words.say("shares-made")}</th>
                                <th scope="col">{words.say("team-until")}</th>
                                <th scope="col" class="number">{words.say("shares-views")}</th>
                                <th scope="col">{words.say("shares-passphrase")}</th>
                            </tr>
                        </thead>
                        <tbody>{rows}</tbody>
                    </table>
                </div>
            </section>
        })}
        {page.newest.map(|newest| view! { <RevokeAll words n_live newest/> })}
    }
    .into_any()
}

/// Whether there are public links at all.
#[component]
fn Switch(words: Words, is_on: bool) -> impl IntoView {
    let (state, key, value) = if is_on {
        ("all-shares-on", "all-shares-turn-off", "off")
    } else {
        ("all-shares-off", "all-shares-turn-on", "on")
    };
    view! {
        <section class="panel" aria-labelledby="switch">
            <h2 id="switch">{words.say("all-shares-switch")}</h2>
            <p>{words.say(state)}</p>
            <form method="post" action=urls::SHARES_PUBLIC>
                <input type="hidden" name="public" value=value/>
                <button class="button" type="submit">{words.say(key)}</button>
            </form>
        </section>
    }
    .into_any()
}

#[component]
fn Row(words: Words, live: LiveLink) -> impl IntoView {
    let LiveLink { incident_id, identity, link } = live;
    let of = identity.map(|identity| words.say(&story(&identity).key()));
    let who = link.created_by.as_deref().map_or_else(|| words.say("incident-somebody"), format::visible);
    let name = format!("#{incident_id} {}", of.clone().unwrap_or_default());
    let asks = if link.has_passphrase { "shares-passphrase-yes" } else { "shares-passphrase-no" };
    view! {
        <tr>
            <td>
                {if of.is_some() {
                    view! { <a href=urls::incident_shares(incident_id)>{name}</a> }.into_any()
                } else {
                    view! { <span>{name}</span> }.into_any()
                }}
            </td>
            <td class="time"><Second moment=link.created_at/><span class="place">{who}</span></td>
            <td class="time"><Second moment=link.expires_at/></td>
            <td class="number">{format::count(link.n_views)}</td>
            <td>{words.say(asks)}</td>
        </tr>
    }
    .into_any()
}

/// Takes back all that were there when the page was made.
#[component]
fn RevokeAll(words: Words, n_live: i64, newest: i64) -> impl IntoView {
    let n = [("n", n_live.into())];
    let ask = words.say_with("all-shares-revoke", &n);
    view! {
        <section class="panel" aria-labelledby="revoke">
            <h2 id="revoke">{words.say("all-shares-revoke-title")}</h2>
            <details>
                <summary class="button danger">{ask}</summary>
                <p>{words.say("all-shares-revoke-text")}</p>
                <form method="post" action=urls::SHARES_REVOKE>
                    <input type="hidden" name="newest" value=newest/>
                    <button class="button danger" type="submit">{words.say_with("all-shares-revoke-go", &n)}</button>
                </form>
            </details>
        </section>
    }
    .into_any()
}
