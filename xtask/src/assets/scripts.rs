//! The compiled code as a module that browsers load, by wasm-bindgen as a library.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result, ensure};
use wasm_bindgen_cli_support::Bindgen;

use crate::checkout::Checkout;

/// The code and the tool that reads it must be of one version: the form between them is private to it.
pub(super) fn check_versions(checkout: &Checkout) -> Result<()> {
    let code = checkout.locked_version("wasm-bindgen")?;
    let tool = checkout.locked_version("wasm-bindgen-cli-support")?;
    ensure!(
        code == tool,
        "`Cargo.lock` holds wasm-bindgen {code} but wasm-bindgen-cli-support {tool}: \
         set both to one version in the workspace's `Cargo.toml`"
    );
    Ok(())
}

/// The files that make the compiled code loadable as `name`, by their names.
pub(super) fn bind(wasm: &Path, name: &str) -> Result<Vec<(String, Vec<u8>)>> {
    ensure!(wasm.is_file(), "`{}` is missing: `cargo xtask build` compiles it first", wasm.display());
    let folder = tempfile::tempdir().context("no temporary folder can be made")?;
    Bindgen::new()
        .input_path(wasm)
        .out_name(name)
        .web(true)?
        .typescript(false)
        // Leptos passes the address of the wasm itself.
        .omit_default_module_path(true)
        // Names of functions are a third of the file and are never shown.
        .remove_name_section(true)
        .remove_producers_section(true)
        .generate(folder.path())
        .with_context(|| format!("wasm-bindgen does not accept `{}`", wasm.display()))?;
    let mut files = Vec::new();
    collect(folder.path(), "", &mut files)?;
    for (file, _) in &mut files {
        // With LEPTOS_OUTPUT_NAME set, Leptos asks for the name without wasm-bindgen's suffix.
        if *file == format!("{name}_bg.wasm") {
            *file = format!("{name}.wasm");
        }
    }
    Ok(files)
}

fn collect(folder: &Path, below: &str, files: &mut Vec<(String, Vec<u8>)>) -> Result<()> {
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        let name = format!("{below}{}", entry.file_name().to_string_lossy());
        if entry.file_type()?.is_dir() {
            collect(&entry.path(), &format!("{name}/"), files)?;
            continue;
        }
        files.push((name, fs::read(entry.path())?));
    }
    Ok(())
}
