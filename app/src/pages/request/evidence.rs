//! The call's lines in the log's own words. Lines that decided are washed in the verdict's colour; each has an address
//! (`#line-12`) and names its gate.

use std::collections::{HashMap, HashSet};

use engine::{diagnosis::Gate, request::Line, story::Weight};
use leptos::prelude::*;

use super::data::RequestPage;
use crate::{format, words::Words};

/// The lines.
#[component]
pub(crate) fn Evidence(words: Words, page: RequestPage) -> impl IntoView {
    let n = i64::try_from(page.request.lines.len()).unwrap_or(i64::MAX);
    if n == 0 {
        return view! { <p>{words.say("evidence-none")}</p> }.into_any();
    }
    let weighed = weigh(&page);
    let first_day = page.request.lines.iter().find_map(|line| line.at).map(engine::time::Instant::date);
    let items = weighed
        .into_iter()
        .map(|(line, fragment, weight, gate)| {
            view! { <OneLine words line fragment weight gate first_day=first_day.clone()/> }
        })
        .collect_view();
    view! {
        <p class="meta">
            <span>{words.say_with("evidence-lines", &[("n", n.into())])}</span>
            {first_day.map(|day| view! { <span>{format!("{day} UTC")}</span> })}
        </p>
        <ol class="raw">{items}</ol>
        <p class="meta">{words.say("evidence-note")}</p>
    }
    .into_any()
}

/// Each line with its fragment, its weight and its gate.
fn weigh(page: &RequestPage) -> Vec<(Line, String, Weight, Option<Gate>)> {
    let evidence: HashSet<u64> = page.diagnosis.evidence.iter().copied().collect();
    let gates: HashMap<u64, &_> = page
        .gates
        .iter()
        .flat_map(|passage| passage.lines.iter().map(move |number| (*number, passage)))
        .collect();
    let mut seen = HashMap::<u64, u32>::new();
    page.request
        .lines
        .iter()
        .map(|line| {
            // Lines of two exports may share a number; an address may not be given twice.
            let times = seen.entry(line.number).or_default();
            *times += 1;
            let fragment = match *times {
                1 => format!("line-{}", line.number),
                again => format!("line-{}-{again}", line.number),
            };
            let passage = gates.get(&line.number);
            let weight = Weight::of(&page.diagnosis, evidence.contains(&line.number), passage.copied());
            (line.clone(), fragment, weight, passage.map(|passage| passage.gate))
        })
        .collect()
}

#[component]
fn OneLine(
    words: Words,
    line: Line,
    fragment: String,
    weight: Weight,
    gate: Option<Gate>,
    first_day: Option<String>,
) -> impl IntoView {
    let at = line.at.map(|moment| {
        let day = moment.date();
        let iso = moment.to_string();
        let shown = if Some(&day) == first_day.as_ref() {
            moment.time_of_day()
        } else {
            format!("{day} {}", moment.time_of_day())
        };
        view! { <time class="at" datetime=iso.clone() title=iso>{shown}</time> }
    });
    let said = match weight {
        Weight::Deciding | Weight::Allowing => Some(words.say("evidence-deciding")),
        Weight::Cached => Some(words.say("evidence-cached")),
        Weight::Other => None,
    };
    let label = words.say_with("evidence-line", &[("number", line.number.to_string().into())]);
    let address = format!("#{fragment}");
    view! {
        <li id=fragment data-weight=weight.id()>
            <a class="no" href=address aria-label=label>{line.number}</a>
            {at}
            <span class="text" lang="en" translate="no">{format::visible(&line.text)}</span>
            {gate.map(|gate| view! {
                <a class="at-gate" href=format!("#gate-{}", gate.id())>{words.say(&format!("gate-{}", gate.id()))}</a>
            })}
            {said.map(|said| view! { <span class="unseen">{said}</span> })}
        </li>
    }
    .into_any()
}
