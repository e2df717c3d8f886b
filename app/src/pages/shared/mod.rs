//! Wiring only.

#[cfg(feature = "ssr")]
mod locked;
#[cfg(feature = "ssr")]
mod page;

#[cfg(feature = "ssr")]
pub use {
    locked::locked,
    page::{gone, html},
};
