//! The sample investigation: made by the engine's generator, dated relative to now, loaded like any file.

use app::pages::import::data::ImportSummary;
use sqlx::Connection as _;

use super::Desk;
use crate::{
    ingest::{IngestError, reading},
    storage::{StorageError, failed, imports, requests},
};

impl Desk {
    /// Loads the sample investigation, in the place of an older one.
    pub async fn load_sample(&self) -> Result<ImportSummary, IngestError> {
        let export = engine::sample::events(self.now());
        let mut source = reading::read_all("sample", export.into_bytes(), self.intake()).await?;
        source.is_sample = true;
        self.store(source).await
    }

    /// Removes the sample investigation.
    pub async fn remove_sample(&self) -> Result<(), StorageError> {
        let mut connection = self.connection().await?;
        let mut transaction =
            connection.begin().await.map_err(failed("begin to remove the sample investigation"))?;
        imports::take_turn(&mut transaction).await?;
        requests::remove_sample(&mut transaction).await?;
        imports::remove_sample(&mut transaction, None).await?;
        transaction.commit().await.map_err(failed("remove the sample investigation"))
    }
}
