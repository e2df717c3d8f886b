//! moto, which answers like AWS and was written by others, with boto3 and the AWS CLI, in an environment of its own below the target
//! folder. Their versions are pinned in `tests/`.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};

use super::apt;
use crate::checkout::Checkout;
use crate::tool::{self, Tool};

const REQUIREMENTS: &str = "tests/requirements.txt";

/// Installs the pinned versions where they are not, and tells the Python that has them. Without a network it is none: that is told,
/// and their test is left out.
pub(crate) fn ensure(checkout: &Checkout) -> Result<PathBuf> {
    let folder = checkout.target.join("moto");
    let python = folder.join("bin/python");
    let wanted = fs::read_to_string(checkout.path(REQUIREMENTS))
        .with_context(|| format!("`{REQUIREMENTS}` cannot be read"))?;
    let installed = folder.join("installed.txt");
    if python.is_file() && fs::read_to_string(&installed).is_ok_and(|installed| installed == wanted) {
        return Ok(python);
    }
    make(checkout, &folder)?;
    eprintln!("      installing moto and the AWS CLI by pip");
    let pip = Tool::new(&python, &checkout.root)
        .args([
            "-m",
            "pip",
            "install",
            "--quiet",
            "--disable-pip-version-check",
            "--requirement",
            REQUIREMENTS,
        ])
        .output();
    match pip {
        Ok(_) => {
            fs::write(&installed, wanted)
                .with_context(|| format!("`{}` cannot be written", installed.display()))?;
            Ok(python)
        }
        Err(error) if is_without_network(&format!("{error:#}")) => {
            eprintln!(
                "      PyPI cannot be reached: `why403 snapshot` is not compared with boto3 this time, and no command is run by the AWS CLI"
            );
            Ok(PathBuf::new())
        }
        Err(error) => Err(error),
    }
}

/// Makes the environment, and what that needs.
fn make(checkout: &Checkout, folder: &Path) -> Result<()> {
    let made = || Tool::new("python3", &checkout.root).args(["-m", "venv", "--clear"]).arg(folder).output();
    let Err(error) = made() else { return Ok(()) };
    if apt::is_usable() {
        apt::install(&["python3", "python3-venv"])?;
        return made().map(drop);
    }
    if tool::find("python3").is_none() {
        bail!(
            "the comparison with boto3 needs Python 3.9 or newer: install it with its venv, then call this again"
        );
    }
    Err(error).context("Python makes no environment: install its venv (`python3-venv`), then call this again")
}

/// Whether pip failed because nothing could be reached.
fn is_without_network(said: &str) -> bool {
    ["NewConnectionError", "ConnectTimeoutError", "NameResolutionError"]
        .iter()
        .any(|error| said.contains(error))
}
