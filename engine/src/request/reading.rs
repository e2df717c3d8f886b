//! A request with its lines read as sentences, and whose work each tells of.
//!
//! The lines about a call to a Lambda function look alike for the authorizer and for the integration; what stands before
//! them tells which it is: the integration is called behind `Starting execution` only.

use super::Request;
use crate::{
    diagnosis::Gate,
    log::sentence::{self, Sentence},
    time::Instant,
};

/// One line, read.
#[derive(Debug, Clone, Copy)]
pub struct ReadLine<'a> {
    /// The line's number in its export.
    pub number: u64,
    /// When.
    pub at: Option<Instant>,
    /// What it says.
    pub sentence: Sentence<'a>,
    /// Whose work it tells of; `None` for what is said of the call as a whole.
    pub gate: Option<Gate>,
}

impl<'a> ReadLine<'a> {
    /// The method ARN that an authorizer is asked about.
    pub fn method_arn(&self) -> Option<&'a str> {
        let Sentence::EndpointRequestBody(body) = self.sentence else { return None };
        let (_, rest) = body.split_once(r#""methodArn""#)?;
        let rest = rest.trim_start().strip_prefix(':')?.trim_start().strip_prefix('"')?;
        // No end quote: the line was cut inside the ARN, which then is no ARN of any method.
        rest.split_once('"').map(|(arn, _)| arn)
    }
}

/// A request, read.
#[derive(Debug, Clone)]
pub struct Reading<'a> {
    /// The request.
    pub request: &'a Request,
    /// Its lines, in time order.
    pub lines: Vec<ReadLine<'a>>,
}

impl<'a> Reading<'a> {
    /// Reads a request's lines.
    pub fn of(request: &'a Request) -> Self {
        let mut behind = Behind::Start;
        let lines = request
            .lines
            .iter()
            .map(|line| {
                let sentence = sentence::read(&line.text);
                let gate = behind.gate(&sentence);
                ReadLine { number: line.number, at: line.at, sentence, gate }
            })
            .collect();
        Self { request, lines }
    }

    /// The first answer that `pick` gives.
    pub fn find<T>(&self, pick: impl Fn(&Sentence<'a>) -> Option<T>) -> Option<T> {
        self.lines.iter().find_map(|line| pick(&line.sentence))
    }

    /// The first line that `is` holds for.
    pub fn line(&self, is: impl Fn(&ReadLine<'a>) -> bool) -> Option<&ReadLine<'a>> {
        self.lines.iter().find(|line| is(line))
    }

    /// Whether any line says what `is` holds for.
    pub fn says(&self, is: impl Fn(&Sentence<'a>) -> bool) -> bool {
        self.lines.iter().any(|line| is(&line.sentence))
    }

    /// Whether a line is there that only data trace prints.
    pub fn has_data_trace(&self) -> bool {
        self.says(Sentence::needs_data_trace)
    }

    /// Whether the authorizer's Lambda was called for this request, as far as lines say.
    pub fn authorizer_was_called(&self) -> bool {
        self.lines.iter().any(|line| {
            line.gate == Some(Gate::Authorizer)
                && matches!(
                    line.sentence,
                    Sentence::EndpointRequestUri(_)
                        | Sentence::EndpointRequestHeaders(_)
                        | Sentence::EndpointRequestBody(_)
                        | Sentence::SendingRequest(_)
                        | Sentence::AuthorizerResult(_)
                )
        })
    }

    /// Whether a line tells of an authorizer.
    pub fn has_authorizer(&self) -> bool {
        self.lines.iter().any(|line| {
            line.gate == Some(Gate::Authorizer)
                || matches!(line.sentence, Sentence::StartingAuthorizer { .. })
        })
    }

    /// The status that a line names.
    pub fn logged_status(&self) -> Option<(u16, u64)> {
        let completed = self.lines.iter().find_map(|line| match line.sentence {
            Sentence::MethodCompleted { status } => Some((status, line.number)),
            _ => None,
        });
        completed.or_else(|| {
            self.lines.iter().find_map(|line| match line.sentence {
                Sentence::GatewayResponse { status, .. } => Some((status, line.number)),
                _ => None,
            })
        })
    }
}

/// What was said so far.
enum Behind {
    Start,
    Authorizer,
    AuthorizerPolicy,
    Execution,
}

impl Behind {
    fn gate(&mut self, sentence: &Sentence<'_>) -> Option<Gate> {
        match sentence {
            Sentence::ResourcePolicyExplicitDeny { .. } => Some(Gate::ResourcePolicy),
            Sentence::StartingAuthorizer { .. } => {
                *self = Self::Authorizer;
                Some(Gate::Identity)
            }
            Sentence::AuthorizerResult(_)
            | Sentence::UsingPolicy { .. }
            | Sentence::AuthorizerConfigurationException => {
                *self = Self::Authorizer;
                Some(Gate::Authorizer)
            }
            Sentence::AuthorizerCompleted => {
                *self = Self::AuthorizerPolicy;
                Some(Gate::Authorizer)
            }
            Sentence::ClientNotAuthorized => Some(match self {
                Self::Start => Gate::ResourcePolicy,
                _ => Gate::AuthorizerPolicy,
            }),
            Sentence::IncomingIdentity(_) | Sentence::UnauthorizedRequest { .. } | Sentence::Unauthorized => {
                Some(Gate::Identity)
            }
            Sentence::VerifyingUsagePlan { .. }
            | Sentence::ApiKeyRefused { .. }
            | Sentence::ApiKeyAuthorized { .. }
            | Sentence::UsagePlanSucceeded { .. }
            | Sentence::UsagePlanFailed
            | Sentence::Throttled { .. }
            | Sentence::QuotaExceeded => {
                *self = Self::AuthorizerPolicy;
                Some(Gate::UsagePlan)
            }
            Sentence::StartingExecution { .. } | Sentence::MethodAndPath { .. } => {
                *self = Self::Execution;
                None
            }
            Sentence::EndpointRequestUri(_)
            | Sentence::EndpointRequestHeaders(_)
            | Sentence::EndpointRequestBody(_)
            | Sentence::SendingRequest(_)
            | Sentence::ConfigurationError(_)
            | Sentence::TimeoutError
            | Sentence::ExecutionFailed(_) => Some(match self {
                Self::Execution => Gate::Integration,
                _ => Gate::Authorizer,
            }),
            Sentence::ResponseReceived { .. }
            | Sentence::EndpointResponseHeaders(_)
            | Sentence::EndpointResponseBody(_)
            | Sentence::LambdaExecutionFailed(_)
            | Sentence::LambdaInvocationFailed(_)
            | Sentence::IntegrationRequestId(_) => Some(Gate::Integration),
            Sentence::MethodResponseBody(_)
            | Sentence::MethodResponseHeaders(_)
            | Sentence::ExecutionCompleted
            | Sentence::GatewayResponse { .. }
            | Sentence::MethodCompleted { .. } => Some(Gate::Response),
            _ => None,
        }
    }
}
