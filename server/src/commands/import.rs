//! `why403 import FILE…`: the same pipeline as the web's, from files.

use std::{
    io::Write as _,
    path::{Path, PathBuf},
    time::Duration,
};

use anyhow::{Context as _, bail};
use app::pages::import::data::ImportSummary;
use cluster::ClusterError;
use engine::log::Reader;
use indicatif::{ProgressBar, ProgressStyle};
use tokio::io::{AsyncRead, AsyncReadExt as _};

use super::tell;
use crate::{
    clock::{Clock as _, SystemClock},
    config,
    database::{Database, DatabaseError, Progress},
    ingest::{self, IngestError, Source, reading::Reading},
    storage::failed,
    telemetry,
};

/// What is read at once.
const PIECE: usize = 256 * 1024;
/// What is read in a moment.
const SOON_READ: u64 = 1024 * 1024;
/// How often the spinner turns.
const TICK: Duration = Duration::from_millis(100);

/// Bring log files into the database.
#[derive(Debug, clap::Args)]
pub struct Arguments {
    /// Exports of `aws logs filter-log-events`, or lines copied from the log; `-` is standard input
    #[arg(required = true, value_name = "FILE")]
    files: Vec<PathBuf>,
    /// The folder of the private database [default: `WHY403_DATA`, else one for this user]
    #[arg(long, value_name = "FOLDER")]
    data: Option<PathBuf>,
}

/// Imports each file, all or nothing of it.
pub async fn run(arguments: Arguments) -> anyhow::Result<()> {
    let settings = config::database(arguments.data, &config::variable)?;
    telemetry::start(config::variable("WHY403_LOG").as_deref(), "warn");
    let Some(first) = arguments.files.first() else { return Ok(()) };
    // What is no log is told before a database is started for it, where that is soon known.
    look_into(first).with_context(|| named(first))?;
    let report = |progress: Progress| {
        if progress.takes_time() {
            tell(&progress.to_string());
        }
    };
    let database = match Database::open(&settings, report).await {
        Err(DatabaseError::Cluster(ClusterError::InUse { .. })) => bail!(
            "the private database is in use by a why403 that runs: import the file on its page `{}`, or stop it first",
            app::urls::IMPORT
        ),
        opened => opened?,
    };
    let done = async {
        for file in &arguments.files {
            let source = read(file, &database).await.with_context(|| named(file))?;
            store(file, source, &database).await?;
        }
        anyhow::Ok(())
    };
    let done = done.await;
    let closed = database.close().await;
    done?;
    closed?;
    Ok(())
}

/// Reads a short file to its end, and forgets it.
fn look_into(file: &Path) -> Result<(), IngestError> {
    if is_standard_input(file) {
        return Ok(());
    }
    let opened = std::fs::File::open(file).map_err(IngestError::Source)?;
    let metadata = opened.metadata().map_err(IngestError::Source)?;
    // A pipe can be read once.
    if metadata.is_file() && metadata.len() <= SOON_READ {
        let mut reader = Reader::new();
        reader.feed(&std::fs::read(file).map_err(IngestError::Source)?)?;
        reader.finish()?;
    }
    Ok(())
}

async fn read(file: &Path, database: &Database) -> Result<Source, IngestError> {
    let (mut bytes, length): (Box<dyn AsyncRead + Unpin + Send>, _) = if is_standard_input(file) {
        (Box::new(tokio::io::stdin()), None)
    } else {
        let opened = tokio::fs::File::open(file).await.map_err(IngestError::Source)?;
        let metadata = opened.metadata().await.map_err(IngestError::Source)?;
        (Box::new(opened), Some(metadata.len()))
    };
    let progress = progress(length);
    let name = file.file_name().unwrap_or(file.as_os_str()).to_string_lossy();
    let name = if is_standard_input(file) { "standard input" } else { &*name };
    let reading = Reading::begin(name, database.intake.clone());
    let mut piece = vec![0; PIECE];
    loop {
        let n = bytes.read(&mut piece).await.map_err(IngestError::Source)?;
        progress.inc(n as u64);
        let Some(arrived) = piece.get(..n).filter(|arrived| !arrived.is_empty()) else { break };
        if !reading.feed(arrived.to_vec()).await {
            break;
        }
    }
    progress.finish_and_clear();
    reading.finish().await
}

async fn store(file: &Path, source: Source, database: &Database) -> anyhow::Result<()> {
    let progress = ProgressBar::new_spinner().with_message("storing");
    progress.enable_steady_tick(TICK);
    let mut connection = database.pool.acquire().await.map_err(failed("connect to the database"))?;
    let summary = ingest::store(&mut connection, &database.codec, source, SystemClock.now())
        .await
        .with_context(|| named(file))?;
    progress.finish_and_clear();
    writeln!(std::io::stdout().lock(), "{}", told(file, &summary))
        .context("failed to write to standard output")
}

fn named(file: &Path) -> String {
    format!("`{}`", file.display())
}

/// A bar on stderr, when that is a terminal.
fn progress(length: Option<u64>) -> ProgressBar {
    let shown = if length.is_some() {
        "{bar:30} {bytes} of {total_bytes}, {bytes_per_sec} {msg}"
    } else {
        "{spinner} {bytes}, {bytes_per_sec} {msg}"
    };
    let bar = length.map_or_else(ProgressBar::no_length, ProgressBar::new);
    match ProgressStyle::with_template(shown) {
        Ok(style) => bar.with_style(style),
        Err(_) => bar,
    }
}

fn is_standard_input(file: &Path) -> bool {
    file.as_os_str() == "-"
}

/// What an import brought, in one line.
fn told(file: &Path, summary: &ImportSummary) -> String {
    format!(
        "{}: {} events, {} requests ({} new, {} refused or failed), {} unknown lines",
        file.display(),
        summary.n_events,
        summary.n_requests,
        summary.n_new_requests,
        summary.n_refused,
        summary.n_unknown_lines,
    )
}
