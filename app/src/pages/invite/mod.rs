//! Wiring only.

mod api;
mod page;

pub(crate) use page::Invite;
