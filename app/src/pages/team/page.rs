//! The team: invite somebody, see who is invited and who is here.

use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

use super::{
    api::team,
    data::{Guest, TeamPage},
    people::People,
};
use crate::{
    backend::site,
    components::{load::loaded, moment::Second, title::PageTitle},
    format,
    pages::sources::Copyable,
    urls,
    words::{Words, words},
};

/// Loads and lays out; the answer to the form brings its data along.
#[component]
pub(crate) fn Team() -> impl IntoView {
    let words = words();
    let query = use_query_map().get_untracked();
    let (problem, done) = (query.get("problem"), query.get("done"));
    if let Some(page) = use_context::<TeamPage>() {
        return view! { <Sheet words page problem done/> }.into_any();
    }
    loaded(words, team, move |page: TeamPage| {
        view! { <Sheet words page problem=problem.clone() done=done.clone()/> }.into_any()
    })
    .into_any()
}

#[component]
fn Sheet(words: Words, page: TeamPage, problem: Option<String>, done: Option<String>) -> impl IntoView {
    let title = words.say("team-title");
    let done = done.as_deref().and_then(|done| match done {
        "withdrawn" => Some(words.say("team-done-withdrawn")),
        "role" => Some(words.say("team-done-role")),
        "removed" => Some(words.say("team-done-removed")),
        _ => None,
    });
    let n_invited = page.invited.len();
    let invited: Vec<_> = page.invited.into_iter().map(|guest| view! { <Invited words guest/> }).collect();
    view! {
        <PageTitle text=title.clone()/>
        <header class="head">
            <p class="meta"><a href=urls::SETTINGS>{words.say("settings-title")}</a></p>
            <h1 tabindex="-1">{title}</h1>
            <p class="lead">{words.say("team-lead")}</p>
        </header>
        {problem.map(|code| view! { <p class="notice problem" role="alert">{words.problem(&code)}</p> })}
        {done.map(|done| view! { <p class="notice done" role="status">{done}</p> })}
        {page.created.map(|path| view! { <Created words path/> })}
        <form class="panel share-form" method="post" action=urls::TEAM>
            <p class="source-field">
                <label for="note">{words.say("team-note")}</label>
                <input id="note" name="note" type="text" maxlength="100" autocomplete="off" aria-describedby="note-help"/>
                <span class="meta" id="note-help">{words.say("team-note-help")}</span>
            </p>
            <button class="button main" type="submit">{words.say("team-invite")}</button>
        </form>
        {(n_invited > 0).then(|| view! {
            <section class="panel" aria-labelledby="invited">
                <h2 id="invited">{words.say("team-invited")}</h2>
                <div class="scroll" tabindex="0" role="region" aria-label=words.say("team-invited")>
                    <table class="calls">
                        <thead>
                            <tr>
                                <th scope="col">{words.say("team-note-column")}</th>
                                <th scope="col">{words.say("shares-made")}</th>
                                <th scope="col">{words.say("team-until")}</th>
                                <th scope="col">{words.say("team-withdraw")}</th>
                            </tr>
                        </thead>
                        <tbody>{invited}</tbody>
                    </table>
                </div>
            </section>
        })}
        <People words people=page.people/>
    }
    .into_any()
}

/// The link, which is shown this once.
#[component]
fn Created(words: Words, path: String) -> impl IntoView {
    let text = format!("{}{path}", site());
    view! {
        <section class="panel new-key" aria-labelledby="made">
            <h2 id="made">{words.say("team-link")}</h2>
            <p>{words.say("team-link-text")}</p>
            <Copyable words text/>
        </section>
    }
    .into_any()
}

#[component]
fn Invited(words: Words, guest: Guest) -> impl IntoView {
    let note = format::visible(&guest.note);
    let note = if note.is_empty() { words.say("team-unnoted") } else { note };
    view! {
        <tr>
            <td>{note}</td>
            <td class="time"><Second moment=guest.created_at/><span class="place">{format::visible(&guest.created_by)}</span></td>
            <td class="time"><Second moment=guest.expires_at/></td>
            <td>
                <form method="post" action=urls::team_withdraw(guest.invitation_id)>
                    <button class="button danger small" type="submit">{words.say("team-withdraw")}</button>
                </form>
            </td>
        </tr>
    }
    .into_any()
}
