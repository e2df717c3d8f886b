//! How this server and its sources are, for who watches them.

use std::time::Duration;

use engine::time::Instant;

use super::Desk;
use crate::{
    metrics::{Now, SourceNow, Stored, Way},
    storage::{
        StorageError, jobs,
        sources::{self, Reads},
    },
};

/// So long a database may think before it counts as away: who watches asks again soon.
const PATIENCE: Duration = Duration::from_secs(3);

impl Desk {
    /// All of it, in this moment.
    pub async fn watched(&self) -> Now {
        let stored = match tokio::time::timeout(PATIENCE, self.stored()).await {
            Ok(Ok(stored)) => Some(stored),
            // That it is away is what is told.
            Ok(Err(_)) | Err(_) => None,
        };
        let idle = u32::try_from(self.pool.num_idle()).unwrap_or(u32::MAX);
        Now {
            busy_connections: self.pool.size().saturating_sub(idle),
            idle_connections: idle,
            most_connections: self.pool.options().get_max_connections(),
            stored,
        }
    }

    async fn stored(&self) -> Result<Stored, StorageError> {
        let now = self.now();
        let mut connection = self.connection().await?;
        let sources = sources::list(&mut connection).await?.into_iter().map(|source| {
            // What is asked now and then lies behind for most of the time.
            let is_followed = !matches!(source.reads, Some(Reads::Configurations(_)));
            let live = source.pulls.iter().find(|pull| pull.until.is_none() && is_followed);
            SourceNow {
                source_id: source.source_id,
                way: if source.reads.is_some() { Way::Pull } else { Way::Push },
                is_paused: source.paused_at.is_some(),
                n_failures: source.problem.map_or(0, |problem| problem.n_failures),
                lag_seconds: live.map(|live| seconds(live.read_until, now)),
                silent_seconds: source.last_answer_at.map(|answered| seconds(answered, now)),
            }
        });
        let sources = sources.collect();
        Ok(Stored { n_jobs: jobs::count(&mut connection).await?, sources })
    }
}

#[expect(clippy::cast_precision_loss, reason = "no source is silent for so many years")]
fn seconds(from: Instant, until: Instant) -> f64 {
    until.since(from).max(0) as f64 / 1000.0
}
