//! Leaf widgets: plain data in, no data loading.

pub(crate) mod badge;
pub(crate) mod gates;
pub(crate) mod moment;
pub(crate) mod sentence;

#[cfg(feature = "ssr")]
pub(crate) mod failure;
#[cfg(feature = "ssr")]
pub(crate) mod form;
#[cfg(feature = "ssr")]
pub(crate) mod frame;
#[cfg(feature = "ssr")]
pub(crate) mod gates_mini;
#[cfg(feature = "ssr")]
pub(crate) mod load;
