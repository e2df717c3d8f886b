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
    /// Whether it asks for a passphrase.
    pub has_passphrase: bool,
}

/// Makes one, unless there are no public links; gives whether it did.
pub async fn add(
    connection: &mut PgConnection,
    token_hash: &[u8],
    incident_id: i64,
    user_id: i64,
    document: &SharedIncident,
    expires_at: Instant,
    passphrase_hash: Option<&str>,
) -> Result<bool, StorageError> {
    let made = sqlx::query!(
        "INSERT INTO share (token_hash, incident_id, created_by, created_at, expires_at, document, passphrase_hash)
         SELECT $1, $2, $3, $4, $5, $6, $7 FROM workspace WHERE has_public_links",
        token_hash,
        incident_id,
        user_id,
        to_sql(document.shared_at),
        to_sql(expires_at),
        Json(document) as _,
        passphrase_hash,
    )
    .execute(connection)
    .await
    .map_err(failed("share an incident"))?;
    Ok(made.rows_affected() == 1)
}

/// The links of an incident, the newest first.
pub async fn of_incident(
    connection: &mut PgConnection,
    incident_id: i64,
    limit: i64,
) -> Result<Vec<Share>, StorageError> {
    let rows = sqlx::query!(
        r#"SELECT share_id, name AS "name?", share.created_at, expires_at, revoked_at, n_views, last_viewed_at,
                  passphrase_hash IS NOT NULL AS "has_passphrase!"
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
            has_passphrase: row.has_passphrase,
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

/// All links that are live, the newest first.
pub async fn live(
    connection: &mut PgConnection,
    now: Instant,
    limit: i64,
) -> Result<Vec<(i64, Share)>, StorageError> {
    let rows = sqlx::query!(
        r#"SELECT share_id, incident_id, name AS "name?", share.created_at, expires_at, n_views, last_viewed_at,
                  passphrase_hash IS NOT NULL AS "has_passphrase!"
           FROM share LEFT JOIN app_user ON user_id = created_by
           WHERE revoked_at IS NULL AND expires_at > $1 ORDER BY share_id DESC LIMIT $2"#,
        to_sql(now),
        limit,
    )
    .fetch_all(connection)
    .await
    .map_err(failed("list all links"))?;
    let shares = rows.into_iter().filter_map(|row| {
        let share = Share {
            share_id: row.share_id,
            created_by: row.name,
            created_at: from_sql(row.created_at)?,
            expires_at: from_sql(row.expires_at)?,
            revoked_at: None,
            n_views: row.n_views,
            last_viewed_at: row.last_viewed_at.and_then(from_sql),
            has_passphrase: row.has_passphrase,
        };
        Some((row.incident_id, share))
    });
    Ok(shares.collect())
}

/// How many are live.
pub async fn count_live(connection: &mut PgConnection, now: Instant) -> Result<i64, StorageError> {
    sqlx::query_scalar!(
        r#"SELECT count(*) AS "n!" FROM share WHERE revoked_at IS NULL AND expires_at > $1"#,
        to_sql(now),
    )
    .fetch_one(connection)
    .await
    .map_err(failed("count the live links"))
}

/// Takes all back that are live, up to the one of this number: those that somebody saw. Gives how many.
pub async fn revoke_all(
    connection: &mut PgConnection,
    newest: i64,
    now: Instant,
) -> Result<u64, StorageError> {
    let revoked = sqlx::query!(
        "UPDATE share SET revoked_at = $2 WHERE share_id <= $1 AND revoked_at IS NULL AND expires_at > $2",
        newest,
        to_sql(now),
    )
    .execute(connection)
    .await
    .map_err(failed("take all links back"))?;
    Ok(revoked.rows_affected())
}

/// What guards the link of this token.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Guard {
    /// Nothing: whoever has it sees what it shows.
    Open,
    /// A passphrase of this hash.
    Passphrase(String),
}

/// What guards a link. `None` for one that is unknown, has expired or was taken back, and for all while there are no public
/// links: nobody is told which.
pub async fn guard(
    connection: &mut PgConnection,
    token_hash: &[u8],
    now: Instant,
) -> Result<Option<Guard>, StorageError> {
    let row = sqlx::query!(
        "SELECT passphrase_hash FROM share
         WHERE token_hash = $1 AND revoked_at IS NULL AND expires_at > $2
           AND (SELECT has_public_links FROM workspace)",
        token_hash,
        to_sql(now),
    )
    .fetch_optional(connection)
    .await
    .map_err(failed("look a link up"))?;
    Ok(row.map(|row| row.passphrase_hash.map_or(Guard::Open, Guard::Passphrase)))
}

/// What the link of this token shows, and until when; counts that it was opened. To be asked for by who got past its guard;
/// `None` as from [`guard`].
pub async fn open(
    connection: &mut PgConnection,
    token_hash: &[u8],
    now: Instant,
) -> Result<Option<(SharedIncident, Instant)>, StorageError> {
    let row = sqlx::query!(
        r#"UPDATE share SET n_views = n_views + 1, last_viewed_at = $2
           WHERE token_hash = $1 AND revoked_at IS NULL AND expires_at > $2
             AND (SELECT has_public_links FROM workspace)
           RETURNING document AS "document: Json<SharedIncident>", expires_at"#,
        token_hash,
        to_sql(now),
    )
    .fetch_optional(connection)
    .await
    .map_err(failed("open a link"))?;
    Ok(row.and_then(|row| Some((row.document.0, from_sql(row.expires_at)?))))
}
