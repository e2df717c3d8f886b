//! Progress: numbered steps with the time each took.

use std::fmt::Display;
use std::time::{Duration, Instant};

/// A row of steps, told on standard error. Standard output stays for what a command answers.
#[derive(Debug)]
pub(crate) struct Steps {
    total: usize,
    begun: usize,
    start: Instant,
}

impl Steps {
    /// A row of `total` steps.
    pub(crate) fn new(total: usize) -> Self {
        Self { total, begun: 0, start: now() }
    }

    /// Does one step: its title before, its note and time after. What it prints itself stands between.
    pub(crate) fn step<N: Display, E>(
        &mut self,
        title: &str,
        work: impl FnOnce() -> Result<N, E>,
    ) -> Result<(), E> {
        self.begun += 1;
        eprintln!("[{}/{}] {title}", self.begun, self.total);
        let start = now();
        let note = work()?;
        eprintln!("      {note} ({})", shown(start.elapsed()));
        Ok(())
    }

    /// How long all of it took so far.
    pub(crate) fn elapsed(&self) -> String {
        shown(self.start.elapsed())
    }
}

/// The time, for measuring how long something takes.
#[expect(clippy::disallowed_methods, reason = "the one place that measures how long a step takes")]
pub(crate) fn now() -> Instant {
    Instant::now()
}

fn shown(duration: Duration) -> String {
    match duration.as_secs() {
        0..=9 => format!("{:.1} s", duration.as_secs_f64()),
        seconds @ 10..=119 => format!("{seconds} s"),
        seconds => format!("{} min {:02} s", seconds / 60, seconds % 60),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn short_times_have_a_fraction_and_long_ones_minutes() {
        assert_eq!(shown(Duration::from_millis(240)), "0.2 s");
        assert_eq!(shown(Duration::from_secs(75)), "75 s");
        assert_eq!(shown(Duration::from_secs(605)), "10 min 05 s");
    }
}
