//! Wiring only.

pub mod data;

#[cfg(feature = "ssr")]
mod api;
#[cfg(feature = "ssr")]
mod call;
#[cfg(feature = "ssr")]
mod page;
#[cfg(feature = "ssr")]
mod policies;
#[cfg(feature = "ssr")]
mod templates;

#[cfg(feature = "ssr")]
pub(crate) use page::Playground;
