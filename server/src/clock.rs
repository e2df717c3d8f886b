//! The only place that reads the time; everything else takes it as an argument or asks a [`Clock`].

use std::{
    sync::{
        Arc,
        atomic::{AtomicI64, Ordering},
    },
    time::Duration,
};

use engine::time::Instant;

/// Tells the time.
pub trait Clock: Send + Sync {
    /// The moment it is now.
    fn now(&self) -> Instant;
}

/// A clock as it is shared.
pub type SharedClock = Arc<dyn Clock>;

/// Measures how long something takes, for who watches; nothing is decided by it.
#[derive(Debug, Clone, Copy)]
pub struct Stopwatch(tokio::time::Instant);

impl Stopwatch {
    /// It begins now.
    pub fn start() -> Self {
        Self(tokio::time::Instant::now())
    }

    /// How long it has been.
    pub fn took(self) -> Duration {
        self.0.elapsed()
    }
}

/// The machine's clock.
#[derive(Debug, Clone, Copy, Default)]
pub struct SystemClock;

impl Clock for SystemClock {
    fn now(&self) -> Instant {
        #[expect(clippy::disallowed_methods, reason = "this is the clock")]
        let now = std::time::SystemTime::now();
        let since_1970 = now.duration_since(std::time::UNIX_EPOCH).unwrap_or_default();
        i64::try_from(since_1970.as_millis()).ok().and_then(Instant::from_millis).unwrap_or(Instant::EPOCH)
    }
}

/// A clock that stands still until it is told to move: for tests.
#[derive(Debug)]
pub struct FixedClock(AtomicI64);

impl FixedClock {
    /// A clock that says `now`.
    pub fn new(now: Instant) -> Self {
        Self(AtomicI64::new(now.millis()))
    }

    /// Moves it on.
    pub fn advance(&self, seconds: i64) {
        self.0.fetch_add(seconds * 1000, Ordering::Relaxed);
    }
}

impl Clock for FixedClock {
    fn now(&self) -> Instant {
        Instant::from_millis(self.0.load(Ordering::Relaxed)).unwrap_or(Instant::EPOCH)
    }
}
