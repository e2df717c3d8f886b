//! The pages of why403.
//!
//! A page loads once, through one page-shaped server function, and hands plain data down to components; nothing here knows
//! SQL or AWS. [`backend::Backend`] is the only door to the server.
//!
//! | room | what is there |
//! |---|---|
//! | [`pages`] | a folder a page: `api` (server function), `data` (all it shows, as plain data), `page` and its parts |
//! | `components` | leaf widgets that load nothing |
//! | [`islands`] | what runs in the browser: all else is rendered on the server only |
//! | `words` | what is said, in English and 简体中文 |
//! | `story` | where AWS explains a cause; which words and steps belong to it says `engine::story` |
//! | [`takeaway`] | what of a page is carried elsewhere: Markdown, JSON, commands, links |
//! | [`urls`] | every URL, built and parsed |
//! | [`viewer`] | who is looking, and their language, theme |
//!
//! With feature `ssr` this is the server's half: everything. With feature `hydrate` it is the browser's: the islands.
//!
//! To add a page: 1. a folder in `pages` with `data`, `api`, `page`; 2. a method of [`backend::Backend`]; 3. a route in
//! `app`. To add a sentence: a key in each file of `words/`.

// Views are types: a page is one deep type, which the compiler walks.
#![recursion_limit = "256"]
#![expect(
    unreachable_pub,
    reason = "the component, island and server macros write `pub` for what is private here"
)]
#![cfg_attr(
    feature = "ssr",
    expect(clippy::needless_pass_by_value, reason = "a component owns its properties")
)]

pub mod error;
pub mod islands;
pub mod pages;
pub mod urls;
pub mod viewer;

#[cfg(feature = "ssr")]
mod app;
#[cfg(feature = "ssr")]
pub mod backend;
#[cfg(feature = "ssr")]
mod components;
#[cfg(feature = "ssr")]
mod story;
#[cfg(feature = "ssr")]
pub mod takeaway;
#[cfg(feature = "ssr")]
mod words;

#[cfg(feature = "ssr")]
pub use app::{routes, shell};
#[cfg(feature = "ssr")]
use engine::format;

/// Starts the islands in the browser.
#[cfg(feature = "hydrate")]
#[wasm_bindgen::prelude::wasm_bindgen]
pub fn hydrate() {
    leptos::mount::hydrate_islands();
}
