//! Is it ours, how bad, since when, what changed: what somebody on call asks first.

use leptos::prelude::*;

use super::data::Answer;
use crate::{
    components::chart::{mark_url, mark_words, share},
    format,
    pages::{
        incidents::{Heals, figures, story},
        requests::data::RequestsQuery,
        stages::stage_name,
    },
    urls,
    words::Words,
};

/// The answer in one sentence.
pub(super) fn headline(words: Words, answer: &Answer) -> String {
    let identity = &answer.incident.identity;
    let (n_requests, n_refused) = answer.after;
    let slots = [
        ("stage", stage_name(words, &identity.api_id, &identity.stage).into()),
        ("since", format!("{} UTC", format::minute(answer.since)).into()),
        ("share", share(n_refused, n_requests).into()),
    ];
    words.say_with("answer-headline", &slots)
}

/// The four questions, each with its answer and where that is shown.
#[component]
pub(super) fn Questions(words: Words, answer: Answer) -> impl IntoView {
    let Answer { now, incident, since, after, before, n_ours, n_beside, n_unknown, n_incidents, changed } =
        answer;
    let title = words.say(&story(&incident.identity).key());
    let slots = [("ours", n_ours.into()), ("beside", n_beside.into()), ("unknown", n_unknown.into())];
    let ours =
        words.say_with(if n_unknown > 0 { "answer-ours-unknown" } else { "answer-ours-figures" }, &slots);
    let was = if before.0 > 0 {
        words.say_with("answer-before", &[("share", share(before.1, before.0).into())])
    } else {
        words.say("answer-no-before")
    };
    let bad = words
        .say_with("answer-bad-figures", &[("n", after.1.into()), ("share", share(after.1, after.0).into())]);
    let calls = RequestsQuery::default()
        .with("cause", "refused")
        .with("api", &incident.identity.api_id)
        .with("stage", &incident.identity.stage)
        .with("from", &since.to_string());
    let changed = match changed {
        Some(mark) => {
            let ago = words.span(since.since(mark.at).max(0) / 1_000 * 1_000);
            let before = words.say_with("answer-changed-before", &[("span", ago.into())]);
            view! {
                <a href=mark_url(&mark)>{mark_words(words, &mark)}</a>" "
                <span class="faint">{before}</span>
            }
            .into_any()
        }
        None => view! { <span>{words.say("answer-nothing-changed")}</span> }.into_any(),
    };
    let others = i64::from(n_incidents.saturating_sub(1));
    view! {
        <dl class="answer">
            <div>
                <dt>{words.say("answer-ours")}</dt>
                <dd>
                    <a href=urls::incident(incident.incident_id)>{title}</a>
                    <p class="meta">{figures(words, &incident)}<span>{ours}</span></p>
                </dd>
            </div>
            <div>
                <dt>{words.say("answer-bad")}</dt>
                <dd><a href=urls::requests(&calls)>{bad}</a><p class="meta"><span>{was}</span></p></dd>
            </div>
            <div>
                <dt>{words.say("answer-since")}</dt>
                <dd>
                    {format!("{} UTC", format::minute(since))}
                    <p class="meta">
                        <Heals words heals_at=incident.heals_at now/>
                        {(others > 0).then(|| view! {
                            <a href=urls::INCIDENTS>{words.say_with("answer-others", &[("n", others.into())])}</a>
                        })}
                    </p>
                </dd>
            </div>
            <div>
                <dt>{words.say("answer-changed")}</dt>
                <dd>{changed}</dd>
            </div>
        </dl>
    }
    .into_any()
}
