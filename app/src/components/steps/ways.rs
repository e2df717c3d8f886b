//! The commands of a card: what is to be seen or copied first at once, everything else folded.

use engine::remediation::{Card, Form, Kind, Language, place::Id};
use leptos::prelude::*;

use crate::{islands::CopyButton, words::Words};

/// All of them.
#[component]
pub(super) fn Ways(words: Words, card: Card) -> impl IntoView {
    let Card { kind, commands, check, rollback, look_up, .. } = card;
    let (shown, folded): (Vec<Form>, Vec<Form>) =
        commands.into_iter().partition(|form| form.language == Language::AwsCli && kind == Kind::Flush);
    // Where nothing is to be done but to look.
    let is_only_seen = shown.is_empty() && folded.is_empty();
    let ids: Vec<String> = look_up.iter().map(|id| words.say(&format!("id-{}", id_of(*id)))).collect();
    view! {
        {(!ids.is_empty()).then(|| view! {
            <p class="faint">{words.say_with("card-look-up", &[("ids", ids.join(", ").into())])}</p>
        })}
        {forms(words, shown)}
        <Folded words key="card-how" parts=folded/>
        {if is_only_seen { forms(words, check) } else { view! { <Folded words key="card-check" parts=check/> }.into_any() }}
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
