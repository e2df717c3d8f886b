//! What stands around every page: the rail on the left, the bar on top.

use leptos::prelude::*;

use crate::{
    backend, urls,
    viewer::{Language, Theme},
    words::{Words, preferences, words},
};

use super::form::{ButtonForm, PreferenceForm};

/// The pages that the rail leads to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Room {
    /// The overview.
    Overview,
    /// The incidents, and each of them.
    Incidents,
    /// How calls ended over time.
    Trends,
    /// The list of calls, and each call.
    Requests,
    /// Authorizers' caches.
    Cache,
    /// Configurations of APIs.
    Configuration,
    /// Stages, and what their logs tell.
    Stages,
    /// Pasting.
    Paste,
    /// The playground.
    Playground,
    /// Where events come from, and imports.
    Sources,
    /// What is kept.
    Storage,
    /// Settings.
    Settings,
    /// None of them.
    Elsewhere,
}

/// A page inside rail and bar.
#[component]
pub(crate) fn Frame(room: Room, children: Children) -> impl IntoView {
    let words = words();
    view! {
        <a class="skip" href="#content">{words.say("skip-to-content")}</a>
        <div class="frame" id="page" data-url=here()>
            <Rail words room/>
            <div class="stage">
                <Bar words/>
                <main id="content" tabindex="-1">{children()}</main>
            </div>
        </div>
    }
    .into_any()
}

/// A page for someone who is not signed in: no rail, no search.
#[component]
pub(crate) fn Door(children: Children) -> impl IntoView {
    let words = words();
    view! {
        <div class="door" id="page" data-url=here()>
            <header class="door-head">
                <span class="brand"><Mark/>{words.say("product")}</span>
                <Looks words/>
            </header>
            <main id="content" tabindex="-1">{children()}</main>
        </div>
    }
    .into_any()
}

#[component]
fn Rail(words: Words, room: Room) -> impl IntoView {
    let link = move |to: Room, href: &'static str, label: String| {
        view! {
            <li><a href=href aria-current=(to == room).then_some("page")>{label}</a></li>
        }
    };
    view! {
        <nav class="rail" aria-label=words.say("nav-label")>
            <a class="brand" href=urls::HOME><Mark/>{words.say("product")}</a>
            <ul>
                {link(Room::Overview, urls::HOME, words.say("nav-overview"))}
                {link(Room::Incidents, urls::INCIDENTS, words.say("nav-incidents"))}
                {link(Room::Trends, urls::TRENDS, words.say("nav-trends"))}
                {link(Room::Requests, urls::REQUESTS, words.say("nav-requests"))}
                {link(Room::Cache, urls::CACHE, words.say("nav-cache"))}
                {link(Room::Configuration, urls::CONFIGURATION, words.say("nav-configuration"))}
                {link(Room::Stages, urls::STAGES, words.say("nav-stages"))}
                {link(Room::Paste, urls::PASTE, words.say("nav-paste"))}
                {link(Room::Playground, urls::PLAYGROUND, words.say("nav-playground"))}
            </ul>
            <ul class="last">
                {link(Room::Sources, urls::SOURCES, words.say("nav-sources"))}
                {link(Room::Storage, urls::STORAGE, words.say("nav-storage"))}
                {link(Room::Settings, urls::SETTINGS, words.say("nav-settings"))}
            </ul>
        </nav>
    }
    .into_any()
}

#[component]
fn Bar(words: Words) -> impl IntoView {
    view! {
        <header class="bar">
            <form class="search" role="search" method="get" action=urls::REQUESTS>
                <label class="unseen" for="search">{words.say("search-label")}</label>
                <input
                    id="search" name="q" type="search" autocomplete="off" spellcheck="false"
                    placeholder=words.say("search-placeholder")
                />
                <button class="button" type="submit">{words.say("search-go")}</button>
            </form>
            // Shown by `navigation.js` while a page is fetched that does not come at once.
            <p class="waiting" id="waiting" role="status" hidden>
                {words.say("waiting-text")}
                <button class="button" type="button" id="waiting-stop">{words.say("waiting-stop")}</button>
            </p>
            <Looks words/>
            {backend::viewer().map(|viewer| view! {
                <div class="viewer">
                    <span title=words.say_with("signed-in-as", &[("name", viewer.name.as_str().into())])>
                        {viewer.name.clone()}
                    </span>
                    <ButtonForm action=urls::SIGN_OUT label=words.say("sign-out") class="plain"/>
                </div>
            })}
        </header>
    }
    .into_any()
}

/// Language and theme.
#[component]
pub(crate) fn Looks(words: Words) -> impl IntoView {
    let preferences = preferences();
    let languages = [(Language::English, "EN"), (Language::Chinese, "中文")].map(|(language, label)| {
        view! {
            <PreferenceForm
                name="language" value=language.tag() label=label.to_owned() lang=language.tag()
                pressed=preferences.language == language back=here()
            />
        }
    });
    let themes = [Theme::Light, Theme::Dark, Theme::System].map(|theme| {
        view! {
            <PreferenceForm
                name="theme" value=theme.id() label=words.say(&format!("theme-{}", theme.id()))
                pressed=preferences.theme == theme back=here()
            />
        }
    });
    view! {
        <div class="looks">
            <div class="choices" role="group" aria-label=words.say("language-label")>{languages}</div>
            <div class="choices" role="group" aria-label=words.say("theme-label")>{themes}</div>
        </div>
    }
    .into_any()
}

/// The mark: a call that ends at a closed gate.
#[component]
pub(crate) fn Mark() -> impl IntoView {
    view! {
        <svg class="mark" viewBox="0 0 22 22" width="22" height="22" aria-hidden="true">
            <path class="went" d="M0 11H8"/>
            <rect class="bar-closed" x="9" y="3" width="5" height="16" rx="1"/>
            <path class="ahead" d="M16 11H22"/>
        </svg>
    }
    .into_any()
}

/// Path and query of this page.
pub(crate) fn here() -> String {
    use_context::<http::request::Parts>()
        .and_then(|parts| parts.uri.path_and_query().map(|path| path.as_str().to_owned()))
        .unwrap_or_else(|| urls::HOME.to_owned())
}
