//! What to do, in order: from waiting to the lasting fix.

use engine::story::{Step, Story, flush_command};
use leptos::prelude::*;

use super::data::RequestPage;
use crate::{format, islands::CopyButton, words::Words};

/// The ordered list.
#[component]
pub(crate) fn Steps(words: Words, story: Story, page: RequestPage) -> impl IntoView {
    let items = story
        .steps()
        .iter()
        .enumerate()
        .map(|(place, step)| view! { <OneStep words number=place + 1 step=*step page=page.clone()/> })
        .collect_view();
    view! {
        <section class="steps" aria-labelledby="steps">
            <h2 id="steps">{words.say("steps-title")}</h2>
            <ol>{items}</ol>
        </section>
    }
    .into_any()
}

#[component]
fn OneStep(words: Words, number: usize, step: Step, page: RequestPage) -> impl IntoView {
    let (title, why) = match (step, page.diagnosis.heals_at) {
        (Step::Wait, Some(moment)) => {
            let heals = format!("{} UTC", format::second(moment));
            (words.say("step-wait"), words.say_with("step-wait.why", &[("heals", heals.into())]))
        }
        (Step::Wait, None) => (words.say("step-wait-ttl"), words.say("step-wait-ttl.why")),
        _ => (words.say(&format!("step-{}", step.id())), words.say(&format!("step-{}.why", step.id()))),
    };
    let command = (step == Step::Flush)
        .then(|| {
            let (api, stage) =
                (page.request.api_id.as_ref()?.as_str(), page.request.stage.as_ref()?.as_str());
            let command = flush_command(api, stage)?;
            let scope = words.say_with("command-scope", &[("stage", stage.into()), ("api", api.into())]);
            Some(view! { <Command words command scope/> })
        })
        .flatten();
    view! {
        <li class="step">
            <span class="step-number" aria-hidden="true">{number}</span>
            <div>
                <h3>{title}</h3>
                <p>{why}</p>
                {command}
            </div>
        </li>
    }
    .into_any()
}

/// A command to copy, with what it changes said before.
#[component]
fn Command(words: Words, command: String, scope: String) -> impl IntoView {
    view! {
        <p>{scope}</p>
        <div class="command">
            <pre lang="en" tabindex="0" aria-label=words.say("command-label")>{command.clone()}</pre>
            <CopyButton text=command is_path=false label=words.say("copy") done=words.say("copied") failed=words.say("copy-failed")/>
        </div>
    }
    .into_any()
}
