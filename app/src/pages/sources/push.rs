//! Logs are sent to us: a key for the sender, shown once, and what is to be set up in AWS.

use leptos::prelude::*;

use super::{
    api::push,
    card::Copyable,
    forms::{NewKey, PushPage, PushSetup},
};
use crate::{
    backend,
    components::{load::loaded, title::PageTitle},
    format, urls,
    words::{Words, words},
};

/// The answer to the form, or the page before it.
#[component]
pub(crate) fn AddPush() -> impl IntoView {
    let words = words();
    match use_context::<PushPage>() {
        Some(page) => view! { <Sheet words page/> }.into_any(),
        None => {
            loaded(words, push, move |page: PushPage| view! { <Sheet words page/> }.into_any()).into_any()
        }
    }
}

#[component]
fn Sheet(words: Words, page: PushPage) -> impl IntoView {
    let PushPage { name, problem, created, setup } = page;
    let title = words.say("push-title");
    let is_created = created.is_some();
    view! {
        <PageTitle text=title.clone()/>
        <header class="head">
            <p class="meta"><a href=urls::SOURCES>{words.say("sources-back")}</a></p>
            <h1 tabindex="-1">{title}</h1>
            <p class="lead">{words.say("push-lead")}</p>
        </header>
        {problem.map(|code| view! { <p class="notice problem" role="alert">{words.problem(&code)}</p> })}
        {created.map(|key| view! { <Key words key/> })}
        {(!is_created).then(|| view! {
            <form class="panel source-form" method="post" action=urls::SOURCES_PUSH>
                <p class="source-field">
                    <label for="name">{words.say("push-name")}</label>
                    <input
                        id="name" name="name" type="text" required maxlength="100" value=name autocomplete="off"
                        aria-describedby="name-help"
                    />
                    <span class="meta" id="name-help">{words.say("push-name.help")}</span>
                </p>
                <p class="actions">
                    <button class="button main" type="submit">{words.say("push-create")}</button>
                </p>
            </form>
        })}
        <Setup words setup/>
    }
    .into_any()
}

/// The key, which is not kept and cannot be shown again.
#[component]
fn Key(words: Words, key: NewKey) -> impl IntoView {
    let NewKey { name, key, is_replaced } = key;
    let about = if is_replaced { "push-key-replaced" } else { "push-key-created" };
    let name = format::visible(&name);
    view! {
        <section class="panel new-key" aria-labelledby="key">
            <h2 id="key">{words.say_with("push-key", &[("name", name.into())])}</h2>
            <p>{words.say(about)}</p>
            <Copyable words text=key/>
            <p><a class="button" href=urls::SOURCES>{words.say("push-key-kept")}</a></p>
        </section>
    }
    .into_any()
}

#[component]
fn Setup(words: Words, setup: PushSetup) -> impl IntoView {
    let site = backend::site();
    let is_reachable = site.starts_with("https://");
    let steps = ["push-firehose-1", "push-firehose-2", "push-firehose-3"];
    let code = |key: &str, text: String| {
        (!text.is_empty()).then(|| {
            view! {
                <details>
                    <summary class="button">{words.say(key)}</summary>
                    <Copyable words text/>
                </details>
            }
        })
    };
    view! {
        {(!is_reachable).then(|| view! { <p class="notice">{words.say("push-no-https")}</p> })}
        <div class="two">
            <section class="panel" aria-labelledby="firehose">
                <h2 id="firehose">{words.say("push-firehose")}</h2>
                <p>{words.say("push-firehose-text")}</p>
                <Copyable words text=format!("{site}{}", urls::INGEST_FIREHOSE)/>
                <ol class="numbered">
                    {steps.map(|key| view! { <li>{words.say(key)}</li> })}
                </ol>
                {code("push-template", setup.firehose_template)}
            </section>
            <section class="panel" aria-labelledby="lambda">
                <h2 id="lambda">{words.say("push-lambda")}</h2>
                <p>{words.say("push-lambda-text")}</p>
                <Copyable words text=format!("{site}{}", urls::INGEST_SUBSCRIPTION)/>
                {code("push-lambda-python", setup.lambda_python)}
                {code("push-lambda-node", setup.lambda_node)}
            </section>
        </div>
    }
    .into_any()
}
