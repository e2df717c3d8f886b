//! `why403 replay --config NEW FILE…`: which recorded calls would end otherwise under a change, without a database.
//!
//! The files are read as `diagnose` reads them, and no call is kept: what is told are groups of calls that flip alike, and a summary. The
//! exit code is 3 when a call that had passed would be refused, so that a pipeline stops there.

use std::{
    fs,
    io::{self, BufWriter, Read as _, Seek as _, Write},
    path::{Path, PathBuf},
    process::ExitCode,
    sync::Arc,
};

use anyhow::{Context as _, Result, anyhow, bail};
use clap::{ArgGroup, Args};
use engine::{
    configuration::{Configuration, History},
    diagnosis::Memory,
    format::count,
    investigation::{Gathering, Portion},
    log::{Intake, Reader},
    policy::document::{Answer, document},
    time::Instant,
    what_if::{
        Answers, AuthorizerPolicy, Call, Callers, Change, Direction, Flush, Outcome, Replay, Row,
        change::Tried,
    },
};

use super::diagnose::{Format, Order, Source, configuration, plain, sources};

/// What tells that calls which had passed would be refused.
const NEWLY_REFUSED: u8 = 3;

/// Rows of each direction that are printed for a person; another program gets all.
const MOST_ROWS: usize = 50;

/// What `replay` is told.
#[derive(Debug, Args)]
#[command(group(ArgGroup::new("change").required(true).multiple(true).args(["config", "policy", "ttl", "flush_at"])))]
pub(super) struct Arguments {
    /// Exports of execution and access logs; `-` is standard input.
    #[arg(required = true, value_name = "FILE")]
    files: Vec<PathBuf>,
    /// What is to be tried: authorizers (TTL, identity sources) and the resource policy, in any form that `diagnose --config` takes.
    #[arg(long, value_name = "FILE")]
    config: Vec<PathBuf>,
    /// What the calls met when they were recorded; without it the defaults are assumed, and said to be.
    #[arg(long, value_name = "FILE")]
    was: Vec<PathBuf>,
    /// A policy that the authorizer is to answer with, or a whole answer of it.
    #[arg(long, value_name = "FILE")]
    policy: Option<PathBuf>,
    /// For whom `--policy` is tried: principals as the log masks them, `*` for any run of characters. May be given several times.
    #[arg(long, value_name = "PATTERN", requires = "policy")]
    caller: Vec<String>,
    /// How many seconds answers are cached, whatever `--config` says; 0 is not at all.
    #[arg(long, value_name = "SECONDS", value_parser = clap::value_parser!(u32).range(0..=3600))]
    ttl: Option<u32>,
    /// When the authorizers' caches are emptied, as RFC 3339. May be given several times.
    #[arg(long, value_name = "MOMENT", value_parser = moment)]
    flush_at: Vec<Instant>,
    /// `text` to read, `ndjson` for other programs: one object a group of calls that flip alike, then a summary.
    #[arg(long, value_enum, default_value = "text")]
    format: Format,
}

fn moment(text: &str) -> Result<Instant, String> {
    Instant::parse(text).ok_or_else(|| "give it as `2026-08-01T14:02:00Z`".to_owned())
}

/// Reads, replays, prints.
pub(super) fn run(arguments: &Arguments) -> Result<ExitCode> {
    let tried = configuration(&arguments.config)?;
    let was = configuration(&arguments.was)?;
    let change = Change {
        authorizer_policy: arguments
            .policy
            .as_deref()
            .map(|file| policy(file, &arguments.caller))
            .transpose()?,
        ttl_seconds: arguments.ttl,
        flushes: arguments.flush_at.iter().map(|at| Flush { at: *at, api_id: None, stage: None }).collect(),
        configuration: tried,
        ..Change::default()
    };
    let mut files = sources(&arguments.files)?;
    let order = if files.len() == 1 { Order::OfTime } else { Order::Unknown };
    let outcome = match replay(&mut files, &change, &was, order)? {
        Some(outcome) => outcome,
        None => replay(&mut files, &change, &was, Order::Unknown)?
            .ok_or_else(|| anyhow!("the calls are in no order of time"))?,
    };
    let mut out = BufWriter::new(io::stdout().lock());
    let written = match arguments.format {
        Format::Text => text(&mut out, &outcome),
        Format::Ndjson => ndjson(&mut out, &outcome),
    };
    match written.and_then(|()| out.flush()) {
        // Whoever reads may have seen enough.
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => {}
        printed => printed.context("cannot write the answer")?,
    }
    let breaks = outcome.n_newly_refused > 0;
    Ok(if breaks { ExitCode::from(NEWLY_REFUSED) } else { ExitCode::SUCCESS })
}

/// A policy to try, by itself or in an authorizer's answer.
fn policy(file: &Path, callers: &[String]) -> Result<AuthorizerPolicy> {
    let read = || -> Result<AuthorizerPolicy> {
        let text = fs::read_to_string(file)?;
        let json: serde_json::Value = serde_json::from_str(&text).context("it is no JSON")?;
        let text = json.get("policyDocument").map_or(text, ToString::to_string);
        let policy = document(&text);
        if policy.statements.is_empty() && !policy.defects.is_empty() {
            bail!("it is no policy: give a JSON object with `Statement`, or an authorizer's whole answer");
        }
        Ok(AuthorizerPolicy {
            callers: if callers.is_empty() { Callers::All } else { Callers::Matching(callers.to_vec()) },
            answer: Tried::Policy(Arc::new(Answer { document: text.into(), ..Answer::of(policy) })),
        })
    };
    read().with_context(|| format!("cannot read the policy `{}`", file.display()))
}

/// Calls on their way from whole requests into the replay.
struct Course {
    history: History,
    memory: Memory,
    answers: Answers,
    replay: Replay,
}

impl Course {
    fn take(&mut self, portion: &Portion) {
        let Self { history, memory, answers, replay } = self;
        memory.judge(&portion.requests, history, |judged| {
            replay.call(&Call::of(&judged, answers));
        });
        if let Some(limit) = portion.is_all_before {
            memory.forget_before(limit);
        }
    }
}

/// Replays all files; `None` when they are not in the order that they were taken for.
fn replay(
    files: &mut [Source],
    change: &Change,
    was: &Configuration,
    order: Order,
) -> Result<Option<Outcome>> {
    let history = History::from(was.clone());
    let mut course = Course {
        replay: Replay::new(change.clone(), history.clone()),
        history,
        memory: Memory::default(),
        answers: Answers::default(),
    };
    // Formats of access logs and names of token headers are told by either.
    let mut described = change.configuration.clone();
    described.add(was);
    let mut gathering = Gathering::default();
    for Source { name, file } in files {
        file.rewind().with_context(|| format!("cannot read `{}`", name.display()))?;
        gathering.begin_export(None);
        let mut reader = Reader::with(Intake { is_brief: true, ..Intake::of(&described) });
        let mut piece = vec![0; 256 * 1024];
        loop {
            let n = file.read(&mut piece).with_context(|| format!("cannot read `{}`", name.display()))?;
            let read = if n == 0 {
                let export = std::mem::take(&mut reader).finish();
                export.map(|export| export.events.into_iter().for_each(|event| gathering.take(event)))
            } else {
                reader.pass(piece.get(..n).unwrap_or_default(), |event| gathering.take(event))
            };
            read.with_context(|| format!("cannot read `{}`", name.display()))?;
            if order == Order::OfTime
                && let Some(portion) = gathering.ready()
            {
                course.take(&portion);
            }
            if n == 0 {
                break;
            }
        }
    }
    let (left, counts) = gathering.finish();
    if order == Order::OfTime && counts.n_late_events > 0 {
        return Ok(None);
    }
    course.take(&left);
    Ok(Some(course.replay.finish()))
}

fn ndjson(out: &mut impl Write, outcome: &Outcome) -> io::Result<()> {
    for row in &outcome.rows {
        serde_json::to_writer(&mut *out, row)?;
        writeln!(out)?;
    }
    serde_json::to_writer(&mut *out, &serde_json::json!({ "summary": outcome.summary() }))?;
    writeln!(out)
}

fn number(n: u64) -> String {
    count(i64::try_from(n).unwrap_or(i64::MAX))
}

/// For a person: what breaks, what is mended, what cannot be told, what it costs.
fn text(out: &mut impl Write, outcome: &Outcome) -> io::Result<()> {
    let [refused, allowed] = outcome.others;
    directed(out, outcome, Direction::NewlyRefused, outcome.n_newly_refused, refused)?;
    directed(out, outcome, Direction::NewlyAllowed, outcome.n_newly_allowed, allowed)?;
    if outcome.n_undecided > 0 {
        writeln!(out, "cannot be told: {}", number(outcome.n_undecided))?;
        for (reason, n) in &outcome.undecided {
            writeln!(out, "  {:>8}  {}", number(*n), reason.id())?;
        }
        for (key, n) in &outcome.missing_keys {
            writeln!(out, "  {:>8}  depend on {}, which is not logged", number(*n), plain(key))?;
        }
        writeln!(out)?;
    }
    cost(out, outcome)?;
    for assumption in &outcome.assumptions {
        writeln!(out, "assumed: {}", assumption.id())?;
    }
    if outcome.is_refused_only {
        writeln!(
            out,
            "no call that passed is in these logs: what the change would refuse, and what it costs, they cannot tell"
        )?;
    }
    writeln!(
        out,
        "{} calls, {} newly refused, {} newly allowed, {} as before, {} ended elsewhere, {} cannot be told",
        number(outcome.n_calls),
        number(outcome.n_newly_refused),
        number(outcome.n_newly_allowed),
        number(outcome.n_unchanged),
        number(outcome.n_elsewhere),
        number(outcome.n_undecided),
    )
}

fn directed(
    out: &mut impl Write,
    outcome: &Outcome,
    direction: Direction,
    n_calls: u64,
    n_in_no_row: u64,
) -> io::Result<()> {
    if n_calls == 0 {
        return Ok(());
    }
    let title = match direction {
        Direction::NewlyRefused => "newly refused",
        Direction::NewlyAllowed => "newly allowed",
    };
    writeln!(out, "{title}: {}", number(n_calls))?;
    let rows = || outcome.rows.iter().filter(|row| row.of.direction == direction);
    for row in rows().take(MOST_ROWS) {
        line(out, row)?;
    }
    let left = n_in_no_row + rows().skip(MOST_ROWS).map(|row| row.n_calls).sum::<u64>();
    if left > 0 {
        writeln!(out, "  {:>8}  others", number(left))?;
    }
    writeln!(out)
}

fn line(out: &mut impl Write, row: &Row) -> io::Result<()> {
    let or_unknown = |text: Option<&str>| text.map_or_else(|| "?".to_owned(), plain);
    let call = match row.of.method.as_deref() {
        Some(method) => format!("{} {}", plain(method), or_unknown(row.of.path.as_deref())),
        None => "(method not logged)".to_owned(),
    };
    let gate = row.of.gate.map(|gate| format!(" at {}", gate.id())).unwrap_or_default();
    let deny = row.of.deny.map(|deny| format!(", {} deny", deny.id())).unwrap_or_default();
    let statement = row.of.statement.map(|place| format!(", statement {place}")).unwrap_or_default();
    let example = row.example.as_ref().map(|id| format!(", as {}", plain(id.as_str()))).unwrap_or_default();
    writeln!(
        out,
        "  {:>8}  {call} by {}: {}{gate}{deny}{statement} ({}){example}",
        number(row.n_calls),
        or_unknown(row.of.principal.as_deref()),
        row.of.because.id(),
        row.grade.id(),
    )
}

fn cost(out: &mut impl Write, outcome: &Outcome) -> io::Result<()> {
    let invocations = &outcome.invocations;
    if invocations.recorded + invocations.changed + invocations.changed_unknown == 0 {
        return Ok(());
    }
    writeln!(
        out,
        "the authorizer is called {} times, {} before ({:+.3} a second; at most {} more in a minute)",
        number(invocations.changed),
        number(invocations.recorded),
        invocations.extra_per_second(),
        number(invocations.extra_in_peak_minute),
    )?;
    let unknown = invocations.changed_unknown;
    if unknown > 0 {
        writeln!(out, "  of {} calls it cannot be told whether it would be", number(unknown))?;
    }
    if let Some(latency) = outcome.latency.filter(|latency| latency.n_slower > 0) {
        writeln!(
            out,
            "  {} calls wait for it that did not: {} ms (p50), {} ms (p95); over all calls {} ms and {} ms",
            number(latency.n_slower),
            latency.miss_p50_ms,
            latency.miss_p95_ms,
            latency.added_p50_ms,
            latency.added_p95_ms,
        )?;
    }
    Ok(())
}
