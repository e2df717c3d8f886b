//! What to do, in order: from waiting to the lasting fix, each with the commands that do it, how to see that it helped, and how to
//! go back.
//!
//! | file | what is there |
//! |---|---|
//! | `blast` | whom it touches, and what it costs |
//! | `ways` | its commands |

mod blast;
mod ways;

use engine::{
    remediation::Card,
    story::{Step, Story},
    time::Instant,
};
use leptos::prelude::*;

use self::{blast::Blast, ways::Ways};
use crate::{format, words::Words};

/// What it is to be done about.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct About {
    /// When the denying cache entry dies.
    pub(crate) heals_at: Option<Instant>,
    /// The API.
    pub(crate) api_id: Option<String>,
    /// The stage.
    pub(crate) stage: Option<String>,
    /// What can be typed.
    pub(crate) cards: Vec<Card>,
    /// The page of the cache at that moment, which shows what the figures count.
    pub(crate) cache: Option<String>,
}

/// The ordered list.
#[component]
pub(crate) fn Steps(words: Words, story: Story, about: About) -> impl IntoView {
    let items = to_do(story, &about.cards)
        .into_iter()
        .enumerate()
        .map(|(place, (step, card))| {
            view! { <OneStep words number=place + 1 step about=about.clone() card/> }
        })
        .collect_view();
    view! {
        <section class="steps" aria-labelledby="steps">
            <h2 id="steps">{words.say("steps-title")}</h2>
            <ol>{items}</ol>
        </section>
    }
    .into_any()
}

/// What there is to do, each step with its card; a step whose commands cannot be written here is left out.
pub(crate) fn to_do(story: Story, cards: &[Card]) -> Vec<(Step, Option<Card>)> {
    let card = |step: Step| {
        let kind = step.card()?;
        cards.iter().find(|card| card.kind == kind).cloned()
    };
    let steps = story.steps().iter().map(|step| (*step, card(*step)));
    steps.filter(|(step, card)| card.is_some() || !step.needs_card()).collect()
}

/// What a step is called, and why it is taken.
pub(crate) fn told(words: Words, step: Step, heals_at: Option<Instant>) -> (String, String) {
    match (step, heals_at) {
        (Step::Wait, Some(moment)) => {
            let heals = format!("{} UTC", format::second(moment));
            (words.say("step-wait"), words.say_with("step-wait.why", &[("heals", heals.into())]))
        }
        (Step::Wait, None) => (words.say("step-wait-ttl"), words.say("step-wait-ttl.why")),
        _ => (words.say(&format!("step-{}", step.id())), words.say(&format!("step-{}.why", step.id()))),
    }
}

#[component]
fn OneStep(words: Words, number: usize, step: Step, about: About, card: Option<Card>) -> impl IntoView {
    let (title, why) = told(words, step, about.heals_at);
    let scope = (step == Step::Flush)
        .then(|| {
            let slots = [("stage", about.stage.as_deref()?.into()), ("api", about.api_id.as_deref()?.into())];
            Some(view! { <p>{words.say_with("command-scope", &slots)}</p> })
        })
        .flatten();
    view! {
        <li class="step">
            <span class="step-number" aria-hidden="true">{number}</span>
            <div>
                <h3>{title}</h3>
                <p>{why}</p>
                {scope}
                {card.map(|card| view! {
                    <Blast words card=card.clone() cache=about.cache/>
                    <Ways words card/>
                })}
            </div>
        </li>
    }
    .into_any()
}
