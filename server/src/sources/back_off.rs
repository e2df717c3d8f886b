//! How long to wait after something went wrong.

use std::time::Duration;

/// The wait after the first failure is at most this long.
const BASE_MILLIS: u64 = 1_000;
/// No wait is longer: what was mended is noticed within a minute.
pub const MOST: Duration = Duration::from_mins(1);

/// The wait after so many failures, one behind the other: anything up to a bound that doubles each time, and
/// no more than `most`. `chance` is any number; without it, all servers would come back at the same moment.
pub fn back_off(n_failures: u32, most: Duration, chance: u64) -> Duration {
    let doublings = n_failures.saturating_sub(1).min(16);
    let most = u64::try_from(most.as_millis()).unwrap_or(u64::MAX - 1);
    let most = BASE_MILLIS.saturating_mul(1 << doublings).min(most);
    Duration::from_millis(chance % (most + 1))
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::{MOST, back_off};

    #[test]
    fn the_bound_doubles_up_to_a_minute() {
        let longest = |n_failures| (0..70_000).map(|chance| back_off(n_failures, MOST, chance)).max();
        assert_eq!(longest(1), Some(Duration::from_secs(1)));
        assert_eq!(longest(2), Some(Duration::from_secs(2)));
        assert_eq!(longest(5), Some(Duration::from_secs(16)));
        assert_eq!(longest(7), Some(Duration::from_mins(1)));
        assert_eq!(longest(u32::MAX), Some(Duration::from_mins(1)));
    }
}
