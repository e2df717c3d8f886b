//! Each shape, and what is only like it.

use super::{super::KeyRefusal, Sentence, read};

const ID: &str = "aaaaaaaa-0000-4000-8000-000000000006";

#[test]
fn each_shape_of_an_access_check() {
    for (body, expected) in [
        (
            format!("Starting authorizer: 4hugyv for request: {ID}"),
            Sentence::StartingAuthorizer { authorizer_id: "4hugyv", request_id: ID },
        ),
        (format!("Starting execution for request: {ID} \r\n"), Sentence::StartingExecution { request_id: ID }),
        (format!("Unauthorized request: {ID}"), Sentence::UnauthorizedRequest { request_id: ID }),
        ("Unauthorized.".to_owned(), Sentence::Unauthorized),
        (
            format!("Verifying Usage Plan for request: {ID}. API Key:  API Stage: abcde12345/prod"),
            Sentence::VerifyingUsagePlan { request_id: ID, key: "", api_id: "abcde12345", stage: "prod" },
        ),
        (
            format!("Verifying Usage Plan for request: {ID}. API Key: ****abcd API Stage: abcde12345/prod"),
            Sentence::VerifyingUsagePlan {
                request_id: ID,
                key: "****abcd",
                api_id: "abcde12345",
                stage: "prod",
            },
        ),
        (
            "Usage Plan check succeeded for API Key  and API Stage abcde12345/prod".to_owned(),
            Sentence::UsagePlanSucceeded { key: "", api_stage: "abcde12345/prod" },
        ),
        (
            "API Key  authorized because method 'ANY /{proxy+}' does not require API Key. Request will not contribute to \
             throttle or quota limits"
                .to_owned(),
            Sentence::ApiKeyAuthorized {
                key: "",
                why: "method 'ANY /{proxy+}' does not require API Key. Request will not contribute to throttle or quota limits",
            },
        ),
        ("API Key: ****abcd".to_owned(), Sentence::ApiKey("****abcd")),
        (
            format!(
                "ExplicitDenyException User: anonymous is not authorized to perform: execute-api:Invoke on resource: \
                 arn:aws:execute-api:us-east-1:********9012:abcde12345/prod/GET/orders with an explicit deny in a \
                 resource-based policy: {ID}"
            ),
            Sentence::ResourcePolicyExplicitDeny {
                user: "anonymous",
                action: "execute-api:Invoke",
                arn: "arn:aws:execute-api:us-east-1:********9012:abcde12345/prod/GET/orders",
                tail: "with an explicit deny in a resource-based policy",
                request_id: ID,
            },
        ),
        (
            format!(
                "ExplicitDenyException User: anonymous is not authorized to perform: execute-api:Invoke on resource: \
                 arn:aws:execute-api:us-east-1:********9012:abcde12345/prod/GET/orders: {ID}"
            ),
            Sentence::ResourcePolicyExplicitDeny {
                user: "anonymous",
                action: "execute-api:Invoke",
                arn: "arn:aws:execute-api:us-east-1:********9012:abcde12345/prod/GET/orders",
                tail: "",
                request_id: ID,
            },
        ),
    ] {
        assert_eq!(read(&body), expected, "{body}");
    }
}

#[test]
fn each_shape_of_the_work_behind_the_checks() {
    for (body, expected) in [
        (
            "Received response. Status: 403, Integration latency: 12 ms".to_owned(),
            Sentence::ResponseReceived { status: Some(403), latency_ms: 12 },
        ),
        (
            "Received response. Integration latency: 12 ms".to_owned(),
            Sentence::ResponseReceived { status: None, latency_ms: 12 },
        ),
        (
            "Gateway response type: ACCESS_DENIED with status code: 403".to_owned(),
            Sentence::GatewayResponse { response_type: "ACCESS_DENIED", status: 403 },
        ),
        (
            "HTTP Method: GET, Resource Path: /a b".to_owned(),
            Sentence::MethodAndPath { method: "GET", path: "/a b" },
        ),
        (
            "Execution failed due to configuration error: Could not parse policy".to_owned(),
            Sentence::ConfigurationError("Could not parse policy"),
        ),
        ("Execution failed due to a timeout error".to_owned(), Sentence::TimeoutError),
        ("Execution failed due to a wrong moon".to_owned(), Sentence::ExecutionFailed("a wrong moon")),
        ("Authorizer result body before parsing:\n{}".to_owned(), Sentence::AuthorizerResult("{}")),
        ("Using valid authorizer policy for principal: ".to_owned(), Sentence::UsingPolicy { principal: "" }),
        ("Request validation succeeded for content type text/x".to_owned(), Sentence::ValidationSucceeded),
        (
            "Request body does not match model schema for content type application/json: [\n  no \"id\"\n]"
                .to_owned(),
            Sentence::ValidationFailed { content_type: "application/json", why: "[\n  no \"id\"\n]" },
        ),
        ("Request body validation failed due to an unexpected error".to_owned(), Sentence::ValidationBroken),
        ("AWS Integration Endpoint RequestId : x-1".to_owned(), Sentence::IntegrationRequestId("x-1")),
        ("X-ray Tracing ID : Root=1-2-3".to_owned(), Sentence::XRayTraceId("Root=1-2-3")),
        (
            "Method completed with status: 200\n-- end --".to_owned(),
            Sentence::MethodCompleted { status: 200 },
        ),
    ] {
        assert_eq!(read(&body), expected, "{body}");
    }
}

#[test]
fn a_limit_is_read_whoevers_it_is() {
    assert_eq!(
        read(
            "Key throttle limit exceeded for RestApi abcde12345, Stage Prod, Resource k0w8mc, HttpMethod POST. Limit: 1.00 \
             Burst: 1"
        ),
        Sentence::Throttled {
            scope: "Key",
            api_id: "abcde12345",
            stage: "Prod",
            resource_id: "k0w8mc",
            method: "POST",
            rate: "1.00",
            burst: "1",
        }
    );
    for (body, expected) in [
        ("Method throttle limit exceeded for RestApi a, Stage b", "Method"),
        ("Account throttle limit exceeded", "Account"),
        ("Usage Plan throttle limit exceeded for RestApi a", "Usage Plan"),
    ] {
        assert!(
            matches!(read(body), Sentence::Throttled { scope, .. } if scope == expected),
            "{:?}",
            read(body)
        );
    }
    for body in [
        "Key quota limit exceeded for RestApi a, Stage b",
        "Quota exceeded for API Key ****abcd",
        "Usage Plan quota has been exceeded",
    ] {
        assert_eq!(read(body), Sentence::QuotaExceeded, "{body}");
    }
}

#[test]
fn what_no_gateway_says_stays_unknown() {
    for body in [
        "",
        "\n",
        "Cache hit for the request",
        "Using cached authorizer result for principal: x",
        "Invoking authorizer 4hugyv (12 ms)",
        "Authorizer result: principalId=x",
        "Request throttled",
        "Starting execution for httpMethod: GET",
        "AWS Integration Latency: 12 API Gateway Total Latency: 14",
        "Method completed with status: many",
        "Method completed with status: 70000",
        "Received response. Status: x, Integration latency: 12 ms",
        "Successfully completed execution, or not",
        "1551194970162,Key throttle limit exceeded for RestApi a, Stage b, Resource c, HttpMethod D. Limit",
        "2026 (x) Key throttle limit exceeded for RestApi a, Stage b, Resource c, HttpMethod D. Limit",
        "The client is not authorized",
        "éxecution failed due to a timeout error",
    ] {
        assert_eq!(read(body), Sentence::Unknown, "{body}");
    }
}

#[test]
fn why_a_key_was_refused() {
    for (why, expected) in [
        ("API Key was required but not present", KeyRefusal::Missing),
        ("No Usage Plan found for key and API Stage", KeyRefusal::NoUsagePlan),
        ("The moon is wrong", KeyRefusal::Other("The moon is wrong")),
    ] {
        for key in ["", " ", " ****abcd "] {
            let body = format!(
                "API Key{key}not authorized because method 'GET /orders' requires API Key and API Key is not associated with a \
                 Usage Plan for API Stage abcde12345/prod: {why}"
            );
            let body = if key.is_empty() { body.replace("Keynot", "Key not") } else { body };
            let Sentence::ApiKeyRefused { method: "GET", resource: "/orders", api_stage, why, .. } =
                read(&body)
            else {
                panic!("{:?}", read(&body))
            };
            assert_eq!((api_stage, KeyRefusal::of(why)), ("abcde12345/prod", expected));
        }
    }
}

#[test]
fn whose_call_of_a_function_it_is() {
    let arn = "arn:aws:execute-api:us-east-1:123456789012:abcde12345/authorizers/4hugyv";
    let line = format!("Endpoint request headers: {{Host=x, X-Amz-Source-Arn={arn}, Accept=y}}");
    assert_eq!(read(&line).source_arn(), Some(arn));
    assert_eq!(
        read("Endpoint request headers: {X-Amz-Source-Arn=arn:aws:exec [TRUNCATED]").source_arn(),
        None
    );
}
