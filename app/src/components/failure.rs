//! What stands where a page should: a failed load is never shown as an empty one.

use leptos::prelude::*;

use crate::{components::title::PageTitle, error::AppError, urls, words::Words};

/// Why a page could not be loaded, and the ways on.
#[component]
pub(crate) fn Failure(words: Words, error: AppError) -> impl IntoView {
    match error {
        AppError::NotFound => view! {
            <Nothing words title=words.say("not-found-title") text=words.say("not-found-text")/>
        }
        .into_any(),
        AppError::SignedOut => view! {
            <Nothing words title=words.say("sign-in-title") text=words.say("failed-signed-out")/>
            <p><a class="button" href=urls::SIGN_IN>{words.say("sign-in-button")}</a></p>
        }
        .into_any(),
        AppError::Forbidden => view! {
            <Nothing words title=words.say("forbidden-title") text=words.say("forbidden-text")/>
        }
        .into_any(),
        AppError::Invalid(reason) => view! {
            <Nothing words title=words.say("failed-title") text=reason/>
        }
        .into_any(),
        AppError::Unavailable => view! {
            <Nothing words title=words.say("failed-title") text=words.say("failed-unavailable")/>
        }
        .into_any(),
        AppError::Away => view! {
            <Nothing words title=words.say("away-title") text=words.say("away-text")/>
        }
        .into_any(),
        AppError::TooSlow => view! {
            <Nothing words title=words.say("too-slow-title") text=words.say("too-slow-text")/>
        }
        .into_any(),
        AppError::Internal { reference } => view! {
            <Nothing words title=words.say("failed-title") text=words.say("failed-internal")/>
            <p><code>{reference}</code></p>
        }
        .into_any(),
    }
}

/// A page without what it was asked for: what is not there, and where to go.
#[component]
pub(crate) fn Nothing(words: Words, title: String, text: String) -> impl IntoView {
    view! {
        <PageTitle text=title.clone()/>
        <header class="head">
            <h1 tabindex="-1">{title}</h1>
            <p class="lead">{text}</p>
        </header>
        <ul class="ways">
            <li><a href=urls::HOME>{words.say("way-home")}</a></li>
            <li><a href=urls::REQUESTS>{words.say("way-requests")}</a></li>
            <li><a href=urls::IMPORT>{words.say("way-import")}</a></li>
        </ul>
    }
    .into_any()
}
