//! What the calls of each stage tell of it.

use engine::{
    diagnosis::stage::{StageFacts, Stages},
    ids::{ApiId, StageName},
};
use sqlx::PgConnection;

use super::{StorageError, failed};

/// A stage and what is known of it.
pub type Known = ((ApiId, Option<StageName>), StageFacts);

/// Of all stages; a fact that this version cannot read is none.
pub async fn all(connection: &mut PgConnection) -> Result<Vec<Known>, StorageError> {
    let rows = sqlx::query!("SELECT api_id, stage, facts FROM stage_facts")
        .fetch_all(connection)
        .await
        .map_err(failed("read what is known of the stages"))?;
    Ok(rows
        .into_iter()
        .map(|row| {
            let stage = Some(row.stage.as_str()).filter(|stage| !stage.is_empty()).map(Into::into);
            ((row.api_id.as_str().into(), stage), serde_json::from_value(row.facts).unwrap_or_default())
        })
        .collect())
}

/// Keeps what is known of a stage.
pub async fn keep(
    connection: &mut PgConnection,
    api_id: &str,
    stage: &str,
    facts: &StageFacts,
) -> Result<(), StorageError> {
    let facts = serde_json::to_value(facts).unwrap_or_default();
    sqlx::query!(
        "INSERT INTO stage_facts (api_id, stage, facts) VALUES ($1, $2, $3)
         ON CONFLICT (api_id, stage) DO UPDATE SET facts = excluded.facts",
        api_id,
        stage,
        facts,
    )
    .execute(connection)
    .await
    .map_err(failed("keep what is known of a stage"))?;
    Ok(())
}

/// Tells the engine all that is known.
pub fn teach(stages: &mut Stages, known: &[Known]) {
    for ((api_id, stage), facts) in known {
        stages.know(api_id.clone(), stage.clone(), facts.clone());
    }
}
