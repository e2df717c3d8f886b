//! Chromium, its driver, and a font that holds Chinese letters, for the browser tests.

use std::path::Path;

use anyhow::{Result, bail};

use super::apt;
use crate::tool::{self, Tool};

/// Installs what is missing.
pub(crate) fn ensure() -> Result<String> {
    let missing = missing();
    if missing.is_empty() {
        return Ok("Chromium is there".to_owned());
    }
    if !apt::is_usable() {
        bail!(
            "the browser tests need {} (names of Debian packages): install them, then call this again",
            missing.join(", ")
        );
    }
    apt::install(&missing)?;
    Ok(format!("installed {}", missing.join(", ")))
}

fn missing() -> Vec<&'static str> {
    let mut packages = Vec::new();
    if ["chromium", "chromium-browser", "google-chrome"].iter().all(|name| tool::find(name).is_none()) {
        packages.push("chromium");
    }
    if tool::find("chromedriver").is_none() {
        packages.push("chromium-driver");
    }
    if !has_chinese_font() {
        packages.push("fonts-noto-cjk");
    }
    packages
}

/// Without one the screenshots of the Chinese pages show boxes. A system that cannot tell has its own fonts.
fn has_chinese_font() -> bool {
    if cfg!(target_os = "macos") {
        return true;
    }
    Tool::new("fc-list", Path::new("/"))
        .args([":lang=zh-cn", "family"])
        .output()
        .is_ok_and(|fonts| !fonts.trim().is_empty())
}
