//! `why403 search TEXT`: which requests hold a text in their lines.

use std::{io::Write as _, path::PathBuf};

use anyhow::{Context as _, bail};
use cluster::ClusterError;

use super::{diagnose::plain, tell};
use crate::{
    config,
    database::{Database, DatabaseError, Progress},
    storage::search,
    telemetry,
};

/// Find requests by text in their lines.
#[derive(Debug, clap::Args)]
pub struct Arguments {
    /// What a line has to hold; upper and lower case differ
    #[arg(value_parser = clap::builder::NonEmptyStringValueParser::new())]
    text: String,
    /// The most requests that are printed, the latest first
    #[arg(long, value_name = "N", default_value_t = 100)]
    limit: usize,
    /// The folder of the private database [default: `WHY403_DATA`, else one for this user]
    #[arg(long, value_name = "FOLDER")]
    data: Option<PathBuf>,
}

/// Prints a line a request: when it began, its reference, and its first line with the text.
pub async fn run(arguments: Arguments) -> anyhow::Result<()> {
    let settings = config::database(arguments.data, &config::variable)?;
    telemetry::start(&config::log(&config::variable)?, "warn");
    let report = |progress: Progress| {
        if progress.takes_time() {
            tell(&progress.to_string());
        }
    };
    let database = match Database::open(&settings, report).await {
        Err(DatabaseError::Cluster(ClusterError::InUse { .. })) => {
            bail!(
                "the private database is in use by a why403 that runs: stop it first, or name yours in `DATABASE_URL`"
            )
        }
        opened => opened?,
    };
    let searched =
        search::lines(&database.pool, &database.codec, &arguments.text, arguments.limit.max(1)).await;
    database.close().await?;
    let searched = searched?;
    let mut out = std::io::stdout().lock();
    for found in &searched.found {
        let started_at = found.started_at.map_or_else(|| "-".to_owned(), |at| at.to_string());
        writeln!(out, "{started_at}\t{}\t{}", plain(&found.reference), plain(&found.line))
            .context("failed to write to standard output")?;
    }
    let more = if searched.is_limited { ", and older ones were not looked through" } else { "" };
    tell(&format!("{} of {} requests{more}", searched.found.len(), searched.n_searched));
    Ok(())
}
