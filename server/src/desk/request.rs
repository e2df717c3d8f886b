//! One call.

use app::pages::request::data::RequestPage;
use engine::{
    diagnosis::Cause,
    ids::{ApiId, AuthorizerId, StageName},
    request::timeline,
};

use super::{Desk, remedies::Refusal, takeaway};
use crate::storage::{
    StorageError,
    listing::{self, Caller},
    reference::{identity, key_of_cache},
    requests::{self, Stored},
};

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
        let filling = match &filled_by_reference {
            Some(filling) if filling != reference => listing::find(&mut connection, filling).await?,
            _ => None,
        };
        let caller = Caller {
            principal: listed.row.principal.clone().filter(|principal| principal != NOBODY),
            cache_key: identity(&stored.request).and_then(|identity| key_of_cache(&stored.request, identity)),
        };
        let same_caller = match listed.row.started_at {
            Some(started_at) if caller.principal.is_some() || caller.cache_key.is_some() => {
                let api_id = listed.row.api_id.as_deref();
                listing::of_caller(&mut connection, &caller, api_id, started_at, CACHE_LIFE_MS, N_SAME_CALLER)
                    .await?
            }
            _ => Vec::new(),
        };
        let text = |text: Option<&str>| text.unwrap_or_default().to_owned();
        let (request, diagnosis) = (&stored.request, &stored.diagnosis);
        let api_id = text(request.api_id.as_ref().map(ApiId::as_str));
        let stage = text(request.stage.as_ref().map(StageName::as_str));
        let authorizer_id = text(request.authorizer_id.as_ref().map(AuthorizerId::as_str));
        let asked = request.method.as_deref().zip(request.path.as_deref());
        let refusal = Refusal {
            cause: diagnosis.cause,
            deny: diagnosis.deny,
            policy_origin: diagnosis.policy_origin,
            api_id: &api_id,
            stage: &stage,
            authorizer_id: &authorizer_id,
            method_arn: diagnosis.method_arn.as_deref(),
            asked: asked.into_iter().collect(),
            heals_at: diagnosis.heals_at,
            at: request.started_at(),
            evaluation: evaluation(&stored),
        };
        let cards = self.cards(&mut connection, refusal).await?;
        let arn = diagnosis.method_arn.as_deref();
        let region = takeaway::region(&mut connection, &api_id, &stage, arn).await?;
        Ok(Some(RequestPage {
            cards,
            gates: timeline::gates(&stored.request, &stored.diagnosis),
            row: listed.row,
            request: stored.request,
            diagnosis: stored.diagnosis,
            region,
            filled_by_reference,
            filling: filling.map(|listed| listed.row),
            same_caller: same_caller.into_iter().map(|listed| listed.row).collect(),
        }))
    }
}

/// The line in which API Gateway says how the resource policy was evaluated.
fn evaluation(stored: &Stored) -> Option<&str> {
    if stored.diagnosis.cause != Cause::ResourcePolicyDeny {
        return None;
    }
    let lines = stored.request.lines.iter().filter(|line| stored.diagnosis.evidence.contains(&line.number));
    lines.map(|line| line.text.as_str()).find(|text| text.contains("is not authorized to"))
}
