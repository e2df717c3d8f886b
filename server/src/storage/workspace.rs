//! The settings of the whole workspace.

use sqlx::PgConnection;

use super::{StorageError, failed};

/// Whether incidents may be shown to people without an account.
pub async fn has_public_links(connection: &mut PgConnection) -> Result<bool, StorageError> {
    sqlx::query_scalar!("SELECT has_public_links FROM workspace")
        .fetch_one(connection)
        .await
        .map_err(failed("read the workspace's settings"))
}

/// Decides that.
pub async fn set_public_links(connection: &mut PgConnection, has_them: bool) -> Result<(), StorageError> {
    sqlx::query!("UPDATE workspace SET has_public_links = $1", has_them)
        .execute(connection)
        .await
        .map_err(failed("change the workspace's settings"))?;
    Ok(())
}
