//! The moment that is looked at, and the ways to others: a field, steps, and how many entries lived around it.

use engine::{diagnosis::Grade, time::Instant};
use leptos::prelude::*;

use super::data::CachePage;
use crate::{
    components::{badge::GradeBadge, moment::Second},
    format, urls,
    words::Words,
};

/// The width of a column, its gap, and the height of the drawing.
const COLUMN: i64 = 16;
const GAP: i64 = 4;
const HEIGHT: i64 = 48;

/// The moment, and the ways to others.
#[component]
pub(super) fn When(words: Words, page: CachePage) -> impl IntoView {
    let row = page.authorizer.clone();
    let to = |at: Option<Instant>| {
        let at = at.map(|at| at.to_string());
        urls::cache(&row.api_id, &row.stage, &row.authorizer_id, at.as_deref(), 1)
    };
    let step = row.ttl_ms.filter(|ttl| *ttl > 0).unwrap_or(engine::cache::DEFAULT_TTL_MS);
    // The field takes no zone: what it holds is UTC, as its label says.
    let value: String = page.at.to_string().chars().take(19).collect();
    let last = row.last_answer.filter(|last| *last != page.at);
    view! {
        <form class="when" method="get" action=to(None)>
            <label for="at">{words.say("cache-at")}</label>
            <input id="at" name="at" type="datetime-local" step="1" value=value required/>
            <button class="button" type="submit">{words.say("cache-at-go")}</button>
            <a href=to(Some(page.at.plus_millis(-step)))>{words.say("cache-earlier")}</a>
            {(!page.is_now).then(|| view! {
                <a href=to(Some(page.at.plus_millis(step)))>{words.say("cache-later")}</a>
                <a href=to(None)>{words.say("cache-now")}</a>
            })}
            {last.map(|last| view! { <a href=to(Some(last))>{words.say("cache-last-answer")}</a> })}
        </form>
        <Around words page/>
    }
    .into_any()
}

/// How many entries live around the moment: a column each, which leads there.
#[component]
fn Around(words: Words, page: CachePage) -> impl IntoView {
    let row = &page.authorizer;
    let most = page.around.iter().map(|(_, n)| *n).max().unwrap_or_default();
    if most == 0 {
        return ().into_any();
    }
    let n_columns = i64::try_from(page.around.len()).unwrap_or_default();
    let columns: Vec<_> = page
        .around
        .iter()
        .zip(0_i64..)
        .map(|((at, n), place)| {
            let height = i64::from(*n) * HEIGHT / i64::from(most);
            // What is there can be seen, however little it is.
            let height = if *n > 0 { height.max(2) } else { 0 };
            let is_this = *at == page.at;
            let at_text = format!("{} UTC", format::second(*at));
            let slots = [("at", at_text.into()), ("n", i64::from(*n).into())];
            let title = words.say_with("cache-around-one", &slots);
            let label = title.clone();
            let moment = at.to_string();
            let href = urls::cache(&row.api_id, &row.stage, &row.authorizer_id, Some(&moment), 1);
            let x = place * (COLUMN + GAP);
            view! {
                <a href=href aria-current=is_this.then_some("true") aria-label=label>
                    <title>{title}</title>
                    <rect class="ground" x=x y="0" width=COLUMN height=HEIGHT/>
                    <rect class="alive" x=x y=HEIGHT - height width=COLUMN height=height/>
                </a>
            }
        })
        .collect();
    let (first, last) = (page.around.first().map(|(at, _)| *at), page.around.last().map(|(at, _)| *at));
    let caption = words.say_with("cache-around", &[("most", i64::from(most).into())]);
    let (named, drawn) = (caption.clone(), caption.clone());
    let flushed = page.flushed.iter().map(|flushed| {
        let slots = [
            ("after", format::second(flushed.after).into()),
            ("before", format!("{} UTC", format::second(flushed.before)).into()),
            ("n", i64::from(flushed.n_entries).into()),
        ];
        view! { <li>{words.say_with("cache-flushed", &slots)}" "<GradeBadge words grade=Grade::Inferred/></li> }
    });
    let flushed = flushed.collect_view();
    view! {
        <figure class="around">
            <figcaption>{caption}</figcaption>
            <div class="scroll" tabindex="0" role="region" aria-label=named>
            <svg
                viewBox=format!("0 0 {} {HEIGHT}", n_columns * (COLUMN + GAP) - GAP) preserveAspectRatio="none"
                role="group" aria-label=drawn
            >
                {columns}
            </svg>
            </div>
            <p class="meta around-ends">
                {first.map(|at| view! { <Second moment=at/> })}
                {last.map(|at| view! { <span><Second moment=at/>" "{words.say("utc")}</span> })}
            </p>
            {(!page.flushed.is_empty()).then(|| view! { <ul class="flushed">{flushed}</ul> })}
        </figure>
    }
    .into_any()
}
