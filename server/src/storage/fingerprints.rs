//! The key with which secrets are fingerprinted before they are masked.
//!
//! It is made once for a database, and never leaves it: whoever reads an export or a shared page cannot try guesses.

use sqlx::PgConnection;

use super::{StorageError, failed};

/// The database's key; the first call makes it from `random`.
pub async fn key(connection: &mut PgConnection, random: [u8; 32]) -> Result<[u8; 32], StorageError> {
    sqlx::query!("INSERT INTO fingerprint_key (key) VALUES ($1) ON CONFLICT DO NOTHING", &random[..])
        .execute(&mut *connection)
        .await
        .map_err(failed("make the fingerprint key"))?;
    let key = sqlx::query_scalar!("SELECT key FROM fingerprint_key")
        .fetch_one(connection)
        .await
        .map_err(failed("read the fingerprint key"))?;
    // The table holds 32 bytes, or nothing.
    Ok(key.try_into().unwrap_or(random))
}
