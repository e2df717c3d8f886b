//! What SAM's `AWS::Serverless::Api` describes, and the functions whose events are its methods.

use serde_json::{Map, Value, json};

use super::{
    super::json::{list, text},
    Apis, Template, add, add_method, describe, plain, renamed, take_open_api,
};

/// The API that functions without a `RestApiId` share.
const IMPLICIT: &str = "ServerlessRestApi";

/// An API with its stage.
pub(super) fn api(template: &Template<'_>, api: &mut Value, name: &str, properties: &Value) {
    let properties = &with_globals(template, properties);
    if let Some(body) = properties.get("DefinitionBody") {
        take_open_api(api, body);
    }
    let mut fields = renamed(
        properties,
        &[
            ("Name", "name"),
            ("Description", "description"),
            ("ApiKeySourceType", "apiKeySource"),
            ("BinaryMediaTypes", "binaryMediaTypes"),
            ("MinimumCompressionSize", "minimumCompressionSize"),
            ("DisableExecuteApiEndpoint", "disableExecuteApiEndpoint"),
        ],
    );
    fields.entry("name").or_insert_with(|| name.into());
    match properties.get("EndpointConfiguration") {
        Some(Value::String(kind)) => {
            fields.insert("endpointConfiguration".to_owned(), json!({"types": [kind]}));
        }
        Some(endpoints) => {
            let types = endpoints.get("Type");
            let endpoints = json!({"types": types, "vpcEndpointIds": endpoints.get("VPCEndpointIds")});
            fields.insert("endpointConfiguration".to_owned(), endpoints);
        }
        None => {}
    }
    let auth = properties.get("Auth");
    if let Some(policy) = auth.and_then(|auth| auth.get("ResourcePolicy")).and_then(resource_policy) {
        fields.insert("policy".to_owned(), policy);
    }
    describe(api, fields);
    let authorizers = auth.and_then(|auth| auth.get("Authorizers")).and_then(Value::as_object);
    for (name, described) in authorizers.into_iter().flatten() {
        add(api, "authorizers", authorizer(name, described));
    }
    for (kind, response) in
        properties.get("GatewayResponses").and_then(Value::as_object).into_iter().flatten()
    {
        add(api, "gatewayResponses", gateway_response(kind, response));
    }
    let mut stage = renamed(
        properties,
        &[
            ("StageName", "stageName"),
            ("Variables", "variables"),
            ("CacheClusterEnabled", "cacheClusterEnabled"),
            ("CacheClusterSize", "cacheClusterSize"),
            ("TracingEnabled", "tracingEnabled"),
        ],
    );
    plain::put_settings(&mut stage, properties);
    add(api, "stages", Value::Object(stage));
}

/// A function's events that are calls of an API.
pub(super) fn function(template: &Template<'_>, apis: &mut Apis, properties: &Value) {
    for event in properties.get("Events").and_then(Value::as_object).into_iter().flat_map(Map::values) {
        let called = event.get("Properties").filter(|_| text(event, "Type") == Some("Api"));
        let Some((called, path, verb)) =
            called.and_then(|called| Some((called, text(called, "Path")?, text(called, "Method")?)))
        else {
            continue;
        };
        let reference = called.get("RestApiId").cloned().unwrap_or_else(|| json!({"Ref": IMPLICIT}));
        let own =
            super::referred(&reference).and_then(|name| template.resource(name, "AWS::Serverless::Api"));
        let of_api = with_globals(template, own.unwrap_or(&Value::Null));
        let verb =
            if verb.eq_ignore_ascii_case("any") { "ANY".to_owned() } else { verb.to_ascii_uppercase() };
        add_method(apis.of(reference), path, &verb, method(&of_api, called));
    }
}

/// A method, with what its API says of all that say nothing.
fn method(api: &Value, called: &Value) -> Value {
    let own = called.get("Auth");
    let of_all = api.get("Auth");
    let authorizer = own.and_then(|auth| auth.get("Authorizer")).or_else(|| of_all?.get("DefaultAuthorizer"));
    let needs_key = own.and_then(|auth| auth.get("ApiKeyRequired")).or_else(|| of_all?.get("ApiKeyRequired"));
    let scopes = own.and_then(|auth| auth.get("AuthorizationScopes"));
    let mut method = json!({
        "authorizationType": "NONE",
        "apiKeyRequired": needs_key.cloned().unwrap_or_else(|| false.into()),
        "authorizationScopes": scopes,
        "methodIntegration": {"type": "AWS_PROXY"},
    });
    let Value::Object(fields) = &mut method else { return method };
    let name = authorizer.and_then(Value::as_str);
    match name {
        None | Some("NONE") => {}
        Some("AWS_IAM") => {
            fields.insert("authorizationType".to_owned(), "AWS_IAM".into());
        }
        Some(name) => {
            let described = of_all.and_then(|auth| auth.get("Authorizers")?.get(name));
            let is_cognito = described.is_some_and(|described| described.get("UserPoolArn").is_some());
            let kind = if is_cognito { "COGNITO_USER_POOLS" } else { "CUSTOM" };
            fields.insert("authorizationType".to_owned(), kind.into());
            fields.insert("authorizerName".to_owned(), name.into());
        }
    }
    method
}

/// An authorizer, with what SAM takes where the template says nothing ("API auth objects", AWS SAM Developer Guide).
fn authorizer(name: &str, described: &Value) -> Value {
    let identity = described.get("Identity").unwrap_or(&Value::Null);
    let header = || text(identity, "Header").unwrap_or("Authorization");
    let mut fields = Map::from_iter([("name".to_owned(), Value::from(name))]);
    let mut put = |name: &str, value: Option<Value>| {
        if let Some(value) = value {
            fields.insert(name.to_owned(), value);
        }
    };
    if let Some(pools) = described.get("UserPoolArn") {
        put("type", Some("COGNITO_USER_POOLS".into()));
        put("providerARNs", Some(pools.clone()));
        put("identitySource", Some(format!("method.request.header.{}", header()).into()));
    } else {
        let kind = text(described, "FunctionPayloadType").unwrap_or("TOKEN").to_ascii_uppercase();
        let sources = if kind == "REQUEST" {
            request_sources(identity)
        } else {
            vec![format!("method.request.header.{}", header())]
        };
        put("type", Some(kind.into()));
        put("authorizerUri", described.get("FunctionArn").cloned());
        put("authorizerCredentials", described.get("FunctionInvokeRole").cloned());
        put("identitySource", Some(sources.into()));
    }
    put("identityValidationExpression", identity.get("ValidationExpression").cloned());
    put("authorizerResultTtlInSeconds", identity.get("ReauthorizeEvery").cloned());
    Value::Object(fields)
}

fn request_sources(identity: &Value) -> Vec<String> {
    [
        ("Headers", "method.request.header."),
        ("QueryStrings", "method.request.querystring."),
        ("StageVariables", "stageVariables."),
        ("Context", "context."),
    ]
    .into_iter()
    .flat_map(|(name, prefix)| {
        let names = identity.get(name).map(list).unwrap_or_default();
        names.iter().filter_map(Value::as_str).map(move |name| format!("{prefix}{name}"))
    })
    .collect()
}

/// The resource policy, where the template writes its statements. What SAM makes of lists of addresses and endpoints is not
/// worked out here.
fn resource_policy(described: &Value) -> Option<Value> {
    let statements = described.get("CustomStatements")?;
    let is_whole = described.as_object().is_some_and(|described| described.len() == 1);
    is_whole.then(|| json!({"Version": "2012-10-17", "Statement": statements}))
}

fn gateway_response(kind: &str, response: &Value) -> Value {
    let places = [("Headers", "header"), ("QueryStrings", "querystring"), ("Paths", "path")];
    let parameters: Map<String, Value> = places
        .into_iter()
        .filter_map(|(name, place)| {
            Some((response.get("ResponseParameters")?.get(name)?.as_object()?, place))
        })
        .flat_map(|(parameters, place)| {
            parameters
                .iter()
                .map(move |(name, value)| (format!("gatewayresponse.{place}.{name}"), value.clone()))
        })
        .collect();
    json!({
        "responseType": kind,
        "statusCode": response.get("StatusCode"),
        "responseParameters": parameters,
        "responseTemplates": response.get("ResponseTemplates"),
    })
}

/// An API's properties with those that `Globals` gives to all APIs.
fn with_globals(template: &Template<'_>, properties: &Value) -> Value {
    let mut all = template.document.pointer("/Globals/Api").cloned().unwrap_or_default();
    overlay(&mut all, properties);
    all
}

/// Own properties before global ones; of objects both.
fn overlay(global: &mut Value, own: &Value) {
    match (global, own) {
        (Value::Object(global), Value::Object(own)) => {
            for (name, value) in own {
                match global.get_mut(name) {
                    Some(known) => overlay(known, value),
                    None => {
                        global.insert(name.clone(), value.clone());
                    }
                }
            }
        }
        (_, Value::Null) => {}
        (global, own) => *global = own.clone(),
    }
}
