//! One form for what means the same: a bundle of which only the fields that matter are left, each written in one way.
//!
//! Keys are sorted, lists that are sets too; a number is a number even where it came as text; moments are in UTC. What is not
//! listed here is dropped: answers of commands hold much that is no configuration (`warnings`, a cache cluster's state), and what
//! was never written down cannot leak. Secrets go: keys by their values, stage variables whose name or look is that of a secret.
//!
//! A policy keeps its author's order and loses the spaces between: whoever reads it should know it again, so another order is
//! another document, between which there is no difference (see [`super::difference`]).

mod form;

use std::collections::HashSet;

use serde_json::{Map, Value};

use super::json::{list, text};
use form::Form::{
    self, Flag, List, Map as MapOf, Moment, Number, Object, Policy, Set, Sources, Text, Upper, Uri, Variables,
};

/// What stands in the place of a secret.
pub const WITHHELD: &str = "(withheld)";

/// A part of a bundle that is a list: what it is called, under which name the AWS CLI prints its elements, by what they are
/// ordered, and what is kept of each.
pub(super) struct Part {
    pub(super) name: &'static str,
    items: &'static str,
    /// What tells an element from all others; elements without are known by their place only and stand last.
    keys: &'static [&'static str],
    fields: &'static [(&'static str, Form)],
}

/// The lists of a bundle.
pub(super) const PARTS: &[Part] = &[
    Part { name: "authorizers", items: "items", keys: &["id", "name"], fields: AUTHORIZER },
    Part { name: "resources", items: "items", keys: &["path", "id"], fields: RESOURCE },
    Part { name: "stages", items: "item", keys: &["stageName"], fields: STAGE },
    Part { name: "deployments", items: "items", keys: &["id"], fields: DEPLOYMENT },
    Part { name: "gatewayResponses", items: "items", keys: &["responseType"], fields: GATEWAY_RESPONSE },
    Part { name: "usagePlans", items: "items", keys: &["id", "name"], fields: USAGE_PLAN },
    Part { name: "apiKeys", items: "items", keys: &["id", "name"], fields: API_KEY },
    Part { name: "basePathMappings", items: "items", keys: &["domainName", "basePath"], fields: MAPPING },
];

const REST_API: &[(&str, Form)] = &[
    ("id", Text),
    ("name", Text),
    ("description", Text),
    ("version", Text),
    ("createdDate", Moment),
    ("apiKeySource", Text),
    ("binaryMediaTypes", Set),
    ("minimumCompressionSize", Number),
    ("disableExecuteApiEndpoint", Flag),
    ("rootResourceId", Text),
    ("securityPolicy", Text),
    ("endpointConfiguration", Object(&[("types", Set), ("vpcEndpointIds", Set), ("ipAddressType", Text)])),
    ("policy", Policy),
];

const AUTHORIZER: &[(&str, Form)] = &[
    ("id", Text),
    ("name", Text),
    ("type", Upper),
    ("authType", Text),
    ("providerARNs", Set),
    ("authorizerUri", Text),
    ("authorizerCredentials", Text),
    ("identitySource", Sources),
    ("identityValidationExpression", Text),
    ("authorizerResultTtlInSeconds", Number),
];

const RESOURCE: &[(&str, Form)] = &[
    ("id", Text),
    ("parentId", Text),
    ("path", Text),
    ("pathPart", Text),
    ("resourceMethods", MapOf(&Object(METHOD))),
];

const METHOD: &[(&str, Form)] = &[
    ("authorizationType", Upper),
    ("authorizerId", Text),
    // Where an id is not told: in OpenAPI documents and templates.
    ("authorizerName", Text),
    ("authorizationScopes", Set),
    ("apiKeyRequired", Flag),
    ("operationName", Text),
    ("requestValidatorId", Text),
    ("requestParameters", MapOf(&Flag)),
    ("requestModels", MapOf(&Text)),
    ("methodIntegration", Object(INTEGRATION)),
];

const INTEGRATION: &[(&str, Form)] = &[
    ("type", Upper),
    ("httpMethod", Upper),
    ("uri", Uri),
    ("connectionType", Upper),
    ("connectionId", Text),
    ("credentials", Text),
    ("timeoutInMillis", Number),
    ("passthroughBehavior", Upper),
    ("contentHandling", Upper),
];

const STAGE: &[(&str, Form)] = &[
    ("stageName", Text),
    ("deploymentId", Text),
    ("description", Text),
    ("createdDate", Moment),
    ("lastUpdatedDate", Moment),
    ("accessLogSettings", Object(&[("format", Text), ("destinationArn", Text)])),
    ("cacheClusterEnabled", Flag),
    ("cacheClusterSize", Text),
    ("canarySettings", Object(CANARY)),
    ("clientCertificateId", Text),
    ("methodSettings", MapOf(&Object(METHOD_SETTING))),
    ("tracingEnabled", Flag),
    ("variables", Variables),
    ("webAclArn", Text),
];

const CANARY: &[(&str, Form)] = &[
    ("deploymentId", Text),
    ("percentTraffic", Number),
    ("stageVariableOverrides", Variables),
    ("useStageCache", Flag),
];

const METHOD_SETTING: &[(&str, Form)] = &[
    ("cacheDataEncrypted", Flag),
    ("cacheTtlInSeconds", Number),
    ("cachingEnabled", Flag),
    ("dataTraceEnabled", Flag),
    ("loggingLevel", Upper),
    ("metricsEnabled", Flag),
    ("requireAuthorizationForCacheControl", Flag),
    ("throttlingBurstLimit", Number),
    ("throttlingRateLimit", Number),
    ("unauthorizedCacheControlHeaderStrategy", Upper),
];

const DEPLOYMENT: &[(&str, Form)] = &[
    ("id", Text),
    ("description", Text),
    ("createdDate", Moment),
    ("apiSummary", MapOf(&MapOf(&Object(&[("authorizationType", Upper), ("apiKeyRequired", Flag)])))),
];

const GATEWAY_RESPONSE: &[(&str, Form)] = &[
    ("responseType", Upper),
    ("statusCode", Number),
    ("responseParameters", MapOf(&Text)),
    ("responseTemplates", MapOf(&Text)),
    ("defaultResponse", Flag),
];

const USAGE_PLAN: &[(&str, Form)] = &[
    ("id", Text),
    ("name", Text),
    ("description", Text),
    ("apiStages", List(&[("apiId", Text), ("stage", Text), ("throttle", MapOf(&Object(THROTTLE)))])),
    ("throttle", Object(THROTTLE)),
    ("quota", Object(&[("limit", Number), ("offset", Number), ("period", Upper)])),
];

const THROTTLE: &[(&str, Form)] = &[("burstLimit", Number), ("rateLimit", Number)];

/// Never the key's value.
const API_KEY: &[(&str, Form)] = &[("id", Text), ("name", Text), ("enabled", Flag)];

const MAPPING: &[(&str, Form)] =
    &[("domainName", Text), ("basePath", Text), ("restApiId", Text), ("stage", Text)];

/// A bundle in its one form. What of it describes something else than an API is dropped.
pub(super) fn bundle(raw: &Value) -> Map<String, Value> {
    let mut bundle = parts(raw);
    let api_id = bundle.get("restApi").and_then(|api| text(api, "id")).map(str::to_owned);
    if let Some(api_id) = &api_id {
        keep_own(&mut bundle, api_id);
    }
    if let Some(exports) = raw.get("exports").and_then(Value::as_object) {
        let mut kept = Map::new();
        for (stage, export) in exports {
            let parsed = export.as_str().and_then(|text| serde_json::from_str(text).ok());
            if let Some(export) = exported(parsed.as_ref().unwrap_or(export)) {
                kept.insert(stage.clone(), export);
            }
        }
        bundle.insert("exports".to_owned(), Value::Object(kept));
    }
    bundle.sort_keys();
    for part in bundle.values_mut() {
        part.sort_all_objects();
    }
    bundle
}

/// What an export of a stage tells of what is deployed there, in the shape of a bundle.
fn exported(export: &Value) -> Option<Value> {
    let parts = if export.get("openapi").is_some() || export.get("swagger").is_some() {
        parts(&super::open_api::bundle(export))
    } else {
        parts(export)
    };
    (!parts.is_empty()).then_some(Value::Object(parts))
}

fn parts(raw: &Value) -> Map<String, Value> {
    let mut bundle = Map::new();
    for (name, form) in [("describedBy", Text), ("region", Text), ("restApi", Object(REST_API))] {
        if let Some(value) = raw.get(name).and_then(|value| form.of(value)) {
            bundle.insert(name.to_owned(), value);
        }
    }
    for part in PARTS {
        if let Some(value) = raw.get(part.name).filter(|value| !value.is_null()) {
            bundle.insert(part.name.to_owned(), part.of(value));
        }
    }
    bundle
}

/// Usage plans and mappings are an account's: those of other APIs are not this one's configuration.
fn keep_own(bundle: &mut Map<String, Value>, api_id: &str) {
    retain(bundle, "usagePlans", |plan| {
        plan.get("apiStages")
            .and_then(Value::as_array)
            .is_some_and(|stages| stages.iter().any(|stage| text(stage, "apiId") == Some(api_id)))
    });
    retain(bundle, "basePathMappings", |mapping| text(mapping, "restApiId").is_none_or(|id| id == api_id));
}

fn retain(bundle: &mut Map<String, Value>, part: &str, is_kept: impl Fn(&Value) -> bool) {
    let items = bundle.get_mut(part).and_then(|part| part.get_mut("items"));
    if let Some(Value::Array(elements)) = items {
        elements.retain(is_kept);
    }
}

impl Part {
    /// The part of this name.
    pub(super) fn named(name: &str) -> Option<&'static Self> {
        PARTS.iter().find(|part| part.name == name)
    }

    /// Elements as they stand in a bundle.
    pub(super) fn wrapped(&self, elements: Vec<Value>) -> Value {
        Value::Object(Map::from_iter([(self.items.to_owned(), Value::Array(elements))]))
    }

    /// What tells an element from all others.
    pub(super) fn key(&self, element: &Value) -> Vec<Option<String>> {
        let key = |name: &&str| {
            let value = element.get(*name)?;
            Some(value.as_str().map_or_else(|| value.to_string(), str::to_owned))
        };
        self.keys.iter().map(key).collect()
    }

    /// Whether two elements are the same thing: by what tells it from all others, as far as both have it.
    pub(super) fn is_same(&self, one: &Value, other: &Value) -> bool {
        let both = self.key(one).into_iter().zip(self.key(other));
        let mut both = both.filter_map(|pair| match pair {
            (Some(one), Some(other)) => Some(one == other),
            _ => None,
        });
        both.next().unwrap_or(false)
    }

    fn of(&self, raw: &Value) -> Value {
        let form = Object(self.fields);
        let mut elements: Vec<Value> = list(raw)
            .iter()
            .filter_map(|element| form.of(element))
            .filter(|element| element.as_object().is_some_and(|fields| !fields.is_empty()))
            // What API Gateway answers where nobody changed anything is no configuration of this API.
            .filter(|element| {
                self.name != "gatewayResponses" || element.get("defaultResponse") != Some(&Value::Bool(true))
            })
            .collect();
        // Of one thing that is described twice, the last counts.
        let mut seen = HashSet::new();
        elements.reverse();
        elements.retain(|element| {
            let key = self.key(element);
            key.iter().all(Option::is_none) || seen.insert(key)
        });
        elements.sort_by_cached_key(|element| (self.key(element), element.to_string()));
        self.wrapped(elements)
    }
}
