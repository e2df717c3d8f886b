//! Wiring only.

#[cfg(feature = "ssr")]
mod page;

#[cfg(feature = "ssr")]
pub use page::{gone, html};
