//! What was brought in.

use app::pages::import::data::ImportSummary;
use engine::time::Instant;
use sqlx::PgConnection;
use time::OffsetDateTime;

use super::{StorageError, failed, from_sql, to_sql};

struct ImportRow {
    import_id: i64,
    name: String,
    imported_at: OffsetDateTime,
    is_sample: bool,
    n_events: i64,
    n_requests: i64,
    n_new_requests: i64,
    n_refused: i64,
    n_unknown_lines: i64,
    unknown_samples: Vec<String>,
}

impl From<ImportRow> for ImportSummary {
    fn from(row: ImportRow) -> Self {
        Self {
            import_id: row.import_id,
            name: row.name,
            imported_at: from_sql(row.imported_at).unwrap_or(Instant::EPOCH),
            is_sample: row.is_sample,
            n_events: row.n_events,
            n_requests: row.n_requests,
            n_new_requests: row.n_new_requests,
            n_refused: row.n_refused,
            n_unknown_lines: row.n_unknown_lines,
            unknown_samples: row.unknown_samples,
        }
    }
}

/// Lets one import at a time write, until the transaction ends: an import reads what is stored and then changes it.
pub async fn take_turn(connection: &mut PgConnection) -> Result<(), StorageError> {
    // Any number, as long as nothing else in this database uses it.
    sqlx::query!("SELECT pg_advisory_xact_lock(4030)")
        .execute(connection)
        .await
        .map_err(failed("wait for another import"))?;
    Ok(())
}

/// The row of these bytes: the one they had, or a new one.
pub async fn begin(
    connection: &mut PgConnection,
    content_hash: &[u8],
    name: &str,
    is_sample: bool,
    now: Instant,
) -> Result<i64, StorageError> {
    sqlx::query_scalar!(
        "INSERT INTO import (content_hash, name, imported_at, is_sample, n_events, n_requests, n_new_requests,
                             n_refused, n_unknown_lines, unknown_samples)
         VALUES ($1, $2, $3, $4, 0, 0, 0, 0, 0, '{}')
         ON CONFLICT (content_hash) DO UPDATE SET name = excluded.name, imported_at = excluded.imported_at
         RETURNING import_id",
        content_hash,
        name,
        to_sql(now),
        is_sample,
    )
    .fetch_one(connection)
    .await
    .map_err(failed("note the import"))
}

/// Notes what the import brought.
pub async fn finish(connection: &mut PgConnection, summary: &ImportSummary) -> Result<(), StorageError> {
    sqlx::query!(
        "UPDATE import SET n_events = $2, n_requests = $3, n_new_requests = $4, n_refused = $5,
                           n_unknown_lines = $6, unknown_samples = $7
         WHERE import_id = $1",
        summary.import_id,
        summary.n_events,
        summary.n_requests,
        summary.n_new_requests,
        summary.n_refused,
        summary.n_unknown_lines,
        &summary.unknown_samples,
    )
    .execute(connection)
    .await
    .map_err(failed("note what the import brought"))?;
    Ok(())
}

/// One import.
pub async fn find(
    connection: &mut PgConnection,
    import_id: i64,
) -> Result<Option<ImportSummary>, StorageError> {
    let row = sqlx::query_as!(
        ImportRow,
        "SELECT import_id, name, imported_at, is_sample, n_events, n_requests, n_new_requests, n_refused,
                n_unknown_lines, unknown_samples
         FROM import WHERE import_id = $1",
        import_id,
    )
    .fetch_optional(connection)
    .await
    .map_err(failed("read an import"))?;
    Ok(row.map(ImportSummary::from))
}

/// The latest imports, newest first.
pub async fn latest(connection: &mut PgConnection, n: i64) -> Result<Vec<ImportSummary>, StorageError> {
    let rows = sqlx::query_as!(
        ImportRow,
        "SELECT import_id, name, imported_at, is_sample, n_events, n_requests, n_new_requests, n_refused,
                n_unknown_lines, unknown_samples
         FROM import ORDER BY imported_at DESC, import_id DESC LIMIT $1",
        n,
    )
    .fetch_all(connection)
    .await
    .map_err(failed("read the latest imports"))?;
    Ok(rows.into_iter().map(ImportSummary::from).collect())
}

/// Forgets the imports of the sample investigation, but not this one.
pub async fn remove_sample(connection: &mut PgConnection, but: Option<i64>) -> Result<(), StorageError> {
    sqlx::query!("DELETE FROM import WHERE is_sample AND import_id IS DISTINCT FROM $1", but)
        .execute(connection)
        .await
        .map_err(failed("remove the sample investigation"))?;
    Ok(())
}
