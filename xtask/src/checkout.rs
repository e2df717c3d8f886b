//! Where things lie in this checkout.

use std::env;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use serde::Deserialize;

use crate::tool::Tool;

/// The folders that every command needs to know.
#[derive(Debug, Clone)]
pub(crate) struct Checkout {
    /// The folder with the workspace's `Cargo.toml`.
    pub(crate) root: PathBuf,
    /// What cargo builds into, wherever the user has put it.
    pub(crate) target: PathBuf,
    /// The assets, as the server embeds them. `.cargo/config.toml` names the same folder to the compiler.
    pub(crate) site: PathBuf,
}

#[derive(Deserialize)]
struct Metadata {
    target_directory: PathBuf,
    workspace_root: PathBuf,
}

impl Checkout {
    /// The checkout in which this program was built.
    pub(crate) fn find() -> Result<Self> {
        // Cargo tells the folder of this package when it runs it; a copied binary remembers where it was built.
        let package = env::var_os("CARGO_MANIFEST_DIR")
            .map_or_else(|| PathBuf::from(env!("CARGO_MANIFEST_DIR")), PathBuf::from);
        let answer = Tool::cargo(&package)
            .args(["metadata", "--no-deps", "--format-version", "1"])
            .output()
            .context("cargo does not know this workspace")?;
        let metadata: Metadata =
            serde_json::from_str(&answer).context("cargo metadata has changed its form")?;
        let site = env::var_os("WHY403_SITE")
            .map_or_else(|| metadata.workspace_root.join("target/site"), PathBuf::from);
        Ok(Self { root: metadata.workspace_root, target: metadata.target_directory, site })
    }

    /// A folder or file below the root.
    pub(crate) fn path(&self, below: impl AsRef<Path>) -> PathBuf {
        self.root.join(below)
    }

    /// The version of a package in `Cargo.lock`.
    pub(crate) fn locked_version(&self, package: &str) -> Result<String> {
        let lock = fs::read_to_string(self.path("Cargo.lock")).context("`Cargo.lock` cannot be read")?;
        locked_version(&lock, package).with_context(|| format!("`Cargo.lock` does not hold `{package}`"))
    }
}

fn locked_version(lock: &str, package: &str) -> Option<String> {
    let name = format!("name = \"{package}\"");
    let mut lines = lock.lines().skip_while(|line| *line != name);
    let version = lines.nth(1)?.strip_prefix("version = \"")?;
    version.strip_suffix('"').map(str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_lock_file_tells_the_version_of_exactly_that_package() {
        let lock = "\
[[package]]
name = \"wasm-bindgen-futures\"
version = \"0.4.80\"

[[package]]
name = \"wasm-bindgen\"
version = \"0.2.130\"
";
        assert_eq!(locked_version(lock, "wasm-bindgen").as_deref(), Some("0.2.130"));
        assert_eq!(locked_version(lock, "wasm"), None);
    }
}
