//! How fast the engine reads and diagnoses, beside what bounds it: finding line ends, and parsing the same JSON and nothing more.
//!
//! `cargo bench -p engine` measures over 64 MB of generated traffic (`tests/traffic`): every stage at level INFO with data trace,
//! one event a line. `WHY403_BENCH_MB=1024` takes a file of 1 GB. Only ratios within one run mean anything on a shared machine:
//! the table at the end has them, from rounds in which every kind of work takes its turn.

#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::string_slice,
    reason = "a benchmark may end so"
)]

use std::{borrow::Cow, env, hint::black_box, sync::LazyLock, time::Instant};

use divan::{Bencher, counter::BytesCount};
use engine::{
    Investigation, diagnose,
    log::{Intake, Reader},
    redact::Redactor,
    request::assemble_exports,
};
use serde::Deserialize;

#[path = "../tests/traffic/mod.rs"]
#[expect(dead_code, reason = "only lines are used here, not their truth")]
mod traffic;

use traffic::{
    export::{Container, Export, Order},
    world::{Level, World},
};

/// What is read of an event by who only parses.
#[derive(Deserialize)]
struct Event<'a> {
    timestamp: i64,
    #[serde(borrow)]
    message: Cow<'a, str>,
}

/// One event a line.
static FILE: LazyLock<Vec<u8>> = LazyLock::new(|| generated(Container::Ndjson));

/// As the reader is fed by a server: in pieces.
const PIECE: usize = 256 * 1024;

fn generated(container: Container) -> Vec<u8> {
    let megabytes: usize = env::var("WHY403_BENCH_MB").map_or(64, |size| size.parse().unwrap());
    let size = megabytes * 1_000_000;
    let mut world = World::of(7);
    for stage in world.apis.iter_mut().flat_map(|api| &mut api.stages) {
        stage.level = Level::Info;
        stage.data_trace = true;
        stage.access = None;
    }
    world.apis.truncate(1);
    world.apis[0].stages.truncate(1);
    let traffic = traffic::of_world(world, 7, size / 6_000);
    let export = Export { container, order: Order::Time, has_event_ids: true };
    let mut file = Vec::with_capacity(size * 2);
    for lines in export.files(&traffic, 7) {
        export.write(&traffic, &lines, |piece| file.extend_from_slice(piece.as_bytes()));
    }
    file
}

fn line_ends() -> usize {
    memchr::memchr_iter(b'\n', &FILE).count()
}

fn lines() -> impl Iterator<Item = &'static [u8]> {
    let mut start = 0;
    memchr::memchr_iter(b'\n', &FILE).map(move |end| &FILE[std::mem::replace(&mut start, end + 1)..end])
}

fn with_serde_json() -> usize {
    lines().map(|line| size_of_event(&serde_json::from_slice(line).unwrap())).sum()
}

fn with_sonic_rs() -> usize {
    lines().map(|line| size_of_event(&sonic_rs::from_slice(line).unwrap())).sum()
}

fn size_of_event(event: &Event<'_>) -> usize {
    black_box(event.timestamp);
    event.message.len()
}

fn read() -> engine::log::Export {
    let mut reader = Reader::new();
    for piece in FILE.chunks(PIECE) {
        reader.feed(piece).unwrap();
    }
    reader.finish().unwrap()
}

fn read_and_assembled() -> usize {
    assemble_exports(vec![read()]).requests.len()
}

fn diagnosed() -> usize {
    diagnose(&assemble_exports(vec![read()]).requests).len()
}

/// As `why403 diagnose` goes through a file.
fn investigated() -> usize {
    investigate(Intake { is_brief: true, ..Intake::default() })
}

/// As `why403 import` does, which keeps the lines: nothing is left out, and equal secrets stay equal.
fn investigated_to_keep() -> usize {
    investigate(Intake { redactor: Redactor::keyed([7; 32]), ..Intake::default() })
}

fn investigate(intake: Intake) -> usize {
    let mut reader = Reader::with(intake);
    let mut investigation = Investigation::default();
    let mut n_explained = 0;
    for piece in FILE.chunks(PIECE) {
        reader.pass(piece, |event| investigation.take(event)).unwrap();
        n_explained += investigation.ready().len();
    }
    for event in reader.finish().unwrap().events {
        investigation.take(event);
    }
    n_explained + investigation.finish().0.len()
}

type Work = fn() -> usize;

/// Every kind of work, by name.
const WORK: &[(&str, Work)] = &[
    ("line ends", line_ends),
    ("serde_json", with_serde_json),
    ("sonic-rs", with_sonic_rs),
    ("read", || read().events.len()),
    ("read and assembled", read_and_assembled),
    ("diagnosed", diagnosed),
    ("investigated", investigated),
    ("all kept", investigated_to_keep),
];

#[divan::bench(args = WORK.iter().map(|(name, _)| *name), sample_count = 5, sample_size = 1)]
fn work(bencher: Bencher<'_, '_>, name: &str) {
    let (_, work) = WORK.iter().find(|(known, _)| *known == name).unwrap();
    bencher.counter(BytesCount::new(FILE.len())).bench(work);
}

/// Rounds in which all work takes its turn: the median of each as MB/s, and as a share of what `serde_json` does.
#[expect(clippy::disallowed_methods, reason = "a benchmark reads the clock")]
#[expect(clippy::print_stdout, reason = "a benchmark tells what it found")]
#[expect(clippy::cast_precision_loss, reason = "of sizes that a float holds")]
fn side_by_side() {
    let mut seconds = vec![Vec::new(); WORK.len()];
    for _ in 0..5 {
        for ((_, work), of_work) in WORK.iter().zip(&mut seconds) {
            let start = Instant::now();
            black_box(work());
            of_work.push(start.elapsed().as_secs_f64());
        }
    }
    let speeds: Vec<f64> = seconds
        .into_iter()
        .map(|mut seconds| {
            seconds.sort_by(f64::total_cmp);
            FILE.len() as f64 / 1e6 / seconds[seconds.len() / 2]
        })
        .collect();
    println!("\n{:.0} MB, medians of 5 rounds side by side:", FILE.len() as f64 / 1e6);
    for ((name, _), speed) in WORK.iter().zip(&speeds) {
        println!("  {name:<20} {speed:>8.0} MB/s  {:>6.2} × serde_json", speed / speeds[1]);
    }
}

fn main() {
    divan::main();
    // Not when cargo only tests or lists benchmarks, nor for one that was named.
    if env::args().skip(1).eq(["--bench"]) {
        side_by_side();
    }
}
