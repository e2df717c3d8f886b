//! Sources that send to us: whose key it is, and what came.
//!
//! Keys come as hashes only.

use engine::time::Instant;
use sqlx::PgConnection;

use super::{StorageError, failed, to_sql};

/// Deliveries are known again for so long; no sender tries for more than a day.
const KNOWN_FOR_MS: i64 = 2 * 24 * 60 * 60 * 1000;
/// What could not be read is told for so long, also when later deliveries are fine.
const TOLD_FOR_MS: i64 = 60 * 60 * 1000;

/// A source that sends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Sender {
    /// Its id.
    pub source_id: i64,
    /// Whether nothing is taken from it now.
    pub is_paused: bool,
}

/// A delivery that came.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Came {
    /// Whose it is.
    pub source_id: i64,
    /// By what it is known when it is sent again.
    pub delivery_id: String,
    /// Log events in it.
    pub n_events: i64,
    /// The moment of the latest of them.
    pub latest: Option<Instant>,
}

/// Adds a source that sends, with the hash of its key; `None` when there is a source of this name.
pub async fn add(
    connection: &mut PgConnection,
    name: &str,
    key_hash: &[u8],
    now: Instant,
) -> Result<Option<i64>, StorageError> {
    sqlx::query_scalar!(
        "INSERT INTO source (kind, name, key_hash, created_at)
         SELECT 'push', $1, $2, $3 WHERE NOT EXISTS (SELECT FROM source WHERE lower(name) = lower($1))
         RETURNING source_id",
        name,
        key_hash,
        to_sql(now),
    )
    .fetch_optional(connection)
    .await
    .map_err(failed("add a sender"))
}

/// Gives a sender another key, from now on the only one; gives its name, `None` when there is no such sender.
pub async fn replace_key(
    connection: &mut PgConnection,
    source_id: i64,
    key_hash: &[u8],
) -> Result<Option<String>, StorageError> {
    sqlx::query_scalar!(
        "UPDATE source SET key_hash = $2 WHERE source_id = $1 AND kind = 'push' RETURNING name",
        source_id,
        key_hash,
    )
    .fetch_optional(connection)
    .await
    .map_err(failed("replace a sender's key"))
}

/// The sender whose key has this hash.
pub async fn find(connection: &mut PgConnection, key_hash: &[u8]) -> Result<Option<Sender>, StorageError> {
    sqlx::query_as!(
        Sender,
        r#"SELECT source_id, paused_at IS NOT NULL AS "is_paused!" FROM source WHERE key_hash = $1"#,
        key_hash,
    )
    .fetch_optional(connection)
    .await
    .map_err(failed("look a sender up"))
}

/// Whether a delivery came before.
pub async fn is_known(
    connection: &mut PgConnection,
    source_id: i64,
    delivery_id: &str,
) -> Result<bool, StorageError> {
    sqlx::query_scalar!(
        r#"SELECT EXISTS (SELECT FROM push_delivery WHERE source_id = $1 AND delivery_id = $2) AS "is_known!""#,
        source_id,
        delivery_id,
    )
    .fetch_one(connection)
    .await
    .map_err(failed("look a delivery up"))
}

/// Notes a delivery; whether it is new.
pub async fn note(connection: &mut PgConnection, came: &Came, now: Instant) -> Result<bool, StorageError> {
    let noted = sqlx::query!(
        "INSERT INTO push_delivery (source_id, delivery_id, received_at) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING",
        came.source_id,
        came.delivery_id,
        to_sql(now),
    )
    .execute(&mut *connection)
    .await
    .map_err(failed("note a delivery"))?;
    if noted.rows_affected() == 0 {
        return Ok(false);
    }
    sqlx::query!(
        "UPDATE source SET n_deliveries = n_deliveries + 1, n_events = n_events + $2,
                last_event_at = greatest(last_event_at, $3), last_answer_at = $4, n_failures = 0,
                problem = CASE WHEN n_failures = 0 AND problem_at > $5 THEN problem END,
                problem_at = CASE WHEN n_failures = 0 AND problem_at > $5 THEN problem_at END
         WHERE source_id = $1",
        came.source_id,
        came.n_events,
        came.latest.map(to_sql),
        to_sql(now),
        to_sql(now.plus_millis(-TOLD_FOR_MS)),
    )
    .execute(&mut *connection)
    .await
    .map_err(failed("count a delivery"))?;
    sqlx::query!("DELETE FROM push_delivery WHERE received_at < $1", to_sql(now.plus_millis(-KNOWN_FOR_MS)))
        .execute(connection)
        .await
        .map_err(failed("forget old deliveries"))?;
    Ok(true)
}

/// Counts a delivery that had come before.
pub async fn note_repeated(
    connection: &mut PgConnection,
    source_id: i64,
    now: Instant,
) -> Result<(), StorageError> {
    sqlx::query!(
        "UPDATE source SET n_deliveries = n_deliveries + 1, n_repeated = n_repeated + 1, last_answer_at = $2
         WHERE source_id = $1",
        source_id,
        to_sql(now),
    )
    .execute(connection)
    .await
    .map_err(failed("count a delivery that came again"))?;
    Ok(())
}

/// Counts requests that were not stored before.
pub async fn note_requests(
    connection: &mut PgConnection,
    source_id: i64,
    n_new: i64,
) -> Result<(), StorageError> {
    sqlx::query!("UPDATE source SET n_requests = n_requests + $2 WHERE source_id = $1", source_id, n_new)
        .execute(connection)
        .await
        .map_err(failed("count what a sender brought"))?;
    Ok(())
}

/// Notes what is wrong with a delivery, in words. `is_failure`: it was not taken.
pub async fn note_problem(
    connection: &mut PgConnection,
    source_id: i64,
    problem: &str,
    is_failure: bool,
    now: Instant,
) -> Result<(), StorageError> {
    sqlx::query!(
        "UPDATE source SET problem = $2, problem_at = $3, n_failures = n_failures + $4 WHERE source_id = $1",
        source_id,
        problem,
        to_sql(now),
        i32::from(is_failure),
    )
    .execute(connection)
    .await
    .map_err(failed("note a problem"))?;
    Ok(())
}
