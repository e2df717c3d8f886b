//! A bundle as things with names and fields, each field a text.

use std::collections::{BTreeMap, HashMap};

use serde_json::Value;

use super::Thing;
use crate::configuration::{
    authorizer::DEFAULT_TTL_SECONDS,
    json::{list, text},
};

/// The fields of a thing by their paths, as `methodSettings.*/*.loggingLevel`.
pub(super) type Fields = BTreeMap<String, String>;

/// A thing of which an API may have several.
#[derive(Debug)]
pub(super) struct Item {
    /// What AWS tells it from others by, where that is not its name.
    pub(super) id: Option<String>,
    /// As a person knows it.
    pub(super) name: String,
    pub(super) fields: Fields,
}

/// All of a bundle's things; a kind of which it does not tell is not there.
pub(super) fn things(bundle: &Value) -> BTreeMap<Thing, Vec<Item>> {
    let authorizers = authorizer_names(bundle);
    let of = |part: &str, item: &dyn Fn(&Value) -> Vec<Item>| {
        bundle.get(part).map(|part| list(part).iter().flat_map(item).collect::<Vec<_>>())
    };
    [
        (Thing::Authorizer, of("authorizers", &authorizer)),
        (Thing::Method, of("resources", &|resource| methods(resource, &authorizers))),
        (Thing::GatewayResponse, of("gatewayResponses", &|response| named(response, "responseType", &[]))),
        (Thing::Stage, of("stages", &|stage| named(stage, "stageName", &["createdDate", "lastUpdatedDate"]))),
        (
            Thing::Deployment,
            of("deployments", &|deployment| known_by_id(deployment, &["apiSummary", "createdDate"])),
        ),
        (Thing::UsagePlan, of("usagePlans", &|plan| known_by_id(plan, &[]))),
        (Thing::ApiKey, of("apiKeys", &|key| known_by_id(key, &[]))),
        (Thing::BasePathMapping, of("basePathMappings", &mapping)),
    ]
    .into_iter()
    .filter_map(|(thing, items)| Some((thing, items?)))
    .collect()
}

/// The fields of the API itself; its policy is compared by itself.
pub(super) fn of_api(rest_api: &Value) -> Fields {
    fields(rest_api, &["createdDate", "id", "policy", "rootResourceId", "version"])
}

/// Every text in a thing but those that are no configuration.
fn fields(value: &Value, without: &[&str]) -> Fields {
    let mut fields = Fields::new();
    let Some(object) = value.as_object() else { return fields };
    for (name, value) in object.iter().filter(|(name, _)| !without.contains(&name.as_str())) {
        gather(name, value, &mut fields);
    }
    fields
}

fn gather(path: &str, value: &Value, fields: &mut Fields) {
    match value {
        Value::Object(members) if !is_function(value) => {
            for (name, value) in members {
                gather(&format!("{path}.{name}"), value, fields);
            }
        }
        value => {
            fields.insert(path.to_owned(), shown(value));
        }
    }
}

fn is_function(value: &Value) -> bool {
    let mut names = value.as_object().into_iter().flat_map(serde_json::Map::keys);
    names.next().is_some_and(|name| name == "Ref" || name.starts_with("Fn::")) && names.next().is_none()
}

fn shown(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Array(elements) if elements.iter().all(Value::is_string) => {
            elements.iter().filter_map(Value::as_str).collect::<Vec<_>>().join(", ")
        }
        other => other.to_string(),
    }
}

fn authorizer(value: &Value) -> Vec<Item> {
    let mut fields = fields(value, &["id"]);
    // Where nobody said otherwise it is API Gateway's default.
    if matches!(fields.get("type").map(String::as_str), Some("TOKEN" | "REQUEST" | "COGNITO_USER_POOLS")) {
        fields
            .entry("authorizerResultTtlInSeconds".to_owned())
            .or_insert_with(|| DEFAULT_TTL_SECONDS.to_string());
    }
    let id = text(value, "id").map(str::to_owned);
    let name = text(value, "name").map(str::to_owned).or_else(|| id.clone()).unwrap_or_default();
    vec![Item { id, name, fields }]
}

/// The names of authorizers by their ids.
fn authorizer_names(bundle: &Value) -> HashMap<&str, &str> {
    let authorizers = bundle.get("authorizers").map(list).unwrap_or_default();
    authorizers
        .iter()
        .filter_map(|authorizer| Some((text(authorizer, "id")?, text(authorizer, "name")?)))
        .collect()
}

/// The methods of a resource. Which authorizer they ask is told by its name, which an export tells too, and by the id where it is
/// known.
fn methods(resource: &Value, authorizers: &HashMap<&str, &str>) -> Vec<Item> {
    let path = text(resource, "path").unwrap_or("?");
    let methods = resource.get("resourceMethods").and_then(Value::as_object);
    let item = |(verb, method): (&String, &Value)| {
        let mut fields = fields(method, &["authorizerId", "authorizerName"]);
        let authorizer = match method.get("authorizerId") {
            Some(id) => {
                let id = shown(id);
                Some(authorizers.get(id.as_str()).map_or(id.clone(), |name| format!("{name} ({id})")))
            }
            None => method.get("authorizerName").map(shown),
        };
        if let Some(authorizer) = authorizer {
            fields.insert("authorizerId".to_owned(), authorizer);
        }
        Item { id: None, name: format!("{verb} {path}"), fields }
    };
    methods.into_iter().flatten().map(item).collect()
}

fn named(value: &Value, name: &str, without: &[&str]) -> Vec<Item> {
    let Some(own) = text(value, name) else { return Vec::new() };
    let without: Vec<&str> = without.iter().copied().chain([name]).collect();
    vec![Item { id: None, name: own.to_owned(), fields: fields(value, &without) }]
}

fn known_by_id(value: &Value, without: &[&str]) -> Vec<Item> {
    let id = text(value, "id").map(str::to_owned);
    let Some(name) = text(value, "name").map(str::to_owned).or_else(|| id.clone()) else { return Vec::new() };
    let without: Vec<&str> = without.iter().copied().chain(["id"]).collect();
    vec![Item { id, name, fields: fields(value, &without) }]
}

fn mapping(value: &Value) -> Vec<Item> {
    let name = [text(value, "domainName").unwrap_or_default(), text(value, "basePath").unwrap_or("(none)")]
        .join("/");
    vec![Item { id: None, name, fields: fields(value, &["domainName", "basePath"]) }]
}
