//! Who may send logs to us: sources with a key, of which only the hash is kept.

use engine::time::Instant;
use sqlx::PgConnection;

use super::{StorageError, failed, to_sql};

/// Adds a sender; `None` when there is a source of this name.
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

/// Gives a sender another key, and tells its name; `None` when there is no such sender.
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
