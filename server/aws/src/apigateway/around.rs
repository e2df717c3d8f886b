//! Usage plans, keys and custom domain names: AWS lists those of a region, and each API keeps what belongs to it.

use serde_json::{Map, Value, json};

use super::{ApiGateway, Parts, Question, wire::text};
use crate::{configuration::Surroundings, error::AwsError};

/// The parts of a bundle that AWS lists for a whole region.
const PARTS: [&str; 3] = ["usagePlans", "apiKeys", "basePathMappings"];

impl ApiGateway {
    pub(super) async fn around(&self) -> Result<Surroundings, AwsError> {
        let mut parts = Parts::default();
        if let Some(plans) = parts.keep("usagePlans", self.usage_plans().await)? {
            parts.set("usagePlans", plans.into());
        }
        if let Some(mut keys) = parts.keep("apiKeys", self.all(Question::ApiKeys).await)? {
            keys.iter_mut().for_each(forget_value);
            parts.set("apiKeys", keys.into());
        }
        if let Some(mappings) = parts.keep("basePathMappings", self.mappings().await)? {
            parts.set("basePathMappings", mappings.into());
        }
        Ok(Surroundings { parts: parts.read, missing: parts.missing })
    }

    /// Usage plans, each with the ids of its keys, which AWS gives apart.
    async fn usage_plans(&self) -> Result<Vec<Value>, AwsError> {
        let mut plans = self.all(Question::UsagePlans).await?;
        for plan in &mut plans {
            let Some(id) = text(plan, "id") else { continue };
            let keys = self.all(Question::UsagePlanKeys(id)).await?;
            let mut ids: Vec<&str> = keys.iter().filter_map(|key| text(key, "id")).collect();
            ids.sort_unstable();
            let ids = json!(ids);
            if let Value::Object(fields) = plan {
                fields.insert("keyIds".to_owned(), ids);
            }
        }
        Ok(plans)
    }

    /// Which paths of which custom domain names lead where, each with its domain name.
    async fn mappings(&self) -> Result<Vec<Value>, AwsError> {
        let mut mappings = Vec::new();
        for domain in self.all(Question::DomainNames).await? {
            let Some(domain_name) = text(&domain, "domainName") else { continue };
            let domain_name_id = text(&domain, "domainNameId");
            for mut mapping in self.all(Question::BasePathMappings { domain_name, domain_name_id }).await? {
                if let Value::Object(fields) = &mut mapping {
                    fields.insert("domainName".to_owned(), domain_name.into());
                }
                mappings.push(mapping);
            }
        }
        Ok(mappings)
    }
}

/// Adds to an API's parts what of its surroundings belongs to it.
pub(super) fn belonging(parts: &mut Parts, api_id: &str, surroundings: &Surroundings) {
    let of = |part: &str| surroundings.parts.get(part).and_then(Value::as_array);
    let plans: Vec<&Value> =
        of("usagePlans").into_iter().flatten().filter(|plan| serves(plan, api_id)).collect();
    let key_ids: Vec<&Value> =
        plans.iter().filter_map(|plan| plan.get("keyIds")?.as_array()).flatten().collect();
    let belongs = |part: &str, element: &Value| match part {
        "usagePlans" => serves(element, api_id),
        "apiKeys" => {
            element.get("id").is_some_and(|id| key_ids.contains(&id)) || has_stage_of(element, api_id)
        }
        _ => text(element, "restApiId") == Some(api_id),
    };
    let mut read = Map::new();
    for part in PARTS {
        if let Some(elements) = of(part) {
            let own: Vec<&Value> = elements.iter().filter(|element| belongs(part, element)).collect();
            read.insert(part.to_owned(), json!({ "items": own }));
        }
    }
    parts.read.append(&mut read);
    parts.missing.extend(surroundings.missing.iter().cloned());
}

/// Whether a usage plan holds for a stage of the API.
fn serves(plan: &Value, api_id: &str) -> bool {
    let stages = plan.get("apiStages").and_then(Value::as_array);
    stages.into_iter().flatten().any(|stage| text(stage, "apiId") == Some(api_id))
}

/// Whether a key was made for a stage of the API, as older ones were: `a1b2c3d4e5/prod`.
fn has_stage_of(key: &Value, api_id: &str) -> bool {
    let stages = key.get("stageKeys").and_then(Value::as_array).into_iter().flatten();
    stages.filter_map(Value::as_str).any(|stage| stage.split('/').next() == Some(api_id))
}

/// A key's value is a secret. AWS gives it to who asks for it, which nobody here does; if it comes all the same, it ends here.
fn forget_value(key: &mut Value) {
    if let Value::Object(fields) = key {
        fields.remove("value");
    }
}
