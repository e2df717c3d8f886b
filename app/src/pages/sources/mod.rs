//! Wiring only.

pub mod data;
pub mod forms;

#[cfg(feature = "ssr")]
mod api;
#[cfg(feature = "ssr")]
mod backfill;
#[cfg(feature = "ssr")]
mod card;
#[cfg(feature = "ssr")]
mod cloudwatch;
#[cfg(feature = "ssr")]
pub mod configurations;
#[cfg(feature = "ssr")]
mod evidence;
#[cfg(feature = "ssr")]
mod figures;
#[cfg(feature = "ssr")]
mod page;
#[cfg(feature = "ssr")]
mod push;
#[cfg(feature = "ssr")]
mod reach;

#[cfg(feature = "ssr")]
pub(crate) use {
    card::Copyable, cloudwatch::AddCloudwatch, configurations::AddConfigurations, page::Sources,
    push::AddPush,
};
