//! axe-core, which looks for what keeps people from using a page. Its version is pinned in `tests/`.

use std::fs;
use std::path::PathBuf;

use anyhow::{Result, bail, ensure};
use serde_json::Value;

use super::apt;
use crate::checkout::Checkout;
use crate::tool::{self, Tool};

/// Installs the pinned version into `tests/node_modules` and tells where its script lies.
pub(crate) fn ensure(checkout: &Checkout) -> Result<PathBuf> {
    let folder = checkout.path("tests");
    let script = folder.join("node_modules/axe-core/axe.min.js");
    let version = |manifest: PathBuf, below: &str| {
        let text = fs::read_to_string(manifest).ok()?;
        serde_json::from_str::<Value>(&text).ok()?.pointer(below)?.as_str().map(str::to_owned)
    };
    let wanted = version(folder.join("package.json"), "/devDependencies/axe-core");
    ensure!(wanted.is_some(), "`tests/package.json` names no version of axe-core");
    if script.is_file() && version(folder.join("node_modules/axe-core/package.json"), "/version") == wanted {
        return Ok(script);
    }
    if tool::find("npm").is_none() {
        if !apt::is_usable() {
            bail!("the browser tests need npm to install axe-core: install Node.js, then call this again");
        }
        apt::install(&["npm"])?;
    }
    // Nothing in this package needs to run code at installation.
    Tool::new("npm", &folder)
        .args(["ci", "--ignore-scripts", "--no-audit", "--no-fund", "--silent"])
        .run()?;
    Ok(script)
}
