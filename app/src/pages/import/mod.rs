//! Wiring only.

pub mod data;

#[cfg(feature = "ssr")]
mod api;
#[cfg(feature = "ssr")]
mod page;
#[cfg(feature = "ssr")]
mod result;

#[cfg(feature = "ssr")]
pub(crate) use {
    page::{Import, zone},
    result::Imported,
};
