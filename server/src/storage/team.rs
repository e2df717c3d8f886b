//! Teammates: who there is, what they may do, and the one-time links by which they come in. Tokens come as hashes only.

use app::viewer::Role;
use engine::time::Instant;
use sqlx::{Connection as _, PgConnection};

use super::{StorageError, failed, from_sql, incidents::Owner, to_sql, users};

/// Somebody who signs in, or did.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Person {
    /// Their id.
    pub user_id: i64,
    /// Their name.
    pub name: String,
    /// What they may do.
    pub role: Role,
    /// Since when they are here.
    pub created_at: Instant,
    /// When they were removed.
    pub removed_at: Option<Instant>,
}

/// Everybody, also who was removed; by name.
pub async fn people(connection: &mut PgConnection) -> Result<Vec<Person>, StorageError> {
    let rows = sqlx::query!(
        "SELECT user_id, name, role, created_at, removed_at FROM app_user ORDER BY lower(name), user_id"
    )
    .fetch_all(connection)
    .await
    .map_err(failed("list the team"))?;
    let people = rows.into_iter().filter_map(|row| {
        Some(Person {
            user_id: row.user_id,
            name: row.name,
            role: Role::from_id(&row.role)?,
            created_at: from_sql(row.created_at)?,
            removed_at: row.removed_at.and_then(from_sql),
        })
    });
    Ok(people.collect())
}

/// Who of those that are here has this id, to look after an incident.
pub async fn owner(connection: &mut PgConnection, user_id: i64) -> Result<Option<Owner>, StorageError> {
    sqlx::query_as!(
        Owner,
        "SELECT user_id, name FROM app_user WHERE user_id = $1 AND removed_at IS NULL",
        user_id,
    )
    .fetch_optional(connection)
    .await
    .map_err(failed("look a teammate up"))
}

/// A link that somebody may still use.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Invitation {
    /// Its number.
    pub invitation_id: i64,
    /// Whom it is for, in the words of who made it.
    pub note: String,
    /// Who made it.
    pub created_by: String,
    /// When.
    pub created_at: Instant,
    /// Until when it works.
    pub expires_at: Instant,
}

/// Makes an invitation, if whose it is is an administrator still. Gives whether it was made.
pub async fn invite(
    connection: &mut PgConnection,
    token_hash: &[u8],
    note: &str,
    administrator_id: i64,
    now: Instant,
    expires_at: Instant,
) -> Result<bool, StorageError> {
    // The lock lets nobody be removed in between, whose links are withdrawn.
    let made = sqlx::query!(
        "INSERT INTO invitation (token_hash, note, created_by, created_at, expires_at)
         SELECT $1, $2, user_id, $4, $5 FROM app_user
         WHERE user_id = $3 AND role = 'administrator' AND removed_at IS NULL FOR SHARE",
        token_hash,
        note,
        administrator_id,
        to_sql(now),
        to_sql(expires_at),
    )
    .execute(connection)
    .await
    .map_err(failed("invite a teammate"))?;
    Ok(made.rows_affected() == 1)
}

/// The invitations that can still be used, the newest first.
pub async fn invitations(
    connection: &mut PgConnection,
    now: Instant,
) -> Result<Vec<Invitation>, StorageError> {
    let rows = sqlx::query!(
        "SELECT invitation_id, note, name, invitation.created_at, expires_at
         FROM invitation JOIN app_user ON user_id = created_by
         WHERE used_at IS NULL AND withdrawn_at IS NULL AND expires_at > $1 ORDER BY invitation_id DESC",
        to_sql(now),
    )
    .fetch_all(connection)
    .await
    .map_err(failed("list the invitations"))?;
    let invitations = rows.into_iter().filter_map(|row| {
        Some(Invitation {
            invitation_id: row.invitation_id,
            note: row.note,
            created_by: row.name,
            created_at: from_sql(row.created_at)?,
            expires_at: from_sql(row.expires_at)?,
        })
    });
    Ok(invitations.collect())
}

/// Withdraws one.
pub async fn withdraw(
    connection: &mut PgConnection,
    invitation_id: i64,
    now: Instant,
) -> Result<(), StorageError> {
    sqlx::query!(
        "UPDATE invitation SET withdrawn_at = $2
         WHERE invitation_id = $1 AND used_at IS NULL AND withdrawn_at IS NULL",
        invitation_id,
        to_sql(now),
    )
    .execute(connection)
    .await
    .map_err(failed("withdraw an invitation"))?;
    Ok(())
}

/// Whether the link of this token can be used. One that is unknown, expired, used or withdrawn cannot, and nobody is told which.
pub async fn is_invited(
    connection: &mut PgConnection,
    token_hash: &[u8],
    now: Instant,
) -> Result<bool, StorageError> {
    sqlx::query_scalar!(
        r#"SELECT EXISTS (SELECT FROM invitation
               WHERE token_hash = $1 AND used_at IS NULL AND withdrawn_at IS NULL AND expires_at > $2) AS "is_good!""#,
        token_hash,
        to_sql(now),
    )
    .fetch_one(connection)
    .await
    .map_err(failed("look an invitation up"))
}

/// How it went to come in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Joined {
    /// As this user.
    As(i64),
    /// The link cannot be used.
    NotInvited,
    /// Somebody has this name, or had it.
    NameTaken,
}

/// Uses an invitation up and makes the member; to be rolled back unless it gave [`Joined::As`].
pub async fn join(
    connection: &mut PgConnection,
    token_hash: &[u8],
    name: &str,
    password_hash: &str,
    now: Instant,
) -> Result<Joined, StorageError> {
    // Of two at once, the second waits here for the first, and then finds it used.
    let used = sqlx::query!(
        "UPDATE invitation SET used_at = $2
         WHERE token_hash = $1 AND used_at IS NULL AND withdrawn_at IS NULL AND expires_at > $2",
        token_hash,
        to_sql(now),
    )
    .execute(&mut *connection)
    .await
    .map_err(failed("use an invitation"))?;
    if used.rows_affected() != 1 {
        return Ok(Joined::NotInvited);
    }
    let user_id = sqlx::query_scalar!(
        "INSERT INTO app_user (name, password_hash, role, created_at) VALUES ($1, $2, $3, $4)
         ON CONFLICT DO NOTHING RETURNING user_id",
        name,
        password_hash,
        Role::Member.id(),
        to_sql(now),
    )
    .fetch_optional(connection)
    .await
    .map_err(failed("add a member"))?;
    Ok(user_id.map_or(Joined::NameTaken, Joined::As))
}

/// What an administrator does with a person.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Change {
    /// Gives them this role.
    Role(Role),
    /// Removes them.
    Remove,
}

/// How that went.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Changed {
    /// It is done.
    Done,
    /// There is no such person any more.
    Gone,
    /// They are the only administrator.
    LastAdministrator,
    /// Who wanted it is no administrator any more.
    NotAllowed,
}

/// Does it. Who is removed, or administrator no more, takes their open invitations along; who is removed also their sessions,
/// and nobody waits for them any more to look after an incident.
pub async fn change(
    connection: &mut PgConnection,
    administrator_id: i64,
    user_id: i64,
    change: Change,
    now: Instant,
) -> Result<Changed, StorageError> {
    let mut transaction = connection.begin().await.map_err(failed("begin to change the team"))?;
    // All of them are locked: of two who remove each other, one comes too late.
    let administrators: Vec<i64> = sqlx::query_scalar!(
        "SELECT user_id FROM app_user WHERE role = 'administrator' AND removed_at IS NULL
         ORDER BY user_id FOR UPDATE"
    )
    .fetch_all(&mut *transaction)
    .await
    .map_err(failed("look the administrators up"))?;
    if !administrators.contains(&administrator_id) {
        return Ok(Changed::NotAllowed);
    }
    if administrators == [user_id] && change != Change::Role(Role::Administrator) {
        return Ok(Changed::LastAdministrator);
    }
    let (role, removed_at) = match change {
        Change::Role(role) => (Some(role.id()), None),
        Change::Remove => (None, Some(to_sql(now))),
    };
    let changed = sqlx::query!(
        "UPDATE app_user
         SET role = coalesce($2, role), removed_at = $3,
             password_hash = CASE WHEN $3::timestamptz IS NULL THEN password_hash END
         WHERE user_id = $1 AND removed_at IS NULL",
        user_id,
        role,
        removed_at,
    )
    .execute(&mut *transaction)
    .await
    .map_err(failed("change a person"))?;
    if changed.rows_affected() != 1 {
        return Ok(Changed::Gone);
    }
    if change != Change::Role(Role::Administrator) {
        sqlx::query!(
            "UPDATE invitation SET withdrawn_at = $2
             WHERE created_by = $1 AND used_at IS NULL AND withdrawn_at IS NULL",
            user_id,
            to_sql(now),
        )
        .execute(&mut *transaction)
        .await
        .map_err(failed("withdraw a person's invitations"))?;
    }
    if change == Change::Remove {
        users::end_sessions(&mut transaction, user_id).await?;
        sqlx::query!(
            "WITH free AS (UPDATE incident SET owner_id = NULL WHERE owner_id = $1 RETURNING incident_id)
             INSERT INTO incident_activity (incident_id, user_id, kind, body, at)
             SELECT incident_id, $2, 'unassigned', '', $3 FROM free ORDER BY incident_id",
            user_id,
            administrator_id,
            to_sql(now),
        )
        .execute(&mut *transaction)
        .await
        .map_err(failed("free a person's incidents"))?;
    }
    transaction.commit().await.map_err(failed("change the team"))?;
    Ok(Changed::Done)
}
