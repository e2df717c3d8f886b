//! Wiring only.

mod page;
mod templates;

pub(crate) use page::Paste;
