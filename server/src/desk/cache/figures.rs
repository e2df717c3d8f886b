//! What it would cost to empty a stage's cache, or to be without one; and whether somebody emptied it.

use app::pages::cache::data::{Flush, Flushed};
use engine::{
    cache::{
        DEFAULT_TTL_MS, LONGEST_TTL_MS,
        flush::{self, flushes},
    },
    configuration::History,
    diagnosis::PolicyOrigin,
    remediation::Figures,
    time::Instant,
};
use sqlx::PgConnection;

use super::{Desk, met, row, small};
use crate::{
    ingest::history,
    storage::{
        StorageError,
        cache::{self, Guard},
    },
};

/// Answers of one stage in a time: more are not gone through.
const MOST_LIVES: i64 = 20_000;

/// The flushes between two moments that an authorizer's answers tell of, each with the TTL of its time.
pub(super) fn flushed(
    lives: &mut [flush::Served],
    guard: &Guard,
    history: &History,
    from: Instant,
    to: Instant,
) -> Vec<Flushed> {
    for one in &mut *lives {
        one.ttl_ms = row(guard, &met(history, guard, Some(one.born))).ttl_ms.unwrap_or_default();
    }
    let found = flushes(lives).into_iter();
    let found = found.filter(|one| one.before >= from && one.after <= to);
    found
        .map(|one| Flushed { after: one.after, before: one.before, n_entries: small(one.n_entries) })
        .collect()
}

impl Desk {
    /// The flushes of a stage between two moments, in time order; a flush empties the caches of all its authorizers.
    pub(in crate::desk) async fn flushes_of_stage(
        &self,
        connection: &mut PgConnection,
        api_id: &str,
        stage: &str,
        from: Instant,
        to: Instant,
    ) -> Result<Vec<Flushed>, StorageError> {
        let guards = cache::authorizers(connection, i64::MAX).await?;
        let earliest = from.plus_millis(-LONGEST_TTL_MS);
        let times = Some((earliest, to));
        let history = history::between(connection, &self.ingest().at_hand(), api_id, times).await?;
        let mut all: Vec<Flushed> = Vec::new();
        for guard in guards.iter().filter(|guard| guard.api_id == api_id && guard.stage == stage) {
            let mut lives = cache::lives(connection, guard, earliest, to, MOST_LIVES).await?;
            if lives.len() < usize::try_from(MOST_LIVES).unwrap_or(usize::MAX) {
                all.extend(flushed(&mut lives, guard, &history, from, to));
            }
        }
        all.sort_unstable_by_key(|one| (one.after, one.before));
        // What two authorizers tell of about the same time is one flush.
        all.dedup_by(|later, known| {
            let is_same = later.after < known.before;
            if is_same {
                known.after = known.after.max(later.after);
                known.before = known.before.min(later.before);
                known.n_entries = known.n_entries.saturating_add(later.n_entries);
            }
            is_same
        });
        Ok(all)
    }

    /// What a flush of the whole stage would empty.
    pub(super) async fn flush(
        &self,
        connection: &mut PgConnection,
        guard: &Guard,
        guards: &[Guard],
        history: &History,
        at: Instant,
    ) -> Result<Flush, StorageError> {
        let mut flush = Flush::default();
        for other in guards.iter().filter(|other| other.api_id == guard.api_id && other.stage == guard.stage)
        {
            let row = row(other, &met(history, other, Some(at)));
            let n_entries = self.alive_at(connection, other, &row, at).await?.1.len();
            flush.n_entries += small(n_entries);
            flush.n_authorizers += u32::from(n_entries > 0);
        }
        flush.n_callers = cache::callers_of_minute(connection, guard, at).await?;
        Ok(flush)
    }

    /// The figures of an authorizer's cards at a moment; none where nothing tells of such an authorizer.
    pub(in crate::desk) async fn figures(
        &self,
        connection: &mut PgConnection,
        (api_id, stage, authorizer_id): (&str, &str, &str),
        history: &History,
        at: Instant,
    ) -> Result<Figures, StorageError> {
        let guards = cache::authorizers(connection, i64::MAX).await?;
        let is_it = |guard: &&Guard| {
            (&*guard.api_id, &*guard.stage, &*guard.authorizer_id) == (api_id, stage, authorizer_id)
        };
        let Some(guard) = guards.iter().find(is_it) else { return Ok(Figures::default()) };
        let flush = self.flush(connection, guard, &guards, history, at).await?;
        let ttl_ms = row(guard, &met(history, guard, Some(at))).ttl_ms.unwrap_or(DEFAULT_TTL_MS);
        let span_ms = ttl_ms.max(DEFAULT_TTL_MS);
        let (mut n_fresh, mut n) = (0_i64, 0_i64);
        for counts in cache::served(connection, guard, at.plus_millis(-span_ms), at).await? {
            n += counts.n;
            if counts.origin == PolicyOrigin::Fresh {
                n_fresh += counts.n;
            }
        }
        #[expect(clippy::cast_precision_loss, reason = "calls of an hour at most")]
        let per_second = |n: i64| (n > 0).then(|| n as f64 * 1_000.0 / span_ms as f64);
        let is_cached = ttl_ms > 0;
        Ok(Figures {
            live_entries: is_cached.then(|| flush.n_entries.into()),
            callers: u64::try_from(flush.n_callers).ok().filter(|n| *n > 0),
            fresh_per_second: per_second(n).and(Some(per_second(n_fresh).unwrap_or_default())),
            uncached_per_second: per_second(n),
        })
    }
}
