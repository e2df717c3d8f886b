//! What API Gateway says in an execution log, each shape a variant with its fields.
//!
//! Shapes come from public transcripts of 2016 to 2026. What is not known is [`Sentence::Unknown`]: kept and shown, never
//! dropped, and never guessed at.

/// One thing that API Gateway says about a request, in the order in which it says them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(missing_docs, reason = "the fields are named by the words of the log itself")]
pub enum Sentence<'a> {
    /// The first line of a console test.
    ExecutionLog { request_id: &'a str },
    /// The id that the client sees as `x-amz-apigw-id`.
    ExtendedRequestId(&'a str),
    /// The resource policy's first pass refused; the authorizer is not asked.
    ResourcePolicyExplicitDeny { user: &'a str, arn: &'a str, request_id: &'a str },
    /// The method has an authorizer.
    StartingAuthorizer { authorizer_id: &'a str, request_id: &'a str },
    /// The identity sources, masked. Data trace only.
    IncomingIdentity(&'a str),
    /// A Lambda function or backend is about to be called. Data trace only.
    EndpointRequestUri(&'a str),
    /// Data trace only.
    EndpointRequestHeaders(&'a str),
    /// Data trace only; an authorizer's names the method ARN.
    EndpointRequestBody(&'a str),
    /// Data trace only.
    SendingRequest(&'a str),
    /// The authorizer's answer as it came. Data trace only.
    AuthorizerResult(&'a str),
    /// The answer, or a cached one, is well formed; says nothing about what it allows. Data trace only.
    UsingPolicy { principal: &'a str },
    /// Says nothing about what the policy allows.
    AuthorizerCompleted,
    /// Refused: by the authorizer's policy behind authorizer lines, else by the resource policy.
    ClientNotAuthorized,
    /// 401, before the authorizer's Lambda or raised by it.
    UnauthorizedRequest { request_id: &'a str },
    /// 401 in a console test.
    Unauthorized,
    /// 500: the authorizer's Lambda failed.
    AuthorizerConfigurationException,
    /// The API key and the stage.
    VerifyingUsagePlan { request_id: &'a str, api_id: &'a str, stage: &'a str },
    /// 403: the method wants an API key that this call has not.
    ApiKeyRefused { method: &'a str, resource: &'a str, api_stage: &'a str, why: &'a str },
    /// No key is needed, or this one is good.
    ApiKeyAuthorized { why: &'a str },
    /// The key's plan lets the call pass.
    UsagePlanSucceeded { api_stage: &'a str },
    /// The call is served all the same.
    UsagePlanFailed,
    /// 429.
    Throttled { scope: &'a str, api_id: &'a str, stage: &'a str, method: &'a str },
    /// 429.
    QuotaExceeded,
    /// All access checks are passed.
    StartingExecution { request_id: &'a str },
    /// Printed behind the access checks only: a refused call has none.
    MethodAndPath { method: &'a str, path: &'a str },
    /// Data trace only.
    ApiKey(&'a str),
    /// Data trace only.
    MethodRequestPath(&'a str),
    /// Data trace only.
    MethodRequestQueryString(&'a str),
    /// Data trace only.
    MethodRequestHeaders(&'a str),
    /// Data trace only.
    MethodRequestBody(&'a str),
    /// The request fits the method's model.
    ValidationSucceeded,
    /// The backend answered; its status since 2020.
    ResponseReceived { status: Option<u16>, latency_ms: u64 },
    /// Data trace only.
    EndpointResponseHeaders(&'a str),
    /// Data trace, and at log level ERROR for failures.
    EndpointResponseBody(&'a str),
    /// 502: the integration's Lambda raised.
    LambdaExecutionFailed(&'a str),
    /// 500: the integration's Lambda could not be called.
    LambdaInvocationFailed(&'a str),
    /// 500: something is configured wrongly, in the authorizer or in the integration.
    ConfigurationError(&'a str),
    /// 504.
    TimeoutError,
    /// Failed in another way.
    ExecutionFailed(&'a str),
    /// Data trace only.
    MethodResponseBody(&'a str),
    /// Data trace only.
    MethodResponseHeaders(&'a str),
    /// The integration answered, be it with a refusal of its own.
    ExecutionCompleted,
    /// Which gateway response the client got.
    GatewayResponse { response_type: &'a str, status: u16 },
    /// What the client got. A refused call usually has no such line.
    MethodCompleted { status: u16 },
    /// The backend's own id for the call.
    IntegrationRequestId(&'a str),
    /// The call's X-Ray trace.
    XRayTraceId(&'a str),
    /// An access-log line in its canonical form (see [`super::access`]): a JSON object.
    AccessLog(&'a str),
    /// A shape that is not known.
    Unknown,
}

impl<'a> Sentence<'a> {
    /// The request that it names.
    pub fn request_id(&self) -> Option<&'a str> {
        match self {
            Self::ExecutionLog { request_id }
            | Self::ResourcePolicyExplicitDeny { request_id, .. }
            | Self::StartingAuthorizer { request_id, .. }
            | Self::UnauthorizedRequest { request_id }
            | Self::VerifyingUsagePlan { request_id, .. }
            | Self::StartingExecution { request_id } => Some(request_id),
            _ => None,
        }
    }

    /// Whether it quotes a text that may go on over several lines.
    pub fn is_body(&self) -> bool {
        matches!(
            self,
            Self::EndpointRequestBody(_)
                | Self::AuthorizerResult(_)
                | Self::MethodRequestBody(_)
                | Self::EndpointResponseBody(_)
                | Self::MethodResponseBody(_)
        )
    }

    /// Whether a request is over with it, but for what is printed behind every ending.
    pub fn is_ending(&self) -> bool {
        matches!(
            self,
            Self::ClientNotAuthorized
                | Self::UnauthorizedRequest { .. }
                | Self::Unauthorized
                | Self::AuthorizerConfigurationException
                | Self::ResourcePolicyExplicitDeny { .. }
                | Self::MethodCompleted { .. }
        )
    }

    /// Whether it may be printed behind an ending.
    pub fn is_trailing(&self) -> bool {
        self.is_ending()
            || matches!(
                self,
                Self::GatewayResponse { .. }
                    | Self::IntegrationRequestId(_)
                    | Self::XRayTraceId(_)
                    | Self::ExecutionCompleted
                    | Self::Unknown
            )
    }

    /// Whether only data trace prints it.
    pub fn needs_data_trace(&self) -> bool {
        matches!(
            self,
            Self::IncomingIdentity(_)
                | Self::EndpointRequestUri(_)
                | Self::EndpointRequestHeaders(_)
                | Self::EndpointRequestBody(_)
                | Self::SendingRequest(_)
                | Self::AuthorizerResult(_)
                | Self::UsingPolicy { .. }
                | Self::ApiKey(_)
                | Self::MethodRequestPath(_)
                | Self::MethodRequestQueryString(_)
                | Self::MethodRequestHeaders(_)
                | Self::MethodRequestBody(_)
                | Self::ResponseReceived { .. }
                | Self::EndpointResponseHeaders(_)
                | Self::MethodResponseBody(_)
                | Self::MethodResponseHeaders(_)
        )
    }
}

/// Reads what stands behind the `(request id)` prefix. Only a body goes on over further lines.
pub fn read(body: &str) -> Sentence<'_> {
    let line = body.lines().next().unwrap_or_default();
    labelled(BODIES, body)
        .or_else(|| whole(line))
        .or_else(|| labelled(VALUES, line))
        .or_else(|| composed(line))
        .unwrap_or(Sentence::Unknown)
}

/// Sentences without fields.
fn whole(body: &str) -> Option<Sentence<'_>> {
    Some(match body.trim_end() {
        "Successfully completed authorizer execution" => Sentence::AuthorizerCompleted,
        "The client is not authorized to perform this operation." => Sentence::ClientNotAuthorized,
        "Unauthorized" | "Unauthorized." => Sentence::Unauthorized,
        "AuthorizerConfigurationException" => Sentence::AuthorizerConfigurationException,
        "Successfully completed execution" => Sentence::ExecutionCompleted,
        "Execution failed due to a timeout error" => Sentence::TimeoutError,
        _ => return None,
    })
}

type Labelled = (&'static str, fn(&str) -> Sentence<'_>);

/// Labels behind which a text of any form stands, over several lines.
const BODIES: &[Labelled] = &[
    ("Endpoint request body after transformations:", |value| Sentence::EndpointRequestBody(value)),
    ("Authorizer result body before parsing:", |value| Sentence::AuthorizerResult(value)),
    ("Method request body before transformations:", |value| Sentence::MethodRequestBody(value)),
    ("Endpoint response body before transformations:", |value| Sentence::EndpointResponseBody(value)),
    ("Method response body after transformations:", |value| Sentence::MethodResponseBody(value)),
    (super::access::LABEL, |value| Sentence::AccessLog(value)),
    ("Incoming identity:", |value| Sentence::IncomingIdentity(value)),
    ("Endpoint request headers:", |value| Sentence::EndpointRequestHeaders(value)),
    ("Method request path:", |value| Sentence::MethodRequestPath(value)),
    ("Method request query string:", |value| Sentence::MethodRequestQueryString(value)),
    ("Method request headers:", |value| Sentence::MethodRequestHeaders(value)),
    ("Endpoint response headers:", |value| Sentence::EndpointResponseHeaders(value)),
    ("Method response headers:", |value| Sentence::MethodResponseHeaders(value)),
    ("Lambda execution failed with status ", |value| Sentence::LambdaExecutionFailed(value)),
    ("Lambda invocation failed with status: ", |value| Sentence::LambdaInvocationFailed(value)),
    ("Execution failed due to configuration error: ", |value| Sentence::ConfigurationError(value)),
];

/// Labels behind which one value stands.
const VALUES: &[Labelled] = &[
    ("Extended Request Id:", |value| Sentence::ExtendedRequestId(value)),
    ("Endpoint request URI:", |value| Sentence::EndpointRequestUri(value)),
    ("Sending request to ", |value| Sentence::SendingRequest(value)),
    ("Using valid authorizer policy for principal:", |principal| Sentence::UsingPolicy { principal }),
    ("API Key:", |value| Sentence::ApiKey(value)),
    ("Request validation succeeded for content type ", |_| Sentence::ValidationSucceeded),
    ("Execution failed due to ", |value| Sentence::ExecutionFailed(value)),
    ("AWS Integration Endpoint RequestId :", |value| Sentence::IntegrationRequestId(value)),
    ("X-ray Tracing ID :", |value| Sentence::XRayTraceId(value)),
    ("Usage Plan check failed due to an internal error", |_| Sentence::UsagePlanFailed),
];

fn labelled<'a>(labels: &[Labelled], body: &'a str) -> Option<Sentence<'a>> {
    labels.iter().find_map(|(label, read)| body.strip_prefix(label).map(|value| read(value.trim())))
}

/// Sentences with several fields.
fn composed(body: &str) -> Option<Sentence<'_>> {
    let body = body.trim_end();
    let word = |text: &'_ str| !text.is_empty() && !text.contains(char::is_whitespace);
    if let Some(id) = body.strip_prefix("Execution log for request ") {
        return word(id).then_some(Sentence::ExecutionLog { request_id: id });
    }
    if let Some(id) = body.strip_prefix("Unauthorized request: ") {
        return word(id).then_some(Sentence::UnauthorizedRequest { request_id: id });
    }
    if let Some(id) = body.strip_prefix("Starting execution for request: ") {
        return word(id).then_some(Sentence::StartingExecution { request_id: id });
    }
    if let Some(rest) = body.strip_prefix("Starting authorizer: ") {
        let (authorizer_id, request_id) = rest.split_once(" for request: ")?;
        return (word(authorizer_id) && word(request_id))
            .then_some(Sentence::StartingAuthorizer { authorizer_id, request_id });
    }
    if let Some(rest) = body.strip_prefix("ExplicitDenyException User: ") {
        let (user, rest) = rest.split_once(" is not authorized to perform: ")?;
        let (_action, rest) = rest.split_once(" on resource: ")?;
        let (arn, rest) = rest.split_once(' ')?;
        let (_tail, request_id) = rest.rsplit_once(": ")?;
        return Some(Sentence::ResourcePolicyExplicitDeny { user, arn, request_id });
    }
    if let Some(rest) = body.strip_prefix("Verifying Usage Plan for request: ") {
        let (request_id, rest) = rest.split_once(". API Key:")?;
        let (_key, api_stage) = rest.split_once("API Stage: ")?;
        let (api_id, stage) = api_stage.split_once('/')?;
        return Some(Sentence::VerifyingUsagePlan { request_id, api_id, stage });
    }
    if let Some(rest) = body.strip_prefix("API Key ") {
        return api_key(rest);
    }
    if let Some(rest) = body.strip_prefix("Usage Plan check succeeded for API Key ") {
        let (_key, api_stage) = rest.split_once("and API Stage ")?;
        return Some(Sentence::UsagePlanSucceeded { api_stage });
    }
    if let Some((scope, rest)) = body.split_once(" throttle limit exceeded for RestApi ") {
        let (api_id, rest) = rest.split_once(", Stage ")?;
        let (stage, rest) = rest.split_once(", Resource ")?;
        let (_resource_id, rest) = rest.split_once(", HttpMethod ")?;
        let method = rest.split(". ").next()?;
        return scope.chars().all(char::is_alphabetic).then_some(Sentence::Throttled {
            scope,
            api_id,
            stage,
            method,
        });
    }
    if let Some((scope, _)) = body.to_ascii_lowercase().split_once(" quota limit exceeded")
        && word(scope)
    {
        return Some(Sentence::QuotaExceeded);
    }
    if let Some(rest) = body.strip_prefix("HTTP Method: ") {
        let (method, path) = rest.split_once(", Resource Path: ")?;
        return word(method).then_some(Sentence::MethodAndPath { method, path });
    }
    if let Some(rest) = body.strip_prefix("Received response. ") {
        let (status, latency) = match rest.strip_prefix("Status: ") {
            Some(rest) => {
                let (status, rest) = rest.split_once(", ")?;
                (Some(status.parse().ok()?), rest)
            }
            None => (None, rest),
        };
        let latency_ms = latency.strip_prefix("Integration latency: ")?.strip_suffix(" ms")?.parse().ok()?;
        return Some(Sentence::ResponseReceived { status, latency_ms });
    }
    if let Some(rest) = body.strip_prefix("Gateway response type: ") {
        let (response_type, status) = rest.split_once(" with status code: ")?;
        return Some(Sentence::GatewayResponse { response_type, status: status.parse().ok()? });
    }
    let status = body.strip_prefix("Method completed with status: ")?;
    Some(Sentence::MethodCompleted { status: status.parse().ok()? })
}

/// Sentences that start with `API Key`. The refused shape is tried first: in `API Key  not authorized because` a
/// hasty reader would take `not` for the key.
fn api_key(rest: &str) -> Option<Sentence<'_>> {
    if let Some((_key, why)) = rest.split_once("not authorized because ") {
        let (method, rest) = why.strip_prefix("method '")?.split_once(' ')?;
        let (resource, rest) = rest.split_once("' ")?;
        let (_, rest) = rest.split_once("API Stage ")?;
        let (api_stage, why) = rest.split_once(": ")?;
        return Some(Sentence::ApiKeyRefused { method, resource, api_stage, why });
    }
    let (_key, why) = rest.split_once("authorized because ")?;
    Some(Sentence::ApiKeyAuthorized { why })
}

#[cfg(test)]
mod tests {
    use super::{Sentence, read};

    #[test]
    fn each_shape_is_told_from_its_neighbours() {
        let id = "aaaaaaaa-0000-4000-8000-000000000006";
        for (body, expected) in [
            (
                format!("Starting authorizer: 4hugyv for request: {id}"),
                Sentence::StartingAuthorizer { authorizer_id: "4hugyv", request_id: id },
            ),
            (
                format!("Verifying Usage Plan for request: {id}. API Key:  API Stage: abcde12345/prod"),
                Sentence::VerifyingUsagePlan { request_id: id, api_id: "abcde12345", stage: "prod" },
            ),
            (
                "API Key  not authorized because method 'GET /orders' requires API Key and API Key is not associated \
                 with a Usage Plan for API Stage abcde12345/prod: API Key was required but not present"
                    .to_owned(),
                Sentence::ApiKeyRefused {
                    method: "GET",
                    resource: "/orders",
                    api_stage: "abcde12345/prod",
                    why: "API Key was required but not present",
                },
            ),
            (
                format!(
                    "ExplicitDenyException User: anonymous is not authorized to perform: execute-api:Invoke on resource: \
                     arn:aws:execute-api:us-east-1:********9012:abcde12345/prod/GET/orders with an explicit deny in a \
                     resource-based policy: {id}"
                ),
                Sentence::ResourcePolicyExplicitDeny {
                    user: "anonymous",
                    arn: "arn:aws:execute-api:us-east-1:********9012:abcde12345/prod/GET/orders",
                    request_id: id,
                },
            ),
            (
                "Received response. Status: 403, Integration latency: 12 ms".to_owned(),
                Sentence::ResponseReceived { status: Some(403), latency_ms: 12 },
            ),
            (
                "Received response. Integration latency: 12 ms".to_owned(),
                Sentence::ResponseReceived { status: None, latency_ms: 12 },
            ),
            (
                "Key throttle limit exceeded for RestApi abcde12345, Stage Prod, Resource k0w8mc, HttpMethod POST. \
                 Limit: 1.00 Burst: 1"
                    .to_owned(),
                Sentence::Throttled { scope: "Key", api_id: "abcde12345", stage: "Prod", method: "POST" },
            ),
            (
                "Execution failed due to configuration error: Could not parse policy".to_owned(),
                Sentence::ConfigurationError("Could not parse policy"),
            ),
            ("Authorizer result body before parsing:\n{}".to_owned(), Sentence::AuthorizerResult("{}")),
            ("Using valid authorizer policy for principal: ".to_owned(), Sentence::UsingPolicy { principal: "" }),
            ("Method completed with status: 200\n-- end --".to_owned(), Sentence::MethodCompleted { status: 200 }),
            (
                "1551194970162,Key throttle limit exceeded for RestApi a, Stage b, Resource c, HttpMethod D. Limit".to_owned(),
                Sentence::Unknown,
            ),
            (
                "2026 (x) Key throttle limit exceeded for RestApi a, Stage b, Resource c, HttpMethod D. Limit".to_owned(),
                Sentence::Unknown,
            ),
            ("Cache hit for the request".to_owned(), Sentence::Unknown),
            ("Method completed with status: many".to_owned(), Sentence::Unknown),
        ] {
            assert_eq!(read(&body), expected, "{body}");
        }
    }
}
