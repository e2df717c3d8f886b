//! A world's configuration as AWS's own JSON: one bundle an API.

use serde_json::{Value, json};

use super::world::{Api, Guard, Kind, Level, Stage};

/// The bundle of an API, as `aws apigateway get-…` prints its parts.
pub(crate) fn of(api: &Api) -> Value {
    let Some(first) = api.stages.first() else { return Value::Null };
    let mut rest_api = json!({ "id": api.id, "name": "orders", "createdDate": "2026-01-10T11:04:45+00:00",
        "endpointConfiguration": { "types": ["REGIONAL"] }, "apiKeySource": "HEADER" });
    if let Some(policy) = &api.resource_policy {
        // As get-rest-api gives it: quotes escaped once more.
        let text = policy.document(&api.place(first), true).replace('"', "\\\"");
        rest_api["policy"] = text.into();
    }
    json!({
        "restApi": rest_api,
        "authorizers": { "items": api.authorizers.iter().map(|authorizer| json!({
            "id": authorizer.id,
            "name": format!("authorizer-{}", authorizer.id),
            "type": if authorizer.kind == Kind::Token { "TOKEN" } else { "REQUEST" },
            "authType": "custom",
            "authorizerUri": format!("arn:aws:apigateway:{0}:lambda:path/2015-03-31/functions/arn:aws:lambda:{0}:{1}:\
                function:authorizer/invocations", api.region, api.account),
            "identitySource": authorizer.sources.join(","),
            "identityValidationExpression": authorizer.validates.then_some("^Bearer .+$"),
            "authorizerResultTtlInSeconds": authorizer.ttl_ms / 1000,
        })).collect::<Vec<_>>() },
        "resources": { "items": api.methods.iter().enumerate().map(|(n, method)| json!({
            "id": format!("r{n}"),
            "path": method.template,
            "resourceMethods": { method.verb: {
                "httpMethod": method.verb,
                "apiKeyRequired": method.needs_key,
                "authorizationType": match method.guard {
                    Guard::Nobody => "NONE",
                    Guard::Iam => "AWS_IAM",
                    Guard::Authorizer(_) => "CUSTOM",
                },
                "authorizerId": match method.guard {
                    Guard::Authorizer(which) => Some(&api.authorizers[which].id),
                    _ => None,
                },
            } },
        })).collect::<Vec<_>>() },
        "stages": { "item": api.stages.iter().map(stage).collect::<Vec<_>>() },
        "deployments": { "items": [{ "id": "dep001", "createdDate": "2026-01-10T11:04:45+00:00" }] },
        "gatewayResponses": { "items": [
            { "responseType": "UNAUTHORIZED", "statusCode": "401", "responseParameters": {}, "responseTemplates": {
                "application/json": "{\"message\":$context.error.messageString}" }, "defaultResponse": true },
            { "responseType": "ACCESS_DENIED", "statusCode": api.denied_status.to_string(), "responseParameters": {},
                "responseTemplates": { "application/json": "{\"message\":$context.error.messageString}" },
                "defaultResponse": api.denied_status == 403 },
        ] },
    })
}

fn stage(stage: &Stage) -> Value {
    let level = match stage.level {
        Level::Off => "OFF",
        Level::Error => "ERROR",
        Level::Info => "INFO",
    };
    let mut value = json!({
        "deploymentId": "dep001",
        "stageName": stage.name,
        "cacheClusterEnabled": false,
        "methodSettings": { "*/*": { "metricsEnabled": true, "loggingLevel": level,
            "dataTraceEnabled": stage.data_trace, "cachingEnabled": false } },
        "tracingEnabled": stage.has_xray,
    });
    if let Some(access) = &stage.access {
        value["accessLogSettings"] = json!({ "format": access.format.text(),
            "destinationArn": "arn:aws:logs:eu-west-1:123456789012:log-group:access" });
    }
    value
}
