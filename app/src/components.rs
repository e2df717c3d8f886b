//! Leaf widgets: plain data in, no data loading.

pub(crate) mod badge;
pub(crate) mod chart;
pub(crate) mod copy_menu;
pub(crate) mod failure;
pub(crate) mod form;
pub(crate) mod frame;
pub(crate) mod gates;
pub(crate) mod load;
pub(crate) mod moment;
pub(crate) mod save_table;
pub(crate) mod sentence;
pub(crate) mod steps;
pub(crate) mod templates;
pub(crate) mod title;
