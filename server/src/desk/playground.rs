//! One call as the playground begins with it.

use app::pages::playground::data::PlaygroundStart;
use engine::{format, playground::stored};

use super::Desk;
use crate::storage::{StorageError, requests};

impl Desk {
    /// A stored call with its policy, which may have come with another call; `None` when there is none of this reference.
    pub async fn playground_start(&self, reference: &str) -> Result<Option<PlaygroundStart>, StorageError> {
        if reference.contains('\0') {
            return Ok(None);
        }
        let mut connection = self.connection().await?;
        let Some(stored) = requests::find(&mut connection, &self.codec, reference).await? else {
            return Ok(None);
        };
        let filler = match &stored.diagnosis.filled_by {
            Some(filled_by) => requests::reference_of(&mut connection, filled_by.request_id.as_str()).await?,
            None => None,
        };
        let filler = match filler {
            Some(filler) => requests::find(&mut connection, &self.codec, &filler).await?,
            None => None,
        };
        let filler = filler.as_ref().map(|filler| &filler.request);
        let (sheet, gaps) = stored::sheet(&stored.request, &stored.diagnosis, filler);
        let call = format::call(stored.request.method.as_deref(), stored.request.path.as_deref());
        Ok(Some(PlaygroundStart { reference: reference.to_owned(), call, sheet, gaps }))
    }
}
