//! Wiring only.

pub mod data;

#[cfg(feature = "ssr")]
mod api;
#[cfg(feature = "ssr")]
mod coverage;
#[cfg(feature = "ssr")]
mod entries;
#[cfg(feature = "ssr")]
mod findings;
#[cfg(feature = "ssr")]
mod list;
#[cfg(feature = "ssr")]
mod moments;
#[cfg(feature = "ssr")]
mod page;

#[cfg(feature = "ssr")]
pub(crate) use {list::Caches, page::CacheDetail};
