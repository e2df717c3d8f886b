//! What goes wrong with which question.

use std::collections::VecDeque;

use serde::{Deserialize, Serialize};

/// What goes wrong with a question.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Trouble {
    /// Nothing.
    #[default]
    None,
    /// `ThrottlingException`, with the status 400 that CloudWatch Logs gives it.
    Throttled,
    /// The status 429, with no body.
    TooMany,
    /// The status 500.
    Failure,
    /// The status 503, and no JSON.
    Unavailable,
    /// No answer at all.
    Hang,
    /// The connection breaks off in the middle of the answer.
    Reset,
    /// A page without events, and a token to go on from the same place.
    Empty,
    /// The first page of the stretch instead of the one that was asked for, and the token that was given.
    Repeated,
    /// The page's events in another order.
    Reordered,
    /// Events of the page twice.
    Doubled,
    /// The token is not known any more.
    Expired,
}

/// What comes by chance.
const ALL: [Trouble; 10] = [
    Trouble::Throttled,
    Trouble::TooMany,
    Trouble::Failure,
    Trouble::Unavailable,
    Trouble::Reset,
    Trouble::Empty,
    Trouble::Repeated,
    Trouble::Reordered,
    Trouble::Doubled,
    Trouble::Expired,
];

/// What goes wrong, in its order, and then by chance.
#[derive(Debug, Clone, Default)]
pub struct Script {
    /// With the next questions, one each.
    pub next: VecDeque<Trouble>,
    /// Of a hundred questions behind these, with how many something goes wrong.
    pub percent: u64,
    /// Where chance begins: the same number makes the same trouble.
    pub seed: u64,
}

impl Script {
    /// What goes wrong with the next question.
    pub fn draw(&mut self) -> Trouble {
        if let Some(next) = self.next.pop_front() {
            return next;
        }
        if self.percent == 0 || self.random() % 100 >= self.percent {
            return Trouble::None;
        }
        let n = usize::try_from(self.random()).unwrap_or_default() % ALL.len();
        ALL.get(n).copied().unwrap_or_default()
    }

    /// The next number of a well-known series (`SplitMix64`).
    fn random(&mut self) -> u64 {
        self.seed = self.seed.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut number = self.seed;
        number = (number ^ (number >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        number = (number ^ (number >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        number ^ (number >> 31)
    }
}
