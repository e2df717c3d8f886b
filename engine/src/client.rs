//! What the client got: a response's status, headers and body, as someone pastes them.

use crate::diagnosis::{Cause, Deny, Gate, Grade, Missing};

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
}

/// What a response says about the cause.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ClientVerdict {
    /// The HTTP status.
    pub status: Option<u16>,
    /// Why.
    pub cause: Cause,
    /// Who refused.
    pub gate: Option<Gate>,
    /// How.
    pub deny: Option<Deny>,
    /// How sure.
    pub grade: Grade,
    /// What it may be as well.
    pub alternatives: Vec<Cause>,
    /// What would settle it.
    pub missing: Vec<Missing>,
}

/// The responses in a text.
pub fn read(text: &str) -> Vec<Reply> {
    let known =
        ["User is not authorized to access this resource", "Missing Authentication Token", "Forbidden"];
    let message = known.into_iter().find(|known| text.contains(known)).map(str::to_owned);
    message.map(|message| Reply { message: Some(message), ..Reply::default() }).into_iter().collect()
}

impl Reply {
    /// What it says about the cause.
    pub fn verdict(&self) -> ClientVerdict {
        let (cause, gate, deny, alternatives) = match self.message.as_deref() {
            Some("Missing Authentication Token") => (Cause::RouteNotFound, None, None, vec![]),
            Some("Forbidden") => (
                Cause::ApiKeyRejected,
                Some(Gate::UsagePlan),
                None,
                vec![Cause::WafBlocked, Cause::NotMapped],
            ),
            _ => (Cause::AuthorizerPolicyDeny, Some(Gate::AuthorizerPolicy), Some(Deny::Implicit), vec![]),
        };
        let missing = vec![Missing::DataTrace];
        ClientVerdict { status: Some(403), cause, gate, deny, grade: Grade::Inferred, alternatives, missing }
    }
}
