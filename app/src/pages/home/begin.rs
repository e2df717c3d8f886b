//! Nothing is stored yet: three ways to begin.

use leptos::prelude::*;

use crate::{
    components::{form::ButtonForm, title::PageTitle},
    pages::import::zone,
    urls,
    words::Words,
};

/// The three ways.
#[component]
pub(crate) fn Begin(words: Words) -> impl IntoView {
    let title = words.say("begin-title");
    view! {
        <PageTitle text=title.clone()/>
        <header class="head">
            <h1 tabindex="-1">{title}</h1>
            <p class="lead">{words.say("begin-lead")}</p>
        </header>
        <BeginDrawing/>
        <p class="begin-paste">
            <a class="button" href=urls::PASTE>{words.say("begin-paste")}</a>
            <span>{words.say("begin-paste-text")}</span>
        </p>
        <ul class="begin">
            <li class="panel way-sample">
                <h2>{words.say("begin-sample")}</h2>
                <p>{words.say("begin-sample-text")}</p>
                <ButtonForm action=urls::SAMPLE_LOAD label=words.say("begin-sample-button") class="main"/>
            </li>
            <li class="panel way-file">
                <h2>{words.say("begin-file")}</h2>
                <p>{words.say("begin-file-text")}</p>
                {zone(words)}
            </li>
            <li class="panel">
                <h2>{words.say("begin-cloudwatch")}</h2>
                <p>{words.say("begin-cloudwatch-text")}</p>
                <p class="actions">
                    <a class="button main" href=urls::SOURCES_CLOUDWATCH>{words.say("begin-cloudwatch-button")}</a>
                    <a href=urls::SOURCES_PUSH>{words.say("begin-cloudwatch-push")}</a>
                </p>
            </li>
        </ul>
    }
    .into_any()
}

/// What the product is about, drawn: a call that ends at a closed gate.
#[component]
fn BeginDrawing() -> impl IntoView {
    view! {
        <svg class="begin-drawing" viewBox="0 0 720 88" aria-hidden="true">
            <circle class="start" cx="6" cy="52" r="4"/>
            <path class="went" d="M6 52H286M342 52H500"/>
            <path class="ahead" d="M524 52H716"/>
            <path class="post" d="M96 32V44M96 60V72M116 32V44M116 60V72M200 32V44M200 60V72M220 32V44M220 60V72"/>
            <path class="post held" d="M304 32V44M304 60V72M324 32V44M324 60V72"/>
            <path class="arc" d="M286 52C286 4 342 4 342 52"/>
            <rect class="card" x="304" y="10" width="20" height="12" rx="2"/>
            <rect class="closed" x="504" y="28" width="16" height="48" rx="2"/>
            <path class="cross" d="M508.5 47.5l7 9M515.5 47.5l-7 9"/>
            <path class="post ahead" d="M608 32V44M608 60V72M628 32V44M628 60V72"/>
        </svg>
    }
    .into_any()
}
