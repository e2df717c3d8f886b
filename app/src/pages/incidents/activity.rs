//! What was said and done about an incident, and the field to say more.

use engine::time::Instant;
use leptos::prelude::*;

use super::{
    data::{Activity, IncidentPage},
    markdown::Markdown,
};
use crate::{components::moment::Moment, format, urls, words::Words};

/// A longer comment is refused.
pub const LONGEST_COMMENT: usize = 10_000;

/// All of it, the oldest first.
#[component]
pub(super) fn ActivityList(words: Words, page: IncidentPage) -> impl IntoView {
    let id = page.incident.incident_id;
    let items: Vec<_> = page.activity.into_iter().map(|one| view! { <One words one/> }).collect();
    view! {
        <section class="panel" aria-labelledby="activity">
            <h2 id="activity">{words.say("incident-activity")}</h2>
            <ol class="activity">{items}</ol>
            <form class="comment" method="post" action=urls::incident_action(id, "comment")>
                <label for="text">{words.say("incident-comment")}</label>
                <textarea id="text" name="text" rows="3" maxlength=LONGEST_COMMENT required aria-describedby="text-help"/>
                <span class="meta" id="text-help">{words.say("incident-comment-help")}</span>
                <button class="button" type="submit">{words.say("incident-comment-go")}</button>
            </form>
        </section>
    }
    .into_any()
}

#[component]
fn One(words: Words, one: Activity) -> impl IntoView {
    let (who, done) = done(words, &one);
    let is_comment = one.kind == "comment";
    view! {
        <li>
            <p class="meta"><b>{who}</b><span>{done}</span><Moment moment=one.at/></p>
            {is_comment.then(|| view! { <Markdown text=one.body/> })}
        </li>
    }
    .into_any()
}

/// Who did what.
pub(crate) fn done(words: Words, one: &Activity) -> (String, String) {
    let who = one.user.as_deref().map_or_else(|| words.say("incident-somebody"), format::visible);
    let key = format!("activity-{}", one.kind);
    // What a later version does has no words here.
    let done = if one.kind == "assigned" && !one.body.is_empty() {
        words.say_with("activity-assigned-to", &[("name", format::visible(&one.body).into())])
    } else if words.has(&key) {
        words.say(&key)
    } else {
        format::visible(&one.kind)
    };
    let ends = if one.kind == "ignored" { ends(words, &one.body) } else { String::new() };
    (who, done + &ends)
}

/// How long it was left aside: `until=… calls=… callers=…`.
fn ends(words: Words, body: &str) -> String {
    let parts = body.split(' ').filter_map(|part| {
        let (name, value) = part.split_once('=')?;
        match name {
            "until" => {
                let at = format!("{} UTC", format::second(Instant::parse(value)?));
                Some(words.say_with("activity-until", &[("at", at.into())]))
            }
            "calls" => Some(words.say_with("activity-calls", &[("n", value.parse::<i64>().ok()?.into())])),
            "callers" => {
                Some(words.say_with("activity-callers", &[("n", value.parse::<i64>().ok()?.into())]))
            }
            _ => None,
        }
    });
    let parts: Vec<String> = parts.collect();
    if parts.is_empty() { String::new() } else { format!(" {}", parts.join(" ")) }
}
