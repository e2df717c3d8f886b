//! `bench ingest`: how fast logs are taken in, what that costs, and how soon four questions are answered; beside what Postgres
//! itself, DuckDB and ClickHouse (chDB) do with the same events on the same machine in the same run.
//!
//! A generator writes the events of a day, about 420 bytes each and about 24 a request, of six log groups, with a key. Then all
//! contestants load them in turn, round after round: times of a busy machine differ by half, so only ratios within a round mean
//! something. Counted are time from start to end, processor seconds of the program and of Postgres's processes, the program's own
//! memory, and the bytes of tables and indexes. One Postgres with one set of settings serves all who need one.
//!
//! In the last round each contestant is asked, warm and with another id each time: q1 all of one request, q2 403 per minute and
//! stage over the day, q3 their reasons, q4 what a cached policy refused to a caller. The answers are compared with the key.
//! `why403` answers from a schema made for these questions and has diagnosed at the import; the others search lines.
//!
//! Nothing is asserted: the tables are printed, and written to `target/bench/ingest.md`. Linux only, because of `/proc`.
//!
//! | file | what is there |
//! |---|---|
//! | [`options`], [`contestant`] | what is wanted, who takes part |
//! | [`postgres`], [`product`], [`python`] | where is loaded, and by what |
//! | [`load`], [`process`] | a load, watched |
//! | [`questions`], [`truth`], [`ask`] | the questions, the key, and the time that answers take |
//! | [`search`] | text in all lines, beside `rg` over the files |
//! | [`report`] | the tables |
//!
//! To add a contestant: a variant in [`contestant`], its arms in [`load`], its SQL in [`questions`].

mod ask;
mod contestant;
mod load;
mod options;
mod postgres;
mod process;
mod product;
mod python;
mod questions;
mod report;
mod search;
mod truth;

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::ExitCode;

use anyhow::{Context, Result, ensure};
use traffic::Plan;

use crate::checkout::Checkout;
use crate::needs;
use crate::steps::Steps;
use crate::tool::Tool;
use contestant::Contestant;
use load::Field;
pub(crate) use options::Options;
use postgres::{MEASURED, Postgres};
use product::Program;
use python::Python;
use report::Measured;
use truth::Truth;

/// Every run has the same events.
const SEED: u64 = 42;

/// Measures, and prints what was measured.
pub(crate) fn ingest(checkout: &Checkout, options: &Options) -> Result<ExitCode> {
    ensure!(Path::new("/proc/self/stat").exists(), "`bench` reads `/proc`, so it needs Linux");
    let mut steps = Steps::new(2 + options.sizes.len());
    let folder = checkout.target.join("bench");
    fs::create_dir_all(&folder).with_context(|| format!("`{}` cannot be made", folder.display()))?;
    let mut field = None;
    steps.step("the programs", || {
        needs::postgres::ensure_programs(checkout)?;
        let postgres = Postgres::start(checkout)?;
        let why403 = Program::of(checkout);
        if options.contestants.contains(&Contestant::Why403) {
            why403.build()?;
            postgres.prepare_product(&why403)?;
        }
        let python = Python::prepare(&folder)?;
        field = Some(Field { postgres, why403, python });
        anyhow::Ok("Postgres runs")
    })?;
    let field = field.context("nothing was prepared")?;
    let mut contestants = options.contestants.clone();
    steps.step("the contestants", || {
        let (present, told) = who_is_there(&field.python, &contestants);
        contestants = present;
        anyhow::Ok(told)
    })?;
    let mut measured: Vec<Measured> = Vec::new();
    let mut text = "# cargo xtask bench ingest\n".to_owned();
    for n_events in &options.sizes {
        let data = folder.join("data");
        let n_rounds = options.n_rounds(*n_events);
        steps.step(&format!("{n_events} events, {n_rounds} rounds"), || {
            let of_size = measure(&field, &contestants, &data, *n_events, n_rounds)?;
            let parts = [report::loads(&of_size), report::questions(&of_size), report::search(&of_size)];
            for part in parts {
                println!("{part}");
                text.push_str(&part);
            }
            measured.push(of_size);
            fs::remove_dir_all(&data).context("the events cannot be removed").map(|()| "measured")
        })?;
    }
    if let [smaller, .., larger] = measured.as_slice() {
        let growth = report::growth(smaller, larger);
        println!("{growth}");
        text.push_str(&growth);
    }
    let file = folder.join("ingest.md");
    fs::write(&file, text).with_context(|| format!("`{}` cannot be written", file.display()))?;
    eprintln!("written to {} after {}", file.display(), steps.elapsed());
    Ok(ExitCode::SUCCESS)
}

/// Those who can take part. Who cannot be installed is left out with a word.
fn who_is_there(python: &Python, contestants: &[Contestant]) -> (Vec<Contestant>, String) {
    let mut told = Vec::new();
    let mut present = Vec::new();
    for contestant in contestants {
        if contestant.is_of_python() {
            match python.ensure(*contestant) {
                Ok(version) => told.push(version),
                Err(error) => {
                    eprintln!("      without {}: {error:#}", contestant.name());
                    continue;
                }
            }
        }
        present.push(*contestant);
    }
    told.insert(0, format!("{} contestants", present.len()));
    (present, told.join(", "))
}

fn measure(
    field: &Field<'_>,
    contestants: &[Contestant],
    data: &Path,
    n_events: u64,
    n_rounds: usize,
) -> Result<Measured> {
    let has_rows = contestants.contains(&Contestant::TypedCopy);
    let made = traffic::write(data, Plan { seed: SEED, n_events, has_rows })
        .context("the events cannot be written")?;
    // What is still to be written to the disk would disturb the first round.
    Tool::new("sync", data).run()?;
    eprintln!("      {} events of {} requests are there", made.n_events, made.n_requests);
    let truth = Truth::read(&made.truth)?;
    let mut measured = Measured {
        n_events: made.n_events,
        n_requests: made.n_requests,
        n_bytes: made.n_bytes,
        rounds: BTreeMap::new(),
        questions: BTreeMap::new(),
        search: None,
        load: [load_average(), String::new()],
    };
    for round in 1..=n_rounds {
        for &contestant in contestants {
            let loaded = field.load(contestant, &made).with_context(|| contestant.name())?;
            eprintln!(
                "      round {round}: {:<10} {:>7.2} s, {:>7.2} CPU s",
                contestant.name(),
                loaded.wall,
                loaded.cpu
            );
            measured.rounds.entry(contestant).or_default().push(loaded);
            if round == n_rounds
                && let Some(timed) = ask_all(field, contestant, &truth).with_context(|| contestant.name())?
            {
                measured.questions.insert(contestant, timed);
            }
            if round == n_rounds && contestant == Contestant::Why403 {
                measured.search = Some(search::measure(&field.postgres, &field.why403, &made, &truth)?);
            }
            field.clear(contestant)?;
        }
    }
    measured.load[1] = load_average();
    Ok(measured)
}

/// Asks who can answer.
fn ask_all(field: &Field<'_>, contestant: Contestant, truth: &Truth) -> Result<Option<Vec<ask::Timed>>> {
    let postgres = &field.postgres;
    match contestant {
        Contestant::Why403 => {
            let is_there =
                postgres.answer(MEASURED, "SELECT to_regclass('rollup_minute') IS NOT NULL")? == "t";
            if !is_there {
                eprintln!("      no questions to why403: its database has no rollup");
                return Ok(None);
            }
            ask::in_postgres(postgres, MEASURED, contestant, truth).map(Some)
        }
        // Nothing can be found in it but by reading all of it.
        Contestant::RawCopy => Ok(None),
        Contestant::TypedCopy => ask::in_postgres(postgres, "", contestant, truth).map(Some),
        Contestant::DuckDb | Contestant::ChDb => ask::in_python(&field.python, contestant, truth).map(Some),
    }
}

fn load_average() -> String {
    let text = fs::read_to_string("/proc/loadavg").unwrap_or_default();
    text.split_whitespace().take(3).collect::<Vec<_>>().join(" ")
}
