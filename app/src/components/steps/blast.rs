//! Whom it touches and what it costs, in figures of the moment of the call.

use engine::{
    diagnosis::Grade,
    format::count,
    remediation::{Card, Figures, Kind},
};
use leptos::prelude::*;

use crate::{components::badge::GradeBadge, format, words::Words};

/// Seconds of a day.
const DAY: f64 = 86_400.0;

/// What is known of it; nothing where nothing is.
#[component]
pub(super) fn Blast(words: Words, card: Card, cache: Option<String>) -> impl IntoView {
    let Card { kind, facts, .. } = card;
    let said = match kind {
        Kind::Flush | Kind::ChangeIdentitySource => emptied(words, facts.figures),
        Kind::CachingOff => uncached(words, facts.figures),
        _ => None,
    };
    let said = said.map(|said| {
        let see = cache.map(|href| view! { " "<a href=href>{words.say("card-see-cache")}</a> });
        view! { <p>{said}" "<GradeBadge words grade=Grade::Inferred/>{see}</p> }
    });
    let unchecked = facts
        .loses_identity_check
        .then(|| view! { <p class="notice problem">{words.say("card-no-identity-check")}</p> });
    let evaluation = facts.evaluation.map(|evaluation| {
        view! {
            <p class="faint">{words.say("card-evaluation")}</p>
            <blockquote lang="en"><code>{format::visible(&evaluation)}</code></blockquote>
        }
    });
    view! {
        {said}
        {unchecked}
        {evaluation}
    }
    .into_any()
}

/// Whose entries no longer serve.
fn emptied(words: Words, figures: Figures) -> Option<String> {
    let entries = whole(figures.live_entries?);
    Some(match figures.callers {
        Some(callers) => {
            let slots = [("entries", entries.into()), ("callers", whole(callers).into())];
            words.say_with("card-blast-emptied", &slots)
        }
        None => words.say_with("card-blast-emptied-entries", &[("entries", entries.into())]),
    })
}

/// What every call asking the authorizer comes to.
fn uncached(words: Words, figures: Figures) -> Option<String> {
    let (fresh, uncached) = (figures.fresh_per_second?, figures.uncached_per_second?);
    #[expect(clippy::cast_possible_truncation, reason = "a count of calls; more than fit is as good as most")]
    let more = ((uncached - fresh).max(0.0) * DAY).round() as i64;
    let slots =
        [("fresh", rate(fresh).into()), ("uncached", rate(uncached).into()), ("more", count(more).into())];
    Some(words.say_with("card-blast-uncached", &slots))
}

fn whole(n: u64) -> i64 {
    i64::try_from(n).unwrap_or(i64::MAX)
}

/// Calls a second: two figures that matter.
fn rate(per_second: f64) -> String {
    match per_second {
        rate if rate >= 10.0 => format!("{rate:.0}"),
        rate if rate >= 0.095 => format!("{rate:.1}"),
        rate => format!("{rate:.3}"),
    }
}
