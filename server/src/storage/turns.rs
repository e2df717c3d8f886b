//! Whose turn it is to write: one writer at a time, on any number of machines.
//!
//! A writer looks up what is stored, judges, and writes: between the first and the last nobody else may have written. It need not
//! hold the turn all that time: who finds that nobody else had a turn since knows that what was read before still holds.

use sqlx::PgConnection;
use uuid::Uuid;

use super::{StorageError, failed};

/// The last turn that was taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Turn {
    /// Counts up.
    pub turn: i64,
    /// Who took it.
    pub writer: Uuid,
}

/// The last turn, as it is now.
pub async fn last(connection: &mut PgConnection) -> Result<Turn, StorageError> {
    sqlx::query_as!(Turn, "SELECT turn, writer FROM ingest_turn")
        .fetch_one(connection)
        .await
        .map_err(failed("look whose turn it is"))
}

/// Waits for the turn, which lasts until the transaction ends; says whose the one before was.
pub async fn take(connection: &mut PgConnection) -> Result<Turn, StorageError> {
    // Any number, as long as nothing else in this database uses it.
    sqlx::query!("SELECT pg_advisory_xact_lock(4030)")
        .execute(&mut *connection)
        .await
        .map_err(failed("wait for the turn to write"))?;
    last(connection).await
}

/// Notes that this turn was taken.
pub async fn note(connection: &mut PgConnection, turn: Turn) -> Result<(), StorageError> {
    sqlx::query!("UPDATE ingest_turn SET turn = $1, writer = $2", turn.turn, turn.writer)
        .execute(connection)
        .await
        .map_err(failed("note whose turn it was"))?;
    Ok(())
}
