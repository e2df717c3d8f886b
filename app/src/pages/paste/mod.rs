//! Wiring only.

pub(crate) mod call;

#[cfg(feature = "ssr")]
mod page;

#[cfg(feature = "ssr")]
pub(crate) use page::Paste;
