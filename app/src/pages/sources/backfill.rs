//! The past of a log group: what of it nobody has read, what is being read, and the form that asks for more.

use engine::time::Instant;
use leptos::prelude::*;

use super::{
    card::Shown,
    data::{Pull, Source},
    figures::Figure,
};
use crate::{format, urls, words::Words};

/// What lies between the stretches that were read, each with a button that reads it.
#[component]
pub(crate) fn Gaps(words: Words, source: Source) -> impl IntoView {
    let since = source.covered_since()?;
    let gaps = source.gaps();
    let at = |moment: Instant| format!("{} UTC", format::second(moment));
    if gaps.is_empty() {
        let text = words.say_with("sources-no-gap", &[("since", at(since).into())]);
        return Some(view! { <p class="meta">{text}</p> }.into_any());
    }
    let rows = gaps
        .into_iter()
        .map(|(from, to)| {
            let slots = [("from", at(from).into()), ("to", at(to).into())];
            view! {
                <li>
                    <span>{words.say_with("sources-gap", &slots)}</span>
                    <form method="post" action=urls::source_action(source.source_id, "backfill")>
                        <input type="hidden" name="window" value="range"/>
                        <input type="hidden" name="from" value=from.to_string()/>
                        <input type="hidden" name="to" value=to.to_string()/>
                        <button class="button small" type="submit" aria-label=words.say_with("sources-gap-read", &slots)>
                            {words.say("sources-gap-read-short")}
                        </button>
                    </form>
                </li>
            }
        })
        .collect_view();
    Some(view! { <ul class="source-gaps">{rows}</ul> }.into_any())
}

/// What of the past was asked for, and how far it is.
#[component]
pub(crate) fn Backfills(words: Words, source: Source, figures: Vec<Figure>) -> impl IntoView {
    if figures.is_empty() {
        return ().into_any();
    }
    let rows = source
        .backfills()
        .cloned()
        .zip(figures)
        .map(|(pull, figure)| view! { <Backfill words source_id=source.source_id pull figure/> })
        .collect_view();
    view! { <ul class="source-pulls" aria-label=words.say("sources-backfills")>{rows}</ul> }.into_any()
}

#[component]
fn Backfill(words: Words, source_id: i64, pull: Pull, figure: Figure) -> impl IntoView {
    let id = figure.id.clone();
    let bar = pull.is_open().then(|| {
        let bar = format!("{id}-bar");
        view! {
            <progress id=bar max="100" value=pull.percent() aria-labelledby=id></progress>
            <form method="post" action=urls::source_cancel(source_id, pull.pull_id)>
                <button class="button small" type="submit">{words.say("sources-backfill-cancel")}</button>
            </form>
        }
    });
    view! { <li>{bar}<Shown figure class=""/></li> }.into_any()
}

/// Asks for a stretch of the past.
#[component]
pub(crate) fn Past(words: Words, source_id: i64, name: String, now: Instant) -> impl IntoView {
    let choice = |window: &'static str, key: &str| {
        view! { <button class="button" type="submit" name="window" value=window>{words.say(key)}</button> }
    };
    let (from, to) = (format!("source-{source_id}-from"), format!("source-{source_id}-to"));
    // What a field of this kind takes has no zone; its label says that it is UTC.
    let local = |moment: Instant| format::second(moment).replace(' ', "T");
    let hour_ago = now.plus_millis(-60 * 60 * 1_000);
    let action = urls::source_action(source_id, "backfill");
    view! {
        <section class="more-part">
            <h3>{words.say("sources-past")}</h3>
            <p>{words.say("sources-past-text")}</p>
            <form class="actions" method="post" action=action.clone()>
                {choice("hour", "sources-past-hour")}
                {choice("day", "sources-past-day")}
                {choice("week", "sources-past-week")}
            </form>
            <form class="source-range" method="post" action=action aria-label=words.say_with("sources-past-of", &[("name", name.into())])>
                <input type="hidden" name="window" value="range"/>
                <p>
                    <label for=from.clone()>{words.say("sources-past-from")}</label>
                    <input id=from name="from" type="datetime-local" step="1" required value=local(hour_ago)/>
                </p>
                <p>
                    <label for=to.clone()>{words.say("sources-past-to")}</label>
                    <input id=to name="to" type="datetime-local" step="1" required value=local(now)/>
                </p>
                <button class="button" type="submit">{words.say("sources-past-go")}</button>
            </form>
        </section>
    }
    .into_any()
}
