//! Wiring only.

pub mod data;

#[cfg(feature = "ssr")]
mod api;
#[cfg(feature = "ssr")]
mod filters;
#[cfg(feature = "ssr")]
mod page;
#[cfg(feature = "ssr")]
pub mod search;
#[cfg(feature = "ssr")]
mod table;

#[cfg(feature = "ssr")]
pub(crate) use {page::Requests, table::CallTable};
