//! Chance that can be had again: the same seed, the same moments.

use std::env;

/// A series of numbers (`SplitMix64`).
#[derive(Debug)]
pub struct Chance(u64);

impl Chance {
    /// The series of a round. Its seed is told, so that a round that fails can be run again by itself.
    #[expect(clippy::print_stdout, reason = "shown by the test runner with the failure")]
    pub fn of_round(subject: &str, round: u64) -> Self {
        let seed = number("WHY403_FAULTS_SEED").unwrap_or(4030) + round;
        println!("{subject}: round {round}, seed {seed}");
        Self(seed)
    }

    /// A number below this one.
    pub fn below(&mut self, end: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut number = self.0;
        number = (number ^ (number >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        number = (number ^ (number >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (number ^ (number >> 31)) % end.max(1)
    }
}

/// How many rounds of what is left to chance are run: as many as `cargo xtask faults` wants, else a few.
pub fn rounds() -> u64 {
    number("WHY403_FAULTS_ROUNDS").unwrap_or(5)
}

fn number(name: &str) -> Option<u64> {
    env::var(name).ok()?.parse().ok()
}
