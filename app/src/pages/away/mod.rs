//! Wiring only.

mod page;

pub use page::Away;
pub(crate) use page::AwayPage;
