//! How often somebody may try.

use std::{
    collections::HashMap,
    sync::{Mutex, PoisonError},
};

use engine::time::Instant;

/// More names than this are not remembered at once: who sends so many is not a person.
const MAX_NAMES: usize = 20_000;

/// Counts attempts by name (an address, or an address with an account) over a sliding window.
#[derive(Debug)]
pub struct Attempts {
    most: usize,
    window_ms: i64,
    by_name: Mutex<HashMap<String, Vec<Instant>>>,
}

impl Attempts {
    /// So many attempts in so many minutes.
    pub fn new(most: usize, minutes: i64) -> Self {
        Self { most, window_ms: minutes * 60_000, by_name: Mutex::default() }
    }

    /// Notes one more attempt, if one more is allowed.
    pub fn allow(&self, name: &str, now: Instant) -> bool {
        let mut by_name = self.by_name.lock().unwrap_or_else(PoisonError::into_inner);
        let is_recent = |at: &Instant| now.since(*at) < self.window_ms;
        if by_name.len() >= MAX_NAMES && !by_name.contains_key(name) {
            by_name.retain(|_, attempts| attempts.iter().any(is_recent));
            if by_name.len() >= MAX_NAMES {
                return false;
            }
        }
        let attempts = by_name.entry(name.to_owned()).or_default();
        attempts.retain(is_recent);
        if attempts.len() >= self.most {
            return false;
        }
        attempts.push(now);
        true
    }

    /// Forgets the attempts under this name: the last one was right.
    pub fn forget(&self, name: &str) {
        self.by_name.lock().unwrap_or_else(PoisonError::into_inner).remove(name);
    }
}

#[cfg(test)]
mod tests {
    use engine::time::Instant;

    use super::Attempts;

    #[test]
    fn the_window_slides_and_names_do_not_share() {
        let attempts = Attempts::new(2, 1);
        let at = |seconds: i64| Instant::from_millis(seconds * 1000).unwrap();
        assert!(attempts.allow("a", at(0)));
        assert!(attempts.allow("a", at(30)));
        assert!(!attempts.allow("a", at(59)));
        assert!(attempts.allow("b", at(59)));
        assert!(attempts.allow("a", at(60)));
        assert!(!attempts.allow("a", at(61)));
        attempts.forget("a");
        assert!(attempts.allow("a", at(61)));
    }
}
