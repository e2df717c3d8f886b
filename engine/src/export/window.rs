//! The time in which AWS is asked. Both ends are named: what is carried elsewhere means the same tomorrow.

use crate::time::Instant;

const MINUTE_MS: i64 = 60_000;
/// Logs Insights is paid by what it reads.
const LONGEST_MS: i64 = 24 * 60 * MINUTE_MS;

/// From a moment to another.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Window {
    /// Its beginning.
    pub from: Instant,
    /// Its end.
    pub to: Instant,
}

impl Window {
    /// Around what began and ended then, with a minute on each side; of what took longer, the last day.
    pub fn around(first: Instant, last: Instant) -> Self {
        let last = last.max(first);
        let first = first.max(last.plus_millis(-LONGEST_MS));
        Self { from: first.plus_millis(-MINUTE_MS), to: last.plus_millis(MINUTE_MS) }
    }
}

#[cfg(test)]
mod tests {
    use super::Window;
    use crate::time::Instant;

    #[test]
    fn a_window_has_a_minute_on_each_side_and_a_day_at_most() {
        let at = |text| Instant::parse(text).unwrap();
        let window = Window::around(at("2026-08-01T14:00:00Z"), at("2026-08-01T14:05:00Z"));
        assert_eq!((window.from, window.to), (at("2026-08-01T13:59:00Z"), at("2026-08-01T14:06:00Z")));
        let window = Window::around(at("2026-07-01T14:00:00Z"), at("2026-08-01T14:05:00Z"));
        assert_eq!(window.from, at("2026-07-31T14:04:00Z"));
        let turned = Window::around(at("2026-08-01T14:05:00Z"), at("2026-08-01T14:00:00Z"));
        assert!(turned.from < turned.to);
    }
}
