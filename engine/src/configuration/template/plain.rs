//! What `AWS::ApiGateway::…` describes.

use std::collections::HashSet;

use serde_json::{Map, Value, json};

use super::{
    super::json::text, Apis, Template, add, add_method, describe, method_settings, referred, renamed, small,
    take_open_api,
};

/// An API by itself.
pub(super) fn rest_api(api: &mut Value, name: &str, properties: &Value) {
    if let Some(body) = properties.get("Body") {
        take_open_api(api, body);
    }
    let mut fields = renamed(
        properties,
        &[
            ("Name", "name"),
            ("Description", "description"),
            ("Policy", "policy"),
            ("ApiKeySourceType", "apiKeySource"),
            ("BinaryMediaTypes", "binaryMediaTypes"),
            ("MinimumCompressionSize", "minimumCompressionSize"),
            ("DisableExecuteApiEndpoint", "disableExecuteApiEndpoint"),
        ],
    );
    fields.entry("name").or_insert_with(|| name.into());
    if let Some(endpoints) = properties.get("EndpointConfiguration") {
        fields.insert("endpointConfiguration".to_owned(), small(endpoints));
    }
    describe(api, fields);
}

/// What belongs to an API.
pub(super) fn resource(template: &Template<'_>, apis: &mut Apis, kind: &str, name: &str, properties: &Value) {
    if kind == "UsagePlan" {
        return usage_plan(apis, name, properties);
    }
    let Some(api) = properties.get("RestApiId").map(|reference| apis.of(reference.clone())) else { return };
    match kind {
        "Authorizer" => add(api, "authorizers", authorizer(name, properties)),
        "Method" => {
            if let Some(verb) = text(properties, "HttpMethod") {
                let path =
                    properties.get("ResourceId").map_or_else(|| UNKNOWN.to_owned(), |id| path(template, id));
                add_method(api, &path, &verb.to_ascii_uppercase(), method(template, properties));
            }
        }
        "Stage" => add(api, "stages", stage(properties)),
        "Deployment" => {
            add(api, "deployments", json!({"id": name, "description": properties.get("Description")}));
            if let Some(stage_name) = properties.get("StageName") {
                let mut of_stage = properties.get("StageDescription").cloned().unwrap_or_else(|| json!({}));
                if let Value::Object(fields) = &mut of_stage {
                    fields.insert("StageName".to_owned(), stage_name.clone());
                    fields.insert("DeploymentId".to_owned(), json!({"Ref": name}));
                }
                add(api, "stages", stage(&of_stage));
            }
        }
        "GatewayResponse" => {
            let names = ["ResponseParameters", "ResponseTemplates", "ResponseType", "StatusCode"];
            add(api, "gatewayResponses", small_of(properties, &names));
        }
        "BasePathMapping" => {
            add(api, "basePathMappings", small_of(properties, &["DomainName", "BasePath", "Stage"]));
        }
        _ => {}
    }
}

/// A plan belongs to every API of whose stages it tells.
fn usage_plan(apis: &mut Apis, name: &str, properties: &Value) {
    let stages = properties.get("ApiStages").and_then(Value::as_array);
    let mut seen = HashSet::new();
    for reference in stages.into_iter().flatten().filter_map(|stage| stage.get("ApiId")) {
        if !seen.insert(reference.to_string()) {
            continue;
        }
        let own = stages.into_iter().flatten().filter(|stage| stage.get("ApiId") == Some(reference));
        let plan = json!({
            "name": properties.get("UsagePlanName").cloned().unwrap_or_else(|| name.into()),
            "apiStages": own.map(small).collect::<Value>(),
            "quota": properties.get("Quota").map(small),
            "throttle": properties.get("Throttle").map(small),
        });
        add(apis.of(reference.clone()), "usagePlans", plan);
    }
}

/// Some of the properties, as the API names them. What stands inside keeps its names: headers and types of content.
fn small_of(properties: &Value, names: &[&str]) -> Value {
    let of = |name: &&str| Some((super::small_name(name), properties.get(*name)?.clone()));
    Value::Object(names.iter().filter_map(of).collect())
}

fn authorizer(name: &str, properties: &Value) -> Value {
    let mut fields = renamed(
        properties,
        &[
            ("Name", "name"),
            ("Type", "type"),
            ("AuthType", "authType"),
            ("AuthorizerUri", "authorizerUri"),
            ("AuthorizerCredentials", "authorizerCredentials"),
            ("AuthorizerResultTtlInSeconds", "authorizerResultTtlInSeconds"),
            ("IdentitySource", "identitySource"),
            ("IdentityValidationExpression", "identityValidationExpression"),
            ("ProviderARNs", "providerARNs"),
        ],
    );
    fields.entry("name").or_insert_with(|| name.into());
    Value::Object(fields)
}

fn method(template: &Template<'_>, properties: &Value) -> Value {
    let mut fields = renamed(
        properties,
        &[
            ("AuthorizationType", "authorizationType"),
            ("AuthorizationScopes", "authorizationScopes"),
            ("ApiKeyRequired", "apiKeyRequired"),
            ("OperationName", "operationName"),
            ("RequestParameters", "requestParameters"),
            ("RequestModels", "requestModels"),
        ],
    );
    if let Some(id) = properties.get("AuthorizerId") {
        let own = referred(id).and_then(|name| {
            let authorizer = template.resource(name, "AWS::ApiGateway::Authorizer")?;
            Some(authorizer.get("Name").cloned().unwrap_or_else(|| name.into()))
        });
        match own {
            Some(name) => fields.insert("authorizerName".to_owned(), name),
            None => fields.insert("authorizerId".to_owned(), id.clone()),
        };
    }
    if let Some(integration) = properties.get("Integration") {
        let integration = renamed(
            integration,
            &[
                ("Type", "type"),
                ("IntegrationHttpMethod", "httpMethod"),
                ("Uri", "uri"),
                ("Credentials", "credentials"),
                ("ConnectionType", "connectionType"),
                ("ConnectionId", "connectionId"),
                ("TimeoutInMillis", "timeoutInMillis"),
                ("PassthroughBehavior", "passthroughBehavior"),
            ],
        );
        fields.insert("methodIntegration".to_owned(), Value::Object(integration));
    }
    Value::Object(fields)
}

fn stage(properties: &Value) -> Value {
    let mut fields = renamed(
        properties,
        &[
            ("StageName", "stageName"),
            ("DeploymentId", "deploymentId"),
            ("Description", "description"),
            ("Variables", "variables"),
            ("CacheClusterEnabled", "cacheClusterEnabled"),
            ("CacheClusterSize", "cacheClusterSize"),
            ("TracingEnabled", "tracingEnabled"),
            ("ClientCertificateId", "clientCertificateId"),
        ],
    );
    put_settings(&mut fields, properties);
    Value::Object(fields)
}

/// What SAM's APIs tell of their stage in the same words.
pub(super) fn put_settings(fields: &mut Map<String, Value>, properties: &Value) {
    if let Some(settings) = properties.get("MethodSettings") {
        fields.insert("methodSettings".to_owned(), Value::Object(method_settings(settings)));
    }
    if let Some(access_log) = properties.get("AccessLogSetting") {
        fields.insert("accessLogSettings".to_owned(), small(access_log));
    }
    if let Some(canary) = properties.get("CanarySetting") {
        fields.insert("canarySettings".to_owned(), small(canary));
    }
}

/// A path of which a part stands outside the template.
const UNKNOWN: &str = "?";

/// The path of a resource: its own part behind its parents'.
fn path(template: &Template<'_>, resource_id: &Value) -> String {
    let mut parts = Vec::new();
    let mut id = resource_id;
    let mut seen = HashSet::new();
    loop {
        if id.get("Fn::GetAtt").is_some_and(|path| path.get(1).is_some_and(|name| name == "RootResourceId")) {
            break;
        }
        let own = referred(id)
            .filter(|name| seen.insert(*name))
            .and_then(|name| template.resource(name, "AWS::ApiGateway::Resource"));
        let Some(resource) = own else {
            parts.push(UNKNOWN);
            break;
        };
        parts.push(text(resource, "PathPart").unwrap_or(UNKNOWN));
        match resource.get("ParentId") {
            Some(parent) => id = parent,
            None => break,
        }
    }
    parts.reverse();
    format!("/{}", parts.join("/"))
}
