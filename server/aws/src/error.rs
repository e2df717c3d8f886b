//! What can go wrong when AWS is asked, told apart by what is to be done about it.

use std::{error::Error, time::Duration};

use aws_credential_types::provider::error::CredentialsError;
use aws_sdk_cloudwatchlogs::error::{ProvideErrorMetadata, SdkError};
use aws_sdk_sts::operation::assume_role::AssumeRoleError;

/// Why AWS gave no answer, or not the one that was asked for. The words say what to do.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum AwsError {
    /// Too many questions.
    #[error(
        "AWS answers only so many questions a second (`{code}`): nothing is to be done, it is asked more slowly"
    )]
    Throttled {
        /// What AWS calls it.
        code: String,
        /// How long AWS asks to wait, if it says.
        wait: Option<Duration>,
    },
    /// We may not ask.
    #[error(
        "no right to call `{action}`: add it to the policy of the role or user that why403 runs as; AWS said: {message}"
    )]
    NoRight {
        /// The action.
        action: String,
        /// AWS's words.
        message: String,
    },
    /// What was asked about is not there. `what` says so, and what to check.
    #[error("there is no {what}")]
    NotThere {
        /// What, and what to check.
        what: String,
    },
    /// Nothing to sign with.
    #[error(
        "no AWS credentials were found: give the server a role (instance, task or service account), or start it with \
         AWS_PROFILE or AWS_ACCESS_KEY_ID set"
    )]
    NoCredentials,
    /// What we sign with is not taken.
    #[error(
        "AWS does not take the credentials (`{code}`): sign in again or renew the key, and check the machine's clock"
    )]
    BadCredentials {
        /// What AWS calls it.
        code: String,
    },
    /// Nobody there, or no answer.
    #[error(
        "AWS could not be reached ({what}): check network, proxy, region and endpoint URL; it is tried again"
    )]
    Network {
        /// How far it came.
        what: String,
    },
    /// The token of a page is too old.
    #[error("AWS no longer knows the page that comes next: the stretch of time is read again")]
    ExpiredToken,
    /// AWS has a problem of its own.
    #[error("AWS has a problem (`{code}`): nothing is to be done, it is tried again")]
    Unavailable {
        /// What AWS calls it.
        code: String,
    },
    /// Anything else.
    #[error("AWS refused (`{code}`): {message}")]
    Other {
        /// What AWS calls it.
        code: String,
        /// AWS's words.
        message: String,
    },
}

/// What was asked, as far as an error tells it.
pub(crate) struct Asked<'a> {
    pub(crate) action: &'static str,
    pub(crate) on: On<'a>,
    pub(crate) has_token: bool,
}

/// What it was about.
#[derive(Debug, Clone, Copy)]
pub(crate) enum On<'a> {
    /// A log group, by its name.
    LogGroup(&'a str),
    /// An API, by its id.
    Api(&'a str),
    /// A stage, by its name.
    Stage(&'a str),
    /// Whatever there is in the region.
    Region,
}

impl On<'_> {
    /// What is not there, and what to check.
    fn is_not_there(self) -> String {
        match self {
            Self::LogGroup(name) => format!(
                "log group `{name}` in this region: check name, region and account, and that logging is on for the stage"
            ),
            Self::Api(id) => format!(
                "REST API `{id}` in this region: check id, region and account; HTTP and WebSocket APIs are none"
            ),
            Self::Stage(name) => format!("stage `{name}`: it was removed in the meantime, or never deployed"),
            Self::Region => "such thing in this region: check region, account and endpoint URL".to_owned(),
        }
    }
}

/// Tells what the SDK says went wrong.
pub(crate) fn told<E, R>(asked: &Asked<'_>, error: &SdkError<E, R>) -> AwsError
where
    E: ProvideErrorMetadata + Error + 'static,
    R: std::fmt::Debug + Head + 'static,
{
    match error {
        SdkError::ServiceError(context) => {
            let answer = Answer {
                code: context.err().code().unwrap_or("no code"),
                message: context.err().message().unwrap_or("nothing more"),
                status: context.raw().status(),
                wait: wait(context.raw()),
            };
            answer.told(asked)
        }
        SdkError::ResponseError(context) => match context.raw().status() {
            429 => AwsError::Throttled { code: "429".into(), wait: wait(context.raw()) },
            status @ 500.. => AwsError::Unavailable { code: status.to_string() },
            _ => AwsError::Network { what: "the answer broke off".into() },
        },
        SdkError::TimeoutError(_) => AwsError::Network { what: "no answer in time".into() },
        other => credentials(other).unwrap_or_else(|| AwsError::Network { what: deepest(other) }),
    }
}

/// What the SDK keeps of an answer.
pub(crate) trait Head {
    fn status(&self) -> u16;
    fn header(&self, name: &'static str) -> Option<&str>;
}

impl Head for aws_sdk_cloudwatchlogs::config::http::HttpResponse {
    fn status(&self) -> u16 {
        self.status().as_u16()
    }

    fn header(&self, name: &'static str) -> Option<&str> {
        self.headers().get(name)
    }
}

/// How long an answer asks to wait.
fn wait(answer: &impl Head) -> Option<Duration> {
    answer.header("retry-after")?.trim().parse().ok().map(Duration::from_secs)
}

/// An error as AWS answered it.
struct Answer<'a> {
    code: &'a str,
    message: &'a str,
    status: u16,
    wait: Option<Duration>,
}

impl Answer<'_> {
    fn told(&self, asked: &Asked<'_>) -> AwsError {
        let code = self.code.to_owned();
        match self.code {
            "ThrottlingException"
            | "Throttling"
            | "ThrottledException"
            | "TooManyRequestsException"
            | "LimitExceededException"
            | "RequestLimitExceeded" => AwsError::Throttled { code, wait: self.wait },
            "AccessDeniedException" | "AccessDenied" | "UnauthorizedOperation" | "UnauthorizedException" => {
                AwsError::NoRight { action: asked.action.into(), message: self.message.into() }
            }
            "ResourceNotFoundException" | "NotFoundException" => {
                AwsError::NotThere { what: asked.on.is_not_there() }
            }
            "UnrecognizedClientException"
            | "InvalidSignatureException"
            | "SignatureDoesNotMatch"
            | "IncompleteSignature"
            | "ExpiredToken"
            | "ExpiredTokenException"
            | "InvalidClientTokenId"
            | "MissingAuthenticationToken"
            | "MissingAuthenticationTokenException"
            | "RequestExpired" => AwsError::BadCredentials { code },
            "InvalidParameterException"
                if asked.has_token && self.message.to_lowercase().contains("token") =>
            {
                AwsError::ExpiredToken
            }
            _ if self.status == 429 => AwsError::Throttled { code, wait: self.wait },
            _ if self.status >= 500 => AwsError::Unavailable { code },
            _ => AwsError::Other { code, message: self.message.into() },
        }
    }
}

/// What is wrong with the credentials, when that is why nothing was asked.
fn credentials(error: &(dyn Error + 'static)) -> Option<AwsError> {
    let mut found = None;
    for cause in chain(error) {
        // A role's credentials need others to be asked for: what is wrong is the innermost.
        if let Some(refused) = cause.downcast_ref::<AssumeRoleError>() {
            let asked = Asked { action: "sts:AssumeRole", on: On::Region, has_token: false };
            let answer = Answer {
                code: refused.code().unwrap_or("no code"),
                message: refused.message().unwrap_or("nothing more"),
                status: 0,
                wait: None,
            };
            return Some(answer.told(&asked));
        }
        if let Some(missing) = cause.downcast_ref::<CredentialsError>() {
            found = Some(match missing {
                CredentialsError::CredentialsNotLoaded(_) => AwsError::NoCredentials,
                other => AwsError::Other { code: "credentials".into(), message: deepest(other) },
            });
        }
    }
    found
}

/// An error and its causes.
fn chain<'a>(error: &'a (dyn Error + 'static)) -> impl Iterator<Item = &'a (dyn Error + 'static)> {
    std::iter::successors(Some(error), |error: &&'a (dyn Error + 'static)| (**error).source())
}

/// What the last cause says.
fn deepest(error: &(dyn Error + 'static)) -> String {
    chain(error).last().map(ToString::to_string).unwrap_or_default()
}
