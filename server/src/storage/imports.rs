//! What was brought in.

use app::pages::import::data::{Described, ImportSummary, LeftOut};
use engine::{request::assemble::Stray, time::Instant};
use sqlx::{Connection as _, PgConnection, types::Json};
use time::OffsetDateTime;

use super::{StorageError, failed, from_sql, requests::Origin, to_sql};

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
    n_left_out: i64,
    left_out: Json<Vec<LeftOut>>,
    described: Json<Vec<Described>>,
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
            n_left_out: row.n_left_out,
            left_out: row.left_out.0,
            described: row.described.0,
        }
    }
}

/// The row of an import that begins.
pub async fn begin(
    connection: &mut PgConnection,
    is_sample: bool,
    now: Instant,
) -> Result<i64, StorageError> {
    sqlx::query_scalar!(
        "INSERT INTO import (name, imported_at, is_sample, n_events, n_requests, n_new_requests, n_refused,
                             n_unknown_lines, unknown_samples)
         VALUES ('', $1, $2, 0, 0, 0, 0, 0, '{}') RETURNING import_id",
        to_sql(now),
        is_sample,
    )
    .fetch_one(connection)
    .await
    .map_err(failed("note the import"))
}

/// Notes what the import brought so far.
pub async fn note(connection: &mut PgConnection, summary: &ImportSummary) -> Result<(), StorageError> {
    let samples: Vec<String> =
        summary.unknown_samples.iter().map(|line| line.replace('\0', "\u{fffd}")).collect();
    let text = |text: &str| text.replace('\0', "\u{fffd}");
    let left_out: Vec<LeftOut> = summary
        .left_out
        .iter()
        .map(|file| LeftOut { name: text(&file.name), why: text(&file.why) })
        .collect();
    sqlx::query!(
        "UPDATE import SET name = $2, n_events = $3, n_requests = $4, n_new_requests = $5, n_refused = $6,
                           n_unknown_lines = $7, unknown_samples = $8, n_left_out = $9, left_out = $10, described = $11
         WHERE import_id = $1",
        summary.import_id,
        summary.name.replace('\0', "\u{fffd}"),
        summary.n_events,
        summary.n_requests,
        summary.n_new_requests,
        summary.n_refused,
        summary.n_unknown_lines,
        &samples,
        summary.n_left_out,
        Json(&left_out) as _,
        Json(&summary.described) as _,
    )
    .execute(connection)
    .await
    .map_err(failed("note what the import brought"))?;
    Ok(())
}

/// Notes that the import is over. The same bytes again keep their row: gives that, or this one's.
pub async fn finish(
    connection: &mut PgConnection,
    summary: &ImportSummary,
    content_hash: &[u8],
) -> Result<i64, StorageError> {
    let mut transaction = connection.begin().await.map_err(failed("finish the import"))?;
    note(&mut transaction, summary).await?;
    let before = sqlx::query_scalar!("SELECT import_id FROM import WHERE content_hash = $1", content_hash)
        .fetch_optional(&mut *transaction)
        .await
        .map_err(failed("look for the same import"))?;
    let import_id = match before {
        Some(before) if before != summary.import_id => {
            // What it brought is stored as that of the first; lines of no request have no key by which they would be.
            sqlx::query!("DELETE FROM stray_line WHERE import_id = $1", summary.import_id)
                .execute(&mut *transaction)
                .await
                .map_err(failed("drop lines that came before"))?;
            sqlx::query!("DELETE FROM import WHERE import_id = $1", summary.import_id)
                .execute(&mut *transaction)
                .await
                .map_err(failed("finish the import"))?;
            note(&mut transaction, &ImportSummary { import_id: before, ..summary.clone() }).await?;
            before
        }
        _ => summary.import_id,
    };
    sqlx::query!(
        "UPDATE import SET content_hash = $2, imported_at = $3, finished_at = $3 WHERE import_id = $1",
        import_id,
        content_hash,
        to_sql(summary.imported_at),
    )
    .execute(&mut *transaction)
    .await
    .map_err(failed("finish the import"))?;
    // An import of the same files that was broken off brought some of these lines already.
    sqlx::query!(
        "DELETE FROM stray_line AS old USING import AS broken_off
         WHERE old.import_id = broken_off.import_id AND broken_off.import_id <> $1 AND broken_off.finished_at IS NULL
           AND broken_off.name <> '' AND starts_with($2, broken_off.name)
           AND EXISTS (SELECT FROM stray_line AS new
                       WHERE new.import_id = $1 AND new.line = old.line AND new.at IS NOT DISTINCT FROM old.at)",
        import_id,
        summary.name.replace('\0', "\u{fffd}"),
    )
    .execute(&mut *transaction)
    .await
    .map_err(failed("drop lines that came before"))?;
    transaction.commit().await.map_err(failed("finish the import"))?;
    Ok(import_id)
}

/// Forgets an import that brought nothing.
pub async fn forget(connection: &mut PgConnection, import_id: i64) -> Result<(), StorageError> {
    sqlx::query!("DELETE FROM import WHERE import_id = $1", import_id)
        .execute(connection)
        .await
        .map_err(failed("forget an import"))?;
    Ok(())
}

/// Keeps lines that belong to no request.
pub async fn keep_strays(
    connection: &mut PgConnection,
    strays: &[Stray],
    origin: Origin,
) -> Result<(), StorageError> {
    if strays.is_empty() {
        return Ok(());
    }
    let moments: Vec<Option<OffsetDateTime>> = strays.iter().map(|stray| stray.at.map(to_sql)).collect();
    let lines: Vec<String> = strays.iter().map(|stray| stray.line.replace('\0', "\u{fffd}")).collect();
    sqlx::query!(
        "INSERT INTO stray_line (import_id, source_id, at, line)
         SELECT $1, $2, at, line FROM unnest($3::timestamptz[], $4::text[]) AS stray (at, line)",
        origin.import_id,
        origin.source_id,
        &moments as &[Option<OffsetDateTime>],
        &lines,
    )
    .execute(connection)
    .await
    .map_err(failed("keep lines that belong to no request"))?;
    Ok(())
}

/// One import.
pub async fn find(
    connection: &mut PgConnection,
    import_id: i64,
) -> Result<Option<ImportSummary>, StorageError> {
    let row = sqlx::query_as!(
        ImportRow,
        r#"SELECT import_id, name, imported_at, is_sample, n_events, n_requests, n_new_requests, n_refused,
                  n_unknown_lines, unknown_samples, n_left_out, left_out AS "left_out: Json<Vec<LeftOut>>",
                  described AS "described: Json<Vec<Described>>"
           FROM import WHERE import_id = $1"#,
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
        r#"SELECT import_id, name, imported_at, is_sample, n_events, n_requests, n_new_requests, n_refused,
                  n_unknown_lines, unknown_samples, n_left_out, left_out AS "left_out: Json<Vec<LeftOut>>",
                  described AS "described: Json<Vec<Described>>"
           FROM import ORDER BY imported_at DESC, import_id DESC LIMIT $1"#,
        n,
    )
    .fetch_all(connection)
    .await
    .map_err(failed("read the latest imports"))?;
    Ok(rows.into_iter().map(ImportSummary::from).collect())
}

/// Forgets the imports of the sample investigation.
pub async fn remove_sample(connection: &mut PgConnection) -> Result<(), StorageError> {
    sqlx::query!("DELETE FROM import WHERE is_sample")
        .execute(connection)
        .await
        .map_err(failed("remove the sample investigation"))?;
    Ok(())
}
