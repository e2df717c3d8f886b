//! What the browser downloads, made in `target/site` in the form in which the server embeds it.
//!
//! | file | made from |
//! |---|---|
//! | `pkg/why403.js`, `pkg/why403.wasm` | the crate `app` with its feature `hydrate`, through wasm-bindgen |
//! | `pkg/engine.js`, `pkg/engine.wasm` | the crate `engine-web`: only the page that reads pasted text loads it |
//! | `pkg/playground.js`, `pkg/playground.wasm` | the crate `engine-playground`: only the playground loads it |
//! | `pkg/why403.css` | `style/main.css` with all that it imports |
//! | `pkg/…` | every other file of `style/`, unchanged |
//!
//! Each has its `.br` and `.gz` beside it when that is smaller. A file whose content stays the same is not
//! touched, so that the server is built again only when there is something new to embed.
//!
//! There is no wasm-opt on purpose: `-Oz` makes the *compressed* download bigger, and some distributions ship
//! a version whose output no browser accepts.

mod compress;
mod scripts;
mod site;
mod styles;

use std::fs;
use std::path::Path;

use anyhow::{Context, Result, ensure};

use crate::checkout::Checkout;
use crate::tool::Tool;
use site::Site;

/// The folder of the assets within the site, and so in their URLs. Leptos is told the same in the server.
const PACKAGE: &str = "pkg";
/// The stem of the files' names; `LEPTOS_OUTPUT_NAME` in `.cargo/config.toml` says the same to Leptos.
const NAME: &str = "why403";
const WASM_TARGET: &str = "wasm32-unknown-unknown";
const WASM_PROFILE: &str = "wasm-release";
/// The stem of the engine's own module; `app/src/islands` names it to the browser.
const ENGINE: &str = "engine";
/// The stem of the engine's module without the log readers, for policies alone.
const PLAYGROUND: &str = "playground";
/// How many bytes the browser may have to compile, uncompressed: that is what costs a visitor time. Every page loads the first
/// (284 KB when this was written), only the page that reads pasted text the second (764 KB: every container, sentence and cause, and
/// the whole policy language), only the playground the third (560 KB: policies, what is explained, found and compared in them).
const WASM_CEILINGS: [(&str, u64); 3] = [(NAME, 400_000), (ENGINE, 800_000), (PLAYGROUND, 650_000)];

/// Compiles the browser's half of `app`.
pub(crate) fn compile(checkout: &Checkout) -> Result<String> {
    scripts::check_versions(checkout)?;
    Tool::cargo(&checkout.root)
        .args([
            "build",
            "--package",
            "app",
            "--package",
            "engine-web",
            "--package",
            "engine-playground",
            "--lib",
        ])
        .args(["--target", WASM_TARGET, "--profile", WASM_PROFILE])
        .args(["--no-default-features", "--features", "app/hydrate"])
        .run()?;
    Ok("ready".to_owned())
}

/// Makes all files of the site, from the compiled code and from `style/`.
pub(crate) fn write(checkout: &Checkout) -> Result<String> {
    let mut site = Site::open(&checkout.site)?;
    for (library, name) in [("app", NAME), ("engine_web", ENGINE), ("engine_playground", PLAYGROUND)] {
        let wasm = checkout.target.join(WASM_TARGET).join(WASM_PROFILE).join(library).with_extension("wasm");
        for (name, content) in scripts::bind(&wasm, name)? {
            site.put(&format!("{PACKAGE}/{name}"), &content)?;
        }
    }
    let sheet = styles::bundle(&checkout.path("style/main.css"))?;
    site.put(&format!("{PACKAGE}/{NAME}.css"), sheet.as_bytes())?;
    // `cargo leptos` bundles no imports: for those who use it, its `style-file` is the bundle.
    site::write_if_changed(&checkout.path("target/style.css"), sheet.as_bytes())?;
    copy_others(&checkout.path("style"), PACKAGE, &mut site)?;
    let shown = [(NAME, "wasm"), (NAME, "js"), (NAME, "css"), (ENGINE, "wasm"), (PLAYGROUND, "wasm")];
    let sizes = shown.map(|(name, kind)| {
        let name = format!("{name}.{kind}");
        let sizes = site.sizes(&format!("{PACKAGE}/{name}"));
        format!("{name} {}", sizes.map_or_else(|| "missing".to_owned(), |sizes| sizes.to_string()))
    });
    site.remove_what_is_stale()?;
    Ok(sizes.join(", "))
}

/// Fails when the code for the browser has outgrown what we allow it.
pub(crate) fn check_size(checkout: &Checkout) -> Result<()> {
    for (name, ceiling) in WASM_CEILINGS {
        let path = checkout.site.join(PACKAGE).join(name).with_extension("wasm");
        let size = fs::metadata(&path).with_context(|| format!("`{}` cannot be read", path.display()))?.len();
        ensure!(
            size <= ceiling,
            "`{}` has {size} bytes, more than the {ceiling} that it may have: the browser's half has taken in what \
             belongs to the server, or the ceiling in xtask/src/assets.rs is to be raised on purpose",
            path.display(),
        );
    }
    Ok(())
}

/// Takes every file over that is no style sheet: the mark, the icon, fonts.
fn copy_others(folder: &Path, below: &str, site: &mut Site) -> Result<()> {
    let entries = fs::read_dir(folder).with_context(|| format!("`{}` cannot be read", folder.display()))?;
    for entry in entries {
        let entry = entry?;
        let path = entry.path();
        let name = entry.file_name();
        let name = name.to_string_lossy();
        if name.starts_with('.') || path.extension().is_some_and(|kind| kind == "css") {
            continue;
        }
        let address = format!("{below}/{name}");
        if entry.file_type()?.is_dir() {
            copy_others(&path, &address, site)?;
        } else {
            let content = fs::read(&path).with_context(|| format!("`{}` cannot be read", path.display()))?;
            site.put(&address, &content)?;
        }
    }
    Ok(())
}
