//! An API's life, step by step: what its control plane tells of it after each, and what was deployed.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde_json::{Map, Value, json};

/// Something that happens to an API.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(tag = "step", rename_all = "kebab-case", rename_all_fields = "camelCase")]
pub enum Step {
    /// It is made, with nothing but its root.
    Create {
        /// Its name.
        name: String,
    },
    /// It gets a resource policy, or none any more.
    Policy {
        /// The policy's text.
        policy: Option<String>,
    },
    /// It gets an authorizer, or the one of this id is another now.
    Authorizer {
        /// Its id.
        id: String,
        /// Its name.
        name: String,
        /// `TOKEN` or `REQUEST`.
        kind: String,
        /// As `method.request.header.Authorization`.
        identity_source: String,
        /// How long its answers are cached.
        ttl_seconds: u32,
    },
    /// An authorizer goes.
    RemoveAuthorizer {
        /// Its id.
        id: String,
    },
    /// A path gets a method, or the one that is there is another now.
    Method {
        /// As `/orders/{id}`.
        path: String,
        /// As `GET`.
        method: String,
        /// Who is asked; `None`: nobody.
        authorizer_id: Option<String>,
        /// Whether an API key is asked for.
        #[serde(default)]
        is_key_required: bool,
    },
    /// A stage gets what the API is now; it is made when there is none.
    Deploy {
        /// The stage's name.
        stage: String,
        /// When, in seconds since 1970.
        at_seconds: i64,
    },
    /// A stage's own settings, as `get-stages` tells them.
    Stage {
        /// The stage's name.
        stage: String,
        /// What is to be set.
        settings: Map<String, Value>,
    },
    /// A stage goes.
    RemoveStage {
        /// Its name.
        stage: String,
    },
    /// The API itself goes.
    Remove,
}

/// An API, as its control plane tells it: moments in seconds, lists without their wrapping.
#[derive(Debug, Clone, Default)]
pub(crate) struct Api {
    pub(crate) described: Map<String, Value>,
    pub(crate) authorizers: BTreeMap<String, Value>,
    /// By path.
    pub(crate) resources: BTreeMap<String, Value>,
    /// By name.
    pub(crate) stages: BTreeMap<String, Map<String, Value>>,
    pub(crate) deployments: Vec<Value>,
    /// What is deployed, by stage.
    pub(crate) exports: BTreeMap<String, Value>,
}

impl Api {
    pub(crate) fn new(id: &str, name: &str) -> Self {
        let described = json!({
            "id": id,
            "name": name,
            "createdDate": 1_785_484_800,
            "apiKeySource": "HEADER",
            "endpointConfiguration": {"types": ["REGIONAL"]},
            "disableExecuteApiEndpoint": false,
            "rootResourceId": "root",
        });
        let root = json!({"id": "root", "path": "/"});
        Self {
            described: object(described),
            resources: BTreeMap::from([("/".to_owned(), root)]),
            ..Self::default()
        }
    }

    /// What happens, but for the making and the end of the API itself.
    pub(crate) fn live(&mut self, step: Step) {
        match step {
            Step::Policy { policy: Some(policy) } => {
                self.described.insert("policy".to_owned(), policy.into());
            }
            Step::Policy { policy: None } => {
                self.described.remove("policy");
            }
            Step::Authorizer { id, name, kind, identity_source, ttl_seconds } => {
                let uri = format!(
                    "arn:aws:apigateway:eu-central-1:lambda:path/2015-03-31/functions/{name}/invocations"
                );
                let authorizer = json!({
                    "id": id, "name": name, "type": kind, "authType": "custom", "authorizerUri": uri,
                    "identitySource": identity_source, "authorizerResultTtlInSeconds": ttl_seconds,
                });
                self.authorizers.insert(id, authorizer);
            }
            Step::RemoveAuthorizer { id } => {
                self.authorizers.remove(&id);
            }
            Step::Method { path, method, authorizer_id, is_key_required } => {
                let kind = if authorizer_id.is_some() { "CUSTOM" } else { "NONE" };
                let mut described = json!({
                    "httpMethod": method, "authorizationType": kind, "apiKeyRequired": is_key_required,
                    "methodIntegration": {"type": "MOCK", "timeoutInMillis": 29_000},
                });
                if let (Some(id), Value::Object(fields)) = (authorizer_id, &mut described) {
                    fields.insert("authorizerId".to_owned(), id.into());
                }
                let id = format!("r{}", self.resources.len());
                let part = path.rsplit('/').next().unwrap_or_default().to_owned();
                let resource = self
                    .resources
                    .entry(path.clone())
                    .or_insert_with(|| json!({"id": id, "parentId": "root", "pathPart": part, "path": path}));
                if let Value::Object(fields) = resource {
                    let methods = fields.entry("resourceMethods").or_insert_with(|| json!({}));
                    if let Value::Object(methods) = methods {
                        methods.insert(method, described);
                    }
                }
            }
            Step::Deploy { stage, at_seconds } => self.deploy(&stage, at_seconds),
            Step::Stage { stage, settings } => {
                self.stages.entry(stage).or_default().extend(settings);
            }
            Step::RemoveStage { stage } => {
                self.stages.remove(&stage);
                self.exports.remove(&stage);
            }
            Step::Create { .. } | Step::Remove => {}
        }
    }

    fn deploy(&mut self, stage: &str, at_seconds: i64) {
        let id = format!("d{}", self.deployments.len() + 1);
        self.deployments.push(json!({"id": id, "createdDate": at_seconds}));
        self.exports.insert(stage.to_owned(), self.export(stage));
        let described = self.stages.entry(stage.to_owned()).or_insert_with(|| {
            object(json!({
                "stageName": stage, "createdDate": at_seconds, "cacheClusterEnabled": false,
                "tracingEnabled": false, "methodSettings": {},
            }))
        });
        described.insert("deploymentId".to_owned(), id.into());
        described.insert("lastUpdatedDate".to_owned(), at_seconds.into());
    }

    /// What the API is now, as OpenAPI with API Gateway's extensions.
    fn export(&self, stage: &str) -> Value {
        let id = self.described.get("id").and_then(Value::as_str).unwrap_or_default();
        let name_of = |authorizer: &Value| authorizer.get("name").cloned().unwrap_or_default();
        let schemes = self.authorizers.values().map(|authorizer| {
            let mut told = object(authorizer.clone());
            told.retain(|field, _| !["id", "name", "authType"].contains(&field.as_str()));
            let name = name_of(authorizer).as_str().unwrap_or_default().to_owned();
            let scheme = json!({
                "type": "apiKey", "name": "Authorization", "in": "header",
                "x-amazon-apigateway-authtype": "custom", "x-amazon-apigateway-authorizer": told,
            });
            (name, scheme)
        });
        let schemes: Map<String, Value> = schemes.collect();
        let mut paths = Map::new();
        for (path, resource) in &self.resources {
            let methods = resource.get("resourceMethods").and_then(Value::as_object);
            let methods = methods.into_iter().flatten().map(|(method, described)| {
                let authorizer = described.get("authorizerId").and_then(Value::as_str);
                let mut security = Vec::new();
                if let Some(authorizer) = authorizer.and_then(|id| self.authorizers.get(id)) {
                    let name = name_of(authorizer).as_str().unwrap_or_default().to_owned();
                    security.push(Value::Object(Map::from_iter([(name, json!([]))])));
                }
                let operation = json!({
                    "security": security, "x-amazon-apigateway-integration": {"type": "mock"},
                });
                (method.to_ascii_lowercase(), operation)
            });
            let methods: Map<String, Value> = methods.collect();
            if !methods.is_empty() {
                paths.insert(path.clone(), methods.into());
            }
        }
        let mut export = json!({
            "openapi": "3.0.1",
            "info": {"title": self.described.get("name"), "version": "1"},
            "servers": [{"url": format!("https://{id}.execute-api.eu-central-1.amazonaws.com/{stage}")}],
            "paths": paths,
            "components": {"securitySchemes": schemes},
        });
        let policy = self.described.get("policy").and_then(Value::as_str);
        if let (Some(policy), Value::Object(fields)) = (policy, &mut export) {
            let policy = serde_json::from_str(policy).unwrap_or_else(|_| policy.into());
            fields.insert("x-amazon-apigateway-policy".to_owned(), policy);
        }
        export
    }
}

fn object(value: Value) -> Map<String, Value> {
    match value {
        Value::Object(fields) => fields,
        _ => Map::new(),
    }
}
