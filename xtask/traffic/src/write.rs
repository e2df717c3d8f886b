//! All of it into a folder: for each log group its events as NDJSON and as rows for `COPY`, and one file with the truth.

use std::{
    fmt::Write as _,
    fs::{self, File},
    io::{self, BufWriter, Write as _},
    path::{Path, PathBuf},
};

use crate::{
    call::{Burst, Stage, Truth},
    ending::Origin,
    event::{Event, HEAD, TAIL},
    random::Random,
    session::Cache,
    world::{BEGINNING, DAY, GROUPS, Group, mask, principal},
};

/// How many calls come at the same time.
const BURST: usize = 8;
/// Fewer events are of a shorter time, so that callers come again while their answers are cached.
const EVENTS_OF_A_DAY: u64 = 1_000_000;
/// What is written at once.
const PIECE: usize = 1 << 20;

/// What is wanted.
#[derive(Debug, Clone, Copy)]
pub struct Plan {
    /// The same seed makes the same bytes.
    pub seed: u64,
    /// About so many events; the last calls are whole.
    pub n_events: u64,
    /// Whether the rows for `COPY` are written too.
    pub has_rows: bool,
}

/// What was written.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Made {
    /// The events of each log group, one JSON object a line.
    pub ndjson: Vec<PathBuf>,
    /// The same as typed columns, in the binary form of Postgres.
    pub rows: Vec<PathBuf>,
    /// A line for each call: what it was.
    pub truth: PathBuf,
    /// How many events.
    pub n_events: u64,
    /// How many calls.
    pub n_requests: u64,
    /// The bytes of the NDJSON.
    pub n_bytes: u64,
}

/// Writes the traffic into a folder.
pub fn write(folder: &Path, plan: Plan) -> io::Result<Made> {
    fs::create_dir_all(folder)?;
    let mut made = Made { truth: folder.join("truth.csv"), ..Made::default() };
    let mut truth = BufWriter::with_capacity(PIECE, File::create(&made.truth)?);
    truth.write_all(
        b"request_id,api_id,stage,started_at,n_lines,status,cause,deny,policy_origin,principal\n",
    )?;
    for (seed, group) in (plan.seed..).zip(&GROUPS) {
        let name = format!("{}-{}", group.api, group.stage);
        let ndjson = folder.join(format!("{name}.ndjson"));
        let rows = folder.join(format!("{name}.rows"));
        let mut files = Files {
            ndjson: Piecewise::create(Some(&ndjson))?,
            rows: Piecewise::create(plan.has_rows.then_some(&*rows))?,
        };
        write_group(group, seed, plan, &mut files, &mut truth, &mut made)?;
        made.n_bytes += files.ndjson.finish()?;
        files.rows.finish()?;
        made.ndjson.push(ndjson);
        if plan.has_rows {
            made.rows.push(rows);
        }
    }
    truth.flush()?;
    Ok(made)
}

struct Files {
    ndjson: Piecewise,
    rows: Piecewise,
}

fn write_group(
    group: &Group,
    seed: u64,
    plan: Plan,
    files: &mut Files,
    truth: &mut impl io::Write,
    made: &mut Made,
) -> io::Result<()> {
    let wanted = plan.n_events * group.share / 100;
    let duration =
        i128::from(DAY) * i128::from(plan.n_events.min(EVENTS_OF_A_DAY)) / i128::from(EVENTS_OF_A_DAY);
    let mut stage = Stage { group, random: Random::new(seed), cache: Cache::new() };
    let (log_group, stage_name) = (group.name(), format!("{}/{}", group.api, group.stage));
    let mut burst = Burst::default();
    let mut n_events = 0;
    let mut text = String::new();
    files.rows.bytes.extend_from_slice(HEAD);
    while n_events < wanted {
        burst.clear();
        // As far into the day as into the events, so that all groups end with it.
        let into = duration * i128::from(n_events) / i128::from(wanted.max(1));
        let mut at = BEGINNING + i64::try_from(into).unwrap_or(0) + stage.random.between(0, 40);
        for _ in 0..BURST {
            stage.serve(at, &mut burst);
            at += stage.random.between(0, 9);
        }
        // Lines of a call keep their order: the sort is stable.
        burst.lines.sort_by_key(|line| line.at);
        for line in &burst.lines {
            let Some((call, message)) = burst.calls.get(line.call).zip(burst.text.get(line.text.clone()))
            else {
                continue;
            };
            let event = Event {
                log_group: &log_group,
                stage: &stage_name,
                at: line.at,
                request_id: &call.request_id,
                batch: call.batch,
                place: line.place,
                message,
            };
            let id = event.id();
            event.write_json(&id, &mut files.ndjson.bytes);
            if plan.has_rows {
                event.write_row(&id, &mut files.rows.bytes);
            }
        }
        files.ndjson.pass_on()?;
        files.rows.pass_on()?;
        text.clear();
        for call in &burst.calls {
            write_truth(call, group, &mut text);
        }
        truth.write_all(text.as_bytes())?;
        n_events += burst.lines.len() as u64;
        made.n_requests += burst.calls.len() as u64;
    }
    files.rows.bytes.extend_from_slice(&TAIL);
    made.n_events += n_events;
    Ok(())
}

fn write_truth(call: &Truth, group: &Group, text: &mut String) {
    let Truth { request_id, started_at, n_lines, ending, origin, caller, .. } = call;
    let _ = writeln!(
        text,
        "{request_id},{},{},{started_at},{n_lines},{},{},{},{},{}",
        group.api,
        group.stage,
        ending.status(),
        ending.cause(),
        ending.deny(),
        origin.map_or("", Origin::id),
        caller.map_or_else(String::new, |caller| mask(&principal(caller))),
    );
}

/// A file that is written in large pieces, or none.
struct Piecewise {
    file: Option<File>,
    bytes: Vec<u8>,
    n_bytes: u64,
}

impl Piecewise {
    fn create(path: Option<&Path>) -> io::Result<Self> {
        let file = path.map(File::create).transpose()?;
        Ok(Self { file, bytes: Vec::with_capacity(2 * PIECE), n_bytes: 0 })
    }

    fn pass_on(&mut self) -> io::Result<()> {
        if self.bytes.len() >= PIECE { self.write() } else { Ok(()) }
    }

    fn write(&mut self) -> io::Result<()> {
        if let Some(file) = &mut self.file {
            file.write_all(&self.bytes)?;
            self.n_bytes += self.bytes.len() as u64;
        }
        self.bytes.clear();
        Ok(())
    }

    fn finish(&mut self) -> io::Result<u64> {
        self.write()?;
        Ok(self.n_bytes)
    }
}
