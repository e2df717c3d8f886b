//! Who is here, with what may be done about them; and who was.

use leptos::prelude::*;

use super::data::Mate;
use crate::{components::moment::Second, format, urls, viewer::Role, words::Words};

/// Both.
#[component]
pub(super) fn People(words: Words, people: Vec<Mate>) -> impl IntoView {
    let (gone, here): (Vec<Mate>, Vec<Mate>) = people.into_iter().partition(|mate| mate.removed_at.is_some());
    let n_administrators = here.iter().filter(|mate| mate.role == Role::Administrator).count();
    let here: Vec<_> = here
        .into_iter()
        .map(|mate| {
            let is_last = n_administrators == 1 && mate.role == Role::Administrator;
            view! { <Here words mate is_last/> }
        })
        .collect();
    let n_gone = gone.len();
    let gone: Vec<_> = gone
        .into_iter()
        .map(|mate| {
            view! {
                <li>
                    {format::visible(&mate.name)}" "
                    {mate.removed_at.map(|at| view! { <span class="meta"><Second moment=at/>" UTC"</span> })}
                </li>
            }
        })
        .collect();
    view! {
        <section class="panel" aria-labelledby="people">
            <h2 id="people">{words.say("team-people")}</h2>
            <div class="scroll" tabindex="0" role="region" aria-label=words.say("team-people")>
                <table class="calls">
                    <thead>
                        <tr>
                            <th scope="col">{words.say("sign-in-name")}</th>
                            <th scope="col">{words.say("team-role")}</th>
                            <th scope="col">{words.say("team-since")}</th>
                            <th scope="col">{words.say("team-change")}</th>
                        </tr>
                    </thead>
                    <tbody>{here}</tbody>
                </table>
            </div>
        </section>
        {(n_gone > 0).then(|| view! {
            <section class="panel" aria-labelledby="gone">
                <h2 id="gone">{words.say("team-gone")}</h2>
                <p>{words.say("team-gone-text")}</p>
                <ul class="plain-list">{gone}</ul>
            </section>
        })}
    }
    .into_any()
}

#[component]
fn Here(words: Words, mate: Mate, is_last: bool) -> impl IntoView {
    let id = mate.user_id;
    let name = format::visible(&mate.name);
    let (role, other, key) = match mate.role {
        Role::Administrator => ("role-administrator", Role::Member, "team-make-member"),
        Role::Member => ("role-member", Role::Administrator, "team-make-administrator"),
    };
    let go = words.say_with("team-remove-go", &[("name", name.as_str().into())]);
    view! {
        <tr>
            <td>{name}{mate.is_viewer.then(|| view! { " "<span class="meta">{words.say("team-you")}</span> })}</td>
            <td>{words.say(role)}</td>
            <td class="time"><Second moment=mate.created_at/></td>
            <td>
                {if is_last {
                    view! { <span class="meta">{words.say("team-last")}</span> }.into_any()
                } else {
                    view! {
                        <div class="team-changes">
                            <form method="post" action=urls::team_role(id)>
                                <input type="hidden" name="role" value=other.id()/>
                                <button class="button small" type="submit">{words.say(key)}</button>
                            </form>
                            <details>
                                <summary class="button danger small">{words.say("team-remove")}</summary>
                                <p>{words.say("team-remove-text")}</p>
                                <form method="post" action=urls::team_remove(id)>
                                    <button class="button danger small" type="submit">{go}</button>
                                </form>
                            </details>
                        </div>
                    }.into_any()
                }}
            </td>
        </tr>
    }
    .into_any()
}
