//! Questions of a page that may take long: they end when whoever waits for the answer goes away, or after a time limit.
//!
//! A dropped future alone ends nothing: Postgres would go on until the query is done, and the connection could not be used until
//! then. So who drops an unfinished question has it cancelled from another connection. The connection of the question is
//! closed and never lent again, so that no later query of somebody else is cancelled in its place.

use std::{
    ops::{Deref, DerefMut},
    time::Duration,
};

use sqlx::{PgConnection, PgPool, Postgres, Row, pool::PoolConnection};

use super::{StorageError, failed};
use crate::telemetry;

/// A connection that only reads, all of it in one state of the database.
#[derive(Debug)]
pub struct Asking {
    connection: PoolConnection<Postgres>,
    pool: PgPool,
    /// The backend process that works on it.
    pid: i32,
    is_answered: bool,
}

impl Asking {
    /// A connection on which no query may take longer than this.
    pub async fn begin(pool: &PgPool, longest: Duration) -> Result<Self, StorageError> {
        let mut connection = pool.acquire().await.map_err(failed("connect to the database"))?;
        // One round trip for the three.
        let begin = format!(
            "BEGIN READ ONLY ISOLATION LEVEL REPEATABLE READ; SET LOCAL statement_timeout = {}; SELECT pg_backend_pid()",
            longest.as_millis()
        );
        let begun = sqlx::raw_sql(sqlx::AssertSqlSafe(begin)).fetch_one(&mut *connection).await;
        let pid = begun.and_then(|row| row.try_get(0)).map_err(failed("begin to read"))?;
        Ok(Self { connection, pool: pool.clone(), pid, is_answered: false })
    }

    /// Gives the connection back, when all was answered.
    pub async fn end(mut self) -> Result<(), StorageError> {
        sqlx::raw_sql("COMMIT").execute(&mut *self.connection).await.map_err(failed("end reading"))?;
        self.is_answered = true;
        Ok(())
    }
}

impl Drop for Asking {
    fn drop(&mut self) {
        if self.is_answered {
            return;
        }
        self.connection.close_on_drop();
        let (pool, pid) = (self.pool.clone(), self.pid);
        tokio::spawn(async move {
            let cancelled = sqlx::query("SELECT pg_cancel_backend($1)").bind(pid).execute(&pool).await;
            if let Err(error) = cancelled {
                tracing::warn!(error = telemetry::chain(&error), "a query that nobody waits for goes on");
            }
        });
    }
}

impl Deref for Asking {
    type Target = PgConnection;

    fn deref(&self) -> &PgConnection {
        &self.connection
    }
}

impl DerefMut for Asking {
    fn deref_mut(&mut self) -> &mut PgConnection {
        &mut self.connection
    }
}
