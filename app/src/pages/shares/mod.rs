//! Wiring only.

pub mod data;

#[cfg(feature = "ssr")]
mod all;
#[cfg(feature = "ssr")]
mod api;
#[cfg(feature = "ssr")]
mod page;

#[cfg(feature = "ssr")]
pub use page::DAYS;
#[cfg(feature = "ssr")]
pub(crate) use {all::AllShares, page::Shares};
