//! Wiring only. What shows one call is also in the browser: the paste page shows calls that the server never sees.

pub mod data;

pub(crate) mod evidence;
pub(crate) mod facts;
pub(crate) mod row;
pub(crate) mod steps;
pub(crate) mod verdict;

#[cfg(feature = "ssr")]
mod about;
#[cfg(feature = "ssr")]
mod api;
#[cfg(feature = "ssr")]
mod page;
#[cfg(feature = "ssr")]
mod same_caller;

#[cfg(feature = "ssr")]
pub(crate) use page::RequestDetail;
