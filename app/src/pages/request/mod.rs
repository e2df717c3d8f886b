//! Wiring only.

pub mod data;

#[cfg(feature = "ssr")]
mod about;
#[cfg(feature = "ssr")]
mod api;
#[cfg(feature = "ssr")]
mod beside;
#[cfg(feature = "ssr")]
mod evidence;
#[cfg(feature = "ssr")]
mod facts;
#[cfg(feature = "ssr")]
mod page;
#[cfg(feature = "ssr")]
mod row;
#[cfg(feature = "ssr")]
mod same_caller;
#[cfg(feature = "ssr")]
mod verdict;

#[cfg(feature = "ssr")]
pub(crate) use {page::RequestDetail, verdict::story_slots};
