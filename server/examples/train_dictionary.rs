//! Makes the zstd dictionary that requests are packed with, from the sample investigation:
//! `cargo run -p server --example train_dictionary`.
//!
//! Once a version is released, its dictionary stays as it is: a better one becomes a further file with the next number, and
//! `storage::codec` names it as the one to write with.

use std::error::Error;

use engine::{log::Reader, request::assemble, time::Instant};
use server::storage::pack;

/// Measured as best: larger ones pack hardly better and take longer to load.
const SIZE: usize = 16 * 1024;
/// So many samples, each with other ids and moments, so that only what stays the same is learnt.
const N_SAMPLES: i64 = 400;

fn main() -> Result<(), Box<dyn Error>> {
    let start = Instant::parse("2026-01-01T00:00:00Z").ok_or("not a moment")?;
    let mut texts: Vec<Vec<u8>> = Vec::new();
    for hour in 0..N_SAMPLES {
        let mut reader = Reader::new();
        reader.feed(engine::sample::events(start.plus_millis(hour * 3_601_007)).as_bytes())?;
        let requests = assemble(reader.finish()?.events).requests;
        for (request, diagnosis) in requests.iter().zip(engine::diagnose(&requests)) {
            let mut text = Vec::new();
            pack::encode(&mut text, &request.lines);
            serde_json::to_writer(&mut text, &diagnosis)?;
            texts.push(text);
        }
    }
    let dictionary = zstd::dict::from_samples(&texts, SIZE)?;

    let plain: usize = texts.iter().map(Vec::len).sum();
    let mut compressor = zstd::bulk::Compressor::with_dictionary(1, &dictionary)?;
    let mut packed = 0;
    for text in &texts {
        packed += compressor.compress(text)?.len();
    }
    std::fs::write(concat!(env!("CARGO_MANIFEST_DIR"), "/dictionaries/1.zdict"), &dictionary)?;
    eprintln_ratio(plain, packed);
    Ok(())
}

#[expect(clippy::print_stderr, reason = "this is a tool at a terminal")]
fn eprintln_ratio(plain: usize, packed: usize) {
    eprintln!("{plain} bytes packed into {packed}");
}
