//! The dictionaries that requests are packed with; what they are for is in [`super::codec`].

use engine::time::Instant;
use sqlx::PgConnection;

use super::{StorageError, failed, to_sql};

/// Stores one under its number, unless another has it.
pub async fn keep(
    connection: &mut PgConnection,
    dictionary_id: i16,
    bytes: &[u8],
) -> Result<(), StorageError> {
    sqlx::query!(
        "INSERT INTO dictionary (dictionary_id, bytes) VALUES ($1, $2) ON CONFLICT DO NOTHING",
        dictionary_id,
        bytes,
    )
    .execute(connection)
    .await
    .map_err(failed("store a dictionary"))?;
    Ok(())
}

/// Those with greater numbers.
pub async fn all(
    connection: &mut PgConnection,
    greater_than: i16,
) -> Result<Vec<(i16, Vec<u8>)>, StorageError> {
    let rows = sqlx::query!(
        "SELECT dictionary_id, bytes FROM dictionary WHERE dictionary_id > $1 ORDER BY dictionary_id",
        greater_than,
    )
    .fetch_all(connection)
    .await
    .map_err(failed("read the dictionaries"))?;
    Ok(rows.into_iter().map(|row| (row.dictionary_id, row.bytes)).collect())
}

/// Whether nobody has looked since this moment whether a new one would be better.
pub async fn is_older_than(connection: &mut PgConnection, moment: Instant) -> Result<bool, StorageError> {
    sqlx::query_scalar!(
        r#"SELECT coalesce(max(made_at) < $1, true) AS "is_older!" FROM dictionary"#,
        to_sql(moment),
    )
    .fetch_one(connection)
    .await
    .map_err(failed("look how old the dictionary is"))
}

/// The newest is still good.
pub async fn confirm(connection: &mut PgConnection, now: Instant) -> Result<(), StorageError> {
    sqlx::query!(
        "UPDATE dictionary SET made_at = $1 WHERE dictionary_id = (SELECT max(dictionary_id) FROM dictionary)",
        to_sql(now),
    )
    .execute(connection)
    .await
    .map_err(failed("note that the dictionary is good"))?;
    Ok(())
}
