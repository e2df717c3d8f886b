//! What the client got: a response's status, headers and body, as someone pastes them; and what that proves.
//!
//! | file | what is there |
//! |---|---|
//! | `paste` | a text of any kind → [`Reply`]s |
//! | `paste::json` | the JSON of tools: axios, HAR, a test of a method |
//! | `error_text` | the message of a body, or an `…error` of an access line → what it means |
//! | `response_type` | a gateway response type, and an `x-amzn-errortype` → what it means |
//! | `verdict` | a [`Reply`] → a [`ClientVerdict`] |
//!
//! A text alone does not say who wrote it: a backend may answer in API Gateway's words. What the headers say outranks it.

mod error_text;
mod paste;
mod response_type;
mod verdict;

pub use error_text::{Call, Wordings, cause_of_error_text};
pub use paste::read;
pub use response_type::{GatewayResponse, cause_of_error_type, gateway_response};
pub use verdict::ClientVerdict;

use crate::diagnosis::{Cause, Deny, Gate};

/// A response, as far as the text says.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Reply {
    /// The HTTP status.
    pub status: Option<u16>,
    /// `x-amzn-RequestId`.
    pub request_id: Option<String>,
    /// `x-amz-apigw-id`.
    pub extended_request_id: Option<String>,
    /// `x-amzn-errortype`, without what stands behind a colon.
    pub error_type: Option<String>,
    /// The `message` (or `Message`) of the body.
    pub message: Option<String>,
    /// What else is known of the body.
    pub body: Body,
    /// Whether its headers are there, so that one that is missing was not sent.
    pub has_headers: bool,
    /// Whether headers of the integration's answer came through (`x-amzn-remapped-…`): API Gateway's own answers have none.
    pub is_of_integration: bool,
    /// Whether `CloudFront` itself answered.
    pub is_of_cloudfront: bool,
}

/// What a body is.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Body {
    /// None was given.
    #[default]
    Absent,
    /// It has a message.
    Message,
    /// `{"message":null}`.
    NullMessage,
    /// Not in the form of API Gateway's own answers.
    Other,
}

/// What an error text, an error type or a gateway response type means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Meaning {
    /// The status that goes with it by default; `None` where there is no single one.
    pub status: Option<u16>,
    /// Why; [`Cause::Unknown`] when only the alternatives are known.
    pub cause: Cause,
    /// Which gate refused.
    pub gate: Option<Gate>,
    /// For policy denials: how.
    pub deny: Option<Deny>,
    /// What else it may be.
    pub alternatives: &'static [Cause],
}

impl Meaning {
    const fn new(status: u16, cause: Cause, gate: Option<Gate>) -> Self {
        Self { status: Some(status), cause, gate, deny: None, alternatives: &[] }
    }

    const fn denying(self, deny: Deny) -> Self {
        Self { deny: Some(deny), ..self }
    }

    const fn or(self, alternatives: &'static [Cause]) -> Self {
        Self { alternatives, ..self }
    }

    /// Whether it names a cause.
    pub fn is_told(&self) -> bool {
        self.cause != Cause::Unknown
    }

    /// Whether `cause` is it or may be.
    pub fn allows(&self, cause: Cause) -> bool {
        self.cause == cause || self.alternatives.contains(&cause)
    }
}
