//! Keeps house: forgets what is older than it may become, and looks after the dictionary that requests are packed with.
//!
//! Any server does it; two that do it at once take turns.

use std::time::Duration;

use engine::time::Instant;
use sqlx::Connection as _;

use crate::{
    ingest::{delivery::Ingest, dictionary},
    storage::{
        StorageError, counts,
        days::{self, Day},
        evidence, failed, push, strays, turns,
    },
    telemetry,
};

/// How long between two looks.
const PAUSE: Duration = Duration::from_mins(15);
const MILLIS_A_DAY: i64 = 86_400_000;

/// Does so now and then, until it is dropped.
pub async fn go_on(ingest: Ingest, keep_days: Option<u32>) {
    loop {
        if let Some(keep_days) = keep_days {
            match forget(&ingest, keep_days).await {
                Ok(0) => {}
                Ok(n_days) => tracing::info!(n_days, keep_days, "days were forgotten"),
                // Told where the database is watched.
                Err(error) if error.is_away() => {}
                Err(error) => {
                    tracing::warn!(error = telemetry::chain(&error), "old days could not be forgotten");
                }
            }
        }
        if let Err(error) = dictionary::renew(&ingest).await
            && !error.is_away()
        {
            tracing::warn!(error = telemetry::chain(&error), "no better dictionary could be made");
        }
        tokio::time::sleep(PAUSE).await;
    }
}

/// The first day that is kept.
fn first_kept(now: Instant, keep_days: u32) -> Day {
    Day::of(now.plus_millis(-i64::from(keep_days) * MILLIS_A_DAY))
}

/// When a day is forgotten.
pub fn goes_at(day: Day, keep_days: u32) -> Option<Instant> {
    Some(day.start()?.plus_millis((i64::from(keep_days) + 1) * MILLIS_A_DAY))
}

/// Forgets the days before the last so many. Says how many days that were.
pub async fn forget(ingest: &Ingest, keep_days: u32) -> Result<u64, StorageError> {
    let first = first_kept(ingest.clock().now(), keep_days);
    let mut connection = ingest.pool().acquire().await.map_err(failed("connect to the database"))?;
    let mut transaction = connection.begin().await.map_err(failed("begin to forget old days"))?;
    let turn = turns::take(&mut transaction).await?;
    let n_days = days::drop_before(&mut transaction, first).await?;
    counts::forget_before(&mut transaction, first).await?;
    evidence::forget_before(&mut transaction, first).await?;
    strays::forget_before(&mut transaction, first).await?;
    push::forget_old(&mut transaction, ingest.clock().now()).await?;
    turns::note(&mut transaction, turns::Turn { turn: turn.turn + 1, writer: uuid::Uuid::nil() }).await?;
    transaction.commit().await.map_err(failed("forget old days"))?;
    Ok(n_days)
}

#[cfg(test)]
mod tests {
    use engine::time::Instant;

    use super::{Day, first_kept, goes_at};

    #[test]
    fn a_day_goes_when_it_is_told_to() {
        let day = Day::parse("2026-08-01").unwrap();
        let goes = goes_at(day, 30).unwrap();
        assert_eq!(goes.to_string(), Instant::parse("2026-09-01T00:00:00Z").unwrap().to_string());
        assert!(first_kept(goes, 30) > day);
        assert_eq!(first_kept(goes.plus_millis(-1), 30), day);
    }
}
