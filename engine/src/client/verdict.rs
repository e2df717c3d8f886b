//! What a reply proves.
//!
//! A reply names its own type in `x-amzn-errortype`, whatever its owner made of status and body. With it and a text of API
//! Gateway the cause is proved; a text alone only lets it be inferred, for any backend can write the same. What several gates say
//! in the same words stays unknown, with the causes that it may be.

use super::{Body, Meaning, Reply, cause_of_error_text, cause_of_error_type};
use crate::diagnosis::{Cause, Deny, Gate, Grade, Missing};

/// What a reply says about the cause.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ClientVerdict {
    /// The status that the client got; where it was not pasted, that which goes with the cause.
    pub status: Option<u16>,
    /// Why.
    pub cause: Cause,
    /// Which gate ended the call.
    pub gate: Option<Gate>,
    /// For the two policy denials: how.
    pub deny: Option<Deny>,
    /// How sure that is.
    pub grade: Grade,
    /// What else it may be.
    pub alternatives: Vec<Cause>,
    /// What would settle it, or more of it.
    pub missing: Vec<Missing>,
}

impl Reply {
    /// What this reply proves.
    pub fn verdict(&self) -> ClientVerdict {
        let (meaning, grade) = self.meaning();
        let mut missing = Vec::new();
        if !self.has_headers && self.error_type.is_none() {
            missing.push(Missing::ResponseHeaders);
        }
        match meaning.cause {
            Cause::None => {}
            Cause::AuthorizerPolicyDeny => missing.extend([Missing::DataTrace, Missing::MethodAndPath]),
            Cause::ResourcePolicyDeny => missing.push(Missing::ResourcePolicy),
            Cause::Unauthorized | Cause::AuthorizerError => missing.push(Missing::DataTrace),
            _ if grade != Grade::Proved => missing.push(Missing::AccessLog),
            _ => {}
        }
        ClientVerdict {
            status: self.status.or(meaning.status),
            cause: meaning.cause,
            gate: meaning.gate,
            deny: meaning.deny,
            grade,
            alternatives: meaning.alternatives.to_vec(),
            missing,
        }
    }

    fn meaning(&self) -> (Meaning, Grade) {
        let by_text = self.message.as_deref().and_then(cause_of_error_text);
        let by_type = self.error_type.as_deref().and_then(cause_of_error_type);
        match (by_type, by_text) {
            (Some(by_type), Some(by_text)) => both(by_type, by_text),
            (Some(by_type), None) => {
                (by_type, graded(&by_type, if is_sure(&by_type) { Grade::Proved } else { Grade::Inferred }))
            }
            (None, Some(_)) if self.is_success() => (MASKED, Grade::Inferred),
            (None, _) if self.is_of_cloudfront => (CLOUDFRONT, Grade::Unknown),
            (None, _) if self.is_of_integration => self.by_integration(),
            (None, Some(by_text)) if by_text.is_told() => (by_text, Grade::Inferred),
            (None, Some(by_text)) if !self.has_headers => (by_text, Grade::Unknown),
            // API Gateway names the type of its own answers; what has no id of it did not come to an API.
            (None, Some(_)) if self.has_id() => (FORBIDDEN_BY_BACKEND, Grade::Inferred),
            (None, Some(_)) => (NOT_MAPPED, Grade::Inferred),
            (None, None) if self.has_headers && self.has_id() && self.error_type.is_none() => {
                self.by_integration()
            }
            (None, None) => self.by_status(),
        }
    }

    fn has_id(&self) -> bool {
        self.request_id.is_some() || self.extended_request_id.is_some()
    }

    fn is_success(&self) -> bool {
        self.status.is_some_and(|status| (200..400).contains(&status))
    }

    /// Nothing but the integration can have written it.
    fn by_integration(&self) -> (Meaning, Grade) {
        let cause = match self.status {
            Some(401 | 403) => Cause::BackendRefused,
            Some(400..500) => Cause::ClientError,
            Some(500..) => Cause::IntegrationError,
            Some(_) => Cause::None,
            None => return (Meaning { alternatives: &[Cause::BackendRefused], ..UNKNOWN }, Grade::Unknown),
        };
        let gate = (cause != Cause::None).then_some(Gate::Integration);
        (Meaning { cause, gate, ..UNKNOWN }, Grade::Inferred)
    }

    /// Without a word that is API Gateway's: the owner of an API may have changed the bodies of its answers.
    fn by_status(&self) -> (Meaning, Grade) {
        const AUTHORIZER: Meaning = Meaning::new(500, Cause::AuthorizerError, Some(Gate::Authorizer));
        const INTEGRATION: Meaning = Meaning::new(504, Cause::IntegrationError, Some(Gate::Integration));
        let alternatives: &[Cause] = match (self.status, self.body) {
            (Some(500) | None, Body::NullMessage) => return (AUTHORIZER, Grade::Inferred),
            (Some(100..400), _) => return (Meaning { cause: Cause::None, ..UNKNOWN }, Grade::Inferred),
            (Some(502 | 504), _) => return (INTEGRATION, Grade::Inferred),
            (Some(401), _) => {
                &[Cause::IdentityRejected, Cause::AuthorizerRaisedUnauthorized, Cause::BackendRefused]
            }
            (Some(403), _) => REFUSED,
            (Some(429), _) => &[Cause::Throttled, Cause::QuotaExceeded, Cause::BackendRefused],
            (Some(400..500), _) => {
                return (Meaning { cause: Cause::ClientError, ..UNKNOWN }, Grade::Inferred);
            }
            (Some(500..), _) => &[Cause::IntegrationError, Cause::AuthorizerError],
            _ => &[],
        };
        (Meaning { alternatives, ..UNKNOWN }, Grade::Unknown)
    }
}

const UNKNOWN: Meaning =
    Meaning { status: None, cause: Cause::Unknown, gate: None, deny: None, alternatives: &[] };

const CLOUDFRONT: Meaning = Meaning { alternatives: &[Cause::WafBlocked, Cause::NotMapped], ..UNKNOWN };

const NOT_MAPPED: Meaning = Meaning::new(403, Cause::NotMapped, None).or(&[Cause::WafBlocked]);

/// A refusal that came with a success: a method's response may be the same whatever the backend answers.
const MASKED: Meaning = Meaning { cause: Cause::BackendRefused, gate: Some(Gate::Integration), ..UNKNOWN };

const FORBIDDEN_BY_BACKEND: Meaning =
    Meaning { alternatives: &[Cause::ApiKeyRejected, Cause::WafBlocked, Cause::NotMapped], ..MASKED };

const REFUSED: &[Cause] = &[
    Cause::AuthorizerPolicyDeny,
    Cause::ResourcePolicyDeny,
    Cause::ApiKeyRejected,
    Cause::WafBlocked,
    Cause::RouteNotFound,
    Cause::NotMapped,
    Cause::BackendRefused,
];

/// The type says which gate, the text how.
fn both(by_type: Meaning, by_text: Meaning) -> (Meaning, Grade) {
    if by_text.is_told() && by_type.allows(by_text.cause) {
        return (by_text, if is_sure(&by_text) { Grade::Proved } else { Grade::Inferred });
    }
    if by_type.is_told() {
        // The owner may have chosen a text that is API Gateway's for something else.
        let grade =
            if is_sure(&by_type) && by_text.allows(by_type.cause) { Grade::Proved } else { Grade::Inferred };
        return (by_type, grade);
    }
    (by_type, Grade::Unknown)
}

/// Whether a meaning leaves nothing open. That a 401 is the one or the other is not open: it is said to be either.
fn is_sure(meaning: &Meaning) -> bool {
    meaning.alternatives.is_empty() || meaning.cause == Cause::Unauthorized
}

fn graded(meaning: &Meaning, grade: Grade) -> Grade {
    if meaning.is_told() { grade } else { Grade::Unknown }
}
