//! What is known of APIs once bundles, outputs of single commands and OpenAPI exports have been read.

#![expect(clippy::unwrap_used, clippy::string_slice, reason = "a test may end so")]

use engine::{
    configuration::{Configuration, ConfigurationError, ResourcePolicy},
    ids::{ApiId, AuthorizerId},
};

const BUNDLE: &str = r#"{
  "restApi": {"id": "a1b2c3d4e5", "name": "orders", "createdDate": "2026-02-01T10:00:00+01:00", "apiKeySource": "HEADER",
    "policy": "{\\\"Version\\\":\\\"2012-10-17\\\",\\\"Statement\\\":[{\\\"Effect\\\":\\\"Deny\\\",\\\"Principal\\\":\\\"*\\\",\\\"Action\\\":\\\"execute-api:Invoke\\\",\\\"Resource\\\":\\\"arn:aws:execute-api:eu-west-1:123456789012:a1b2c3d4e5\\/prod\\/DELETE\\/*\\\"}]}"},
  "authorizers": {"items": [
    {"id": "4hugyv", "name": "session", "type": "TOKEN", "authType": "custom", "identitySource": "method.request.header.X-Session",
     "authorizerResultTtlInSeconds": 60, "identityValidationExpression": "^Bearer .+"},
    {"id": "9xk2pq", "name": "partner", "type": "REQUEST",
     "identitySource": "method.request.header.X-Partner, method.request.querystring.key,context.path,"},
    {"id": "0abcde", "name": "new", "type": "JWT", "authorizerResultTtlInSeconds": 0}
  ]},
  "resources": {"items": [{"id": "r", "path": "/"}]},
  "stages": {"item": [
    {"deploymentId": "d2", "stageName": "prod", "tracingEnabled": true,
     "methodSettings": {"*/*": {"loggingLevel": "INFO", "dataTraceEnabled": true, "metricsEnabled": false}},
     "accessLogSettings": {"format": "$context.requestId $context.status", "destinationArn": "arn:aws:logs:x"}},
    {"deploymentId": "d1", "stageName": "dev", "methodSettings": {}}
  ]},
  "deployments": {"items": [{"id": "d1", "createdDate": 1790000000.5}, {"id": "d2", "createdDate": "2026-10-01T00:00:00+00:00"}]},
  "gatewayResponses": {"items": [
    {"responseType": "DEFAULT_4XX", "statusCode": "404", "defaultResponse": false},
    {"responseType": "QUOTA_EXCEEDED", "statusCode": "429", "defaultResponse": true}
  ]}
}"#;

fn api(id: &str) -> ApiId {
    id.into()
}

fn read(texts: &[&str]) -> Configuration {
    let mut configuration = Configuration::default();
    for text in texts {
        configuration.read(text).unwrap();
    }
    configuration
}

#[test]
fn a_bundle_tells_all_of_its_api() {
    let configuration = read(&[BUNDLE]);
    let id = api("a1b2c3d4e5");
    let authorizer = |name: &str| configuration.authorizer(Some(&id), &name.into()).unwrap();
    let session = authorizer("4hugyv");
    assert_eq!((session.kind.as_str(), session.ttl_seconds, session.is_ttl_given), ("TOKEN", 60, true));
    assert_eq!(session.identity_sources, ["method.request.header.X-Session"]);
    assert_eq!(session.validation_expression.as_deref(), Some("^Bearer .+"));
    let partner = authorizer("9xk2pq");
    assert_eq!((partner.ttl_seconds, partner.is_ttl_given), (300, false));
    assert_eq!(
        partner.identity_sources,
        ["method.request.header.X-Partner", "method.request.querystring.key", "context.path"]
    );
    assert_eq!((authorizer("0abcde").ttl_seconds, authorizer("0abcde").kind.as_str()), (0, "JWT"));
    assert_eq!(configuration.token_headers().collect::<Vec<_>>(), ["X-Session", "X-Partner"]);

    let stage = |name: &str| configuration.stage(Some(&id), Some(&name.into())).unwrap();
    assert_eq!(stage("prod").data_trace(None, None), Some(true));
    assert_eq!(stage("dev").data_trace(None, None), Some(false));
    assert_eq!(stage("prod").deployment_id.as_deref(), Some("d2"));
    assert_eq!(
        configuration.access_log_formats().collect::<Vec<_>>(),
        ["$context.requestId $context.status"]
    );

    let Some(ResourcePolicy::Document { text, policy }) = configuration.resource_policy(Some(&id)) else {
        panic!("no policy")
    };
    assert!(text.starts_with(r#"{"Version":"2012-10-17","Statement":[{"Effect":"Deny""#), "{text}");
    assert_eq!(
        policy.in_short(),
        ["Deny arn:aws:execute-api:eu-west-1:123456789012:a1b2c3d4e5/prod/DELETE/*"]
    );

    assert_eq!(configuration.gateway_response(Some(&id), "ACCESS_DENIED"), Some(404));
    assert_eq!(configuration.gateway_response(Some(&id), "AUTHORIZER_FAILURE"), None);
    let moments: Vec<String> = configuration
        .deployments(Some(&id))
        .iter()
        .map(|deployment| format!("{} {}", deployment.deployment_id, deployment.at.unwrap()))
        .collect();
    assert_eq!(moments, ["d1 2026-09-21T14:13:20.500Z", "d2 2026-10-01T00:00:00.000Z"]);
}

#[test]
fn an_api_without_a_policy_is_told_from_one_of_which_nothing_is_known() {
    let without = r#"{"restApi": {"id": "a1b2c3d4e5", "name": "orders"}}"#;
    assert_eq!(read(&[without]).resource_policy(Some(&api("a1b2c3d4e5"))), Some(&ResourcePolicy::Absent));
    assert_eq!(read(&[r#"{"stages": {"item": []}}"#]).resource_policy(None), None);
    // Of another API.
    assert_eq!(read(&[without]).resource_policy(Some(&api("zzzzzzzzzz"))), None);
}

#[test]
fn outputs_of_single_commands_join_the_bundle_of_the_api() {
    let rest_api =
        r#"{"id": "a1b2c3d4e5", "name": "orders", "endpointConfiguration": {"types": ["REGIONAL"]}}"#;
    let authorizers =
        r#"{"items": [{"id": "4hugyv", "name": "session", "type": "TOKEN", "authorizerUri": "arn:x"}]}"#;
    let stages = r#"{"item": [{"stageName": "prod", "methodSettings": {}}]}"#;
    let several = format!("[{rest_api}, {authorizers}]\n{stages}");
    for configuration in [read(&[rest_api, authorizers, stages]), read(&[several.as_str()])] {
        for id in [Some(&api("a1b2c3d4e5")), None] {
            assert!(configuration.authorizer(id, &"4hugyv".into()).is_some());
            assert!(configuration.stage(id, Some(&"prod".into())).is_some());
            assert!(configuration.stage(id, None).is_some());
            assert_eq!(configuration.resource_policy(id), Some(&ResourcePolicy::Absent));
        }
    }
    let list = r#"[{"id": "4hugyv", "type": "TOKEN"}, {"id": "9xk2pq", "type": "REQUEST"}]"#;
    assert!(read(&[list]).authorizer(None, &"9xk2pq".into()).is_some());
}

#[test]
fn a_later_bundle_replaces_what_it_names_and_leaves_the_rest() {
    let later = r#"{"restApi": {"id": "a1b2c3d4e5"}, "authorizers": {"items": [
        {"id": "4hugyv", "name": "session", "type": "TOKEN", "authorizerResultTtlInSeconds": "900"}]}}"#;
    let configuration = read(&[BUNDLE, later]);
    let id = api("a1b2c3d4e5");
    let ttl = |name: &str| configuration.authorizer(Some(&id), &name.into()).map(|found| found.ttl_seconds);
    assert_eq!((ttl("4hugyv"), ttl("0abcde")), (Some(900), Some(0)));
    assert_eq!(configuration.resource_policy(Some(&id)), Some(&ResourcePolicy::Absent));
    assert!(configuration.stage(Some(&id), Some(&"prod".into())).is_some());
}

#[test]
fn several_apis_do_not_mix() {
    let other = r#"{"restApi": {"id": "f6g7h8i9j0"}, "stages": {"item": [{"stageName": "prod"}]}}"#;
    let for_all = r#"{"items": [{"id": "4hugyv", "type": "TOKEN"}]}"#;
    let configuration = read(&[BUNDLE, other, for_all]);
    let data_trace = |id: &str| {
        let stage = configuration.stage(Some(&api(id)), Some(&"prod".into()));
        stage.map(|stage| stage.data_trace(None, None))
    };
    assert_eq!(data_trace("a1b2c3d4e5"), Some(Some(true)));
    assert_eq!(data_trace("f6g7h8i9j0"), Some(None));
    assert_eq!(data_trace("zzzzzzzzzz"), None);
    assert!(configuration.stage(None, Some(&"prod".into())).is_none(), "which of the two?");
    assert!(configuration.authorizer(Some(&api("f6g7h8i9j0")), &"9xk2pq".into()).is_none());
    assert!(configuration.authorizer(Some(&api("zzzzzzzzzz")), &"4hugyv".into()).is_some());
}

#[test]
fn an_open_api_export_tells_authorizers_policy_and_responses() {
    let swagger = r#"{"swagger": "2.0", "host": "a1b2c3d4e5.execute-api.eu-west-1.amazonaws.com", "basePath": "/prod",
      "securityDefinitions": {
        "session": {"type": "apiKey", "name": "X-Session", "in": "header", "x-amazon-apigateway-authtype": "custom",
          "x-amazon-apigateway-authorizer": {"type": "token", "authorizerUri": "arn:x", "authorizerResultTtlInSeconds": 120,
            "identityValidationExpression": "^x-[a-z]+"}},
        "api_key": {"type": "apiKey", "name": "x-api-key", "in": "header"}},
      "x-amazon-apigateway-gateway-responses": {"ACCESS_DENIED": {"statusCode": 401}},
      "x-amazon-apigateway-policy": {"Version": "2012-10-17", "Statement": [
        {"Effect": "Allow", "Principal": "*", "Action": "execute-api:Invoke", "Resource": "execute-api:/prod/*"}]}}"#;
    let open_api = r#"{"openapi": "3.0.1", "servers": [{"url": "https://a1b2c3d4e5.execute-api.eu-west-1.amazonaws.com/{basePath}"}],
      "components": {"securitySchemes": {
        "session": {"type": "apiKey", "name": "Unused", "in": "header", "x-amazon-apigateway-authorizer": {
          "type": "request", "identitySource": "method.request.header.X-Session"}}}}}"#;
    let id = api("a1b2c3d4e5");
    let unnamed: AuthorizerId = "4hugyv".into();
    let configuration = read(&[swagger]);
    let session = configuration.authorizer(Some(&id), &unnamed).unwrap();
    assert_eq!((session.kind.as_str(), session.ttl_seconds), ("TOKEN", 120));
    assert_eq!(session.identity_sources, ["method.request.header.X-Session"]);
    assert_eq!(configuration.gateway_response(Some(&id), "ACCESS_DENIED"), Some(401));
    assert!(matches!(
        configuration.resource_policy(Some(&id)),
        Some(ResourcePolicy::Document { policy, .. }) if policy.statements.len() == 1
    ));

    let configuration = read(&[open_api]);
    let session = configuration.authorizer(Some(&id), &unnamed).unwrap();
    assert_eq!((session.kind.as_str(), session.identity_sources.len()), ("REQUEST", 1));
    assert_eq!(configuration.resource_policy(Some(&id)), None);

    // The ids that `get-authorizers` told stay with the names.
    let configuration = read(&[BUNDLE, swagger]);
    let ttl = |name: &str| configuration.authorizer(Some(&id), &name.into()).map(|found| found.ttl_seconds);
    assert_eq!((ttl("4hugyv"), ttl("9xk2pq"), ttl("zzzzzz")), (Some(120), Some(300), None));
}

#[test]
fn what_is_no_bundle_is_refused_with_what_to_do_and_changes_nothing() {
    let mut configuration = read(&[BUNDLE]);
    let known = configuration.clone();
    let not_json = |line, column| ConfigurationError::NotJson { line, column };
    for (text, expected) in [
        ("", ConfigurationError::Empty),
        (" \u{feff}\n", not_json(1, 2)),
        ("\u{feff}\n", ConfigurationError::Empty),
        (
            "openapi: 3.0.1\n",
            if cfg!(feature = "yaml") { ConfigurationError::NoExtensions } else { not_json(1, 1) },
        ),
        ("open api\n", not_json(1, 1)),
        (&BUNDLE[..BUNDLE.len() - 30], ConfigurationError::CutOff),
        ("{}", ConfigurationError::Unknown),
        ("7", ConfigurationError::Unknown),
        (r#"{"events": []}"#, ConfigurationError::Unknown),
        (r#"{"restApi": {"id": "zzzzzzzzzz"}} {"events": []}"#, ConfigurationError::Unknown),
        (r#"{"openapi": "3.0.1", "paths": {}}"#, ConfigurationError::NoExtensions),
    ] {
        assert_eq!(configuration.read(text), Err(expected), "{text}");
    }
    assert!(configuration == known);
    let deep = "[".repeat(100_000);
    assert!(matches!(configuration.read(&deep), Err(ConfigurationError::NotJson { .. })));
}

#[test]
fn odd_values_are_passed_over() {
    let odd = r#"{"restApi": 7, "authorizers": "none", "stages": [null, 7, {"stageName": 7}, {"stageName": "s",
      "methodSettings": {"x": 1, "a/b": null}, "accessLogSettings": []}], "deployments": {"items": [{"id": "d", "createdDate": 1e300}]},
      "gatewayResponses": null}"#;
    let configuration = read(&[odd]);
    assert!(configuration.stage(None, Some(&"s".into())).is_some());
    assert_eq!(configuration.deployments(None).len(), 1);
    assert_eq!(configuration.resource_policy(None), None);
}
