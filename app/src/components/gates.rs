//! The product's own drawing: a call walks from the left through the gates of API Gateway. An open gate is two posts, the
//! gate that refused is a closed bar where the path ends, a cached answer is an arc over the authorizer, what was not
//! reached is dotted.
//!
//! A list whose items carry the drawing, so that it reads well aloud and stands upright on a narrow screen. The same in one
//! small picture is in `gates_mini`.

use engine::{diagnosis::Gate, request::timeline::Passage};
use leptos::prelude::*;

use crate::words::Words;

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

/// How far the call walked: the index of the last gate it came to, and whether it passed it.
fn walked(passages: &[Passage]) -> (usize, bool) {
    if let Some(stop) = passages.iter().position(|passage| *passage == Passage::Refused) {
        return (stop, false);
    }
    let last = passages.iter().rposition(|passage| matches!(passage, Passage::Passed | Passage::Cached));
    (last.unwrap_or(0), true)
}

fn id(passage: Passage) -> &'static str {
    match passage {
        Passage::Passed => "passed",
        Passage::Cached => "cached",
        Passage::Refused => "refused",
        Passage::NotReached => "not_reached",
        Passage::NotLogged => "not_logged",
        Passage::Absent => "absent",
    }
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
                    <span class="unseen">{words.say(&format!("passage-{}", id(passage)))}</span>
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
fn posts(passage: Passage, is_gone: bool) -> impl IntoView {
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

#[cfg(test)]
mod tests {
    use engine::request::timeline::Passage::{Absent, Cached, NotLogged, NotReached, Passed, Refused};

    use super::walked;

    #[test]
    fn the_path_ends_where_the_call_was_refused_else_at_the_last_gate_it_passed() {
        assert_eq!(walked(&[NotLogged, Passed, Cached, Refused, NotReached]), (3, false));
        assert_eq!(walked(&[NotLogged, Passed, Absent, Passed]), (3, true));
        assert_eq!(walked(&[NotLogged, NotLogged]), (0, true));
    }
}
