//! `why403 import FILE…`: the same pipeline as the web's, from files.

use std::{
    io::Write as _,
    path::{Path, PathBuf},
    time::Duration,
};

use anyhow::{Context as _, bail};
use app::pages::import::data::ImportSummary;
use cluster::ClusterError;
use engine::{
    configuration::Configuration,
    log::{Intake, Reader},
};
use indicatif::{ProgressBar, ProgressStyle};
use tokio::io::{AsyncRead, AsyncReadExt as _};

use super::{diagnose::configuration, tell};
use crate::{
    clock::{Clock as _, SystemClock},
    config,
    database::{Database, DatabaseError, Progress},
    ingest::{self, IngestError, Source, parcel, reading::Reading},
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
    /// Exports of execution and access logs; `-` is standard input
    #[arg(required = true, value_name = "FILE")]
    files: Vec<PathBuf>,
    /// What `why403 snapshot` prints: authorizers, stages, resource policy. May be given several times, and holds for this import
    #[arg(long, value_name = "FILE")]
    config: Vec<PathBuf>,
    /// The folder of the private database [default: `WHY403_DATA`, else one for this user]
    #[arg(long, value_name = "FOLDER")]
    data: Option<PathBuf>,
}

/// Imports each file, all or nothing of it.
pub async fn run(arguments: Arguments) -> anyhow::Result<()> {
    let settings = config::database(arguments.data, &config::variable)?;
    telemetry::start(config::variable("WHY403_LOG").as_deref(), "warn");
    let configuration = configuration(&arguments.config)?;
    let Some(first) = arguments.files.first() else { return Ok(()) };
    // What is no log is told before a database is started for it, where that is soon known.
    look_into(first, &configuration).with_context(|| named(first))?;
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
        let mut intake = database.intake.clone();
        intake.learn(&configuration);
        for file in &arguments.files {
            let mut source = read(file, intake.clone()).await.with_context(|| named(file))?;
            source.configuration = configuration.clone();
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
fn look_into(file: &Path, configuration: &Configuration) -> Result<(), IngestError> {
    if is_standard_input(file) {
        return Ok(());
    }
    let opened = std::fs::File::open(file).map_err(IngestError::Source)?;
    let metadata = opened.metadata().map_err(IngestError::Source)?;
    // A pipe can be read once.
    if metadata.is_file() && metadata.len() <= SOON_READ {
        let bytes = std::fs::read(file).map_err(IngestError::Source)?;
        let mut reader = Reader::with(Intake::of(configuration));
        let read = reader.feed(&bytes).and_then(|()| reader.finish());
        if read.is_err() && parcel::described(&bytes).is_some() {
            return Err(IngestError::OnlyConfiguration);
        }
        read?;
    }
    Ok(())
}

async fn read(file: &Path, intake: Intake) -> Result<Source, IngestError> {
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
    let reading = Reading::begin(name, intake);
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
