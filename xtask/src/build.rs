//! `run` and `build`: the product, from an empty folder.

use std::os::unix::process::CommandExt;
use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::{Result, anyhow};

use crate::checkout::Checkout;
use crate::steps::Steps;
use crate::tool::Tool;
use crate::{assets, needs};

/// Builds everything and tells where the binary lies.
pub(crate) fn build(checkout: &Checkout) -> Result<ExitCode> {
    let mut steps = Steps::new(4);
    let binary = build_in(checkout, &mut steps, "release")?;
    eprintln!("built {} in {}", binary.display(), steps.elapsed());
    Ok(ExitCode::SUCCESS)
}

/// Builds everything and becomes the server.
pub(crate) fn run(checkout: &Checkout, server_arguments: &[String]) -> Result<ExitCode> {
    let mut steps = Steps::new(5);
    let binary = build_in(checkout, &mut steps, "quick")?;
    // In the folder of the caller: what is passed on may name files from there.
    let folder = std::env::current_dir().unwrap_or_else(|_| checkout.root.clone());
    let server = Tool::new(&binary, &folder).arg("serve").args(server_arguments);
    eprintln!("[5/5] {} (ready to start after {}; Ctrl-C stops it)", server.shown(), steps.elapsed());
    // The server takes our place and our process id: a signal to us is a signal to it, and nobody has to pass
    // Ctrl-C on or wait for its clean end.
    let error = server.into_command().exec();
    Err(anyhow!(error).context(format!("`{}` cannot be started", binary.display())))
}

/// Builds everything, the server in this profile of `Cargo.toml`: `release` for what is deployed, `quick` for who waits.
fn build_in(checkout: &Checkout, steps: &mut Steps, profile: &str) -> Result<PathBuf> {
    steps.step("what the build and the server need", || {
        let wasm = needs::wasm_target::ensure(checkout)?;
        let postgres = needs::postgres::ensure(checkout)?;
        anyhow::Ok(format!("{wasm}, {postgres}"))
    })?;
    steps.step("the code that runs in the browser", || assets::compile(checkout))?;
    steps.step("scripts, styles and their compressed forms", || assets::write(checkout))?;
    steps.step("the server", || {
        Tool::cargo(&checkout.root).args(["build", "--profile", profile, "--package", "server"]).run()?;
        anyhow::Ok("ready")
    })?;
    Ok(checkout.target.join(profile).join("why403"))
}
