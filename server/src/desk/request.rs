//! One call.

use app::pages::request::data::RequestPage;
use engine::request::timeline;

use super::Desk;
use crate::storage::{StorageError, listing, requests};

/// An authorizer's policy is cached for five minutes unless it is set otherwise.
const CACHE_LIFE_MS: i64 = 300_000;
/// What the resource policy's refusals call everybody: callers of this name are not one caller.
const NOBODY: &str = "anonymous";
/// As many calls of the same caller as are shown.
const N_SAME_CALLER: i64 = 40;

impl Desk {
    /// All that the page of one call shows; `None` when there is none of this reference.
    pub async fn request_page(&self, reference: &str) -> Result<Option<RequestPage>, StorageError> {
        if reference.contains('\0') {
            return Ok(None);
        }
        let mut connection = self.connection().await?;
        let Some(stored) = requests::find(&mut connection, &self.codec, reference).await? else {
            return Ok(None);
        };
        let Some(listed) = listing::find(&mut connection, reference).await? else { return Ok(None) };

        let filled_by_reference = match &stored.diagnosis.filled_by {
            Some(filled_by) => requests::reference_of(&mut connection, filled_by.request_id.as_str()).await?,
            None => None,
        };
        let same_caller = match (&listed.row.principal, listed.row.started_at) {
            (Some(principal), Some(started_at)) if principal != NOBODY => {
                listing::of_caller(
                    &mut connection,
                    principal,
                    listed.row.api_id.as_deref(),
                    started_at,
                    CACHE_LIFE_MS,
                    N_SAME_CALLER,
                )
                .await?
            }
            _ => Vec::new(),
        };
        Ok(Some(RequestPage {
            gates: timeline::gates(&stored.request, &stored.diagnosis),
            row: listed.row,
            request: stored.request,
            diagnosis: stored.diagnosis,
            filled_by_reference,
            same_caller: same_caller.into_iter().map(|listed| listed.row).collect(),
        }))
    }
}
