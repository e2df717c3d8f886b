//! Wiring only.

pub mod data;

#[cfg(feature = "ssr")]
mod api;
#[cfg(feature = "ssr")]
mod page;
#[cfg(feature = "ssr")]
mod range;
#[cfg(feature = "ssr")]
mod stages;

#[cfg(feature = "ssr")]
pub(crate) use {page::Trends, stages::StageTable};
