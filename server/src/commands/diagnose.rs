//! `why403 diagnose FILE…`: what the files say, without a database.
//!
//! All files are read before anything is printed, so that a broken one leaves no half answer; and they are put together, since
//! a request may begin in one and end in another, and a policy that was cached in one may have answered in another.

use std::{
    fs::File,
    io::{self, BufWriter, Read, Write},
    path::PathBuf,
};

use anyhow::{Context as _, Result};
use clap::{Args, ValueEnum};
use engine::{
    diagnose,
    diagnosis::{Cause, Diagnosis, PolicyOrigin},
    log::{Export, Reader},
    record::Record,
    request::{Assembly, Request, assemble_exports},
};

/// What `diagnose` is told.
#[derive(Debug, Args)]
pub(super) struct Arguments {
    /// Exports of an execution log; `-` is standard input.
    #[arg(required = true, value_name = "FILE")]
    files: Vec<PathBuf>,
    /// `text` to read, `ndjson` for other programs: one object a request.
    #[arg(long, value_enum, default_value = "text")]
    format: Format,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    Text,
    Ndjson,
}

/// Reads, diagnoses, prints.
pub(super) fn run(arguments: &Arguments) -> Result<()> {
    let mut exports = Vec::new();
    for file in &arguments.files {
        exports.push(read(file).with_context(|| format!("cannot read `{}`", file.display()))?);
    }
    let Assembly { requests, n_unknown_lines, .. } = assemble_exports(exports);
    let diagnoses = diagnose(&requests);
    let mut out = BufWriter::new(io::stdout().lock());
    let printed =
        print(&mut out, arguments.format, &requests, &diagnoses, n_unknown_lines).and_then(|()| out.flush());
    match printed {
        // Whoever reads may have seen enough.
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(()),
        printed => printed.context("cannot write the answer"),
    }
}

fn read(file: &PathBuf) -> Result<Export> {
    let mut source: Box<dyn Read> =
        if file.as_os_str() == "-" { Box::new(io::stdin().lock()) } else { Box::new(File::open(file)?) };
    let mut reader = Reader::new();
    let mut piece = vec![0; 256 * 1024];
    loop {
        match source.read(&mut piece)? {
            0 => return Ok(reader.finish()?),
            n => reader.feed(piece.get(..n).unwrap_or_default())?,
        }
    }
}

fn print(
    out: &mut impl Write,
    format: Format,
    requests: &[Request],
    diagnoses: &[Diagnosis],
    n_unknown_lines: u64,
) -> io::Result<()> {
    for (request, diagnosis) in requests.iter().zip(diagnoses) {
        match format {
            Format::Ndjson => {
                serde_json::to_writer(&mut *out, &Record::of(request, diagnosis))?;
                writeln!(out)?;
            }
            Format::Text => text(out, request, diagnosis)?,
        }
    }
    if format == Format::Text {
        let n_refused = diagnoses.iter().filter(|diagnosis| diagnosis.cause != Cause::None).count();
        writeln!(
            out,
            "{} requests, {n_refused} refused or failed, {n_unknown_lines} unknown lines",
            diagnoses.len()
        )?;
    }
    Ok(())
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
            writeln!(out, "  heals by itself at {heals_at}, if the authorizer's TTL is 300 s")?;
        }
        for line in request.lines.iter().filter(|line| diagnosis.evidence.contains(&line.number)) {
            let shown: String = plain(&line.text).chars().take(160).collect();
            writeln!(out, "  line {:>6}: {shown}", line.number)?;
        }
    }
    writeln!(out)
}

/// Log text without what would steer a terminal: callers choose paths and headers.
fn plain(text: &str) -> String {
    text.chars().map(|c| if c.is_control() { '\u{fffd}' } else { c }).collect()
}
