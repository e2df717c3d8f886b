//! Puts the browser's files into the binary, so that a release is one file.
//!
//! The folder is named by `WHY403_SITE`; without it, or when it is empty, the binary is built without assets and its pages
//! say so.

use std::{
    env,
    fmt::Write as _,
    fs,
    path::{Path, PathBuf},
};

fn main() -> std::io::Result<()> {
    println!("cargo::rerun-if-changed=../migrations");
    println!("cargo::rerun-if-env-changed=WHY403_SITE");
    let site = env::var_os("WHY403_SITE").map_or_else(|| PathBuf::from("../target/site"), PathBuf::from);
    println!("cargo::rerun-if-changed={}", site.display());

    let mut files = Vec::new();
    if site.is_dir() {
        collect(&site, "", &mut files)?;
    }
    files.sort();
    let mut table = String::from("&[\n");
    for (address, file) in files {
        println!("cargo::rerun-if-changed={}", file.display());
        // Writing to a string cannot fail.
        let _ = writeln!(
            table,
            "    ({address:?}, include_bytes!({:?})),",
            fs::canonicalize(file)?.to_string_lossy()
        );
    }
    table.push_str("]\n");
    let out = env::var_os("OUT_DIR").map(PathBuf::from).unwrap_or_default();
    fs::write(out.join("assets.rs"), table)
}

/// Every file below `folder`, with its address from the root of the site.
fn collect(folder: &Path, address: &str, files: &mut Vec<(String, PathBuf)>) -> std::io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        let name = entry.file_name().to_string_lossy().into_owned();
        let address = format!("{address}/{name}");
        if entry.file_type()?.is_dir() {
            collect(&entry.path(), &address, files)?;
        } else if !name.starts_with('.') {
            files.push((address, entry.path()));
        }
    }
    Ok(())
}
