//! `why403 diagnose FILE…`: what the files say, without a database.
//!
//! One file is read in one pass, holding only what is open in it, so that its length does not matter; if it turns out to be
//! in no order of time, it is read again as a whole. Several files are put together before anything is said, since a request may
//! begin in one and end in another, and a policy that was cached in one may have answered in another. What is found goes to a
//! scratch file first, so that a broken log leaves no half answer.

use std::{
    collections::BTreeSet,
    fs::{self, File},
    io::{self, BufWriter, Read, Seek, Write},
    path::{Path, PathBuf},
};

use anyhow::{Context as _, Result};
use clap::{Args, ValueEnum};
use engine::{
    Investigation,
    configuration::Configuration,
    diagnosis::{Cause, Diagnosis, Missing, PolicyOrigin},
    investigation::Explained,
    log::{Intake, Reader},
    record::Record,
    request::{Request, assemble::Counts},
};

/// What `diagnose` is told.
#[derive(Debug, Args)]
pub(super) struct Arguments {
    /// Exports of execution and access logs; `-` is standard input.
    #[arg(required = true, value_name = "FILE")]
    files: Vec<PathBuf>,
    /// What `why403 snapshot` prints: authorizers, stages, resource policy. May be given several times.
    #[arg(long, value_name = "FILE")]
    config: Vec<PathBuf>,
    /// `text` to read, `ndjson` for other programs: one object a request.
    #[arg(long, value_enum, default_value = "text")]
    format: Format,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum Format {
    Text,
    Ndjson,
}

/// Reads, diagnoses, prints.
pub(super) fn run(arguments: &Arguments) -> Result<()> {
    let configuration = configuration(&arguments.config)?;
    let mut files = sources(&arguments.files)?;
    let order = if files.len() == 1 { Order::OfTime } else { Order::Unknown };
    let mut answer = Answer::new(arguments.format)?;
    if !answer.take(&mut files, &configuration, order)? {
        answer = Answer::new(arguments.format)?;
        answer.take(&mut files, &configuration, Order::Unknown)?;
    }
    match answer.print() {
        // Whoever reads may have seen enough.
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(()),
        printed => printed.context("cannot write the answer"),
    }
}

/// What configuration files say together; a later one replaces what an earlier one says of the same API.
pub(super) fn configuration(files: &[PathBuf]) -> Result<Configuration> {
    let mut configuration = Configuration::default();
    for file in files {
        let text = fs::read_to_string(file).map_err(anyhow::Error::from);
        text.and_then(|text| Ok(configuration.read(&text)?))
            .with_context(|| format!("cannot read the configuration `{}`", file.display()))?;
    }
    Ok(configuration)
}

/// Opens the logs, all of them before any is read.
pub(super) fn sources(files: &[PathBuf]) -> Result<Vec<Source>> {
    let open =
        |file: &PathBuf| Source::open(file).with_context(|| format!("cannot read `{}`", file.display()));
    files.iter().map(open).collect()
}

/// A log that can be read twice.
pub(super) struct Source {
    pub(super) name: PathBuf,
    pub(super) file: File,
}

impl Source {
    fn open(name: &Path) -> io::Result<Self> {
        let file = if name.as_os_str() == "-" {
            let mut copy = tempfile::tempfile()?;
            io::copy(&mut io::stdin().lock(), &mut copy)?;
            copy
        } else {
            let mut file = File::open(name)?;
            if file.metadata()?.is_file() {
                file
            } else {
                // A pipe can be read once.
                let mut copy = tempfile::tempfile()?;
                io::copy(&mut file, &mut copy)?;
                copy
            }
        };
        Ok(Self { name: name.to_owned(), file })
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Order {
    /// As far as is known: later lines are later.
    OfTime,
    Unknown,
}

/// What was found, on its way to standard output.
struct Answer {
    format: Format,
    scratch: BufWriter<File>,
    n_requests: u64,
    n_refused: u64,
    n_unknown_lines: u64,
}

impl Answer {
    fn new(format: Format) -> Result<Self> {
        let scratch = tempfile::tempfile().context("cannot make a scratch file")?;
        Ok(Self {
            format,
            scratch: BufWriter::with_capacity(256 * 1024, scratch),
            n_requests: 0,
            n_refused: 0,
            n_unknown_lines: 0,
        })
    }

    /// Diagnoses all files. `false` when they are not in the order that they were taken for.
    fn take(&mut self, files: &mut [Source], configuration: &Configuration, order: Order) -> Result<bool> {
        let mut investigation = Investigation::new(configuration.clone());
        for Source { name, file } in files {
            file.rewind().with_context(|| format!("cannot read `{}`", name.display()))?;
            investigation.begin_export(None);
            let mut reader = Reader::with(Intake { is_brief: true, ..Intake::of(configuration) });
            let mut piece = vec![0; 256 * 1024];
            loop {
                let n = file.read(&mut piece).with_context(|| format!("cannot read `{}`", name.display()))?;
                let read = if n == 0 {
                    let export = std::mem::take(&mut reader).finish();
                    export.map(|export| export.events.into_iter().for_each(|event| investigation.take(event)))
                } else {
                    let piece = piece.get(..n).unwrap_or_default();
                    reader.pass(piece, |event| investigation.take(event))
                };
                read.with_context(|| format!("cannot read `{}`", name.display()))?;
                if order == Order::OfTime {
                    self.write(&investigation.ready())?;
                }
                if n == 0 {
                    break;
                }
            }
        }
        let (explained, counts) = investigation.finish();
        let Counts { n_late_events, n_unknown_lines, .. } = counts;
        if order == Order::OfTime && n_late_events > 0 {
            return Ok(false);
        }
        self.n_unknown_lines = n_unknown_lines;
        self.write(&explained)?;
        Ok(true)
    }

    fn write(&mut self, explained: &Explained) -> Result<()> {
        for (request, diagnosis) in explained {
            self.n_requests += 1;
            self.n_refused += u64::from(diagnosis.cause != Cause::None);
            let written = match self.format {
                Format::Ndjson => serde_json::to_writer(&mut self.scratch, &Record::of(request, diagnosis))
                    .map_err(io::Error::from)
                    .and_then(|()| writeln!(self.scratch)),
                Format::Text => text(&mut self.scratch, request, diagnosis),
            };
            written.context("cannot write to a scratch file: is the disk full?")?;
        }
        Ok(())
    }

    fn print(self) -> io::Result<()> {
        let mut scratch = self.scratch.into_inner().map_err(io::IntoInnerError::into_error)?;
        scratch.rewind()?;
        let mut out = io::stdout().lock();
        io::copy(&mut scratch, &mut out)?;
        if self.format == Format::Text {
            let Self { n_requests, n_refused, n_unknown_lines, .. } = self;
            writeln!(
                out,
                "{n_requests} requests, {n_refused} refused or failed, {n_unknown_lines} unknown lines"
            )?;
        }
        out.flush()
    }
}

/// One request for a person: what, why, and the lines that prove it.
fn text(out: &mut impl Write, request: &Request, diagnosis: &Diagnosis) -> io::Result<()> {
    let or_unknown = |text: Option<String>| text.unwrap_or_else(|| "?".to_owned());
    let call = match (&request.method, &request.path) {
        (Some(method), Some(path)) => format!("{} {}", plain(method), plain(path)),
        (Some(method), None) => plain(method),
        _ => "(method not logged)".to_owned(),
    };
    writeln!(
        out,
        "{}  {}  {} → {}",
        or_unknown(request.started_at().map(|at| at.to_string())),
        plain(&or_unknown(request.request_id.as_ref().map(ToString::to_string))),
        call,
        or_unknown(diagnosis.status.map(|status| status.to_string())),
    )?;
    let deny = diagnosis.deny.map(|deny| format!(", {} deny", deny.id())).unwrap_or_default();
    let origin = diagnosis
        .policy_origin
        .filter(|_| diagnosis.cause != Cause::None)
        .map(|origin| format!(", policy {}", origin.id()))
        .unwrap_or_default();
    writeln!(out, "  {}{deny}{origin} ({})", diagnosis.cause.id(), diagnosis.grade.id())?;
    if diagnosis.cause != Cause::None {
        if let Some(filled_by) = &diagnosis.filled_by {
            writeln!(out, "  cached by request {}", plain(filled_by.request_id.as_str()))?;
        } else if diagnosis.policy_origin == Some(PolicyOrigin::Cached) {
            writeln!(out, "  which request filled the cache is not in the log")?;
        }
        if let Some(heals_at) = diagnosis.heals_at {
            let is_assumed = diagnosis.missing.contains(&Missing::AuthorizerTtl);
            let unless = if is_assumed { ", if the authorizer's TTL is 300 s" } else { "" };
            writeln!(out, "  heals by itself at {heals_at}{unless}")?;
        }
        let evidence: BTreeSet<u64> = diagnosis.evidence.iter().copied().collect();
        for line in request.lines.iter().filter(|line| evidence.contains(&line.number)) {
            let shown: String = plain(&line.text).chars().take(160).collect();
            writeln!(out, "  line {:>6}: {shown}", line.number)?;
        }
    }
    writeln!(out)
}

/// Log text without what would steer a terminal: callers choose paths and headers.
pub(super) fn plain(text: &str) -> String {
    text.chars().map(|c| if c.is_control() { '\u{fffd}' } else { c }).collect()
}
