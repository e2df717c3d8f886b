//! A database that goes away, while something is stored, is waited for: it restarts, or another takes its place.
//!
//! A portion is one transaction, so doing it again is right. When the connection broke while it was committed, nobody told us how that
//! ended, and the database is asked for it: otherwise what was new would count as known.

use std::time::Duration;

use super::IngestError;
use crate::{database, telemetry};

/// The first wait; each is twice the one before.
const SHORTEST: Duration = Duration::from_millis(200);
/// No wait is longer.
const LONGEST: Duration = Duration::from_secs(5);

/// How long a database is waited for.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Patience {
    /// Not at all: who brings it comes again.
    #[default]
    None,
    /// As long as somebody can be asked to wait who would have to begin again.
    Minutes,
}

/// For how many minutes a database is waited for.
pub const MINUTES: u64 = 5;

/// The waits for a database, one after the other.
#[derive(Debug)]
pub struct Waiting {
    left: Duration,
    next: Duration,
    has_waited: bool,
}

impl Patience {
    /// Nothing was waited for yet.
    pub fn begin(self) -> Waiting {
        let left = match self {
            Self::None => Duration::ZERO,
            Self::Minutes => Duration::from_mins(MINUTES),
        };
        Waiting { left, next: SHORTEST, has_waited: false }
    }
}

impl Waiting {
    /// Waits before what failed is done again; gives the failure back when that would be of no use, or for too long.
    pub async fn wait(&mut self, why: IngestError) -> Result<(), IngestError> {
        let IngestError::Storage(why) = why else { return Err(why) };
        if why.is_full() {
            return Err(IngestError::Full(why));
        }
        if !why.is_away() || (self.left.is_zero() && !self.has_waited) {
            return Err(why.into());
        }
        if self.left.is_zero() {
            return Err(IngestError::Away(why));
        }
        if !self.has_waited {
            tracing::warn!(
                error = telemetry::chain(&why),
                "the database is away: what is being stored waits for it, for {MINUTES} minutes at most"
            );
        }
        self.has_waited = true;
        let wait = self.next.min(self.left);
        // A try takes time, too: the pool asks for a connection for a while.
        let tried = if why.is_no_connection() { database::PATIENCE } else { Duration::ZERO };
        self.left = self.left.saturating_sub(wait + tried);
        self.next = (self.next * 2).min(LONGEST);
        tokio::time::sleep(wait).await;
        Ok(())
    }

    /// It went well.
    pub fn is_over(&self) {
        if self.has_waited {
            tracing::warn!("the database is back: storing goes on");
        }
    }
}
