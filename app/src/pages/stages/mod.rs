//! Wiring only.

pub mod data;

#[cfg(feature = "ssr")]
mod api;
#[cfg(feature = "ssr")]
mod list;
#[cfg(feature = "ssr")]
mod page;
#[cfg(feature = "ssr")]
mod tells;
#[cfg(feature = "ssr")]
mod turn_on;

#[cfg(feature = "ssr")]
pub(crate) use {
    list::Stages,
    page::{StageDetail, stage_name},
};
