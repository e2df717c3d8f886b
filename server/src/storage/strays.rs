//! Lines whose shape is not known and that belong to no request.

use engine::time::Instant;
use sqlx::PgConnection;

use super::{StorageError, days::Day, failed, from_sql, to_sql};

/// As much of a line is shown.
const MOST_SHOWN: i32 = 4000;

/// What is looked at; all lines where nothing is said.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Brought {
    /// By this import.
    pub import_id: Option<i64>,
    /// By this source.
    pub source_id: Option<i64>,
}

/// A line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stray {
    /// Its place: later ones are greater.
    pub stray_line_id: i64,
    /// When it was logged, if it says.
    pub at: Option<Instant>,
    /// The beginning of it.
    pub line: String,
    /// The import that brought it, and that is still known.
    pub import: Option<(i64, String)>,
    /// The name of the source that brought it, when there still is one.
    pub source: Option<String>,
}

/// The latest lines, or those before a place.
pub async fn page(
    connection: &mut PgConnection,
    brought: Brought,
    before: Option<i64>,
    limit: i64,
) -> Result<Vec<Stray>, StorageError> {
    let rows = sqlx::query!(
        r#"SELECT stray_line_id, at, left(line, $5) AS "line!", import.import_id AS "import_id?", import.name AS "import?",
                  source.name AS "source?"
           FROM stray_line LEFT JOIN import USING (import_id) LEFT JOIN source USING (source_id)
           WHERE ($1::bigint IS NULL OR stray_line.import_id = $1)
             AND ($2::bigint IS NULL OR stray_line.source_id = $2)
             AND ($3::bigint IS NULL OR stray_line_id < $3)
           ORDER BY stray_line_id DESC LIMIT $4"#,
        brought.import_id,
        brought.source_id,
        before,
        limit,
        MOST_SHOWN,
    )
    .fetch_all(connection)
    .await
    .map_err(failed("read lines that belong to no request"))?;
    Ok(rows
        .into_iter()
        .map(|row| Stray {
            stray_line_id: row.stray_line_id,
            at: row.at.and_then(from_sql),
            line: row.line,
            import: row.import_id.zip(row.import),
            source: row.source,
        })
        .collect())
}

/// About how many lines are kept.
pub async fn about(connection: &mut PgConnection) -> Result<i64, StorageError> {
    sqlx::query_scalar!(
        r#"SELECT CASE WHEN reltuples > 100000 THEN reltuples::bigint ELSE (SELECT count(*) FROM stray_line) END AS "n!"
           FROM pg_class WHERE oid = 'stray_line'::regclass"#
    )
    .fetch_one(connection)
    .await
    .map_err(failed("count lines that belong to no request"))
}

/// Forgets those before a day.
pub async fn forget_before(connection: &mut PgConnection, first: Day) -> Result<(), StorageError> {
    let Some(start) = first.start() else { return Ok(()) };
    sqlx::query!("DELETE FROM stray_line WHERE coalesce(at, kept_at) < $1", to_sql(start))
        .execute(connection)
        .await
        .map_err(failed("forget old lines"))?;
    Ok(())
}
