//! Forgets what is older than it may become: requests by whole days, and what is only needed for a while.
//!
//! Any server does it; two that do it at once take turns.

use std::time::Duration;

use sqlx::Connection as _;

use crate::{
    ingest::delivery::Ingest,
    storage::{
        StorageError, counts,
        days::{self, Day},
        evidence, failed, turns,
    },
    telemetry,
};

/// How long between two looks.
const PAUSE: Duration = Duration::from_mins(15);
const MILLIS_A_DAY: i64 = 86_400_000;

/// Forgets now and then, until it is dropped.
pub async fn go_on(ingest: Ingest, keep_days: u32) {
    loop {
        match forget(&ingest, keep_days).await {
            Ok(0) => {}
            Ok(n_days) => tracing::info!(n_days, keep_days, "days were forgotten"),
            Err(error) => tracing::warn!(error = telemetry::chain(&error), "old days could not be forgotten"),
        }
        tokio::time::sleep(PAUSE).await;
    }
}

/// Forgets the days before the last so many. Says how many days that were.
pub async fn forget(ingest: &Ingest, keep_days: u32) -> Result<u64, StorageError> {
    let first = Day::of(ingest.clock().now().plus_millis(-i64::from(keep_days) * MILLIS_A_DAY));
    let mut connection = ingest.pool().acquire().await.map_err(failed("connect to the database"))?;
    let mut transaction = connection.begin().await.map_err(failed("begin to forget old days"))?;
    let turn = turns::take(&mut transaction).await?;
    let n_days = days::drop_before(&mut transaction, first).await?;
    counts::forget_before(&mut transaction, first).await?;
    evidence::forget_before(&mut transaction, first).await?;
    turns::note(&mut transaction, turns::Turn { turn: turn.turn + 1, writer: uuid::Uuid::nil() }).await?;
    transaction.commit().await.map_err(failed("forget old days"))?;
    Ok(n_days)
}
