//! A text that stands in the lines of one request: found in the database by `why403 search`, and by `rg` in the files.

use std::path::Path;

use anyhow::{Context, Result, ensure};
use traffic::Made;

use super::postgres::{MEASURED, Postgres};
use super::process;
use super::product::Program;
use super::truth::Truth;
use crate::tool::{Tool, find};

/// How often each looks, in turn and for another text each time.
const N_TIMES: usize = 7;

/// What looking took, in seconds, text by text.
pub(super) struct Searched {
    pub(super) why403: Vec<f64>,
    /// Empty where `rg` is not installed.
    pub(super) ripgrep: Vec<f64>,
}

/// Looks for ids of requests, all of which are in both.
pub(super) fn measure(
    postgres: &Postgres<'_>,
    why403: &Program,
    made: &Made,
    truth: &Truth,
) -> Result<Searched> {
    let has_ripgrep = find("rg").is_some();
    if !has_ripgrep {
        eprintln!("      without `rg`: install ripgrep to compare the search");
    }
    let mut searched = Searched { why403: Vec::new(), ripgrep: Vec::new() };
    for (text, _) in truth.requests(N_TIMES) {
        let tool = why403.call(&["search", text]).env("DATABASE_URL", postgres.url(MEASURED));
        let cost = process::watch(tool)?;
        ensure!(cost.stdout.contains(text), "`why403 search {text}` found nothing:\n{}", cost.stderr);
        searched.why403.push(cost.wall);
        if has_ripgrep {
            let tool = Tool::new("rg", Path::new("."))
                .args(["--fixed-strings", "--no-ignore", text])
                .args(&made.ndjson);
            let cost = process::watch(tool).with_context(|| format!("rg for {text}"))?;
            ensure!(cost.stdout.contains(text), "`rg` found no {text}");
            searched.ripgrep.push(cost.wall);
        }
    }
    Ok(searched)
}
