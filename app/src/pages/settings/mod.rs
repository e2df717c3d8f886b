//! Wiring only.

mod page;

pub(crate) use page::Settings;
