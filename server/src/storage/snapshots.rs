//! The configurations of APIs: what was seen of each, and when.
//!
//! What was seen is kept once, under its hash; a sighting that finds nothing changed makes the row of the one before longer. So an
//! API that nobody changes costs one row, however often it is looked at.

use engine::{ids::ApiId, time::Instant};
use sha2::{Digest as _, Sha256};
use sqlx::PgConnection;
use time::OffsetDateTime;
use uuid::Uuid;

use super::{StorageError, failed, requests::Origin, to_sql};

/// A configuration that was seen.
#[derive(Debug, Clone, Copy)]
pub struct Sighting<'a> {
    /// Of this API.
    pub api_id: &'a ApiId,
    /// When; `None` where nobody says.
    pub at: Option<Instant>,
    /// In its canonical form, without secrets.
    pub document: &'a str,
}

/// What a sighting changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kept {
    /// Nothing but when it was last seen.
    Known,
    /// Calls since this moment may have met another configuration than was known; `None` is any call.
    New {
        /// The first moment.
        since: Option<Instant>,
    },
}

/// When a configuration was seen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Seen {
    /// Of this API.
    pub api_id: ApiId,
    /// From this moment on; `None` where it is not dated.
    pub from: Option<Instant>,
    /// Until this moment.
    pub until: Option<Instant>,
    /// What was seen.
    pub content_hash: Uuid,
    /// What brought it first.
    pub origin: Origin,
}

/// Keeps what was seen. Whoever calls it has the turn to write, so that nobody judges meanwhile by what was known before.
pub async fn keep(
    connection: &mut PgConnection,
    sighting: Sighting<'_>,
    origin: Origin,
    now: Instant,
) -> Result<Kept, StorageError> {
    let content_hash = hash(sighting.document);
    let Some(at) = sighting.at else {
        return keep_undated(connection, sighting, content_hash, origin, now).await;
    };
    let around = around(connection, sighting.api_id, at).await?;
    if let Some(before) = around.before.as_ref().filter(|before| before.content_hash == content_hash) {
        let was_open = around.after.is_some() && before.until < Some(at);
        lengthen(connection, before, at).await?;
        // Between two that differ it is more sure now.
        return Ok(if was_open { Kept::New { since: before.until } } else { Kept::Known });
    }
    let since = around.before.as_ref().map(|before| before.until.min(Some(at))).unwrap_or_default();
    keep_document(connection, content_hash, sighting.document).await?;
    if let Some(after) = around.after.filter(|after| after.content_hash == content_hash) {
        begin_earlier(connection, &after, at).await?;
        return Ok(Kept::New { since });
    }
    if let Some(before) = around.before.as_ref().filter(|before| before.until > Some(at)) {
        part(connection, before, at).await?;
    }
    let row = Seen { api_id: sighting.api_id.clone(), from: Some(at), until: Some(at), content_hash, origin };
    insert(connection, &row, now).await?;
    Ok(Kept::New { since })
}

async fn keep_undated(
    connection: &mut PgConnection,
    sighting: Sighting<'_>,
    content_hash: Uuid,
    origin: Origin,
    now: Instant,
) -> Result<Kept, StorageError> {
    keep_document(connection, content_hash, sighting.document).await?;
    let changed = sqlx::query!(
        "INSERT INTO snapshot (api_id, seen_from, seen_until, content_hash, import_id, source_id, noted_at)
         VALUES ($1, '-infinity', '-infinity', $2, $3, $4, $5)
         ON CONFLICT (api_id, seen_from) DO UPDATE
         SET content_hash = excluded.content_hash, import_id = excluded.import_id,
             source_id = excluded.source_id, noted_at = excluded.noted_at
         WHERE snapshot.content_hash <> excluded.content_hash",
        sighting.api_id.as_str(),
        content_hash,
        origin.import_id,
        origin.source_id,
        to_sql(now),
    )
    .execute(connection)
    .await
    .map_err(failed("keep a configuration"))?
    .rows_affected();
    Ok(if changed == 0 { Kept::Known } else { Kept::New { since: None } })
}

/// What was seen last before a moment, or at it, and first after it.
#[derive(Debug, Clone, Default)]
pub struct Around {
    /// Before.
    pub before: Option<Seen>,
    /// After.
    pub after: Option<Seen>,
}

/// What was seen of an API about a moment.
pub async fn around(
    connection: &mut PgConnection,
    api_id: &ApiId,
    at: Instant,
) -> Result<Around, StorageError> {
    let before = sqlx::query_as!(
        Row,
        "SELECT api_id, seen_from, seen_until, content_hash, import_id, source_id FROM snapshot
         WHERE api_id = $1 AND seen_from <= $2 AND seen_from > '-infinity' ORDER BY seen_from DESC LIMIT 1",
        api_id.as_str(),
        to_sql(at),
    )
    .fetch_optional(&mut *connection)
    .await
    .map_err(failed("look for earlier configurations"))?;
    let after = sqlx::query_as!(
        Row,
        "SELECT api_id, seen_from, seen_until, content_hash, import_id, source_id FROM snapshot
         WHERE api_id = $1 AND seen_from > $2 ORDER BY seen_from LIMIT 1",
        api_id.as_str(),
        to_sql(at),
    )
    .fetch_optional(connection)
    .await
    .map_err(failed("look for later configurations"))?;
    Ok(Around { before: before.map(Seen::from), after: after.map(Seen::from) })
}

/// What was seen of an API last before a moment, or at it; `None` asks for what is not dated.
pub async fn before(
    connection: &mut PgConnection,
    api_id: &ApiId,
    at: Option<Instant>,
) -> Result<Option<String>, StorageError> {
    sqlx::query_scalar!(
        "SELECT document FROM snapshot JOIN configuration USING (content_hash)
         WHERE api_id = $1 AND (seen_from = '-infinity') = ($2::timestamptz IS NULL)
           AND seen_from <= coalesce($2, '-infinity')
         ORDER BY seen_from DESC LIMIT 1",
        api_id.as_str(),
        at.map(to_sql),
    )
    .fetch_optional(connection)
    .await
    .map_err(failed("read the configuration that is known"))
}

/// When what was seen of these APIs, each API's in time order, undated ones first.
pub async fn of_apis(connection: &mut PgConnection, api_ids: &[String]) -> Result<Vec<Seen>, StorageError> {
    let rows = sqlx::query_as!(
        Row,
        r#"SELECT api_id, greatest(seen_from, '4713-01-01 00:00:00+00 BC') AS "seen_from!",
                  greatest(seen_until, '4713-01-01 00:00:00+00 BC') AS "seen_until!", content_hash, import_id, source_id
           FROM snapshot WHERE api_id = ANY ($1) ORDER BY api_id, seen_from"#,
        api_ids,
    )
    .fetch_all(connection)
    .await
    .map_err(failed("look which configurations are known"))?;
    Ok(rows.into_iter().map(Seen::from).collect())
}

/// The APIs of which a configuration is known.
pub async fn apis(connection: &mut PgConnection) -> Result<Vec<String>, StorageError> {
    sqlx::query_scalar!("SELECT DISTINCT api_id FROM snapshot ORDER BY api_id")
        .fetch_all(connection)
        .await
        .map_err(failed("look of which APIs the configuration is known"))
}

/// By what it is seen that something changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct State {
    n_snapshots: i64,
    noted_at: OffsetDateTime,
}

impl State {
    /// Whether nothing is known.
    pub fn is_empty(self) -> bool {
        self.n_snapshots == 0
    }
}

/// The state of all that is known.
pub async fn state(connection: &mut PgConnection) -> Result<State, StorageError> {
    sqlx::query_as!(
        State,
        r#"SELECT count(*) AS "n_snapshots!", coalesce(max(noted_at), 'epoch') AS "noted_at!" FROM snapshot"#,
    )
    .fetch_one(connection)
    .await
    .map_err(failed("look whether other configurations are known"))
}

/// What was seen last of each API, and what is not dated, by their hashes, each once.
pub async fn latest(connection: &mut PgConnection) -> Result<Vec<Uuid>, StorageError> {
    sqlx::query_scalar!(
        r#"SELECT content_hash AS "content_hash!" FROM (
               (SELECT DISTINCT ON (api_id) content_hash FROM snapshot ORDER BY api_id, seen_from DESC)
               UNION SELECT content_hash FROM snapshot WHERE seen_from = '-infinity') AS latest
           ORDER BY content_hash"#,
    )
    .fetch_all(connection)
    .await
    .map_err(failed("look for the latest configurations"))
}

/// Configurations by their hashes.
pub async fn documents(
    connection: &mut PgConnection,
    content_hashes: &[Uuid],
) -> Result<Vec<(Uuid, String)>, StorageError> {
    let rows = sqlx::query!(
        "SELECT content_hash, document FROM configuration WHERE content_hash = ANY ($1)",
        content_hashes
    )
    .fetch_all(connection)
    .await
    .map_err(failed("read configurations"))?;
    Ok(rows.into_iter().map(|row| (row.content_hash, row.document)).collect())
}

struct Row {
    api_id: String,
    seen_from: OffsetDateTime,
    seen_until: OffsetDateTime,
    content_hash: Uuid,
    import_id: Option<i64>,
    source_id: Option<i64>,
}

impl From<Row> for Seen {
    fn from(row: Row) -> Self {
        Self {
            api_id: row.api_id.as_str().into(),
            from: super::requests::moment(row.seen_from),
            until: super::requests::moment(row.seen_until),
            content_hash: row.content_hash,
            origin: Origin { import_id: row.import_id, source_id: row.source_id, is_sample: false },
        }
    }
}

/// By what a configuration is known.
pub fn hash(document: &str) -> Uuid {
    let mut bytes = [0; 16];
    bytes.iter_mut().zip(Sha256::digest(document)).for_each(|(byte, of_hash)| *byte = of_hash);
    Uuid::from_bytes(bytes)
}

async fn keep_document(
    connection: &mut PgConnection,
    content_hash: Uuid,
    document: &str,
) -> Result<(), StorageError> {
    sqlx::query!(
        "INSERT INTO configuration (content_hash, document) VALUES ($1, $2) ON CONFLICT DO NOTHING",
        content_hash,
        document,
    )
    .execute(connection)
    .await
    .map_err(failed("keep what was seen of a configuration"))?;
    Ok(())
}

async fn insert(connection: &mut PgConnection, seen: &Seen, now: Instant) -> Result<(), StorageError> {
    let (Some(from), Some(until)) = (seen.from, seen.until) else { return Ok(()) };
    sqlx::query!(
        "INSERT INTO snapshot (api_id, seen_from, seen_until, content_hash, import_id, source_id, noted_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7)
         ON CONFLICT (api_id, seen_from) DO UPDATE SET content_hash = excluded.content_hash",
        seen.api_id.as_str(),
        to_sql(from),
        to_sql(until),
        seen.content_hash,
        seen.origin.import_id,
        seen.origin.source_id,
        to_sql(now),
    )
    .execute(connection)
    .await
    .map_err(failed("keep when a configuration was seen"))?;
    Ok(())
}

async fn lengthen(connection: &mut PgConnection, seen: &Seen, until: Instant) -> Result<(), StorageError> {
    let Some(from) = seen.from else { return Ok(()) };
    sqlx::query!(
        "UPDATE snapshot SET seen_until = greatest(seen_until, $3) WHERE api_id = $1 AND seen_from = $2",
        seen.api_id.as_str(),
        to_sql(from),
        to_sql(until),
    )
    .execute(connection)
    .await
    .map_err(failed("keep when a configuration was seen last"))?;
    Ok(())
}

async fn begin_earlier(
    connection: &mut PgConnection,
    seen: &Seen,
    from: Instant,
) -> Result<(), StorageError> {
    let Some(known) = seen.from else { return Ok(()) };
    sqlx::query!(
        "UPDATE snapshot SET seen_from = $3 WHERE api_id = $1 AND seen_from = $2",
        seen.api_id.as_str(),
        to_sql(known),
        to_sql(from),
    )
    .execute(connection)
    .await
    .map_err(failed("keep when a configuration was seen first"))?;
    Ok(())
}

/// Another configuration was seen in the middle: what is left for sure are the first and the last moment of the one around it.
async fn part(connection: &mut PgConnection, around: &Seen, at: Instant) -> Result<(), StorageError> {
    let (Some(from), Some(until)) = (around.from, around.until) else { return Ok(()) };
    sqlx::query!(
        "UPDATE snapshot SET seen_until = $2 WHERE api_id = $1 AND seen_from = $2",
        around.api_id.as_str(),
        to_sql(from),
    )
    .execute(&mut *connection)
    .await
    .map_err(failed("keep when a configuration was seen last"))?;
    if until > at {
        let again = Seen { from: Some(until), until: Some(until), ..around.clone() };
        insert(connection, &again, until).await?;
    }
    Ok(())
}
