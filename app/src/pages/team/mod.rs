//! Wiring only.

pub mod data;

#[cfg(feature = "ssr")]
mod api;
#[cfg(feature = "ssr")]
mod page;
#[cfg(feature = "ssr")]
mod people;

#[cfg(feature = "ssr")]
pub(crate) use page::Team;
