//! What can be typed to settle a refusal: the ids are those of the log and of the configuration of that moment.

use engine::{
    diagnosis::{Cause, Deny, PolicyOrigin},
    ids::{ApiId, AuthorizerId, StageName},
    remediation::{Authorizer, Card, Figures, Situation, cards, place::Place},
    time::Instant,
};
use sqlx::PgConnection;

use super::{Desk, configurations};
use crate::{
    ingest::history,
    storage::{StorageError, stage_facts},
};

/// A refusal, of one call or of many that ended alike; what is not known is empty.
#[derive(Debug, Clone)]
pub(super) struct Refusal<'a> {
    pub(super) cause: Cause,
    pub(super) deny: Option<Deny>,
    pub(super) policy_origin: Option<PolicyOrigin>,
    pub(super) api_id: &'a str,
    pub(super) stage: &'a str,
    pub(super) authorizer_id: &'a str,
    /// What was asked for: ARNs where the log names them, else methods and paths.
    pub(super) method_arn: Option<&'a str>,
    pub(super) asked: Vec<(&'a str, &'a str)>,
    pub(super) heals_at: Option<Instant>,
    /// When it came.
    pub(super) at: Option<Instant>,
    /// What the log says of the policies' evaluation.
    pub(super) evaluation: Option<&'a str>,
}

impl Desk {
    /// The cards of a refusal.
    pub(super) async fn cards(
        &self,
        connection: &mut PgConnection,
        refusal: Refusal<'_>,
    ) -> Result<Vec<Card>, StorageError> {
        let facts = stage_facts::all(connection).await?;
        let start = facts.iter().find_map(|((api, name), facts)| {
            let is_it = api.as_str() == refusal.api_id
                && name.as_ref().map_or("", StageName::as_str) == refusal.stage;
            facts.arn_start().filter(|_| is_it).map(str::to_owned)
        });
        let history = history::at(connection, &self.ingest().at_hand(), refusal.api_id, refusal.at).await?;
        let (api_id, stage) = (ApiId::from(refusal.api_id), StageName::from(refusal.stage));
        let met = history.at(Some(&api_id), Some(&stage).filter(|_| !refusal.stage.is_empty()), refusal.at);
        let configured = met.authorizer(Some(&api_id), &AuthorizerId::from(refusal.authorizer_id));
        let authorizer = configured.map(|known| Authorizer {
            kind: Some(known.kind.clone()),
            name: known.name.clone(),
            ttl: Some(known.ttl_seconds),
            identity_source: Some(known.identity_sources.join(",")).filter(|sources| !sources.is_empty()),
        });
        let place = Place::of_call(
            refusal.method_arn.or(start.as_deref()),
            Some(refusal.api_id),
            Some(refusal.stage),
            Some(refusal.authorizer_id),
        );
        let mut method_arns: Vec<String> = refusal.method_arn.map(str::to_owned).into_iter().collect();
        if let Some(start) = &start {
            let of = |(method, path): &(&str, &str)| {
                format!("{start}/{}/{method}/{}", refusal.stage, path.trim_start_matches('/'))
            };
            method_arns.extend(refusal.asked.iter().map(of));
        }
        method_arns.sort();
        method_arns.dedup();
        let figures = match refusal.at {
            Some(at) if refusal.cause == Cause::AuthorizerPolicyDeny => {
                let which = (refusal.api_id, refusal.stage, refusal.authorizer_id);
                self.figures(connection, which, &history, at).await?
            }
            _ => Figures::default(),
        };
        let undeployed = if depends_on_deployment(refusal.cause) {
            configurations::is_undeployed(connection, refusal.api_id, refusal.stage).await?
        } else {
            None
        };
        Ok(cards(&Situation {
            deny: refusal.deny,
            policy_origin: refusal.policy_origin,
            place,
            authorizer: authorizer.unwrap_or_default(),
            method_arns,
            methods: met.methods(Some(&api_id)).to_vec(),
            resource_policy: met.resource_policy(Some(&api_id)).cloned(),
            heals_at: refusal.heals_at,
            undeployed,
            evaluation: refusal.evaluation.map(str::to_owned),
            figures,
            ..Situation::of(refusal.cause)
        }))
    }
}

/// Whether what was edited and not deployed may be why.
fn depends_on_deployment(cause: Cause) -> bool {
    matches!(
        cause,
        Cause::AuthorizerPolicyDeny
            | Cause::ResourcePolicyDeny
            | Cause::RouteNotFound
            | Cause::IdentityRejected
    )
}
