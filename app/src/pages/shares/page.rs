//! The links of an incident: make one, see whether it was opened, take it back.

use leptos::prelude::*;
use leptos_router::hooks::{use_params_map, use_query_map};

use super::{
    api::shares,
    data::{Link, SharesPage},
};
use crate::{
    backend::site,
    components::{failure::Nothing, load::loaded, moment::Second, title::PageTitle},
    error::AppError,
    format,
    islands::CopyButton,
    pages::{incidents::story, not_found::say_not_found},
    urls,
    words::{Words, words},
};

/// For how many days a link works: the first is what is offered, none works longer than the last.
pub const DAYS: [i64; 4] = [7, 1, 30, 90];

/// Loads and lays out; the answer to the form brings its data along.
#[component]
pub(crate) fn Shares() -> impl IntoView {
    let words = words();
    let problem = use_query_map().get_untracked().get("problem");
    if let Some(page) = use_context::<SharesPage>() {
        return view! { <Sheet words page problem/> }.into_any();
    }
    let incident_id = use_params_map().read_untracked().get("id").and_then(|id| id.parse::<i64>().ok());
    let load = move || async move {
        match incident_id {
            Some(incident_id) => match shares(incident_id).await {
                Ok(page) => Ok(Some(page)),
                Err(AppError::NotFound) => Ok(None),
                Err(error) => Err(error),
            },
            None => Ok(None),
        }
    };
    loaded(words, load, move |page: Option<SharesPage>| {
        if let Some(page) = page {
            view! { <Sheet words page problem=problem.clone()/> }.into_any()
        } else {
            say_not_found();
            let (title, text) = (words.say("not-found-incident"), words.say("not-found-incident-text"));
            view! { <Nothing words title text/> }.into_any()
        }
    })
    .into_any()
}

#[component]
fn Sheet(words: Words, page: SharesPage, problem: Option<String>) -> impl IntoView {
    let title = words.say_with("shares-title", &[("n", page.incident_id.into())]);
    let of = words.say(&story(&page.identity).key());
    let days = DAYS.map(|days| {
        let label = words.say_with("shares-days", &[("n", days.into())]);
        view! { <option value=days>{label}</option> }
    });
    let (id, now, n_links) = (page.incident_id, page.now, page.links.len());
    let rows: Vec<_> = page.links.into_iter().map(|link| view! { <Row words link now/> }).collect();
    view! {
        <PageTitle text=title.clone()/>
        <header class="head">
            <p class="meta"><a href=urls::incident(id)>{format!("#{id} {of}")}</a></p>
            <h1 tabindex="-1">{title}</h1>
            <p class="lead">{words.say("shares-lead")}</p>
        </header>
        {problem.map(|code| view! { <p class="notice problem" role="alert">{words.problem(&code)}</p> })}
        {page.created.map(|path| view! { <Created words path/> })}
        {if page.has_public_links {
            view! {
                <form class="panel share-form" method="post" action=urls::incident_shares(id)>
                    <p class="source-field">
                        <label for="days">{words.say("shares-for")}</label>
                        <select id="days" name="days">{days}</select>
                    </p>
                    <p class="source-field">
                        <label for="passphrase">{words.say("shares-passphrase-ask")}</label>
                        <input
                            id="passphrase" name="passphrase" type="text" autocomplete="off" spellcheck="false"
                            maxlength="200" aria-describedby="passphrase-help"
                        />
                        <span class="meta" id="passphrase-help">{words.say("shares-passphrase-help")}</span>
                    </p>
                    <button class="button main" type="submit">{words.say("shares-make")}</button>
                </form>
            }.into_any()
        } else {
            view! { <p class="notice">{words.say("shares-none-public")}</p> }.into_any()
        }}
        {(n_links > 0).then(|| view! {
            <section class="panel" aria-labelledby="links">
                <h2 id="links">{words.say("shares-links")}</h2>
                <div class="scroll" tabindex="0" role="region" aria-label=words.say("shares-links")>
                    <table class="calls">
                        <thead>
                            <tr>
                                <th scope="col">{words.say("shares-made")}</th>
                                <th scope="col">{words.say("shares-state")}</th>
                                <th scope="col" class="number">{words.say("shares-views")}</th>
                                <th scope="col">{words.say("shares-revoke")}</th>
                            </tr>
                        </thead>
                        <tbody>{rows}</tbody>
                    </table>
                </div>
            </section>
        })}
    }
    .into_any()
}

/// The link, which is shown this once.
#[component]
fn Created(words: Words, path: String) -> impl IntoView {
    let link = format!("{}{path}", site());
    view! {
        <section class="panel new-key" aria-labelledby="made">
            <h2 id="made">{words.say("shares-new")}</h2>
            <p>{words.say("shares-new-text")}</p>
            <div class="command">
                <pre lang="en" tabindex="0">{link.clone()}</pre>
                <CopyButton
                    text=link is_path=false label=words.say("copy") done=words.say("copied") failed=words.say("copy-failed")
                />
            </div>
        </section>
    }
    .into_any()
}

#[component]
fn Row(words: Words, link: Link, now: engine::time::Instant) -> impl IntoView {
    let who = link.created_by.as_deref().map_or_else(|| words.say("incident-somebody"), format::visible);
    let at = |moment| format!("{} UTC", format::second(moment));
    let (state, is_live) = if let Some(revoked) = link.revoked_at {
        (words.say_with("shares-revoked", &[("at", at(revoked).into())]), false)
    } else if link.expires_at <= now {
        (words.say_with("shares-expired", &[("at", at(link.expires_at).into())]), false)
    } else {
        (words.say_with("shares-live", &[("at", at(link.expires_at).into())]), true)
    };
    view! {
        <tr>
            <td class="time"><Second moment=link.created_at/><span class="place">{who}</span></td>
            <td>
                {state}
                {link.has_passphrase.then(|| view! { <span class="place">{words.say("shares-with-passphrase")}</span> })}
            </td>
            <td class="number">
                {format::count(link.n_views)}
                {link.last_viewed_at.map(|moment| view! { <span class="place"><Second moment/></span> })}
            </td>
            <td>
                {is_live.then(|| view! {
                    <form method="post" action=urls::share_revoke(link.share_id)>
                        <button class="button danger small" type="submit">{words.say("shares-revoke-go")}</button>
                    </form>
                })}
            </td>
        </tr>
    }
    .into_any()
}
