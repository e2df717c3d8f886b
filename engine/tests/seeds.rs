//! The checks that the fuzzer runs (`fuzz/src/lib.rs`), over the inputs that are kept in `fuzz/seeds`: those it starts from, and
//! those that once failed.

#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    unreachable_pub,
    reason = "a test may end so; the checks are public to the fuzzer"
)]

use std::{fs, path::Path};

#[path = "../fuzz/src/lib.rs"]
mod checks;

fn every_seed(folder: &str, check: fn(&[u8])) {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("fuzz/seeds").join(folder);
    let mut n_seeds = 0;
    for entry in fs::read_dir(folder).unwrap() {
        check(&fs::read(entry.unwrap().path()).unwrap());
        n_seeds += 1;
    }
    assert!(n_seeds > 0);
}

#[test]
fn exports_are_read_alike_in_any_pieces() {
    every_seed("containers", checks::containers);
}

#[test]
fn what_is_redacted_once_stays_as_it_is() {
    every_seed("lines", checks::lines);
}

#[test]
fn access_lines_have_one_canonical_form() {
    every_seed("access", checks::access);
}

#[test]
fn all_ways_to_ask_a_policy_agree() {
    every_seed("policies", checks::policies);
}
