//! How fast is asked, and when again: API Gateway's control plane answers ten questions a second for a whole account, which its
//! owners need themselves.

use std::time::Duration;

use tokio::{
    sync::Mutex,
    time::{Instant, sleep},
};

use crate::error::AwsError;

/// What questions may cost in a second.
const RATE: f64 = 4.0;
/// What they may cost at once, when nothing was asked for a while.
const BURST: f64 = 10.0;
/// So many times is asked in all, before it is given up.
const TRIES: u32 = 6;
/// The wait after the first refusal is at most this long; the bound doubles each time.
const FIRST_WAIT: Duration = Duration::from_millis(500);
/// No wait is longer, even where AWS asks for it.
const LONGEST_WAIT: Duration = Duration::from_secs(20);

/// How fast is asked.
#[derive(Default)]
pub(super) struct Pace(Mutex<Option<Bucket>>);

impl Pace {
    /// Waits until it is the turn of a question.
    pub(super) async fn turn(&self, cost: f64) {
        let wait = {
            let now = Instant::now();
            let mut bucket = self.0.lock().await;
            bucket.get_or_insert(Bucket { level: BURST, at: now }).take(now, cost)
        };
        sleep(wait).await;
    }
}

/// Waits after the `n_refused`th refusal, if it is worth while to ask again; gives whether it is.
pub(super) async fn is_worth_asking_again(refusal: &AwsError, n_refused: u32) -> bool {
    let asked_for = match refusal {
        AwsError::Throttled { wait, .. } => *wait,
        AwsError::Unavailable { .. } => None,
        _ => return false,
    };
    if n_refused >= TRIES {
        return false;
    }
    sleep(wait(n_refused, asked_for, getrandom::u64().unwrap_or(u64::MAX))).await;
    true
}

/// How much may be asked just now; what is below nothing is owed.
struct Bucket {
    level: f64,
    at: Instant,
}

impl Bucket {
    /// Takes out the cost of a question, and gives how long it has to wait.
    fn take(&mut self, now: Instant, cost: f64) -> Duration {
        let filled = now.saturating_duration_since(self.at).as_secs_f64() * RATE;
        self.level = (self.level + filled).min(BURST) - cost;
        self.at = now;
        Duration::try_from_secs_f64(-self.level / RATE).unwrap_or_default()
    }
}

/// The wait after so many refusals: as long as AWS asks for, and anything up to a bound that doubles each time, so that not all who
/// were refused come again at once. `chance` is any number.
fn wait(n_refused: u32, asked_for: Option<Duration>, chance: u64) -> Duration {
    let bound = FIRST_WAIT.saturating_mul(1 << n_refused.saturating_sub(1).min(16)).min(LONGEST_WAIT);
    let bound_millis = u64::try_from(bound.as_millis()).unwrap_or(u64::MAX - 1);
    let own = Duration::from_millis(chance % (bound_millis + 1));
    asked_for.unwrap_or_default().saturating_add(own).min(LONGEST_WAIT)
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use tokio::time::Instant;

    use super::{BURST, Bucket, LONGEST_WAIT, RATE, wait};

    #[test]
    fn no_more_is_asked_than_the_pace_allows() {
        let start = Instant::now();
        let mut bucket = Bucket { level: BURST, at: start };
        // Whoever waits as told asks at the pace, however much there is to ask.
        let mut now = start;
        for n in 1..=100_u32 {
            now += bucket.take(now, 1.0);
            let least = Duration::from_secs_f64(((f64::from(n) - BURST) / RATE).max(0.0));
            assert!((now - start).abs_diff(least) < Duration::from_millis(1), "{n}");
        }
        // What costs more waits longer; what was not used fills up, but not without end.
        assert_eq!(bucket.take(now, 4.0), Duration::from_secs(1));
        let later = now + Duration::from_hours(1);
        assert_eq!(bucket.take(later, BURST), Duration::ZERO);
        assert_eq!(bucket.take(later, RATE), Duration::from_secs(1));
    }

    #[test]
    fn a_wait_is_what_aws_asks_for_and_some_chance() {
        let longest = |n, asked_for| (0..50_000).map(|chance| wait(n, asked_for, chance)).max().unwrap();
        assert_eq!(longest(1, None), Duration::from_millis(500));
        assert_eq!(longest(3, None), Duration::from_secs(2));
        assert_eq!(longest(u32::MAX, None), LONGEST_WAIT);
        let asked_for = Some(Duration::from_secs(3));
        assert_eq!(wait(1, asked_for, 0), Duration::from_secs(3));
        assert_eq!(longest(1, asked_for), Duration::from_millis(3_500));
        assert_eq!(wait(1, Some(Duration::from_hours(1)), 0), LONGEST_WAIT);
    }
}
