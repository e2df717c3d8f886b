//! Sessions: who holds the cookie is the user, for eight idle hours and seven days at most.

use app::viewer::Viewer;
use engine::time::Instant;
use sqlx::PgConnection;

use super::{AuthError, Token};
use crate::storage::users;

/// A session that nobody uses for so long is over.
const IDLE_MS: i64 = 8 * 60 * 60 * 1000;
/// A session is over then, used or not.
const LONGEST_MS: i64 = 7 * 24 * 60 * 60 * 1000;
/// Use is noted once in this time, so that reading pages is not writing rows.
const NOTED_EVERY_MS: i64 = 60 * 1000;

/// How long the cookie may live.
pub const COOKIE_SECONDS: i64 = LONGEST_MS / 1000;

/// Begins a session. The one that this browser had (`former`) ends: a token from before signing in is worth nothing after.
pub async fn begin(
    connection: &mut PgConnection,
    user_id: i64,
    former: Option<&Token>,
    now: Instant,
) -> Result<Token, AuthError> {
    if let Some(former) = former {
        users::end_session(connection, &former.hash()).await?;
    }
    users::sweep_sessions(connection, now.plus_millis(-IDLE_MS), now.plus_millis(-LONGEST_MS)).await?;
    let token = Token::random()?;
    users::begin_session(connection, &token.hash(), user_id, now).await?;
    Ok(token)
}

/// Whose session this is, if it is not over.
pub async fn viewer(
    connection: &mut PgConnection,
    token: &Token,
    now: Instant,
) -> Result<Option<Viewer>, AuthError> {
    let hash = token.hash();
    let Some(session) = users::session(connection, &hash).await? else { return Ok(None) };
    let idle_ms = now.since(session.last_seen_at);
    if idle_ms > IDLE_MS || now.since(session.created_at) > LONGEST_MS {
        users::end_session(connection, &hash).await?;
        return Ok(None);
    }
    if idle_ms > NOTED_EVERY_MS {
        users::touch_session(connection, &hash, now).await?;
    }
    Ok(Some(session.viewer))
}
