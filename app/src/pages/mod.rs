//! A folder a page. `mod.rs` wires only; `api.rs` holds server functions; `data.rs` holds all that the page shows;
//! `page.rs` loads it once and lays it out.

pub mod cache;
pub mod configuration;
pub mod home;
pub mod import;
pub mod incidents;
pub mod playground;
pub mod request;
pub mod requests;
pub mod shares;
pub mod sources;
pub mod stages;
pub mod storage;
pub mod team;
pub mod trends;
pub mod unknown_lines;

#[cfg(feature = "ssr")]
pub mod away;
#[cfg(feature = "ssr")]
pub(crate) mod invite;
#[cfg(feature = "ssr")]
pub(crate) mod not_found;
#[cfg(feature = "ssr")]
pub(crate) mod paste;
#[cfg(feature = "ssr")]
pub(crate) mod set_up;
#[cfg(feature = "ssr")]
pub(crate) mod settings;
#[cfg(feature = "ssr")]
pub mod shared;
#[cfg(feature = "ssr")]
pub(crate) mod sign_in;
