//! What to do, in order: from waiting to the lasting fix, each with the commands that do it, how to see that it helped, and how to
//! go back.

use engine::{
    remediation::{Card, Form, Kind, Language, place::Id},
    story::{Step, Story},
    time::Instant,
};
use leptos::prelude::*;

use crate::{format, islands::CopyButton, words::Words};

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
}

/// The ordered list.
#[component]
pub(crate) fn Steps(words: Words, story: Story, about: About) -> impl IntoView {
    let card = |step: Step| {
        let kind = step.card()?;
        about.cards.iter().find(|card| card.kind == kind).cloned()
    };
    let items = story
        .steps()
        .iter()
        .map(|step| (*step, card(*step)))
        .filter(|(step, card)| card.is_some() || !step.needs_card())
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

#[component]
fn OneStep(words: Words, number: usize, step: Step, about: About, card: Option<Card>) -> impl IntoView {
    let (title, why) = match (step, about.heals_at) {
        (Step::Wait, Some(moment)) => {
            let heals = format!("{} UTC", format::second(moment));
            (words.say("step-wait"), words.say_with("step-wait.why", &[("heals", heals.into())]))
        }
        (Step::Wait, None) => (words.say("step-wait-ttl"), words.say("step-wait-ttl.why")),
        _ => (words.say(&format!("step-{}", step.id())), words.say(&format!("step-{}.why", step.id()))),
    };
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
                {card.map(|card| view! { <Ways words card/> })}
            </div>
        </li>
    }
    .into_any()
}

/// The commands of a card: the command line at once, everything else folded.
#[component]
fn Ways(words: Words, card: Card) -> impl IntoView {
    let Card { kind, commands, check, rollback, look_up, .. } = card;
    let (shown, folded): (Vec<Form>, Vec<Form>) =
        commands.into_iter().partition(|form| form.language == Language::AwsCli && kind == Kind::Flush);
    let ids: Vec<String> = look_up.iter().map(|id| words.say(&format!("id-{}", id_of(*id)))).collect();
    view! {
        {(!ids.is_empty()).then(|| view! {
            <p class="faint">{words.say_with("card-look-up", &[("ids", ids.join(", ").into())])}</p>
        })}
        {forms(words, shown)}
        <Folded words key="card-how" parts=folded/>
        <Folded words key="card-check" parts=check/>
        <Folded words key="card-rollback" parts=rollback/>
    }
    .into_any()
}

#[component]
fn Folded(words: Words, key: &'static str, parts: Vec<Form>) -> impl IntoView {
    (!parts.is_empty())
        .then(|| {
            view! {
                <details class="card-part">
                    <summary>{words.say(key)}</summary>
                    {forms(words, parts)}
                </details>
            }
        })
        .into_any()
}

fn forms(words: Words, forms: Vec<Form>) -> AnyView {
    forms.into_iter().map(|form| view! { <OneForm words form/> }).collect_view().into_any()
}

/// A command to copy.
#[component]
fn OneForm(words: Words, form: Form) -> impl IntoView {
    let Form { language, text } = form;
    let name = name_of(language);
    view! {
        <p class="minor" lang="en">{name}</p>
        <div class="command">
            <pre lang="en" tabindex="0" aria-label=words.say("command-label")>{text.clone()}</pre>
            <CopyButton text is_path=false label=words.say("copy") done=words.say("copied") failed=words.say("copy-failed")/>
        </div>
    }
    .into_any()
}

/// As its owner writes it; not translated.
fn name_of(language: Language) -> &'static str {
    match language {
        Language::AwsCli => "AWS CLI",
        Language::Terraform => "Terraform",
        Language::CloudFormation => "CloudFormation / SAM",
        Language::Cdk => "AWS CDK (TypeScript)",
        Language::Json => "JSON",
        Language::Python => "Python",
        Language::Node => "Node.js",
    }
}

fn id_of(id: Id) -> &'static str {
    match id {
        Id::Region => "region",
        Id::Api => "api",
        Id::Stage => "stage",
        Id::Authorizer => "authorizer",
    }
}
