//! What became of an API between two snapshots, by meaning.
//!
//! Things are told apart by what AWS tells them apart by: authorizers by their ids, methods by path and verb, stages by name. What
//! one of the snapshots does not tell of (a part that could not be read, an export that holds no stages) is not compared: not seen
//! is not gone. Resource policies are compared statement by statement, as [`policy::compare`] does, so their order is no
//! difference; what is shown stands in the author's order.

mod things;

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::{ResourcePolicy, Snapshot};
use crate::{diagnosis::vocabulary, policy::compare};
use things::{Fields, of_api, things};

vocabulary! {
    /// What changed.
    Thing {
        /// The API itself: its name, how it is reached.
        Api = "api",
        /// The resource policy.
        ResourcePolicy = "resource_policy",
        /// An authorizer.
        Authorizer = "authorizer",
        /// A method, by path and verb.
        Method = "method",
        /// A gateway response, by its type.
        GatewayResponse = "gateway_response",
        /// A stage.
        Stage = "stage",
        /// A deployment.
        Deployment = "deployment",
        /// A usage plan.
        UsagePlan = "usage_plan",
        /// An API key.
        ApiKey = "api_key",
        /// A base-path mapping of a custom domain.
        BasePathMapping = "base_path_mapping",
    }
}

/// One change.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Change {
    /// Of what.
    pub thing: Thing,
    /// Which: `orders-auth`, `GET /orders/{id}`, `prod`; empty for what an API has one of.
    pub name: String,
    /// What became of it.
    pub became: Became,
}

/// What became of a thing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Became {
    /// It is new.
    Added,
    /// It is gone.
    Removed,
    /// A field of it is another.
    Changed {
        /// AWS's own name of it, with those it stands under: `authorizerResultTtlInSeconds`, `methodSettings.*/*.loggingLevel`.
        field: String,
        /// What it was; `None` where there was none.
        before: Option<String>,
        /// What it is; `None` where there is none.
        after: Option<String>,
    },
    /// A statement of the policy is new, gone or another.
    Statement(compare::Change),
}

impl Change {
    /// Whether it is live on a stage only once the API is deployed there. Stages, usage plans and mappings are live at once
    /// ("Updating a REST API", API Gateway Developer Guide).
    pub fn needs_deployment(&self) -> bool {
        match self.thing {
            Thing::ResourcePolicy | Thing::Authorizer | Thing::Method | Thing::GatewayResponse => true,
            Thing::Api => matches!(
                &self.became,
                Became::Changed { field, .. }
                    if matches!(field.as_str(), "apiKeySource" | "binaryMediaTypes" | "minimumCompressionSize")
            ),
            _ => false,
        }
    }
}

/// What `new` says otherwise than `old`; nothing where they mean the same.
pub fn difference(old: &Snapshot, new: &Snapshot) -> Vec<Change> {
    between(old.parts(), new.parts())
}

/// The same, of bundles in their one form.
pub(super) fn between(old: &Value, new: &Value) -> Vec<Change> {
    let mut changes = Vec::new();
    if let (Some(old), Some(new)) = (old.get("restApi"), new.get("restApi")) {
        changed(Thing::Api, "", &of_api(old), &of_api(new), &mut changes);
    }
    policies(old, new, &mut changes);
    let (before, after) = (things(old), things(new));
    for thing in Thing::ALL {
        let (Some(before), Some(after)) = (before.get(thing), after.get(thing)) else { continue };
        let has_ids = |things: &[things::Item]| things.iter().all(|item| item.id.is_some());
        let by_id = has_ids(before) && has_ids(after);
        let key =
            |item: &things::Item| if by_id { item.id.clone().unwrap_or_default() } else { item.name.clone() };
        let olds: BTreeMap<String, &things::Item> = before.iter().map(|item| (key(item), item)).collect();
        let keys: BTreeSet<String> = after.iter().map(key).collect();
        let became = |item: &things::Item, became| Change { thing: *thing, name: item.name.clone(), became };
        changes.extend(
            before.iter().filter(|item| !keys.contains(&key(item))).map(|item| became(item, Became::Removed)),
        );
        for item in after {
            match olds.get(&key(item)) {
                None => changes.push(became(item, Became::Added)),
                Some(old) => changed(*thing, &item.name, &old.fields, &item.fields, &mut changes),
            }
        }
    }
    changes
}

/// Each field that is another. Of what is known by its name alone nothing is compared.
fn changed(thing: Thing, name: &str, old: &Fields, new: &Fields, changes: &mut Vec<Change>) {
    if old.is_empty() || new.is_empty() {
        return;
    }
    let fields: BTreeSet<&String> = old.keys().chain(new.keys()).collect();
    for field in fields {
        let (before, after) = (old.get(field).cloned(), new.get(field).cloned());
        if before != after {
            let became = Became::Changed { field: field.clone(), before, after };
            changes.push(Change { thing, name: name.to_owned(), became });
        }
    }
}

fn policies(old: &Value, new: &Value, changes: &mut Vec<Change>) {
    let (Some(old), Some(new)) = (policy(old), policy(new)) else { return };
    let became = match (&old, &new) {
        (ResourcePolicy::Absent, ResourcePolicy::Absent) => return,
        (ResourcePolicy::Absent, ResourcePolicy::Document { .. }) => vec![Became::Added],
        (ResourcePolicy::Document { .. }, ResourcePolicy::Absent) => vec![Became::Removed],
        (ResourcePolicy::Document { policy: old, .. }, ResourcePolicy::Document { policy: new, .. }) => {
            compare::compare(old, new).into_iter().map(Became::Statement).collect()
        }
    };
    let of_policy = |became| Change { thing: Thing::ResourcePolicy, name: String::new(), became };
    changes.extend(became.into_iter().map(of_policy));
}

/// A bundle's resource policy; `None` where the bundle does not say.
fn policy(bundle: &Value) -> Option<ResourcePolicy> {
    super::Api::of(bundle).resource_policy
}
