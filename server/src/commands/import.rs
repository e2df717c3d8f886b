//! `why403 import FILE…`: the same pipeline as the web's, from files.

use std::{
    io::Write as _,
    path::{Path, PathBuf},
    sync::Arc,
};

use anyhow::{Context as _, bail};
use app::pages::import::data::{ImportSummary, LeftOut};
use cluster::ClusterError;
use engine::{
    configuration::{
        Configuration,
        snapshot::{Snapshot, snapshots},
    },
    log::{Intake, Reader},
};
use indicatif::{ProgressBar, ProgressStyle};
use tokio::io::{AsyncRead, AsyncReadExt as _};

use super::tell;
use crate::{
    clock::SystemClock,
    config,
    database::{Database, DatabaseError, Progress},
    ingest::{
        IngestError, configuring,
        delivery::Ingest,
        import::{Import, Reading, Watcher},
        parcel,
    },
    telemetry,
};

/// What is read at once.
const PIECE: usize = 256 * 1024;
/// What is read in a moment.
const SOON_READ: u64 = 1024 * 1024;

/// Bring log files into the database.
#[derive(Debug, clap::Args)]
pub struct Arguments {
    /// Exports of execution and access logs, or folders of them; `-` is standard input
    #[arg(required = true, value_name = "FILE")]
    files: Vec<PathBuf>,
    /// What `why403 snapshot` prints: authorizers, stages, resource policy; also an OpenAPI export. May be given several times, and is
    /// kept: without a moment in it, it holds where nothing that is dated does
    #[arg(long, value_name = "FILE")]
    config: Vec<PathBuf>,
    /// The folder of the private database [default: `WHY403_DATA`, else one for this user]
    #[arg(long, value_name = "FOLDER")]
    data: Option<PathBuf>,
}

/// Imports each file, all or nothing of it.
pub async fn run(arguments: Arguments) -> anyhow::Result<()> {
    let settings = config::database(arguments.data, &config::variable)?;
    telemetry::start(&config::log(&config::variable)?, "warn");
    let given = given(&arguments.config)?;
    let configuration = configuring::given(&given).all;
    let Some(first) = arguments.files.first() else { return Ok(()) };
    // What is no log is told before a database is started for it, where that is soon known.
    look_into(first, &configuration).with_context(|| named(first))?;
    let report = |progress: Progress| {
        if progress.takes_time() {
            tell(&progress.to_string());
        }
    };
    let mut database = match Database::open(&settings, report).await {
        Err(DatabaseError::Cluster(ClusterError::InUse { .. })) => bail!(
            "the private database is in use by a why403 that runs: import the file on its page `{}`, or stop it first",
            app::urls::IMPORT
        ),
        opened => opened?,
    };
    let ingest = Ingest::new(
        database.pool.clone(),
        database.codec.clone(),
        database.intake.clone(),
        Arc::new(SystemClock),
    );
    let mut intake = ingest.intake().await?;
    intake.learn(&configuration);
    let done = async {
        for file in &arguments.files {
            let import = Box::pin(import(&ingest, file, intake.clone(), &given));
            let summary = import.await.with_context(|| named(file))?;
            writeln!(std::io::stdout().lock(), "{}", told(file, &summary))
                .context("failed to write to standard output")?;
        }
        anyhow::Ok(())
    };
    let done = tokio::select! {
        done = done => done,
        () = database.keep() => Ok(()),
    };
    let closed = database.close().await;
    done?;
    closed?;
    Ok(())
}

/// What files tell that describe APIs.
fn given(files: &[PathBuf]) -> anyhow::Result<Vec<Snapshot>> {
    let mut given = Vec::new();
    for file in files {
        let text = std::fs::read_to_string(file).map_err(anyhow::Error::from);
        let read = text.and_then(|text| Ok(snapshots(&text)?));
        given.extend(read.with_context(|| format!("cannot read the configuration {}", named(file)))?);
    }
    Ok(given)
}

/// Reads a short file to its end, and forgets it.
fn look_into(file: &Path, configuration: &Configuration) -> Result<(), IngestError> {
    if is_standard_input(file) || file.is_dir() {
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
            return Ok(());
        }
        read?;
    }
    Ok(())
}

/// Imports a file, or all files of a folder as one.
async fn import(
    ingest: &Ingest,
    file: &Path,
    intake: Intake,
    given: &[Snapshot],
) -> anyhow::Result<ImportSummary> {
    let files = if file.is_dir() { files_of(file)? } else { vec![file.to_owned()] };
    let Sorted { logs: files, described, described_by } = tokio::task::spawn_blocking(move || sorted(files))
        .await
        .context("the files could not be looked into")?;
    let mut given = given.to_vec();
    given.extend(described);
    if files.is_empty() && given.iter().all(|snapshot| snapshot.api_id.is_none()) {
        return Err(IngestError::NamelessConfiguration.into());
    }
    let mut intake = intake;
    intake.learn(&configuring::given(&given).all);
    let length = files.iter().map(|file| file.metadata().ok().filter(std::fs::Metadata::is_file));
    let length: Option<u64> = length.map(|metadata| Some(metadata?.len())).sum();
    let bar = progress(length);
    let watcher: Watcher = {
        let bar = bar.clone();
        Arc::new(move |progress| bar.set_message(format!("{} requests", progress.n_requests)))
    };
    let mut import = Import::begin(ingest, intake, &given, false, watcher).await?;
    for part in &files {
        let name = part.strip_prefix(file).ok().filter(|name| *name != Path::new(""));
        let name = name.map_or(part.file_name().unwrap_or(part.as_os_str()), Path::as_os_str);
        let name = if is_standard_input(part) { "standard input".into() } else { name.to_string_lossy() };
        let reading = import.read(&name);
        let fed = feed(part, &reading, &bar).await;
        let name = reading.name().to_owned();
        let (next, read) = reading.finish().await?;
        import = match next.behind(&name, fed.and(read)).await {
            Ok(next) => next,
            Err(why) => {
                bar.finish_and_clear();
                return Err(if files.len() > 1 {
                    anyhow::Error::from(why).context(format!("`{name}`"))
                } else {
                    why.into()
                });
            }
        };
    }
    import.described_by(&described_by, &given);
    bar.set_message("settling");
    let summary = import.finish().await;
    bar.finish_and_clear();
    let summary = summary?;
    for LeftOut { name, why } in &summary.left_out {
        tell(&format!("left out `{name}`: {why}"));
    }
    Ok(summary)
}

/// Files, told apart.
struct Sorted {
    logs: Vec<PathBuf>,
    described: Vec<Snapshot>,
    described_by: Vec<String>,
}

/// Tells logs from what describes APIs.
fn sorted(files: Vec<PathBuf>) -> Sorted {
    let mut sorted = Sorted { logs: Vec::new(), described: Vec::new(), described_by: Vec::new() };
    for file in files {
        let is_short = file.metadata().is_ok_and(|it| it.is_file() && it.len() <= parcel::SHORT as u64);
        let bytes = if is_short { std::fs::read(&file).unwrap_or_default() } else { Vec::new() };
        match parcel::described(&bytes) {
            Some(described) => {
                sorted.described.extend(described);
                let name = file.file_name().unwrap_or(file.as_os_str());
                sorted.described_by.push(name.to_string_lossy().into_owned());
            }
            None => sorted.logs.push(file),
        }
    }
    sorted
}

async fn feed(file: &Path, reading: &Reading, bar: &ProgressBar) -> Result<(), IngestError> {
    let mut bytes: Box<dyn AsyncRead + Unpin + Send> = if is_standard_input(file) {
        Box::new(tokio::io::stdin())
    } else {
        let mut opened = tokio::fs::File::open(file).await.map_err(IngestError::Source)?;
        opened.set_max_buf_size(PIECE);
        Box::new(opened)
    };
    loop {
        let mut piece = Vec::with_capacity(PIECE);
        let n = bytes.read_buf(&mut piece).await.map_err(IngestError::Source)?;
        bar.inc(n as u64);
        if n == 0 || !reading.feed(piece).await {
            return Ok(());
        }
    }
}

/// The files below a folder, in the order of their names: those of an export to S3, without what AWS puts beside it to try its
/// permission.
fn files_of(folder: &Path) -> anyhow::Result<Vec<PathBuf>> {
    let mut files = Vec::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(&folder).with_context(|| named(&folder))? {
            let path = entry.with_context(|| named(&folder))?.path();
            if path.is_dir() {
                folders.push(path);
            } else if path.is_file() && path.file_name().is_some_and(|name| name != "aws-logs-write-test") {
                files.push(path);
            }
        }
    }
    files.sort_unstable();
    if files.is_empty() {
        bail!("the folder holds no files");
    }
    Ok(files)
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
    let described: Vec<_> = summary
        .described
        .iter()
        .map(|api| {
            let what = if api.is_new { "new" } else { "known already" };
            let others = if api.is_of_others { "; none of these calls is one of this API" } else { "" };
            format!("{} ({what}{others})", api.api_id)
        })
        .collect();
    let described = if described.is_empty() {
        String::new()
    } else {
        format!(", configuration of {}", described.join(", "))
    };
    if summary.n_events == 0 && !described.is_empty() {
        return format!("{}: no events{described}", file.display());
    }
    format!(
        "{}: {} events, {} requests ({} new, {} refused or failed), {} unknown lines{described}",
        file.display(),
        summary.n_events,
        summary.n_requests,
        summary.n_new_requests,
        summary.n_refused,
        summary.n_unknown_lines,
    )
}
