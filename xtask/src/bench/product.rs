//! The product as it is deployed.

use std::path::PathBuf;

use anyhow::Result;

use crate::checkout::Checkout;
use crate::tool::Tool;

/// `why403`, built as for a release.
pub(super) struct Program {
    checkout: Checkout,
    binary: PathBuf,
}

impl Program {
    /// Where it will lie.
    pub(super) fn of(checkout: &Checkout) -> Self {
        Self { checkout: checkout.clone(), binary: checkout.target.join("release/why403") }
    }

    /// Builds it. The browser's files are not needed to import.
    pub(super) fn build(&self) -> Result<()> {
        Tool::cargo(&self.checkout.root).args(["build", "--release", "--package", "server"]).run()
    }

    /// A call of it, with nothing of our environment that it would heed.
    pub(super) fn call(&self, arguments: &[&str]) -> Tool {
        let tool = Tool::new(&self.binary, &self.checkout.root).args(arguments);
        ["WHY403_DATA", "WHY403_LOG"].into_iter().fold(tool, Tool::env_remove)
    }
}
