//! The product's own drawing: a call walks from the left through the gates of API Gateway. An open gate is two posts, the
//! gate that refused is a closed bar where the path ends, a cached answer is an arc over the authorizer, what was not
//! reached is dotted.
//!
//! [`GateRow`] is a list whose items carry the drawing, so that it reads well aloud and stands upright on a narrow screen;
//! [`GatesMini`] is the same in one small picture, for lists.

use engine::{
    diagnosis::{Cause, Gate, PolicyOrigin},
    request::timeline::Passage,
    story::{said_of, usual_gate, walked},
};
use leptos::prelude::*;

use crate::{pages::requests::data::RequestRow, words::Words};

/// One gate as it is drawn.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct DrawnGate {
    /// Which.
    pub(crate) gate: Gate,
    /// How the call fared.
    pub(crate) passage: Passage,
    /// What is said under its name.
    pub(crate) note: String,
    /// The numbers of its lines, and the fragment of the first.
    pub(crate) lines: Option<(String, i64, String)>,
}

/// The id of a passage in the page.
pub(crate) fn id(passage: Passage) -> &'static str {
    said_of(passage).trim_start_matches("passage-")
}

/// The row of gates of one call.
#[component]
pub(crate) fn GateRow(words: Words, gates: Vec<DrawnGate>) -> impl IntoView {
    let passages: Vec<_> = gates.iter().map(|gate| gate.passage).collect();
    let (last, is_through) = walked(&passages);
    let items = gates
        .into_iter()
        .enumerate()
        .map(|(place, gate)| {
            let passage = gate.passage;
            let went = |is_gone: bool| if is_gone { "way went" } else { "way" };
            let came = went(place <= last);
            let left = went(place < last || (place == last && is_through));
            view! {
                <li class="gate" id=format!("gate-{}", gate.gate.id()) data-passage=id(passage)>
                    <span class="drawing" aria-hidden="true">
                        <span class=came></span>
                        {posts(passage, place <= last)}
                        <span class=left></span>
                    </span>
                    <span class="name">{words.say(&format!("gate-{}", gate.gate.id()))}</span>
                    <span class="unseen">{words.say(said_of(passage))}</span>
                    <span class="note">{gate.note}</span>
                    {gate.lines.map(|(lines, n, first)| view! {
                        <a class="lines" href=format!("#{first}")>
                            {words.say_with("gate-lines", &[("n", n.into()), ("lines", lines.into())])}
                        </a>
                    })}
                </li>
            }
        })
        .collect_view();
    view! { <ol class="gates" aria-label=words.say("gates-label")>{items}</ol> }.into_any()
}

/// The gate itself, in the colour of its list item. `is_gone` says whether the call walked this far: a refusal's answer
/// passes the last gate, but the call did not.
pub(crate) fn posts(passage: Passage, is_gone: bool) -> impl IntoView {
    const POSTS: &str = "M18 10V24M18 40V54M38 10V24M38 40V54";
    let through = if is_gone { "through" } else { "ahead" };
    let shape = match passage {
        Passage::Refused => view! {
            <path class="through" d="M0 32H20"/>
            <path class="ahead" d="M41 32H56"/>
            <rect class="closed" x="20" y="8" width="16" height="48" rx="2"/>
            <path class="cross" d="M24.5 27.5l7 9M31.5 27.5l-7 9"/>
        }
        .into_any(),
        Passage::Cached => view! {
            <path class="post" d=POSTS/>
            <path class="through" d="M0 32H4M52 32H56"/>
            <path class="arc" d="M4 32C4 -4 52 -4 52 32"/>
            <rect class="card" x="19" y="0.75" width="18" height="10" rx="2"/>
            <path class="arc" d="M24 5.75h8"/>
        }
        .into_any(),
        Passage::Absent => view! { <path class=through d="M0 32H56"/> }.into_any(),
        Passage::NotLogged => view! {
            <path class=through d="M0 32H56"/>
            <path class="post dashed" d=POSTS/>
        }
        .into_any(),
        Passage::Passed => view! {
            <path class=through d="M0 32H56"/>
            <path class="post" d=POSTS/>
        }
        .into_any(),
        Passage::NotReached => view! {
            <path class="ahead" d="M0 32H56"/>
            <path class="post" d=POSTS/>
        }
        .into_any(),
    };
    view! { <svg viewBox="0 0 56 64" width="56" height="64" focusable="false">{shape}</svg> }
}

/// What a call's ending looks like in one small picture.
#[component]
pub(crate) fn GatesMini(words: Words, row: RequestRow) -> impl IntoView {
    /// Between two gates, in the picture's units.
    const STEP: usize = 15;
    let is_allowed = row.cause == Cause::None;
    let is_cached = row.policy_origin == Some(PolicyOrigin::Cached);
    let stop = row.gate.filter(|_| !is_allowed).or_else(|| usual_gate(row.cause));
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
