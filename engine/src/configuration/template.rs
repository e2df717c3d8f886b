//! Templates of CloudFormation and SAM → bundles, one an API.
//!
//! A template says what is wanted, before its functions are worked out: `Ref` and the like are followed where they point into the
//! template, and otherwise kept as what they are. Ids are not known until the template is deployed, so none is told.
//!
//! | file | what is there |
//! |---|---|
//! | `plain` | `AWS::ApiGateway::…` |
//! | `serverless` | `AWS::Serverless::Api`, and the functions whose events are its methods |

mod plain;
mod serverless;

use serde_json::{Map, Value, json};

use super::{ConfigurationError, json::text, open_api};

/// The APIs that a template describes, in its order.
pub(super) fn read(document: &Value) -> Result<Vec<Value>, ConfigurationError> {
    let template = Template { document };
    let mut apis = Apis::default();
    for (name, resource) in template.resources() {
        match kind(resource) {
            "AWS::ApiGateway::RestApi" => plain::rest_api(apis.of_name(name), name, properties(resource)),
            "AWS::Serverless::Api" => {
                serverless::api(&template, apis.of_name(name), name, properties(resource));
            }
            _ => {}
        }
    }
    for (name, resource) in template.resources() {
        let properties = properties(resource);
        match kind(resource) {
            "AWS::Serverless::Function" => serverless::function(&template, &mut apis, properties),
            kind => {
                if let Some(kind) = kind.strip_prefix("AWS::ApiGateway::") {
                    plain::resource(&template, &mut apis, kind, name, properties);
                }
            }
        }
    }
    if apis.all.is_empty() {
        Err(ConfigurationError::NoApi)
    } else {
        Ok(apis.all.into_iter().map(|(_, api)| api).collect())
    }
}

/// A template, in which things refer to one another by name.
struct Template<'a> {
    document: &'a Value,
}

impl<'a> Template<'a> {
    fn resources(&self) -> impl Iterator<Item = (&'a str, &'a Value)> + use<'a> {
        let resources = self.document.get("Resources").and_then(Value::as_object);
        resources.into_iter().flatten().map(|(name, resource)| (name.as_str(), resource))
    }

    /// The properties of a resource of a kind.
    fn resource(&self, name: &str, kind_wanted: &str) -> Option<&'a Value> {
        let resource = self.document.get("Resources")?.get(name)?;
        (kind(resource) == kind_wanted).then(|| properties(resource))
    }
}

/// The APIs found so far, by how the template's other resources name them.
#[derive(Default)]
struct Apis {
    all: Vec<(Value, Value)>,
}

impl Apis {
    fn of_name(&mut self, name: &str) -> &mut Value {
        self.of(json!({"Ref": name}))
    }

    /// The API that is referred to in this way. One that is no resource of this template has a bundle all the same.
    fn of(&mut self, reference: Value) -> &mut Value {
        let place = self.all.iter().position(|(known, _)| *known == reference).unwrap_or_else(|| {
            let id = reference.as_str().map(|id| json!({"id": id}));
            let mut api = json!({"describedBy": "template"});
            if let (Some(id), Value::Object(parts)) = (id, &mut api) {
                parts.insert("restApi".to_owned(), id);
            }
            self.all.push((reference, api));
            self.all.len() - 1
        });
        #[expect(clippy::indexing_slicing, reason = "found or pushed just now")]
        &mut self.all[place].1
    }
}

fn kind(resource: &Value) -> &str {
    text(resource, "Type").unwrap_or_default()
}

fn properties(resource: &Value) -> &Value {
    resource.get("Properties").unwrap_or(&Value::Null)
}

/// The resource that a `Ref` names.
fn referred(value: &Value) -> Option<&str> {
    text(value, "Ref")
}

/// Adds an element to a part of a bundle.
fn add(api: &mut Value, part: &str, element: Value) {
    let Value::Object(parts) = api else { return };
    if let Value::Array(elements) = parts.entry(part).or_insert_with(|| json!([])) {
        elements.push(element);
    }
}

/// Sets fields of the API itself.
fn describe(api: &mut Value, fields: Map<String, Value>) {
    let Value::Object(parts) = api else { return };
    if let Value::Object(known) = parts.entry("restApi").or_insert_with(|| json!({})) {
        known.extend(fields);
    }
}

/// Takes in an OpenAPI document that stands in the template.
fn take_open_api(api: &mut Value, document: &Value) {
    let Value::Object(parts) = open_api::bundle(document) else { return };
    for (name, value) in parts {
        match name.as_str() {
            "describedBy" | "region" => {}
            "restApi" => describe(api, value.as_object().cloned().unwrap_or_default()),
            _ => value.as_array().into_iter().flatten().for_each(|element| add(api, &name, element.clone())),
        }
    }
}

/// Adds a method to the resource of its path.
fn add_method(api: &mut Value, path: &str, verb: &str, method: Value) {
    let Value::Object(parts) = api else { return };
    let Value::Array(resources) = parts.entry("resources").or_insert_with(|| json!([])) else { return };
    let known = resources.iter_mut().find(|resource| text(resource, "path") == Some(path));
    match known.and_then(|resource| resource.get_mut("resourceMethods")).and_then(Value::as_object_mut) {
        Some(methods) => {
            methods.insert(verb.to_owned(), method);
        }
        None => resources.push(json!({"path": path, "resourceMethods": {verb: method}})),
    }
}

/// The fields of an object under other names: CloudFormation's are those of the API with a capital letter, most of them.
fn renamed(properties: &Value, names: &[(&str, &str)]) -> Map<String, Value> {
    let of = |(from, to): &(&str, &str)| Some(((*to).to_owned(), properties.get(*from)?.clone()));
    names.iter().filter_map(of).collect()
}

/// An object whose names all begin with a small letter, as the API's do, and those inside.
fn small(value: &Value) -> Value {
    match value {
        Value::Object(fields) => {
            Value::Object(fields.iter().map(|(name, value)| (small_name(name), small(value))).collect())
        }
        Value::Array(elements) => elements.iter().map(small).collect(),
        other => other.clone(),
    }
}

fn small_name(name: &str) -> String {
    let mut letters = name.chars();
    match letters.next() {
        // `Ref` and `Fn::…` are functions, not names of fields.
        Some(first) if name != "Ref" && !name.starts_with("Fn::") => {
            first.to_lowercase().chain(letters).collect()
        }
        _ => name.to_owned(),
    }
}

/// Settings of methods, in a list in templates, under the keys that `get-stages` gives them.
fn method_settings(settings: &Value) -> Map<String, Value> {
    let settings = settings.as_array().into_iter().flatten();
    settings
        .map(|setting| {
            let path = text(setting, "ResourcePath").unwrap_or("/*");
            let verb = text(setting, "HttpMethod").unwrap_or("*");
            let path = match path {
                "/*" | "*" => "*".to_owned(),
                path => path.replace('~', "~0").replace('/', "~1"),
            };
            (format!("{path}/{verb}"), small(setting))
        })
        .collect()
}

#[cfg(test)]
mod tests;
