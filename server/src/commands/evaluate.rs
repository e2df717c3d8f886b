//! `why403 evaluate CASES.jsonl`: what policies say of calls, one line of JSON a case, without a database.
//!
//! A line that is no case is said on stderr with its number; the others are decided all the same.

use std::{
    fs::File,
    io::{self, BufRead, BufReader, BufWriter, Read, Write},
    path::{Path, PathBuf},
};

use anyhow::{Context as _, Result, bail};
use clap::Args;
use engine::policy::case::{Case, NoCase};

use super::tell;
use crate::telemetry;

/// What `evaluate` is told.
#[derive(Debug, Args)]
pub(super) struct Arguments {
    /// Policies and calls, one case a line; `-` is standard input.
    #[arg(value_name = "CASES")]
    file: PathBuf,
}

/// No policy is nearly as long.
const LONGEST_LINE: u64 = 16 * 1024 * 1024;

/// Reads, decides, prints.
pub(super) fn run(arguments: &Arguments) -> Result<()> {
    let name = &arguments.file;
    let source: Box<dyn Read> = if name.as_os_str() == "-" {
        Box::new(io::stdin().lock())
    } else {
        Box::new(File::open(name).with_context(|| format!("cannot read `{}`", name.display()))?)
    };
    let mut lines = Lines { source: BufReader::with_capacity(256 * 1024, source), n: 0, line: Vec::new() };
    let mut out = BufWriter::new(io::stdout().lock());
    let (mut n_cases, mut n_others) = (0_u64, 0_u64);
    while lines.next().with_context(|| format!("cannot read `{}`", name.display()))? {
        if lines.line.trim_ascii().is_empty() {
            continue;
        }
        n_cases += 1;
        match lines.case() {
            Ok(case) => match write(&mut out, &case, lines.is_drained()) {
                Ok(()) => {}
                // Whoever reads may have seen enough.
                Err(error) if error.kind() == io::ErrorKind::BrokenPipe => return Ok(()),
                failed => failed.context("cannot write the answer")?,
            },
            Err(reason) => {
                n_others += 1;
                tell(&format!("{}:{}: no case: {reason}", shown(name), lines.n));
            }
        }
    }
    match out.flush() {
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => return Ok(()),
        flushed => flushed.context("cannot write the answer")?,
    }
    if n_others > 0 {
        bail!("{n_others} of {n_cases} lines are no cases");
    }
    Ok(())
}

fn shown(name: &Path) -> String {
    if name.as_os_str() == "-" { "standard input".to_owned() } else { name.display().to_string() }
}

fn write(out: &mut impl Write, case: &Case, is_last_for_now: bool) -> io::Result<()> {
    serde_json::to_writer(&mut *out, &case.decided())?;
    out.write_all(b"\n")?;
    // Whoever asks one case after another waits for each answer.
    if is_last_for_now { out.flush() } else { Ok(()) }
}

/// A text's lines, one at a time.
struct Lines<R: Read> {
    source: BufReader<R>,
    /// How many there were, this one among them.
    n: u64,
    line: Vec<u8>,
}

impl<R: Read> Lines<R> {
    /// Goes to the next; `false` behind the last.
    fn next(&mut self) -> io::Result<bool> {
        self.line.clear();
        self.n += 1;
        let n = (&mut self.source).take(LONGEST_LINE).read_until(b'\n', &mut self.line)?;
        if self.is_too_long() {
            self.source.skip_until(b'\n')?;
        }
        Ok(n > 0)
    }

    fn is_too_long(&self) -> bool {
        self.line.len() as u64 == LONGEST_LINE && !self.line.ends_with(b"\n")
    }

    /// What the line says, or why it is none.
    fn case(&self) -> Result<Case, String> {
        if self.is_too_long() {
            return Err(format!("longer than {LONGEST_LINE} bytes"));
        }
        Case::read(&self.line).map_err(|reason: NoCase| telemetry::chain(&reason))
    }

    /// Whether reading on may have to wait.
    fn is_drained(&self) -> bool {
        self.source.buffer().is_empty()
    }
}
