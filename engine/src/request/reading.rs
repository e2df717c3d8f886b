//! A request with its lines read as sentences, and whose work each tells of.
//!
//! The lines about a call to a Lambda function look alike for the authorizer and for the integration; what stands before
//! them tells which it is: the integration is called behind `Starting execution` only.
//!
//! Read once for all: what every question about a request begins with ([`Reading::has_authorizer`] and its like) is noted in
//! the one pass over the lines.

use std::ops::Deref;

use super::Request;
use crate::{
    diagnosis::Gate,
    log::{
        access,
        sentence::{self, ConfigurationFault, Sentence},
    },
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
        self.sentence.method_arn()
    }
}

/// The lines of a request.
#[derive(Debug, Clone)]
pub enum Lines<'a> {
    /// Read for themselves.
    Own(Vec<ReadLine<'a>>),
    /// Read among those of other requests.
    Among(&'a [ReadLine<'a>]),
}

impl<'a> Deref for Lines<'a> {
    type Target = [ReadLine<'a>];

    fn deref(&self) -> &Self::Target {
        match self {
            Self::Own(lines) => lines,
            Self::Among(lines) => lines,
        }
    }
}

/// A request, read.
#[derive(Debug, Clone)]
pub struct Reading<'a> {
    /// The request.
    pub request: &'a Request,
    /// Its lines, in time order.
    pub lines: Lines<'a>,
    /// Its access line, when it has one.
    pub access: Option<access::Record<'a>>,
    seen: Seen,
    /// Whether no line speaks of a refusal or of a failure.
    is_plain: bool,
}

/// What lines show of the authorizer.
#[derive(Debug, Clone, Copy, Default)]
struct Seen {
    authorizer: bool,
    call_of_authorizer: bool,
    data_trace: bool,
}

impl<'a> Reading<'a> {
    /// Reads a request's lines.
    pub fn of(request: &'a Request) -> Self {
        let mut lines = Vec::with_capacity(request.lines.len());
        let heard = Heard::of(request, &mut lines);
        heard.with(request, Lines::Own(lines))
    }

    /// Reads the lines of many requests, which are put behind one another into `lines`.
    pub fn all(requests: &'a [Request], lines: &'a mut Vec<ReadLine<'a>>) -> Vec<Self> {
        lines.reserve(requests.iter().map(|request| request.lines.len()).sum());
        let heard: Vec<_> = requests.iter().map(|request| Heard::of(request, lines)).collect();
        let mut rest: &'a [ReadLine<'a>] = lines;
        let with_lines = |(heard, request): (Heard<'a>, &'a Request)| {
            let (own, behind) = rest.split_at_checked(request.lines.len()).unwrap_or((rest, &[]));
            rest = behind;
            heard.with(request, Lines::Among(own))
        };
        heard.into_iter().zip(requests).map(with_lines).collect()
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
        self.seen.data_trace
    }

    /// Whether the authorizer's Lambda was called for this request, as far as lines say.
    pub fn authorizer_was_called(&self) -> bool {
        self.seen.call_of_authorizer
    }

    /// Whether a line tells of an authorizer.
    pub fn has_authorizer(&self) -> bool {
        self.seen.authorizer
    }

    /// Whether no line speaks of a refusal or of a failure; an access line, which may, counts as one that does.
    pub fn is_plain(&self) -> bool {
        self.is_plain
    }

    /// The status that a line names, and that line.
    pub fn logged_status(&self) -> Option<(u16, u64)> {
        let of = |pick: fn(&Sentence<'a>) -> Option<u16>| {
            self.lines.iter().find_map(|line| Some((pick(&line.sentence)?, line.number)))
        };
        let completed = of(|sentence| match sentence {
            Sentence::MethodCompleted { status } => Some(*status),
            _ => None,
        });
        completed
            .or_else(|| {
                of(|sentence| match sentence {
                    Sentence::GatewayResponse { status, .. } => Some(*status),
                    _ => None,
                })
            })
            .or_else(|| Some((self.access.as_ref()?.status()?, self.access_line()?)))
    }

    /// The number of the access line.
    pub fn access_line(&self) -> Option<u64> {
        self.line(|line| matches!(line.sentence, Sentence::AccessLog(_))).map(|line| line.number)
    }
}

/// What is noted of a request while its lines are read.
struct Heard<'a> {
    access: Option<access::Record<'a>>,
    seen: Seen,
    is_plain: bool,
}

impl<'a> Heard<'a> {
    /// Reads a request's lines, and adds them to others.
    fn of(request: &'a Request, lines: &mut Vec<ReadLine<'a>>) -> Self {
        let mut behind = Behind::default();
        let mut heard = Self { access: None, seen: Seen::default(), is_plain: true };
        let n_before = lines.len();
        lines.extend(request.lines.iter().map(|line| {
            let sentence = sentence::read(&line.text);
            let gate = behind.gate(&sentence);
            heard.seen.take(&sentence, gate);
            heard.is_plain &= is_plain_sentence(&sentence);
            if let Sentence::AccessLog(json) = sentence
                && heard.access.is_none()
            {
                heard.access = access::Record::read(json);
            }
            ReadLine { number: line.number, at: line.at, sentence, gate }
        }));
        if heard.seen.authorizer && (behind.n_early > 0 || !heard.is_plain) {
            let own = lines.get_mut(n_before..).unwrap_or_default();
            give_to_the_authorizer(own, &mut heard.seen, behind.n_early);
        }
        heard
    }

    fn with(self, request: &'a Request, lines: Lines<'a>) -> Reading<'a> {
        let Self { access, seen, is_plain } = self;
        Reading { request, lines, access, seen, is_plain }
    }
}

/// Whether a sentence speaks neither of a refusal nor of a failure.
fn is_plain_sentence(sentence: &Sentence<'_>) -> bool {
    match sentence {
        Sentence::ResponseReceived { status, .. } => status.is_none_or(|status| status < 400),
        Sentence::MethodCompleted { status } => *status < 400,
        Sentence::ResourcePolicyExplicitDeny { .. }
        | Sentence::ClientNotAuthorized
        | Sentence::UnauthorizedRequest { .. }
        | Sentence::Unauthorized
        | Sentence::AuthorizerConfigurationException
        | Sentence::ApiKeyRefused { .. }
        | Sentence::Throttled { .. }
        | Sentence::QuotaExceeded
        | Sentence::ValidationFailed { .. }
        | Sentence::ValidationBroken
        | Sentence::LambdaExecutionFailed(_)
        | Sentence::LambdaInvocationFailed(_)
        | Sentence::ConfigurationError(_)
        | Sentence::TimeoutError
        | Sentence::ExecutionFailed(_)
        | Sentence::GatewayResponse { .. }
        | Sentence::AccessLog(_)
        | Sentence::Unknown => false,
        _ => true,
    }
}

impl Seen {
    fn take(&mut self, sentence: &Sentence<'_>, gate: Option<Gate>) {
        self.data_trace |= sentence.needs_data_trace();
        let is_authorizers = gate == Some(Gate::Authorizer);
        self.authorizer |= is_authorizers || matches!(sentence, Sentence::StartingAuthorizer { .. });
        self.call_of_authorizer |= is_authorizers
            && matches!(
                sentence,
                Sentence::EndpointRequestUri(_)
                    | Sentence::EndpointRequestHeaders(_)
                    | Sentence::EndpointRequestBody(_)
                    | Sentence::SendingRequest(_)
                    | Sentence::AuthorizerResult(_)
            );
    }
}

/// Where an authorizer turns out to have been at work, what was said before its first line is its own: an export may begin in
/// the middle of a call, and lines of one millisecond may come in any order.
fn give_to_the_authorizer(lines: &mut [ReadLine<'_>], seen: &mut Seen, n_early: u32) {
    let mut n_left = n_early;
    for line in lines {
        if line.sentence == Sentence::ClientNotAuthorized {
            line.gate = Some(Gate::AuthorizerPolicy);
        } else if n_left > 0 && is_work_on_a_call(&line.sentence) {
            n_left -= 1;
            line.gate = Some(Gate::Authorizer);
            seen.take(&line.sentence, line.gate);
        }
    }
}

/// Whether a sentence tells of a call to a function or backend, be it the authorizer's or the integration's.
fn is_work_on_a_call(sentence: &Sentence<'_>) -> bool {
    matches!(
        sentence,
        Sentence::EndpointRequestUri(_)
            | Sentence::EndpointRequestHeaders(_)
            | Sentence::EndpointRequestBody(_)
            | Sentence::SendingRequest(_)
            | Sentence::ConfigurationError(_)
            | Sentence::TimeoutError
            | Sentence::ExecutionFailed(_)
            | Sentence::ResponseReceived { .. }
            | Sentence::EndpointResponseHeaders(_)
            | Sentence::EndpointResponseBody(_)
            | Sentence::LambdaExecutionFailed(_)
            | Sentence::LambdaInvocationFailed(_)
    )
}

/// What was said so far.
#[derive(Default)]
struct Behind {
    place: Place,
    /// How many lines told of a call before it was known whose.
    n_early: u32,
}

/// How far the call has come.
#[derive(Default)]
enum Place {
    #[default]
    Start,
    /// The authorizer is at work.
    Authorizer,
    /// The authorizer has answered.
    AuthorizerPolicy,
    UsagePlan,
    Execution,
}

impl Behind {
    fn gate(&mut self, sentence: &Sentence<'_>) -> Option<Gate> {
        match sentence {
            Sentence::ResourcePolicyExplicitDeny { .. } => Some(Gate::ResourcePolicy),
            Sentence::StartingAuthorizer { .. } => {
                self.place = Place::Authorizer;
                Some(Gate::Identity)
            }
            Sentence::AuthorizerResult(_)
            | Sentence::UsingPolicy { .. }
            | Sentence::AuthorizerConfigurationException => {
                self.place = Place::Authorizer;
                Some(Gate::Authorizer)
            }
            Sentence::AuthorizerCompleted => {
                self.place = Place::AuthorizerPolicy;
                Some(Gate::Authorizer)
            }
            Sentence::ClientNotAuthorized => Some(match self.place {
                Place::Start => Gate::ResourcePolicy,
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
                self.place = Place::UsagePlan;
                Some(Gate::UsagePlan)
            }
            Sentence::StartingExecution { .. } | Sentence::MethodAndPath { .. } => {
                self.place = Place::Execution;
                None
            }
            Sentence::ConfigurationError(text)
                if ConfigurationFault::of(text).gate() == Some(Gate::Authorizer)
                    && !matches!(self.place, Place::Execution) =>
            {
                Some(Gate::Authorizer)
            }
            sentence if is_work_on_a_call(sentence) => Some(match self.place {
                Place::Start => {
                    self.n_early += 1;
                    Gate::Integration
                }
                Place::Authorizer => Gate::Authorizer,
                Place::AuthorizerPolicy | Place::UsagePlan | Place::Execution => Gate::Integration,
            }),
            Sentence::IntegrationRequestId(_) => Some(Gate::Integration),
            Sentence::MethodResponseBody(_)
            | Sentence::MethodResponseHeaders(_)
            | Sentence::ExecutionCompleted
            | Sentence::GatewayResponse { .. }
            | Sentence::MethodCompleted { .. } => Some(Gate::Response),
            _ => None,
        }
    }
}
