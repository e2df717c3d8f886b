use serde_json::{Value, json};

use super::read;
use crate::configuration::{ConfigurationError, canonical};

fn apis(template: &Value) -> Vec<Value> {
    read(template).unwrap().iter().map(|raw| Value::Object(canonical::bundle(raw))).collect()
}

#[test]
fn a_template_is_followed_as_far_as_it_goes() {
    let template = json!({"AWSTemplateFormatVersion": "2010-09-09", "Resources": {
        "Api": {"Type": "AWS::ApiGateway::RestApi", "Properties": {"Name": "orders",
            "Policy": {"Statement": [{"Effect": "Deny", "Resource": {"Fn::Sub": "${Api}/x"}}]}}},
        "Auth": {"Type": "AWS::ApiGateway::Authorizer", "Properties": {"RestApiId": {"Ref": "Api"}, "Type": "TOKEN",
            "IdentitySource": "method.request.header.X-Session", "AuthorizerResultTtlInSeconds": {"Ref": "Ttl"}}},
        "Orders": {"Type": "AWS::ApiGateway::Resource", "Properties": {"RestApiId": {"Ref": "Api"},
            "ParentId": {"Fn::GetAtt": ["Api", "RootResourceId"]}, "PathPart": "orders"}},
        "Order": {"Type": "AWS::ApiGateway::Resource", "Properties": {"ParentId": {"Ref": "Orders"}, "PathPart": "{id}"}},
        "Loop": {"Type": "AWS::ApiGateway::Resource", "Properties": {"ParentId": {"Ref": "Loop"}, "PathPart": "x"}},
        "GetOrder": {"Type": "AWS::ApiGateway::Method", "Properties": {"RestApiId": {"Ref": "Api"}, "ResourceId": {"Ref": "Order"},
            "HttpMethod": "GET", "AuthorizationType": "CUSTOM", "AuthorizerId": {"Ref": "Auth"}}},
        "Endless": {"Type": "AWS::ApiGateway::Method", "Properties": {"RestApiId": {"Ref": "Api"}, "ResourceId": {"Ref": "Loop"},
            "HttpMethod": "ANY", "AuthorizerId": {"Fn::ImportValue": "other"}}},
        "Prod": {"Type": "AWS::ApiGateway::Stage", "Properties": {"RestApiId": {"Ref": "Api"}, "StageName": "prod",
            "Variables": {"apiToken": "x", "table": "t"},
            "MethodSettings": [{"ResourcePath": "/*", "HttpMethod": "*", "LoggingLevel": "INFO"},
                {"ResourcePath": "/orders/{id}", "HttpMethod": "GET", "DataTraceEnabled": true}]}},
        "Foreign": {"Type": "AWS::ApiGateway::GatewayResponse", "Properties": {"RestApiId": "a1b2c3d4e5",
            "ResponseType": "ACCESS_DENIED", "StatusCode": "401"}},
        "Bucket": {"Type": "AWS::S3::Bucket"}
    }});
    let expected = json!([
        {"authorizers": {"items": [{"authorizerResultTtlInSeconds": {"Ref": "Ttl"},
            "identitySource": "method.request.header.X-Session", "name": "Auth", "type": "TOKEN"}]},
        "describedBy": "template",
        "resources": {"items": [
            {"path": "/?/x", "resourceMethods": {"ANY": {"authorizerId": {"Fn::ImportValue": "other"}}}},
            {"path": "/orders/{id}", "resourceMethods": {"GET": {"authorizationType": "CUSTOM", "authorizerName": "Auth"}}}]},
        "restApi": {"name": "orders", "policy": r#"{"Statement":[{"Effect":"Deny","Resource":{"Fn::Sub":"${Api}/x"}}]}"#},
        "stages": {"item": [{"methodSettings": {"*/*": {"loggingLevel": "INFO"}, "~1orders~1{id}/GET": {"dataTraceEnabled": true}},
            "stageName": "prod", "variables": {"apiToken": "(withheld)", "table": "t"}}]}},
        {"describedBy": "template", "gatewayResponses": {"items": [{"responseType": "ACCESS_DENIED", "statusCode": 401}]},
            "restApi": {"id": "a1b2c3d4e5"}}
    ]);
    assert_eq!(Value::from(apis(&template)), expected);
}

#[test]
fn sam_s_apis_and_events_are_read() {
    let template = json!({"Transform": "AWS::Serverless-2016-10-31",
    "Globals": {"Api": {"Auth": {"ApiKeyRequired": true}}},
    "Resources": {
        "Api": {"Type": "AWS::Serverless::Api", "Properties": {"StageName": "prod", "EndpointConfiguration": "PRIVATE",
            "Auth": {"DefaultAuthorizer": "session", "Authorizers": {
                "session": {"FunctionArn": {"Fn::GetAtt": ["Authorizer", "Arn"]}, "Identity": {"ReauthorizeEvery": 0}},
                "partner": {"FunctionPayloadType": "REQUEST", "Identity": {"Headers": ["X-Partner"], "Context": ["path"]}}},
                "ResourcePolicy": {"CustomStatements": [{"Effect": "Allow"}]}},
            "GatewayResponses": {"ACCESS_DENIED": {"StatusCode": 401, "ResponseParameters": {"Headers": {"X-Why": "'no'"}}}}}},
        "Orders": {"Type": "AWS::Serverless::Function", "Properties": {"Events": {
            "Get": {"Type": "Api", "Properties": {"RestApiId": {"Ref": "Api"}, "Path": "/orders", "Method": "get"}},
            "Open": {"Type": "Api", "Properties": {"RestApiId": {"Ref": "Api"}, "Path": "/health", "Method": "any",
                "Auth": {"Authorizer": "NONE", "ApiKeyRequired": false}}},
            "Other": {"Type": "Api", "Properties": {"Path": "/implicit", "Method": "post"}},
            "Queue": {"Type": "SQS"}}}}
    }});
    let apis = apis(&template);
    let expected = json!({
        "authorizers": {"items": [
            {"identitySource": "method.request.header.X-Partner,context.path", "name": "partner", "type": "REQUEST"},
            {"authorizerResultTtlInSeconds": 0, "authorizerUri": {"Fn::GetAtt": ["Authorizer", "Arn"]},
                "identitySource": "method.request.header.Authorization", "name": "session", "type": "TOKEN"}]},
        "describedBy": "template",
        "gatewayResponses": {"items": [{"responseParameters": {"gatewayresponse.header.X-Why": "'no'"},
            "responseType": "ACCESS_DENIED", "statusCode": 401}]},
        "resources": {"items": [
            {"path": "/health", "resourceMethods": {"ANY": {"apiKeyRequired": false, "authorizationType": "NONE",
                "methodIntegration": {"type": "AWS_PROXY"}}}},
            {"path": "/orders", "resourceMethods": {"GET": {"apiKeyRequired": true, "authorizationType": "CUSTOM",
                "authorizerName": "session", "methodIntegration": {"type": "AWS_PROXY"}}}}]},
        "restApi": {"endpointConfiguration": {"types": ["PRIVATE"]}, "name": "Api",
            "policy": r#"{"Version":"2012-10-17","Statement":[{"Effect":"Allow"}]}"#},
        "stages": {"item": [{"stageName": "prod"}]},
    });
    assert_eq!(apis[0], expected);
    assert_eq!(apis.len(), 2);
    assert_eq!(apis[1].pointer("/resources/items/0/path"), Some(&json!("/implicit")));
}

#[test]
fn a_template_without_an_api_is_refused() {
    let template = json!({"Resources": {"Bucket": {"Type": "AWS::S3::Bucket"}, "Odd": 7}});
    assert_eq!(read(&template), Err(ConfigurationError::NoApi));
}
