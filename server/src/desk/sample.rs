//! The sample investigation: made by the engine's generator, dated relative to now, loaded like any file.

use app::pages::import::data::ImportSummary;
use sqlx::Connection as _;

use super::Desk;
use crate::{
    ingest::IngestError,
    storage::{StorageError, failed, imports, rows, turns},
};

impl Desk {
    /// Loads the sample investigation, in the place of an older one.
    pub async fn load_sample(&self) -> Result<ImportSummary, IngestError> {
        // It is dated relative to now: a new one takes the place of the old one.
        self.remove_sample().await?;
        let export = engine::sample::events(self.now()).into_bytes();
        let ingest = self.ingest();
        ingest.import("sample", export, ingest.intake().await?, &[], true).await
    }

    /// Removes the sample investigation.
    pub async fn remove_sample(&self) -> Result<(), StorageError> {
        let mut connection = self.connection().await?;
        let mut transaction =
            connection.begin().await.map_err(failed("begin to remove the sample investigation"))?;
        let turn = turns::take(&mut transaction).await?;
        rows::remove_sample(&mut transaction).await?;
        imports::remove_sample(&mut transaction).await?;
        turns::note(&mut transaction, turns::Turn { turn: turn.turn + 1, writer: uuid::Uuid::nil() }).await?;
        transaction.commit().await.map_err(failed("remove the sample investigation"))
    }
}
