//! Links to incidents: what each shows, until when, and how often it was opened. Tokens come as hashes only.

use engine::{sharing::SharedIncident, time::Instant};
use sqlx::{PgConnection, types::Json};

use super::{StorageError, failed, from_sql, to_sql};

/// A link.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Share {
    /// Its number.
    pub share_id: i64,
    /// Whose it is.
    pub created_by: Option<String>,
    /// When it was made.
    pub created_at: Instant,
    /// Until when it works.
    pub expires_at: Instant,
    /// When somebody took it back.
    pub revoked_at: Option<Instant>,
    /// How often it was opened.
    pub n_views: i64,
    /// When last.
    pub last_viewed_at: Option<Instant>,
}

/// Makes one.
pub async fn add(
    connection: &mut PgConnection,
    token_hash: &[u8],
    incident_id: i64,
    user_id: i64,
    document: &SharedIncident,
    expires_at: Instant,
) -> Result<(), StorageError> {
    sqlx::query!(
        "INSERT INTO share (token_hash, incident_id, created_by, created_at, expires_at, document)
         VALUES ($1, $2, $3, $4, $5, $6)",
        token_hash,
        incident_id,
        user_id,
        to_sql(document.shared_at),
        to_sql(expires_at),
        Json(document) as _,
    )
    .execute(connection)
    .await
    .map_err(failed("share an incident"))?;
    Ok(())
}

/// The links of an incident, the newest first.
pub async fn of_incident(
    connection: &mut PgConnection,
    incident_id: i64,
    limit: i64,
) -> Result<Vec<Share>, StorageError> {
    let rows = sqlx::query!(
        r#"SELECT share_id, name AS "name?", share.created_at, expires_at, revoked_at, n_views, last_viewed_at
           FROM share LEFT JOIN app_user ON user_id = created_by
           WHERE incident_id = $1 ORDER BY share_id DESC LIMIT $2"#,
        incident_id,
        limit,
    )
    .fetch_all(connection)
    .await
    .map_err(failed("list the links of an incident"))?;
    let shares = rows.into_iter().filter_map(|row| {
        Some(Share {
            share_id: row.share_id,
            created_by: row.name,
            created_at: from_sql(row.created_at)?,
            expires_at: from_sql(row.expires_at)?,
            revoked_at: row.revoked_at.and_then(from_sql),
            n_views: row.n_views,
            last_viewed_at: row.last_viewed_at.and_then(from_sql),
        })
    });
    Ok(shares.collect())
}

/// Takes one back, at once. Gives the incident that it was of.
pub async fn revoke(
    connection: &mut PgConnection,
    share_id: i64,
    now: Instant,
) -> Result<Option<i64>, StorageError> {
    sqlx::query_scalar!(
        "UPDATE share SET revoked_at = coalesce(revoked_at, $2) WHERE share_id = $1 RETURNING incident_id",
        share_id,
        to_sql(now),
    )
    .fetch_optional(connection)
    .await
    .map_err(failed("take a link back"))
}

/// What the link of this token shows, and until when; counts that it was opened. `None` for one that is unknown, has expired or
/// was taken back: nobody is told which.
pub async fn open(
    connection: &mut PgConnection,
    token_hash: &[u8],
    now: Instant,
) -> Result<Option<(SharedIncident, Instant)>, StorageError> {
    let row = sqlx::query!(
        r#"UPDATE share SET n_views = n_views + 1, last_viewed_at = $2
           WHERE token_hash = $1 AND revoked_at IS NULL AND expires_at > $2
           RETURNING document AS "document: Json<SharedIncident>", expires_at"#,
        token_hash,
        to_sql(now),
    )
    .fetch_optional(connection)
    .await
    .map_err(failed("open a link"))?;
    Ok(row.and_then(|row| Some((row.document.0, from_sql(row.expires_at)?))))
}
