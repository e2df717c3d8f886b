//! Packages of Debian and Ubuntu.

use std::path::Path;

use anyhow::{Context, Result};

use crate::tool::{self, Tool};

/// Whether packages can be installed here: a system with apt, and we are root.
pub(crate) fn is_usable() -> bool {
    tool::find("apt-get").is_some() && is_root()
}

fn is_root() -> bool {
    Tool::new("id", Path::new("/")).arg("-u").output().is_ok_and(|uid| uid.trim() == "0")
}

/// Installs packages, without what they merely recommend and without asking anything.
pub(crate) fn install(packages: &[&str]) -> Result<()> {
    eprintln!("      installing {} by apt-get", packages.join(", "));
    // A fresh machine has old package lists or none. When they cannot be renewed the old ones may still do.
    if let Err(error) = apt_get().args(["-qq", "update"]).output() {
        eprintln!("      the package lists stay as they are: {error:#}");
    }
    apt_get()
        .args(["-qq", "-y", "--no-install-recommends", "install"])
        .args(packages)
        // Its hundred lines about unpacking say nothing; its errors are told.
        .output()
        .with_context(|| format!("install {} yourself, then call this again", packages.join(", ")))?;
    Ok(())
}

fn apt_get() -> Tool {
    Tool::new("apt-get", Path::new("/")).env("DEBIAN_FRONTEND", "noninteractive")
}
