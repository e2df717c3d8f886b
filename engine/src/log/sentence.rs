//! What API Gateway says in an execution log, each shape a variant with its fields.
//!
//! Shapes come from public transcripts of 2016 to 2026. What is not known is [`Sentence::Unknown`]: kept and shown, never
//! dropped, and never guessed at. A sentence borrows from its line; what stands in a text of API Gateway's own making is
//! taken apart further by the types beside it.
//!
//! | file | what is there |
//! |---|---|
//! | `shapes` | a line → its sentence |
//! | [`fault`] | the text of `configuration error` → what is wrong, and with whose work |
//! | [`lambda`] | the text of `Lambda execution failed` → status, error, the function's own id for the call |
//! | [`api_key`] | why an API key was refused |
//!
//! To add a shape: a variant here with what it means and where it was seen, its line in `shapes`, a case in the tests there.

pub mod api_key;
pub mod fault;
pub mod lambda;
mod shapes;

pub use api_key::KeyRefusal;
pub use fault::ConfigurationFault;
pub use lambda::LambdaFailure;
pub use shapes::read;

use memchr::memmem;

/// What names the ARN for which a function is called, among its headers.
const SOURCE_ARN: &[u8] = b"X-Amz-Source-Arn=";

/// What names the method that an authorizer is asked about.
const METHOD_ARN: &[u8] = br#""methodArn""#;

/// One thing that API Gateway says about a request, in the order in which it says them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(missing_docs, reason = "the fields are named by the words of the log itself")]
pub enum Sentence<'a> {
    /// The first line of a console test, a uuid or, before 2018, `test-request`.
    ExecutionLog { request_id: &'a str },
    /// The id that the client sees as `x-amz-apigw-id`. In live logs since 2018.
    ExtendedRequestId(&'a str),
    /// 403: the resource policy's first pass refused; the authorizer is not asked. `tail` is what stands behind the ARN: `with an
    /// explicit deny`, and in newer texts of which kind of policy.
    ResourcePolicyExplicitDeny {
        user: &'a str,
        action: &'a str,
        arn: &'a str,
        tail: &'a str,
        request_id: &'a str,
    },
    /// The method has an authorizer.
    StartingAuthorizer { authorizer_id: &'a str, request_id: &'a str },
    /// The identity sources, masked: one value for a TOKEN authorizer, `{source=value, …}` for a REQUEST authorizer. Data trace
    /// only; old console tests print it in clear.
    IncomingIdentity(&'a str),
    /// A Lambda function or backend is about to be called. Data trace only.
    EndpointRequestUri(&'a str),
    /// The headers of that call; see [`Sentence::source_arn`]. Data trace only.
    EndpointRequestHeaders(&'a str),
    /// Data trace only; an authorizer's names the method ARN.
    EndpointRequestBody(&'a str),
    /// The call is made now: for an authorizer, a miss of its cache. Data trace only, since 2018.
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
    /// The API key (masked, or empty) and the stage.
    VerifyingUsagePlan { request_id: &'a str, key: &'a str, api_id: &'a str, stage: &'a str },
    /// 403: the method wants an API key that this call has not. `why` is read by [`KeyRefusal::of`].
    ApiKeyRefused { key: &'a str, method: &'a str, resource: &'a str, api_stage: &'a str, why: &'a str },
    /// No key is needed, or this one is good; `why` names the method and the template of its path.
    ApiKeyAuthorized { key: &'a str, why: &'a str },
    /// The key's plan lets the call pass.
    UsagePlanSucceeded { key: &'a str, api_stage: &'a str },
    /// The call is served all the same.
    UsagePlanFailed,
    /// 429: too many calls at once. `scope` says whose limit it is: `Key`, `Method`, `Stage`, `Account`. Only the first was seen in a
    /// transcript; of another the fields that its line does not name are empty.
    Throttled {
        scope: &'a str,
        api_id: &'a str,
        stage: &'a str,
        resource_id: &'a str,
        method: &'a str,
        rate: &'a str,
        burst: &'a str,
    },
    /// 429: the usage plan's quota is used up. No transcript shows its words: a line is taken for it that says of a quota that
    /// it is exceeded.
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
    /// 400: the request's body does not fit the method's model; the text says how, and may go on over several lines.
    ValidationFailed { content_type: &'a str, why: &'a str },
    /// 500: the model itself could not be applied; a configuration error follows.
    ValidationBroken,
    /// The backend answered; its status since 2020.
    ResponseReceived { status: Option<u16>, latency_ms: u64 },
    /// Data trace only.
    EndpointResponseHeaders(&'a str),
    /// Data trace, and at log level ERROR for failures.
    EndpointResponseBody(&'a str),
    /// 502: the integration's Lambda raised. Read further by [`LambdaFailure::of`].
    LambdaExecutionFailed(&'a str),
    /// 500: the integration's Lambda could not be called. Read further by [`LambdaFailure::of`].
    LambdaInvocationFailed(&'a str),
    /// 500: something is configured wrongly, in the authorizer or in the integration. Read further by
    /// [`ConfigurationFault::of`].
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
    /// The backend's own id for the call. Printed behind `Method completed`.
    IntegrationRequestId(&'a str),
    /// The call's X-Ray trace: `Root=1-…` or `1-…`. Printed behind every ending.
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

    /// The ARN for which a Lambda function is called: `…/authorizers/<id>` tells an authorizer's call, `…/<stage>/<VERB>/<template>`
    /// an integration's. `None` where the line was cut before it, or the call is made with a role.
    pub fn source_arn(&self) -> Option<&'a str> {
        let Self::EndpointRequestHeaders(headers) = self else { return None };
        let at = memmem::find(headers.as_bytes(), SOURCE_ARN)?;
        let rest = headers.get(at + SOURCE_ARN.len()..)?;
        // No end: the line was cut inside the ARN.
        rest.split_once([',', '}']).map(|(arn, _)| arn)
    }

    /// The method ARN that an authorizer is asked about.
    pub fn method_arn(&self) -> Option<&'a str> {
        let Self::EndpointRequestBody(body) = self else { return None };
        let at = memmem::find(body.as_bytes(), METHOD_ARN)?;
        let rest = body.get(at + METHOD_ARN.len()..)?;
        let rest = rest.trim_start().strip_prefix(':')?.trim_start().strip_prefix('"')?;
        // No end quote: the line was cut inside the ARN, which then is no ARN of any method.
        rest.split_once('"').map(|(arn, _)| arn)
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
                | Self::ValidationFailed { .. }
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
