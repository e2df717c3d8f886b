//! The standard library for code that runs in the browser.

use std::path::Path;

use anyhow::{Context, Result, bail};

use crate::checkout::Checkout;
use crate::tool::{self, Tool};

const TARGET: &str = "wasm32-unknown-unknown";

/// Adds the target when the toolchain does not have it.
pub(crate) fn ensure(checkout: &Checkout) -> Result<&'static str> {
    if is_there(checkout)? {
        return Ok("wasm target is there");
    }
    if tool::find("rustup").is_none() {
        bail!(
            "this Rust has no target `{TARGET}` and there is no rustup to add it: install Rust by \
             https://rustup.rs, or install the package of your distribution that holds the target"
        );
    }
    Tool::new("rustup", &checkout.root).args(["target", "add", TARGET]).run()?;
    Ok("wasm target added")
}

fn is_there(checkout: &Checkout) -> Result<bool> {
    let folder = Tool::new("rustc", &checkout.root)
        .args(["--print", "target-libdir", "--target", TARGET])
        .output()
        .context("install Rust by https://rustup.rs")?;
    Ok(Path::new(folder.trim()).is_dir())
}
