//! OpenAPI documents with what API Gateway adds → bundles. An export tells what a stage was deployed with; of ids it tells none.

use serde_json::{Map, Value, json};

use super::{
    ConfigurationError,
    json::{list, text},
};

/// What a document says of an API.
pub(super) fn read(document: &Value) -> Result<Value, ConfigurationError> {
    let bundle = bundle(document);
    let has = |part: &str| bundle.get(part).is_some_and(|part| !list(part).is_empty());
    let has_policy = bundle.pointer("/restApi/policy").is_some();
    let is_silent = !has("authorizers") && !has("gatewayResponses") && !has_policy;
    if is_silent && !document.to_string().contains("\"x-amazon-apigateway-") {
        return Err(ConfigurationError::NoExtensions);
    }
    Ok(bundle)
}

/// The same, of a document that may be without what API Gateway adds. Of the resource policy only its presence tells something:
/// an export may have been made without it.
pub(super) fn bundle(document: &Value) -> Value {
    let mut rest_api = Map::new();
    let mut put = |name: &str, value: Option<Value>| {
        if let Some(value) = value {
            rest_api.insert(name.to_owned(), value);
        }
    };
    let address = address(document);
    put("id", address.map(|(id, _)| Value::from(id)));
    put("name", document.pointer("/info/title").cloned());
    put("version", document.pointer("/info/version").cloned());
    put("policy", document.get("x-amazon-apigateway-policy").cloned());
    put("apiKeySource", document.get("x-amazon-apigateway-api-key-source").cloned());
    put("binaryMediaTypes", document.get("x-amazon-apigateway-binary-media-types").cloned());
    put("minimumCompressionSize", document.get("x-amazon-apigateway-minimum-compression-size").cloned());
    put("endpointConfiguration", endpoints(document));

    let schemes = document
        .get("securityDefinitions")
        .or_else(|| document.pointer("/components/securitySchemes"))
        .and_then(Value::as_object);
    let is_told = schemes.is_some() || document.to_string().contains("\"x-amazon-apigateway-");
    let authorizers = schemes.into_iter().flatten().filter_map(|(name, scheme)| authorizer(name, scheme));
    let mut bundle = json!({"describedBy": "open_api", "restApi": rest_api});
    if let Some((_, region)) = address
        && !region.is_empty()
    {
        put_in(&mut bundle, "region", region.into());
    }
    // Without what API Gateway adds nothing is known of authorizers, not that there are none.
    if is_told {
        put_in(&mut bundle, "authorizers", authorizers.collect());
    }
    if let Some(responses) = document.get("x-amazon-apigateway-gateway-responses").and_then(Value::as_object)
    {
        put_in(&mut bundle, "gatewayResponses", responses.iter().map(gateway_response).collect());
    }
    if let Some(paths) = document.get("paths").and_then(Value::as_object) {
        let resources = paths.iter().map(|(path, item)| resource(document, path, item)).collect();
        put_in(&mut bundle, "resources", resources);
    }
    bundle
}

fn put_in(bundle: &mut Value, part: &str, value: Value) {
    if let Value::Object(parts) = bundle {
        parts.insert(part.to_owned(), value);
    }
}

/// The API's id and region, from the address that the export names: `a1b2c3d4e5.execute-api.eu-west-1.amazonaws.com`.
fn address(document: &Value) -> Option<(&str, &str)> {
    let servers = document.get("servers").and_then(Value::as_array).into_iter().flatten();
    let urls = servers.filter_map(|server| text(server, "url"));
    text(document, "host").into_iter().chain(urls).find_map(|address| {
        let host = address.split_once("://").map_or(address, |(_, host)| host);
        let (id, rest) = host.split_once(".execute-api.")?;
        // At a VPC endpoint its id stands behind the API's.
        let id = id.split('-').next().filter(|id| !id.is_empty())?;
        let region = rest.split('.').next().unwrap_or_default();
        id.bytes().all(|byte| byte.is_ascii_alphanumeric()).then_some((id, region))
    })
}

fn endpoints(document: &Value) -> Option<Value> {
    let own = document.get("x-amazon-apigateway-endpoint-configuration");
    let of_server = || {
        list(document.get("servers")?)
            .iter()
            .find_map(|server| server.get("x-amazon-apigateway-endpoint-configuration"))
    };
    own.or_else(of_server).cloned()
}

/// A security scheme; `None` for one that is no authorizer.
fn authorizer(name: &str, scheme: &Value) -> Option<Value> {
    let Value::Object(mut authorizer) = scheme.get("x-amazon-apigateway-authorizer")?.clone() else {
        return None;
    };
    authorizer.remove("id");
    authorizer.insert("name".to_owned(), name.into());
    if let Some(kind) = text(scheme, "x-amazon-apigateway-authtype") {
        authorizer.insert("authType".to_owned(), kind.into());
    }
    // A TOKEN authorizer's one source is the scheme's own header.
    let is_request = authorizer
        .get("type")
        .and_then(Value::as_str)
        .is_some_and(|kind| kind.eq_ignore_ascii_case("request"));
    let has_sources =
        authorizer.get("identitySource").and_then(Value::as_str).is_some_and(|text| !text.trim().is_empty());
    if !has_sources
        && !is_request
        && text(scheme, "in") == Some("header")
        && let Some(header) = text(scheme, "name")
    {
        authorizer.insert("identitySource".to_owned(), format!("method.request.header.{header}").into());
    }
    Some(Value::Object(authorizer))
}

fn gateway_response((kind, response): (&String, &Value)) -> Value {
    let part = |name: &str| response.get(name).cloned().unwrap_or_default();
    json!({
        "responseType": kind,
        "statusCode": part("statusCode"),
        "responseParameters": part("responseParameters"),
        "responseTemplates": part("responseTemplates"),
    })
}

/// The methods that a path item may have.
const METHODS: &[&str] =
    &["get", "put", "post", "delete", "options", "head", "patch", "x-amazon-apigateway-any-method"];

fn resource(document: &Value, path: &str, item: &Value) -> Value {
    let methods: Map<String, Value> = METHODS
        .iter()
        .filter_map(|name| {
            let operation = item.get(name).filter(|operation| operation.is_object())?;
            let verb = if name.starts_with('x') { "ANY".to_owned() } else { name.to_ascii_uppercase() };
            Some((verb, method(document, operation)))
        })
        .collect();
    json!({"path": path, "resourceMethods": methods})
}

fn method(document: &Value, operation: &Value) -> Value {
    let mut method = json!({
        "authorizationType": "NONE",
        "apiKeyRequired": false,
        "operationName": operation.get("operationId"),
        "methodIntegration": operation.get("x-amazon-apigateway-integration"),
    });
    let Value::Object(fields) = &mut method else { return method };
    let mut put = |name: &str, value: Value| fields.insert(name.to_owned(), value);
    let needs = operation.get("security").or_else(|| document.get("security")).map(list).unwrap_or_default();
    for (name, scopes) in needs.iter().filter_map(Value::as_object).flatten() {
        let scheme = document
            .pointer("/securityDefinitions")
            .or_else(|| document.pointer("/components/securitySchemes"))
            .and_then(|schemes| schemes.get(name));
        let Some(scheme) = scheme else { continue };
        if let Some(authorizer) = scheme.get("x-amazon-apigateway-authorizer") {
            let is_cognito =
                text(authorizer, "type").is_some_and(|kind| kind.eq_ignore_ascii_case("cognito_user_pools"));
            put("authorizationType", if is_cognito { "COGNITO_USER_POOLS" } else { "CUSTOM" }.into());
            put("authorizerName", name.as_str().into());
            if !list(scopes).is_empty() {
                put("authorizationScopes", scopes.clone());
            }
        } else if text(scheme, "x-amazon-apigateway-authtype")
            .is_some_and(|kind| kind.eq_ignore_ascii_case("awsSigv4"))
        {
            put("authorizationType", "AWS_IAM".into());
        } else if text(scheme, "in") == Some("header")
            && text(scheme, "name").is_some_and(|header| header.eq_ignore_ascii_case("x-api-key"))
        {
            put("apiKeyRequired", true.into());
        }
    }
    if operation
        .pointer("/x-amazon-apigateway-auth/type")
        .and_then(Value::as_str)
        .is_some_and(|kind| kind.eq_ignore_ascii_case("aws_iam"))
    {
        put("authorizationType", "AWS_IAM".into());
    }
    method
}
