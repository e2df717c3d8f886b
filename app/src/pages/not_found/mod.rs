//! Wiring only.

mod page;

pub(crate) use page::{NotFound, say_not_found};
