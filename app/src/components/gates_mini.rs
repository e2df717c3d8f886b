//! The drawing of the gates in one small picture, for lists.

use engine::diagnosis::{Cause, Gate, PolicyOrigin};
use leptos::prelude::*;

use crate::{pages::requests::data::RequestRow, story, words::Words};

/// What a call's ending looks like in one small picture.
#[component]
pub(crate) fn GatesMini(words: Words, row: RequestRow) -> impl IntoView {
    /// Between two gates, in the picture's units.
    const STEP: usize = 15;
    let is_allowed = row.cause == Cause::None;
    let is_cached = row.policy_origin == Some(PolicyOrigin::Cached);
    let stop = row.gate.filter(|_| !is_allowed).or_else(|| story::usual_gate(row.cause));
    let stop_place = stop.and_then(|stop| Gate::ALL.iter().position(|gate| *gate == stop));
    let width = Gate::ALL.len() * STEP + 8;
    let x = |place: usize| STEP * place + 11;

    let label = match (stop, is_allowed) {
        (_, true) => words.say("gates-mini-allowed"),
        (Some(gate), _) => {
            let gate = words.say(&format!("gate-{}", gate.id()));
            let key = if is_cached { "gates-mini-cached" } else { "gates-mini-refused" };
            words.say_with(key, &[("gate", gate.into())])
        }
        (None, _) => words.say("gates-mini-unknown"),
    };
    let end = match (stop_place, is_allowed) {
        (_, true) => Some(width),
        (Some(stop), _) => Some(x(stop)),
        (None, _) => None,
    };
    let posts = Gate::ALL
        .iter()
        .enumerate()
        .map(|(place, gate)| {
            let x = x(place);
            if Some(place) == stop_place {
                view! { <rect class="closed" x=x.saturating_sub(3) y="2" width="6" height="18" rx="1"/> }
                    .into_any()
            } else {
                let is_arc = is_cached && *gate == Gate::Authorizer;
                let class = match (end, is_arc) {
                    (_, true) => "post held",
                    (Some(end), _) if x < end => "post",
                    _ => "post ahead",
                };
                view! {
                    <path class=class d=format!("M{x} 4V8M{x} 14V18")/>
                    {is_arc.then(|| {
                        let (from, to) = (x.saturating_sub(6), x + 6);
                        view! { <path class="arc" d=format!("M{from} 11C{from} -3 {to} -3 {to} 11")/> }
                    })}
                }
                .into_any()
            }
        })
        .collect_view();
    view! {
        <svg
            class="gates-mini" role="img" aria-label=label
            viewBox=format!("0 0 {width} 22") width=width height="22"
        >
            <path class="way" d=format!("M2 11H{width}")/>
            {end.map(|end| view! { <path class="way went" d=format!("M2 11H{end}")/> })}
            {posts}
        </svg>
    }
    .into_any()
}
