//! What was changed and is not live on a stage, because nobody deployed it since.
//!
//! Methods, authorizers, the resource policy and gateway responses are edited in the API and served from a deployment, which is a
//! copy of them; people edit one and look for hours why nothing changes. What is deployed is known where an export of the stage
//! tells it. Else it is what the API was like at the moment of the stage's deployment, as far as snapshots from then are known.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::{
    Snapshot,
    difference::{Became, Change, Thing, between},
    document::moment,
    json::{list, text},
};
use crate::{diagnosis::vocabulary, ids::StageName, time::Instant};

vocabulary! {
    /// How sure it is what of the configuration is not live.
    Certainty {
        /// The stage's own export was compared.
        Proved = "proved",
        /// Snapshots from the time of the deployment were compared.
        Inferred = "inferred",
        /// Nothing tells what was deployed.
        Unknown = "unknown",
    }
}

/// A configuration that was seen, in time order.
#[derive(Debug, Clone, Copy)]
pub struct Seen<'a> {
    /// When it was first seen.
    pub since: Instant,
    /// When it was last seen.
    pub until: Instant,
    /// What was seen.
    pub snapshot: &'a Snapshot,
}

/// What of an API's configuration is not live on a stage.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Undeployed {
    /// The deployment that the stage serves.
    pub deployment_id: Option<String>,
    /// When that was made.
    pub deployed_at: Option<Instant>,
    /// How sure it is.
    pub certainty: Certainty,
    /// What was changed since, and waits for a deployment.
    pub changes: Vec<Change>,
    /// What was changed about the time of the deployment: before it or after it, nobody saw.
    pub perhaps: Vec<Change>,
}

/// What of the newest configuration is not live on a stage; `None` where it has no such stage.
pub fn undeployed(history: &[Seen<'_>], stage: &StageName) -> Option<Undeployed> {
    let (now, earlier) = history.split_last()?;
    let parts = now.snapshot.parts();
    let described = element(parts, "stages", "stageName", stage.as_str())?;
    let deployment_id = text(described, "deploymentId").map(str::to_owned);
    let deployed_at = deployment_id
        .as_deref()
        .and_then(|id| element(parts, "deployments", "id", id))
        .and_then(|deployment| moment(deployment.get("createdDate")?));
    let answer = |certainty, changes, perhaps| {
        Some(Undeployed { deployment_id: deployment_id.clone(), deployed_at, certainty, changes, perhaps })
    };
    if let Some(export) = parts.get("exports").and_then(|exports| exports.get(stage.as_str())) {
        let own = now.snapshot.api_id.as_ref().map(crate::ids::ApiId::as_str);
        return answer(Certainty::Proved, of_export(export, parts, own), Vec::new());
    }
    let Some(deployed_at) = deployed_at else {
        return answer(Certainty::Unknown, Vec::new(), Vec::new());
    };
    // Whatever was seen before the deployment was deployed with it, unless somebody changed it between.
    let before = earlier.iter().rev().find(|seen| seen.since <= deployed_at);
    let after = history.iter().find(|seen| seen.until >= deployed_at).unwrap_or(now);
    let changes = since(after.snapshot, now.snapshot);
    let perhaps = match before {
        Some(before) => since(before.snapshot, after.snapshot),
        None => Vec::new(),
    };
    let certainty =
        if before.is_some() || !changes.is_empty() { Certainty::Inferred } else { Certainty::Unknown };
    answer(certainty, changes, perhaps)
}

/// What became of all that is served from a deployment.
fn since(old: &Snapshot, new: &Snapshot) -> Vec<Change> {
    between(old.parts(), new.parts()).into_iter().filter(Change::needs_deployment).collect()
}

fn element<'a>(bundle: &'a Value, part: &str, key: &str, name: &str) -> Option<&'a Value> {
    list(bundle.get(part)?).iter().find(|element| text(element, key) == Some(name))
}

/// What an export tells otherwise than the API: only what both tell in the same words.
fn of_export(export: &Value, parts: &Value, api_id: Option<&str>) -> Vec<Change> {
    let [export, parts] = [export, parts].map(|bundle| in_export_s_words(bundle, api_id));
    let changes = between(&export, &parts).into_iter().filter(Change::needs_deployment);
    changes.filter(|change| change.thing != Thing::Api && is_told_by_both(change)).collect()
}

/// The fields of a method and an authorizer that an export tells.
const TOLD: &[&str] = &[
    "apiKeyRequired",
    "authorizationScopes",
    "authorizationType",
    "authorizerId",
    "authorizerCredentials",
    "authorizerResultTtlInSeconds",
    "authorizerUri",
    "identitySource",
    "identityValidationExpression",
    "methodIntegration.type",
    "methodIntegration.uri",
    "providerARNs",
    "statusCode",
    "type",
];

fn is_told_by_both(change: &Change) -> bool {
    match &change.became {
        Became::Changed { field, before, .. } => {
            let is_template =
                field.starts_with("responseTemplates.") || field.starts_with("responseParameters.");
            // A policy is exported only on demand, an integration too.
            let is_left_out = field.starts_with("methodIntegration.") && before.is_none();
            (is_template || TOLD.contains(&field.as_str())) && !is_left_out
        }
        _ => true,
    }
}

/// A bundle without the ids that no export tells, and with its own ARNs in short.
fn in_export_s_words(bundle: &Value, api_id: Option<&str>) -> Value {
    let mut bundle = bundle.clone();
    let names: Vec<(String, Value)> = list(bundle.get("authorizers").unwrap_or(&Value::Null))
        .iter()
        .filter_map(|authorizer| Some((text(authorizer, "id")?.to_owned(), authorizer.get("name")?.clone())))
        .collect();
    let elements = |part: Option<&mut Value>| match part.and_then(|part| part.get_mut("items")) {
        Some(Value::Array(elements)) => std::mem::take(elements),
        _ => Vec::new(),
    };
    let mut put = |name: &str, change: &dyn Fn(&mut Value)| {
        let mut all = elements(bundle.get_mut(name));
        all.iter_mut().for_each(change);
        if let Some(Value::Array(part)) = bundle.get_mut(name).and_then(|part| part.get_mut("items")) {
            *part = all;
        }
    };
    put("authorizers", &|authorizer| {
        if let Value::Object(fields) = authorizer {
            fields.shift_remove("id");
        }
    });
    put("resources", &|resource| {
        let methods = resource.get_mut("resourceMethods").and_then(Value::as_object_mut);
        for method in methods.into_iter().flat_map(serde_json::Map::values_mut) {
            let Value::Object(fields) = method else { continue };
            if let Some(id) = fields.shift_remove("authorizerId") {
                let name = names.iter().find(|(known, _)| id == known.as_str());
                fields.insert("authorizerName".to_owned(), name.map_or(id, |(_, name)| name.clone()));
            }
        }
    });
    if let Some(Value::String(policy)) = bundle.pointer_mut("/restApi/policy")
        && let Some(api_id) = api_id
    {
        *policy = in_short(policy, api_id);
    }
    // An export that was asked for no policy looks like one of an API without.
    bundle
}

/// A policy that names its own API as its author may have written it: API Gateway writes `execute-api:/prod/*` out in full when
/// it is saved, and an export has either.
fn in_short(policy: &str, api_id: &str) -> String {
    let mut short = String::with_capacity(policy.len());
    let mut rest = policy;
    while let Some(at) = rest.find("arn:") {
        let (before, arn) = rest.split_at_checked(at).unwrap_or((rest, ""));
        short.push_str(before);
        let end = arn.find('"').unwrap_or(arn.len());
        let (arn, behind) = arn.split_at_checked(end).unwrap_or((arn, ""));
        let mut parts = arn.splitn(6, ':');
        let own = match (parts.nth(2), parts.nth(2)) {
            (Some("execute-api"), Some(own)) => own.strip_prefix(api_id).filter(|path| path.starts_with('/')),
            _ => None,
        };
        match own {
            Some(path) => {
                short.push_str("execute-api:");
                short.push_str(path);
            }
            None => short.push_str(arn),
        }
        rest = behind;
    }
    short + rest
}
