//! Makes the zstd dictionary that requests are packed with as long as there are too few to make one of them; it is made of the
//! sample investigation and the engine's cases: `cargo run --release -p server --example train_dictionary`.
//!
//! Once a version is released, its dictionary stays as it is: a better one becomes a further file with the next number, and
//! `storage::codec` names it as the one to write with.

use std::{error::Error, fs};

use engine::{configuration::History, diagnosis::Memory, log::Reader, request::assemble, time::Instant};
use server::storage::codec;

/// So many samples, each with other ids and moments, so that only what stays the same is learnt.
const N_SAMPLES: i64 = 400;
/// How often each case counts: they say what the sample does not, but always with the same ids.
const N_TIMES: usize = 6;

fn main() -> Result<(), Box<dyn Error>> {
    let start = Instant::parse("2026-01-01T00:00:00Z").ok_or("not a moment")?;
    let mut packs: Vec<Vec<u8>> = Vec::new();
    for hour in 0..N_SAMPLES {
        packs.extend(packs_of(engine::sample::events(start.plus_millis(hour * 3_601_007)).as_bytes())?);
    }
    for case in fs::read_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/../engine/tests/cases"))? {
        let text = fs::read_to_string(case?.path())?;
        let log = text.split_once("```log\n").and_then(|(_, behind)| behind.split_once("```"));
        let of_case = packs_of(log.map(|(log, _)| log).unwrap_or_default().as_bytes()).unwrap_or_default();
        packs.extend(std::iter::repeat_n(of_case, N_TIMES).flatten());
    }
    let dictionary = codec::train(&packs).ok_or("nothing can be learnt")?;
    fs::write(concat!(env!("CARGO_MANIFEST_DIR"), "/dictionaries/1.zdict"), &dictionary)?;

    let plain: usize = packs.iter().map(Vec::len).sum();
    let mut compressor = zstd::bulk::Compressor::with_dictionary(1, &dictionary)?;
    let mut packed = 0;
    for pack in &packs {
        packed += compressor.compress(pack)?.len();
    }
    eprintln_ratio(plain, packed);
    Ok(())
}

fn packs_of(log: &[u8]) -> Result<Vec<Vec<u8>>, Box<dyn Error>> {
    let mut reader = Reader::new();
    reader.feed(log)?;
    let requests = assemble(reader.finish()?.events).requests;
    let mut packs = Vec::new();
    for (request, diagnosis) in
        requests.iter().zip(Memory::default().diagnose(&requests, &History::default()))
    {
        let mut pack = Vec::new();
        codec::plain_pack(&mut pack, request, &diagnosis)?;
        packs.push(pack);
    }
    Ok(packs)
}

#[expect(clippy::print_stderr, reason = "this is a tool at a terminal")]
fn eprintln_ratio(plain: usize, packed: usize) {
    eprintln!("{plain} bytes packed into {packed}");
}
