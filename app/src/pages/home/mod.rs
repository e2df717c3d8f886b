//! Wiring only.

pub mod data;

#[cfg(feature = "ssr")]
mod answer;
#[cfg(feature = "ssr")]
mod api;
#[cfg(feature = "ssr")]
mod begin;
#[cfg(feature = "ssr")]
mod findings;
#[cfg(feature = "ssr")]
mod page;

#[cfg(feature = "ssr")]
pub(crate) use {api::home, page::Home};
