//! Users, their sessions, and the one-time set-up links. Tokens come and go as hashes only.

use app::viewer::{Role, Viewer};
use engine::time::Instant;
use sqlx::PgConnection;

use super::{StorageError, failed, from_sql, to_sql};

/// A user who signs in.
#[derive(Debug, Clone)]
pub struct User {
    /// Their id.
    pub user_id: i64,
    /// Their name.
    pub name: String,
    /// Their password's hash, when they have set one.
    pub password_hash: Option<String>,
}

/// A session that is known.
#[derive(Debug, Clone)]
pub struct Session {
    /// Whose it is.
    pub viewer: Viewer,
    /// When it began.
    pub created_at: Instant,
    /// When it was last used, to the minute.
    pub last_seen_at: Instant,
}

/// Whether an administrator can sign in with a password.
pub async fn any_administrator_has_password(connection: &mut PgConnection) -> Result<bool, StorageError> {
    sqlx::query_scalar!(
        r#"SELECT EXISTS (SELECT FROM app_user
               WHERE role = 'administrator' AND removed_at IS NULL AND password_hash IS NOT NULL) AS "has_password!""#
    )
    .fetch_one(connection)
    .await
    .map_err(failed("look for users"))
}

/// The user of this name who was not removed, however it is capitalised.
pub async fn find(connection: &mut PgConnection, name: &str) -> Result<Option<User>, StorageError> {
    sqlx::query_as!(
        User,
        "SELECT user_id, name, password_hash FROM app_user WHERE lower(name) = lower($1) AND removed_at IS NULL",
        name,
    )
    .fetch_optional(connection)
    .await
    .map_err(failed("look a user up"))
}

/// The first administrator there is, else a new one of this name.
pub async fn first(connection: &mut PgConnection, name: &str, now: Instant) -> Result<i64, StorageError> {
    sqlx::query_scalar!(
        r#"WITH first AS (
                    SELECT user_id FROM app_user WHERE role = 'administrator' AND removed_at IS NULL
                    ORDER BY user_id LIMIT 1),
                new AS (
                    INSERT INTO app_user (name, role, created_at)
                    SELECT $1, 'administrator', $2 WHERE NOT EXISTS (SELECT FROM first)
                    RETURNING user_id)
           SELECT user_id AS "user_id!" FROM first UNION ALL SELECT user_id FROM new"#,
        name,
        to_sql(now),
    )
    .fetch_one(connection)
    .await
    .map_err(failed("create the first administrator"))
}

/// The password hash of this user.
pub async fn password_hash(
    connection: &mut PgConnection,
    user_id: i64,
) -> Result<Option<String>, StorageError> {
    let row = sqlx::query_scalar!("SELECT password_hash FROM app_user WHERE user_id = $1", user_id)
        .fetch_optional(connection)
        .await
        .map_err(failed("look a user up"))?;
    Ok(row.flatten())
}

/// Sets a user's password.
pub async fn set_password(
    connection: &mut PgConnection,
    user_id: i64,
    password_hash: &str,
) -> Result<(), StorageError> {
    sqlx::query!("UPDATE app_user SET password_hash = $2 WHERE user_id = $1", user_id, password_hash)
        .execute(connection)
        .await
        .map_err(failed("set the password"))?;
    Ok(())
}

/// Notes a new session.
pub async fn begin_session(
    connection: &mut PgConnection,
    token_hash: &[u8],
    user_id: i64,
    now: Instant,
) -> Result<(), StorageError> {
    sqlx::query!(
        "INSERT INTO session (token_hash, user_id, created_at, last_seen_at) VALUES ($1, $2, $3, $3)",
        token_hash,
        user_id,
        to_sql(now),
    )
    .execute(connection)
    .await
    .map_err(failed("begin a session"))?;
    Ok(())
}

/// The session of this token, if whose it is was not removed.
pub async fn session(
    connection: &mut PgConnection,
    token_hash: &[u8],
) -> Result<Option<Session>, StorageError> {
    let row = sqlx::query!(
        r#"SELECT user_id, name, password_hash IS NOT NULL AS "has_password!", role,
                  session.created_at, session.last_seen_at
           FROM session JOIN app_user USING (user_id) WHERE token_hash = $1 AND removed_at IS NULL"#,
        token_hash,
    )
    .fetch_optional(connection)
    .await
    .map_err(failed("look a session up"))?;
    Ok(row.map(|row| Session {
        viewer: Viewer {
            user_id: row.user_id,
            name: row.name,
            has_password: row.has_password,
            role: Role::from_id(&row.role).unwrap_or(Role::Member),
        },
        created_at: from_sql(row.created_at).unwrap_or(Instant::EPOCH),
        last_seen_at: from_sql(row.last_seen_at).unwrap_or(Instant::EPOCH),
    }))
}

/// Notes that a session is used.
pub async fn touch_session(
    connection: &mut PgConnection,
    token_hash: &[u8],
    now: Instant,
) -> Result<(), StorageError> {
    sqlx::query!("UPDATE session SET last_seen_at = $2 WHERE token_hash = $1", token_hash, to_sql(now))
        .execute(connection)
        .await
        .map_err(failed("note that a session is used"))?;
    Ok(())
}

/// Ends one session.
pub async fn end_session(connection: &mut PgConnection, token_hash: &[u8]) -> Result<(), StorageError> {
    sqlx::query!("DELETE FROM session WHERE token_hash = $1", token_hash)
        .execute(connection)
        .await
        .map_err(failed("end a session"))?;
    Ok(())
}

/// Ends all sessions of a user.
pub async fn end_sessions(connection: &mut PgConnection, user_id: i64) -> Result<(), StorageError> {
    sqlx::query!("DELETE FROM session WHERE user_id = $1", user_id)
        .execute(connection)
        .await
        .map_err(failed("end a user's sessions"))?;
    Ok(())
}

/// Removes sessions that were last used or begun before these moments.
pub async fn sweep_sessions(
    connection: &mut PgConnection,
    last_seen_before: Instant,
    created_before: Instant,
) -> Result<(), StorageError> {
    sqlx::query!(
        "DELETE FROM session WHERE last_seen_at < $1 OR created_at < $2",
        to_sql(last_seen_before),
        to_sql(created_before),
    )
    .execute(connection)
    .await
    .map_err(failed("remove old sessions"))?;
    Ok(())
}

/// Notes a new set-up link, and forgets those that are too old.
pub async fn add_set_up_token(
    connection: &mut PgConnection,
    token_hash: &[u8],
    now: Instant,
    expires_at: Instant,
) -> Result<(), StorageError> {
    sqlx::query!("DELETE FROM set_up_token WHERE expires_at <= $1", to_sql(now))
        .execute(&mut *connection)
        .await
        .map_err(failed("forget old set-up links"))?;
    sqlx::query!(
        "INSERT INTO set_up_token (token_hash, expires_at) VALUES ($1, $2)",
        token_hash,
        to_sql(expires_at),
    )
    .execute(connection)
    .await
    .map_err(failed("note the set-up link"))?;
    Ok(())
}

/// Uses a set-up link up; whether it was good.
pub async fn use_set_up_token(
    connection: &mut PgConnection,
    token_hash: &[u8],
    now: Instant,
) -> Result<bool, StorageError> {
    let used = sqlx::query!(
        "DELETE FROM set_up_token WHERE token_hash = $1 AND expires_at > $2",
        token_hash,
        to_sql(now),
    )
    .execute(connection)
    .await
    .map_err(failed("use the set-up link"))?;
    Ok(used.rows_affected() == 1)
}

/// Makes every set-up link useless.
pub async fn forget_set_up_tokens(connection: &mut PgConnection) -> Result<(), StorageError> {
    sqlx::query!("DELETE FROM set_up_token")
        .execute(connection)
        .await
        .map_err(failed("forget the set-up links"))?;
    Ok(())
}
