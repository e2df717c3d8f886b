//! Text → bundles. Which output of AWS's tools a document is, its content says.

use serde_json::{Deserializer, Map, Value};

use super::{
    ConfigurationError, canonical,
    canonical::PARTS,
    json::{list, text},
    open_api, template,
};
use crate::{ids::ApiId, time::Instant};

/// The longest text that is read: API Gateway takes OpenAPI documents of 6 MB, templates have 1 MB at most, and values in memory
/// are many times as large as their text.
pub const MOST_BYTES: usize = 32 << 20;

/// What a document says of one API, or of those that no document names.
pub(super) struct Described {
    pub(super) api_id: Option<ApiId>,
    /// In the shape of a bundle, as it came.
    pub(super) raw: Value,
    /// Whether it is the output of a command that does not tell whose it is.
    pub(super) is_loose: bool,
}

/// What a text says, or several documents behind one another, in their order.
pub(super) fn read(text: &str) -> Result<Vec<Described>, ConfigurationError> {
    if text.len() > MOST_BYTES {
        return Err(ConfigurationError::TooLarge);
    }
    let documents = documents(text.trim_start_matches('\u{feff}'))?;
    if documents.is_empty() {
        return Err(ConfigurationError::Empty);
    }
    let mut described = Vec::new();
    for document in &documents {
        describe(document, &mut described)?;
    }
    Ok(described)
}

fn documents(text: &str) -> Result<Vec<Value>, ConfigurationError> {
    #[cfg(feature = "yaml")]
    if is_yaml(text) {
        return super::yaml::documents(text);
    }
    let documents = Deserializer::from_str(text).into_iter::<Value>();
    let fault = |error: serde_json::Error| {
        if error.is_eof() {
            ConfigurationError::CutOff
        } else {
            ConfigurationError::NotJson { line: error.line(), column: error.column() }
        }
    };
    documents.map(|document| document.map_err(fault)).collect()
}

/// Keys at the start of a line that a document in YAML has where it describes an API. A log has none, and is not looked through
/// as YAML.
#[cfg(feature = "yaml")]
const YAML_KEYS: &[&str] =
    &["openapi", "swagger", "AWSTemplateFormatVersion", "Transform", "Resources", "restApi", "items", "item"];

#[cfg(feature = "yaml")]
fn is_yaml(text: &str) -> bool {
    !text.trim_start().starts_with(['{', '['])
        && text.lines().any(|line| {
            let key = line.split(':').next().filter(|key| key.len() < line.len()).unwrap_or_default();
            YAML_KEYS.contains(&key.trim_matches(['"', '\'']))
        })
}

fn describe(document: &Value, described: &mut Vec<Described>) -> Result<(), ConfigurationError> {
    let is_bundle =
        || document.get("restApi").is_some() || PARTS.iter().any(|part| document.get(part.name).is_some());
    if document.get("openapi").is_some() || document.get("swagger").is_some() {
        described.push(of_one(open_api::read(document)?, false));
    } else if document.get("Resources").is_some_and(Value::is_object) {
        described.extend(template::read(document)?.into_iter().map(|raw| of_one(raw, false)));
    } else if is_bundle() {
        described.push(of_one(document.clone(), document.get("restApi").is_none()));
    } else if let Value::Array(documents) = document {
        documents.iter().try_for_each(|document| describe(document, described))?;
    } else {
        output(document, described)?;
    }
    Ok(())
}

fn of_one(raw: Value, is_loose: bool) -> Described {
    let api_id = raw.get("restApi").and_then(|api| text(api, "id")).map(ApiId::from);
    Described { api_id, raw, is_loose }
}

/// The output of one command: a list, or one thing.
fn output(document: &Value, described: &mut Vec<Described>) -> Result<(), ConfigurationError> {
    let elements = list(document);
    let n_before = described.len();
    let mut parts: Map<String, Value> = Map::new();
    for element in elements {
        if is_rest_api(element) {
            described.push(of_one(
                Value::Object(Map::from_iter([("restApi".to_owned(), element.clone())])),
                false,
            ));
        } else if let Some(part) = part_of(element)
            && let Value::Array(all) = parts.entry(part).or_insert_with(|| Value::Array(Vec::new()))
        {
            all.push(element.clone());
        }
    }
    if !parts.is_empty() {
        described.push(of_one(Value::Object(parts), true));
    }
    let is_empty_list = elements.is_empty() && document.is_object();
    if described.len() == n_before && !is_empty_list { Err(ConfigurationError::Unknown) } else { Ok(()) }
}

/// Whether it is the output of `get-rest-api`.
fn is_rest_api(element: &Value) -> bool {
    let has = |name| element.get(name).is_some();
    has("name")
        && (has("apiKeySource") || has("endpointConfiguration") || has("rootResourceId") || has("policy"))
        && text(element, "id").is_some()
}

/// Which part of a bundle an element of a list is of: each has a name that no other has.
fn part_of(element: &Value) -> Option<String> {
    let has = |name| element.get(name).is_some();
    let has_text = |name| text(element, name).is_some();
    let part = if has_text("stageName") {
        "stages"
    } else if has_text("responseType") {
        "gatewayResponses"
    } else if has("restApiId") && (has("basePath") || has("stage")) {
        "basePathMappings"
    } else if !has_text("id") {
        return None;
    } else if has_text("path") {
        "resources"
    } else if has_text("type") {
        "authorizers"
    } else if has("stageKeys") || has("enabled") {
        "apiKeys"
    } else if has("apiStages") || has("quota") || has("throttle") {
        "usagePlans"
    } else if has("createdDate") && !has("name") {
        "deployments"
    } else {
        return None;
    };
    Some(part.to_owned())
}

/// A moment as the AWS CLI prints it: as text, or in seconds since 1970.
pub(super) fn moment(value: &Value) -> Option<Instant> {
    let seconds = match value {
        Value::String(text) => match Instant::parse(text) {
            Some(at) => return Some(at),
            None => text.trim().parse().ok()?,
        },
        value => value.as_f64()?,
    };
    let millis = time::Duration::checked_seconds_f64(seconds)?.whole_milliseconds();
    Instant::from_millis(i64::try_from(millis).ok()?)
}

/// Joins what several documents say of one API. Of one thing that several describe, the last counts.
pub(super) fn join(known: &mut Map<String, Value>, new: Map<String, Value>) {
    // What the control plane tells is no longer only what a document says.
    if known.get("describedBy") != new.get("describedBy") {
        known.remove("describedBy");
    }
    for (name, value) in new {
        match (known.get_mut(&name), canonical::Part::named(&name)) {
            (Some(old), Some(part)) => {
                let mut elements = list(old).to_vec();
                for mut element in list(&value).iter().cloned() {
                    let place = elements.iter().position(|known| part.is_same(known, &element));
                    match place.and_then(|place| elements.get_mut(place)) {
                        Some(known) => {
                            // An export tells no ids.
                            keep_id(known, &mut element);
                            *known = element;
                        }
                        None => elements.push(element),
                    }
                }
                *old = part.wrapped(elements);
            }
            (Some(Value::Object(old)), None) if name != "describedBy" => {
                if let Value::Object(fields) = value {
                    old.extend(fields);
                }
            }
            (Some(_), None) => {}
            (None, _) if name == "describedBy" => {}
            (None, _) => {
                known.insert(name, value);
            }
        }
    }
}

fn keep_id(known: &Value, new: &mut Value) {
    if let (Some(id), Value::Object(fields)) = (known.get("id"), new) {
        fields.entry("id").or_insert_with(|| id.clone());
    }
}
