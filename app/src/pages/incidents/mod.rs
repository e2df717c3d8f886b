//! Wiring only.

pub mod data;

#[cfg(feature = "ssr")]
mod activity;
#[cfg(feature = "ssr")]
mod api;
#[cfg(feature = "ssr")]
mod list;
#[cfg(feature = "ssr")]
mod markdown;
#[cfg(feature = "ssr")]
mod page;
#[cfg(feature = "ssr")]
mod settling;
#[cfg(feature = "ssr")]
mod several;
#[cfg(feature = "ssr")]
mod spark;

#[cfg(feature = "ssr")]
pub use {activity::LONGEST_COMMENT, settling::HOURS, several::MOST_AT_ONCE};
#[cfg(feature = "ssr")]
pub(crate) use {
    activity::done,
    list::{Heals, Incidents, figures, key, story},
    page::IncidentDetail,
    spark::Spark,
};
