//! Files to give to the product.

use std::fs;
use std::path::{Path, PathBuf};

use engine::time::Instant;

/// What the sample investigation is made of, saved as an export that ends at this moment.
pub fn sample(folder: &Path, name: &str, ends_at: &str) -> PathBuf {
    let ends_at = Instant::parse(ends_at).unwrap();
    save(folder, name, engine::sample::events(ends_at).as_bytes())
}

/// A file with these bytes.
pub fn save(folder: &Path, name: &str, bytes: &[u8]) -> PathBuf {
    let path = folder.join(name);
    fs::write(&path, bytes).unwrap();
    path
}

/// Files that are no log, each with words that the message about it must have.
pub fn wrong() -> Vec<(&'static str, Vec<u8>, &'static str)> {
    let moment = Instant::parse("2026-08-01T14:05:00Z").unwrap();
    let mut half = engine::sample::events(moment).into_bytes();
    half.truncate(half.len() / 2);
    vec![
        ("empty.json", Vec::new(), "the file is empty"),
        ("letter.txt", b"Dear all,\nthe gateway is closed on Mondays.\n".to_vec(), "no log of API Gateway"),
        ("page.html", b"<!DOCTYPE html><title>Not found</title>".to_vec(), "no log of API Gateway"),
        ("half.json", half, "cut off"),
        ("latin.log", b"(a1b2) Verifying \xff\xfe Usage Plan\n".to_vec(), "not UTF-8"),
        ("packed.json.gz", vec![0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 3], "gzip file is cut off"),
        ("long.log", vec![b'x'; 2 << 20], "longer than 1 MiB"),
    ]
}
