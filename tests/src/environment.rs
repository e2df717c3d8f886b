//! What `cargo xtask test` hands over.

use std::env;
use std::path::PathBuf;

/// The product's program.
pub fn binary() -> PathBuf {
    required("WHY403_BINARY")
}

/// The script of axe-core.
pub fn axe() -> PathBuf {
    required("WHY403_AXE")
}

/// Where pictures of the pages are kept.
pub fn artifacts() -> PathBuf {
    required("WHY403_ARTIFACTS")
}

/// A Python that has moto; `None` where it could not be installed for want of a network, which was told.
pub fn moto() -> Option<PathBuf> {
    Some(required("WHY403_MOTO")).filter(|python| !python.as_os_str().is_empty())
}

/// The AWS CLI of the same environment; `None` likewise.
pub fn aws() -> Option<PathBuf> {
    moto().map(|python| python.with_file_name("aws"))
}

fn required(name: &str) -> PathBuf {
    let Some(value) = env::var_os(name) else { panic!("{name} is not set: run `cargo xtask test tests`") };
    PathBuf::from(value)
}
