//! What was done about several incidents at once: noted with how each stood before, so that it can be undone for a day.

use engine::time::Instant;
use sqlx::{Connection as _, PgConnection};

use super::{
    StorageError, failed,
    incidents::{self, Doing},
    to_sql,
};

/// A batch can be undone for so long.
const KEPT_MS: i64 = 24 * 60 * 60 * 1_000;

/// Something that was done about several incidents.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Batch {
    /// Its number.
    pub batch_id: i64,
    /// What was done, as activity names it.
    pub kind: String,
    /// About how many.
    pub n: i64,
    /// How many of them were put back, when it was undone.
    pub n_undone: Option<i64>,
}

/// Does it about all of these that there are; gives the batch's number, or `None` when there is none of them.
pub async fn act(
    connection: &mut PgConnection,
    incident_ids: &[i64],
    user_id: i64,
    doing: &Doing,
    now: Instant,
) -> Result<Option<i64>, StorageError> {
    let mut transaction = connection.begin().await.map_err(failed("begin a batch"))?;
    sqlx::query!("DELETE FROM batch WHERE at <= $1", to_sql(now.plus_millis(-KEPT_MS)))
        .execute(&mut *transaction)
        .await
        .map_err(failed("forget old batches"))?;
    let batch_id = sqlx::query_scalar!(
        "INSERT INTO batch (user_id, kind, at, n) VALUES ($1, $2, $3, 0) RETURNING batch_id",
        user_id,
        doing.kind(),
        to_sql(now),
    )
    .fetch_one(&mut *transaction)
    .await
    .map_err(failed("note a batch"))?;
    // In one order, so that two batches wait for each other and do not block each other.
    sqlx::query!(
        "INSERT INTO batch_incident
             (batch_id, incident_id, owner_id, resolved_at, ignored_at, ignored_until, ignored_calls, ignored_callers)
         SELECT $1, incident_id, owner_id, resolved_at, ignored_at, ignored_until, ignored_calls, ignored_callers
         FROM incident WHERE incident_id = ANY ($2) ORDER BY incident_id FOR UPDATE",
        batch_id,
        incident_ids,
    )
    .execute(&mut *transaction)
    .await
    .map_err(failed("note how incidents stood"))?;
    let n = incidents::act(&mut transaction, incident_ids, user_id, doing, now).await?;
    if n == 0 {
        return Ok(None);
    }
    sqlx::query!(
        "UPDATE batch SET n = $2 WHERE batch_id = $1",
        batch_id,
        i64::try_from(n).unwrap_or(i64::MAX)
    )
    .execute(&mut *transaction)
    .await
    .map_err(failed("count a batch"))?;
    sqlx::query!(
        "UPDATE batch_incident AS one
         SET activity_id = (SELECT max(activity_id) FROM incident_activity AS said
                            WHERE said.incident_id = one.incident_id)
         WHERE batch_id = $1",
        batch_id,
    )
    .execute(&mut *transaction)
    .await
    .map_err(failed("note what a batch did"))?;
    transaction.commit().await.map_err(failed("finish a batch"))?;
    Ok(Some(batch_id))
}

/// One that this user did, while it can be undone or was.
pub async fn find(
    connection: &mut PgConnection,
    batch_id: i64,
    user_id: i64,
    now: Instant,
) -> Result<Option<Batch>, StorageError> {
    sqlx::query_as!(
        Batch,
        "SELECT batch_id, kind, n, n_undone FROM batch WHERE batch_id = $1 AND user_id = $2 AND at > $3",
        batch_id,
        user_id,
        to_sql(now.plus_millis(-KEPT_MS)),
    )
    .fetch_optional(connection)
    .await
    .map_err(failed("look a batch up"))
}

/// Puts its incidents back to how they stood, but for those about which something else was done since. Only once, and only by
/// who did it; gives whether it was done.
pub async fn undo(
    connection: &mut PgConnection,
    batch_id: i64,
    user_id: i64,
    now: Instant,
) -> Result<bool, StorageError> {
    let mut transaction = connection.begin().await.map_err(failed("begin to undo a batch"))?;
    let undone = sqlx::query!(
        "UPDATE batch SET n_undone = 0 WHERE batch_id = $1 AND user_id = $2 AND n_undone IS NULL AND at > $3",
        batch_id,
        user_id,
        to_sql(now.plus_millis(-KEPT_MS)),
    )
    .execute(&mut *transaction)
    .await
    .map_err(failed("undo a batch"))?;
    if undone.rows_affected() != 1 {
        return Ok(false);
    }
    // Locked before it is asked what was done since: who does something now is waited for, and then seen.
    sqlx::query!(
        "SELECT FROM incident WHERE incident_id IN (SELECT incident_id FROM batch_incident WHERE batch_id = $1)
         ORDER BY incident_id FOR UPDATE",
        batch_id,
    )
    .fetch_all(&mut *transaction)
    .await
    .map_err(failed("hold a batch's incidents"))?;
    let back = sqlx::query!(
        "WITH back AS (
             UPDATE incident
             SET owner_id = (SELECT user_id FROM app_user WHERE user_id = former.owner_id AND removed_at IS NULL),
                 resolved_at = former.resolved_at, ignored_at = former.ignored_at,
                 ignored_until = former.ignored_until, ignored_calls = former.ignored_calls,
                 ignored_callers = former.ignored_callers
             FROM batch_incident AS former
             WHERE former.batch_id = $1 AND former.incident_id = incident.incident_id
               AND NOT EXISTS (SELECT FROM incident_activity AS later
                               WHERE later.incident_id = incident.incident_id
                                 AND later.activity_id > former.activity_id AND later.kind <> 'comment')
             RETURNING incident.incident_id)
         INSERT INTO incident_activity (incident_id, user_id, kind, body, at)
         SELECT incident_id, $2, 'undone', '', $3 FROM back ORDER BY incident_id",
        batch_id,
        user_id,
        to_sql(now),
    )
    .execute(&mut *transaction)
    .await
    .map_err(failed("put incidents back"))?;
    sqlx::query!(
        "UPDATE batch SET n_undone = $2 WHERE batch_id = $1",
        batch_id,
        i64::try_from(back.rows_affected()).unwrap_or(i64::MAX),
    )
    .execute(&mut *transaction)
    .await
    .map_err(failed("count what was put back"))?;
    transaction.commit().await.map_err(failed("undo a batch"))?;
    Ok(true)
}
