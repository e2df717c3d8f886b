//! What the same caller did shortly before and after: it shows at a glance which call filled the cache and which it hurt.

use engine::{
    diagnosis::{Cause, PolicyOrigin},
    story::Story,
};
use leptos::prelude::*;

use super::data::RequestPage;
use crate::{
    format,
    pages::requests::{CallTable, data::RequestRow},
    words::Words,
};

/// The calls of the same caller, this one among them; nothing when there are no others.
#[component]
pub(crate) fn SameCaller(words: Words, page: RequestPage) -> impl IntoView {
    (page.same_caller.len() > 1)
        .then(|| {
            let current = page.row.reference.clone();
            view! {
                <section class="panel" aria-labelledby="same-caller">
                    <h2 id="same-caller">{words.say("same-caller-title")}</h2>
                    <Strip words rows=page.same_caller.clone() current=current.clone()/>
                    <CallTable words rows=page.same_caller current=Some(current)/>
                    <p class="meta">{words.say("same-caller-note")}</p>
                </section>
            }
        })
        .into_any()
}

/// The calls along the time: a dot went through, a bar was stopped. Across it is measured in hundredths and down in pixels.
#[component]
fn Strip(words: Words, rows: Vec<RequestRow>, current: String) -> impl IntoView {
    let times: Vec<_> = rows.iter().filter_map(|row| row.started_at).collect();
    let (Some(first), Some(last)) = (times.iter().min().copied(), times.iter().max().copied()) else {
        return ().into_any();
    };
    let span = last.since(first).max(1);
    let marks: Vec<_> = rows
        .iter()
        .filter_map(|row| {
            let at = row.started_at?;
            // In thousandths, with room for the marks at the ends.
            let place = 15 + at.since(first).saturating_mul(970) / span;
            let x = format!("{}.{}%", place / 10, place % 10);
            let why = words.say(&Story::new(row.cause, row.deny, row.policy_origin).key());
            let call = format::call(row.method.as_deref(), row.path.as_deref());
            let said = [Some(format::second(at)), call, Some(why)];
            let said = said.into_iter().flatten().collect::<Vec<_>>().join(" · ");
            let is_cached = row.policy_origin == Some(PolicyOrigin::Cached);
            let class = match (row.cause == Cause::None, is_cached) {
                (true, false) => "went",
                (true, true) => "went cached",
                (false, false) => "stopped",
                (false, true) => "stopped cached",
            };
            let here = (row.reference == current)
                .then(|| view! { <line class="here" x1=x.clone() x2=x.clone() y1="2" y2="46"/> });
            let mark = if row.cause == Cause::None {
                view! { <circle class=class cx=x cy="24" r="5"><title>{said}</title></circle> }.into_any()
            } else {
                view! { <line class=class x1=x.clone() x2=x y1="12" y2="36"><title>{said}</title></line> }
                    .into_any()
            };
            Some(view! { {here}{mark} })
        })
        .collect();
    let n_stopped = rows.iter().filter(|row| row.cause != Cause::None).count();
    let number = |n: usize| i64::try_from(n).unwrap_or(i64::MAX).into();
    let summary =
        words.say_with("same-caller-strip", &[("n", number(rows.len())), ("stopped", number(n_stopped))]);
    view! {
        <figure class="strip">
            <svg class="strip-drawing" width="100%" height="48" role="img" aria-label=summary.clone()>
                <line class="axis" x1="0" x2="100%" y1="24" y2="24"/>
                {marks}
            </svg>
            <p class="strip-ends faint">
                <span>{format::second(first)}</span>
                <span>{format::second(last)}</span>
            </p>
            <figcaption class="meta">{summary}" "{words.say("same-caller-key")}</figcaption>
        </figure>
    }
    .into_any()
}
