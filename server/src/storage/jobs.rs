//! Work that may be done later, by any server: each job is taken by one of them, and taken again when that one dies.

use serde_json::Value;
use sqlx::{PgConnection, types::Json};

use super::{StorageError, failed};

/// A job that was taken: its row is locked until the transaction ends.
#[derive(Debug, Clone)]
pub struct Job {
    /// Its row.
    pub job_id: i64,
    /// What is to be done.
    pub kind: String,
    /// About what.
    pub subject: Value,
}

/// Puts work into the queue, unless the same waits already.
pub async fn add(connection: &mut PgConnection, kind: &str, subject: &Value) -> Result<(), StorageError> {
    sqlx::query!(
        "INSERT INTO job (kind, subject) VALUES ($1, $2)
         ON CONFLICT (kind, subject) DO UPDATE SET not_before = least(job.not_before, now())",
        kind,
        Json(subject) as _,
    )
    .execute(connection)
    .await
    .map_err(failed("note work for later"))?;
    Ok(())
}

/// Takes the oldest job that nobody works on.
pub async fn take(connection: &mut PgConnection) -> Result<Option<Job>, StorageError> {
    sqlx::query_as!(
        Job,
        "SELECT job_id, kind, subject FROM job WHERE not_before <= now()
         ORDER BY not_before, job_id LIMIT 1 FOR UPDATE SKIP LOCKED",
    )
    .fetch_optional(connection)
    .await
    .map_err(failed("look for work"))
}

/// The job is done.
pub async fn done(connection: &mut PgConnection, job_id: i64) -> Result<(), StorageError> {
    sqlx::query!("DELETE FROM job WHERE job_id = $1", job_id)
        .execute(connection)
        .await
        .map_err(failed("finish a piece of work"))?;
    Ok(())
}

/// The job could not be done; it is tried again, after longer and longer pauses.
pub async fn failed_once(
    connection: &mut PgConnection,
    job_id: i64,
    problem: &str,
) -> Result<(), StorageError> {
    sqlx::query!(
        "UPDATE job SET problem = $2, n_tries = n_tries + 1,
                        not_before = now() + least(2 ^ n_tries, 3600) * interval '1 second'
         WHERE job_id = $1",
        job_id,
        problem,
    )
    .execute(connection)
    .await
    .map_err(failed("note that work failed"))?;
    Ok(())
}

/// How many jobs wait.
pub async fn count(connection: &mut PgConnection) -> Result<i64, StorageError> {
    sqlx::query_scalar!(r#"SELECT count(*) AS "n!" FROM job"#)
        .fetch_one(connection)
        .await
        .map_err(failed("count the work that waits"))
}
