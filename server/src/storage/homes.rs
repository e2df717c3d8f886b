//! Where authorizers belong, as far as the requests have told: to one API, and, when that API has one stage, to that.

use std::collections::BTreeSet;

use sqlx::PgConnection;

use super::{StorageError, failed, reference::key_of_entry};

/// What a request tells of its authorizer.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Home {
    /// The authorizer.
    pub authorizer_id: String,
    /// The API.
    pub api_id: String,
    /// The stage; empty where the request does not say it.
    pub stage: String,
    /// Whether it is of the sample investigation.
    pub is_sample: bool,
}

/// Keeps what was told, once.
pub async fn keep(connection: &mut PgConnection, homes: &BTreeSet<Home>) -> Result<(), StorageError> {
    if homes.is_empty() {
        return Ok(());
    }
    let column =
        |of: fn(&Home) -> &String| -> Vec<String> { homes.iter().map(|home| of(home).clone()).collect() };
    sqlx::query!(
        "INSERT INTO authorizer_home (authorizer_id, api_id, stage, is_sample)
         SELECT * FROM unnest($1::text[], $2::text[], $3::text[], $4::boolean[])
         ON CONFLICT DO NOTHING",
        &column(|home| &home.authorizer_id),
        &column(|home| &home.api_id),
        &column(|home| &home.stage),
        &homes.iter().map(|home| home.is_sample).collect::<Vec<bool>>(),
    )
    .execute(connection)
    .await
    .map_err(failed("keep where authorizers belong"))?;
    Ok(())
}

/// Where these belong: authorizer, API, and the stage where there is one. Who may belong to two is left out.
pub async fn of(
    connection: &mut PgConnection,
    authorizer_ids: &[String],
    is_sample: bool,
) -> Result<Vec<(String, String, Option<String>)>, StorageError> {
    let rows = sqlx::query!(
        r#"SELECT authorizer_id, min(api_id) AS "api_id!",
                  CASE WHEN count(DISTINCT stage) FILTER (WHERE stage <> '') = 1 THEN max(stage) END AS stage
           FROM authorizer_home WHERE authorizer_id = ANY ($1) AND is_sample = $2
           GROUP BY authorizer_id HAVING count(DISTINCT api_id) = 1"#,
        authorizer_ids,
        is_sample,
    )
    .fetch_all(connection)
    .await
    .map_err(failed("look up where authorizers belong"))?;
    Ok(rows.into_iter().map(|row| (row.authorizer_id, row.api_id, row.stage)).collect())
}

/// The authorizers that belong to an API, as far as the requests and its configurations have told.
pub async fn authorizers_of(
    connection: &mut PgConnection,
    api_id: &str,
) -> Result<Vec<String>, StorageError> {
    sqlx::query_scalar!("SELECT DISTINCT authorizer_id FROM authorizer_home WHERE api_id = $1", api_id)
        .fetch_all(connection)
        .await
        .map_err(failed("look up which authorizers an API has"))
}

/// What an id names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Name {
    /// An API.
    Api,
    /// An authorizer.
    Authorizer,
}

/// What this id names, as far as the requests and configurations have told.
pub async fn named(connection: &mut PgConnection, id: &str) -> Result<Option<Name>, StorageError> {
    let known = sqlx::query!(
        r#"SELECT EXISTS (SELECT FROM stage_facts WHERE api_id = $1) AS "is_api!",
                  EXISTS (SELECT FROM authorizer_home WHERE authorizer_id = $1) AS "is_authorizer!""#,
        id,
    )
    .fetch_one(connection)
    .await
    .map_err(failed("look up what an id names"))?;
    Ok(match (known.is_api, known.is_authorizer) {
        (true, _) => Some(Name::Api),
        (false, true) => Some(Name::Authorizer),
        (false, false) => None,
    })
}

/// The keys of the cache entries that a masked identity has, at any authorizer.
pub async fn entries_of(connection: &mut PgConnection, identity: &str) -> Result<Vec<i64>, StorageError> {
    let homes = sqlx::query!("SELECT DISTINCT api_id, stage, authorizer_id FROM authorizer_home")
        .fetch_all(connection)
        .await
        .map_err(failed("look up where authorizers belong"))?;
    Ok(homes
        .iter()
        .map(|home| key_of_entry(&home.api_id, &home.stage, &home.authorizer_id, identity))
        .collect())
}

/// Forgets what the sample investigation told.
pub(super) async fn remove_sample(connection: &mut PgConnection) -> Result<(), StorageError> {
    sqlx::query!("DELETE FROM authorizer_home WHERE is_sample")
        .execute(connection)
        .await
        .map_err(failed("remove the sample investigation"))?;
    Ok(())
}
