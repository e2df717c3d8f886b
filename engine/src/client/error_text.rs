//! API Gateway's own error texts, old and new: the `message` of a body, and `error.message`, `authorize.error` and the like of
//! an access line.
//!
//! The wording of denials changed in 2025: behind the old text now stands which kind of policy refused. Both are told by what
//! they begin and end with. [`Wordings`] writes them, for who wants to know what a client would have read.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::Meaning;
use crate::diagnosis::{Cause, Deny, Gate};

const API_KEY: Meaning = Meaning::new(403, Cause::ApiKeyRejected, Some(Gate::UsagePlan));
const IAM: Meaning = Meaning::new(403, Cause::IamAuthFailed, Some(Gate::Identity));
const RESOURCE_POLICY: Meaning = Meaning::new(403, Cause::ResourcePolicyDeny, Some(Gate::ResourcePolicy));
const AUTHORIZER_POLICY: Meaning =
    Meaning::new(403, Cause::AuthorizerPolicyDeny, Some(Gate::AuthorizerPolicy));
const CACHE_INVALIDATION: Meaning =
    Meaning::new(403, Cause::CacheInvalidationRefused, None).or(&[Cause::ResourcePolicyDeny]);
const INTEGRATION: Meaning = Meaning::new(500, Cause::IntegrationError, Some(Gate::Integration));
const BAD_REQUEST: Meaning = Meaning::new(400, Cause::ClientError, Some(Gate::Response));
const UNAUTHORIZED: Meaning = Meaning::new(401, Cause::Unauthorized, Some(Gate::Identity))
    .or(&[Cause::IdentityRejected, Cause::AuthorizerRaisedUnauthorized]);

/// Texts that are always the same.
const WHOLE: &[(&str, Meaning)] = &[
    (
        "Forbidden",
        Meaning::new(403, Cause::Unknown, None).or(&[
            Cause::ApiKeyRejected,
            Cause::WafBlocked,
            Cause::NotMapped,
            Cause::BackendRefused,
        ]),
    ),
    ("Unauthorized", UNAUTHORIZED),
    ("The incoming token has expired", Meaning::new(401, Cause::IdentityRejected, Some(Gate::Identity))),
    (
        "Missing Authentication Token",
        Meaning::new(403, Cause::RouteNotFound, None).or(&[Cause::IamAuthFailed]),
    ),
    ("Invalid API Key identifier specified", API_KEY),
    ("API Key was required but not present", API_KEY),
    (
        // Of an access line: with an authorizer it is most often its policy.
        "The client is not authorized to perform this operation",
        AUTHORIZER_POLICY.denying(Deny::Unknown).or(&[Cause::ResourcePolicyDeny]),
    ),
    ("Too Many Requests", Meaning::new(429, Cause::Throttled, Some(Gate::UsagePlan))),
    (
        // Reported for both.
        "Limit Exceeded",
        Meaning::new(429, Cause::QuotaExceeded, Some(Gate::UsagePlan)).or(&[Cause::Throttled]),
    ),
    ("Endpoint request timed out", Meaning { status: Some(504), ..INTEGRATION }),
    ("Network error communicating with endpoint", Meaning { status: Some(504), ..INTEGRATION }),
    ("Internal server error", INTEGRATION.or(&[Cause::AuthorizerError])),
    ("Malformed Lambda proxy response", Meaning { status: Some(502), ..INTEGRATION }),
    ("Invalid permissions on Lambda function", INTEGRATION.or(&[Cause::AuthorizerError])),
    ("Authorizer error", Meaning::new(500, Cause::AuthorizerError, Some(Gate::Authorizer))),
    ("Could not parse policy", Meaning::new(500, Cause::AuthorizerError, Some(Gate::Authorizer))),
    ("Invalid request body", BAD_REQUEST),
    ("Request Too Long", Meaning { status: Some(413), ..BAD_REQUEST }),
    ("Request Entity Too Large", Meaning { status: Some(413), ..BAD_REQUEST }),
    ("Unsupported Media Type", Meaning { status: Some(415), ..BAD_REQUEST }),
];

/// Texts that name something, told by what they begin with.
const STARTS: &[(&str, Meaning)] = &[
    ("The security token included in the request is ", IAM),
    ("Signature expired: ", IAM),
    ("Signature not yet current: ", IAM),
    ("The request signature we calculated does not match", IAM),
    ("Credential should be scoped to ", IAM),
    ("Authorization header requires ", IAM.or(&[Cause::RouteNotFound])),
    ("Missing required request parameters: ", BAD_REQUEST),
    ("Request body does not match model schema", BAD_REQUEST),
];

/// How the text of a refusal by the authorizer's policy begins.
const NOT_AUTHORIZED: &str = "User is not authorized to access this resource";

/// What stands around the facts in that of a refusal by another policy.
const USER: &str = "User: ";
const TO_PERFORM: &str = " is not authorized to perform: ";
const ON_RESOURCE: &str = " on resource: ";

/// How both end.
const EXPLICITLY: &str = " with an explicit deny";
const IDENTITY_BASED: &str = "identity-based policy";
const RESOURCE_BASED: &str = "resource-based policy";

/// What a text of API Gateway means; `None` for what is none of its texts.
pub fn cause_of_error_text(text: &str) -> Option<Meaning> {
    let text = text.trim().trim_matches('"').trim_end_matches('.');
    let whole = WHOLE.iter().find(|(known, _)| known.eq_ignore_ascii_case(text));
    let start = || STARTS.iter().find(|(known, _)| text.starts_with(known));
    if let Some((_, meaning)) = whole.or_else(start) {
        return Some(*meaning);
    }
    if let Some(tail) = text.strip_prefix(NOT_AUTHORIZED) {
        return authorizer_policy(tail);
    }
    if text.contains("not a valid key=value pair (missing equal-sign) in Authorization header") {
        // A token in place of a signature: the call did not come to a method that has a token's authorizer.
        return Some(IAM.or(&[Cause::RouteNotFound]));
    }
    let text = text.strip_prefix("ExplicitDenyException ").unwrap_or(text);
    let (user, tail) = text.strip_prefix(USER)?.split_once(TO_PERFORM)?;
    let (action, tail) = tail.split_once(ON_RESOURCE)?;
    if action.ends_with(":InvalidateCache") {
        // Which of the two policies refuses it, and whether it is said so, no capture shows.
        return Some(CACHE_INVALIDATION);
    }
    // Not an ARN of another service: that is the backend's own refusal.
    action.starts_with("execute-api:").then(|| resource_policy(user, tail))
}

fn authorizer_policy(tail: &str) -> Option<Meaning> {
    let is_tail = tail.is_empty() || tail.starts_with(EXPLICITLY) || tail.starts_with(" because ");
    let meaning = AUTHORIZER_POLICY.denying(how(tail));
    is_tail.then(|| {
        if tail.contains(RESOURCE_BASED) { meaning.or(&[Cause::ResourcePolicyDeny]) } else { meaning }
    })
}

fn resource_policy(user: &str, tail: &str) -> Meaning {
    let meaning = RESOURCE_POLICY.denying(how(tail));
    if tail.contains(RESOURCE_BASED) {
        meaning
    } else if tail.contains(IDENTITY_BASED) {
        // Said of a user it is the user's own IAM policy; nobody's policy can only be the authorizer's.
        meaning.or(if user == "anonymous" { &[Cause::AuthorizerPolicyDeny] } else { &[Cause::IamAuthFailed] })
    } else if user == "anonymous" {
        meaning
    } else {
        // Old wording: a signed call's own policy may be it.
        meaning.or(&[Cause::IamAuthFailed])
    }
}

/// Explicit or not, by the end of the text.
fn how(tail: &str) -> Deny {
    if tail.contains(EXPLICITLY) { Deny::Explicit } else { Deny::Implicit }
}

/// The text of one refusal, in both wordings.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Wordings {
    /// As it was until 2025, and still is in places.
    pub old: String,
    /// As it is since.
    pub new: String,
}

/// What the longer of the two texts tells of a call.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Call<'a> {
    /// `anonymous`, or the ARN of an IAM principal.
    pub caller: &'a str,
    /// `execute-api:Invoke`.
    pub action: &'a str,
    /// The ARN of the method. The account is masked here.
    pub arn: &'a str,
}

impl Wordings {
    /// Of a refusal by the authorizer's policy: it tells nothing of the call but the action.
    pub fn of_authorizer(is_explicit: bool, action: &str) -> Self {
        Self::of(NOT_AUTHORIZED.to_owned(), is_explicit, IDENTITY_BASED, action)
    }

    /// Of a refusal by the API's resource policy.
    pub fn of_resource_policy(is_explicit: bool, call: Call<'_>) -> Self {
        Self::of(call.to_string(), is_explicit, RESOURCE_BASED, call.action)
    }

    /// Of a refusal by the IAM policies of whoever signed the call.
    pub fn of_iam(is_explicit: bool, call: Call<'_>) -> Self {
        Self::of(call.to_string(), is_explicit, IDENTITY_BASED, call.action)
    }

    fn of(text: String, is_explicit: bool, kind: &str, action: &str) -> Self {
        if is_explicit {
            let old = text + EXPLICITLY;
            Self { new: format!("{old} in {article} {kind}", article = article_of(kind)), old }
        } else {
            Self { new: format!("{text} because no {kind} allows the {action} action"), old: text }
        }
    }
}

fn article_of(kind: &str) -> &'static str {
    if kind == IDENTITY_BASED { "an" } else { "a" }
}

impl fmt::Display for Call<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { caller, action, arn } = self;
        let account = arn.split(':').nth(4).filter(|account| account.len() == 12);
        let (masked, arn) = match account.and_then(|account| arn.split_once(account)) {
            Some((before, behind)) => {
                let end = account.and_then(|account| account.get(8..)).unwrap_or_default();
                (format!("{before}********{end}"), behind)
            }
            None => (String::new(), *arn),
        };
        write!(f, "{USER}{caller}{TO_PERFORM}{action}{ON_RESOURCE}{masked}{arn}")
    }
}

#[cfg(test)]
mod tests {
    use super::cause_of_error_text;
    use crate::diagnosis::{Cause, Deny};

    #[test]
    fn every_text_that_was_met_is_known() {
        const ARN: &str = "execute-api:Invoke on resource: arn:aws:execute-api:eu-west-1:********4321:a1b2c3/prod/GET/orders";
        let anonymous = format!("User: anonymous is not authorized to perform: {ARN}");
        let signed = format!("User: arn:aws:iam::123456789012:user/ann is not authorized to perform: {ARN}");
        let explicit = Some(Deny::Explicit);
        let implicit = Some(Deny::Implicit);
        for (text, cause, deny, is_certain) in [
            ("User is not authorized to access this resource".to_owned(), Cause::AuthorizerPolicyDeny, implicit, true),
            ("User is not authorized to access this resource because no identity-based policy allows the execute-api:Invoke action".to_owned(), Cause::AuthorizerPolicyDeny, implicit, true),
            ("User is not authorized to access this resource with an explicit deny".to_owned(), Cause::AuthorizerPolicyDeny, explicit, true),
            ("User is not authorized to access this resource with an explicit deny in an identity-based policy".to_owned(), Cause::AuthorizerPolicyDeny, explicit, true),
            (anonymous.clone(), Cause::ResourcePolicyDeny, implicit, true),
            (format!("{anonymous} because no resource-based policy allows the execute-api:Invoke action"), Cause::ResourcePolicyDeny, implicit, true),
            (format!("{anonymous} because no identity-based policy allows the execute-api:Invoke action"), Cause::ResourcePolicyDeny, implicit, false),
            (format!("{anonymous} with an explicit deny"), Cause::ResourcePolicyDeny, explicit, true),
            (format!("{anonymous} with an explicit deny in a resource-based policy"), Cause::ResourcePolicyDeny, explicit, true),
            (format!("ExplicitDenyException {anonymous} with an explicit deny: aaaaaaaa-0000"), Cause::ResourcePolicyDeny, explicit, true),
            (signed.clone(), Cause::ResourcePolicyDeny, implicit, false),
            (format!("{signed} with an explicit deny in an identity-based policy"), Cause::ResourcePolicyDeny, explicit, false),
            (anonymous.replace("Invoke", "InvalidateCache"), Cause::CacheInvalidationRefused, None, false),
            ("Missing Authentication Token".to_owned(), Cause::RouteNotFound, None, false),
            ("Forbidden".to_owned(), Cause::Unknown, None, false),
            ("Invalid API Key identifier specified".to_owned(), Cause::ApiKeyRejected, None, true),
            ("The security token included in the request is invalid.".to_owned(), Cause::IamAuthFailed, None, true),
            ("The security token included in the request is expired".to_owned(), Cause::IamAuthFailed, None, true),
            ("Signature expired: 20260101T000000Z is now earlier than 20260101T001000Z (20260101T001500Z - 5 min.)".to_owned(), Cause::IamAuthFailed, None, true),
            ("The request signature we calculated does not match the signature you provided. Check your AWS Secret Access Key".to_owned(), Cause::IamAuthFailed, None, true),
            ("Credential should be scoped to a valid region, not 'eu-west-9'.".to_owned(), Cause::IamAuthFailed, None, true),
            ("'abc' not a valid key=value pair (missing equal-sign) in Authorization header: 'Bearer abc'.".to_owned(), Cause::IamAuthFailed, None, false),
            ("Authorization header requires 'Credential' parameter.".to_owned(), Cause::IamAuthFailed, None, false),
            ("Unauthorized".to_owned(), Cause::Unauthorized, None, false),
            ("The incoming token has expired".to_owned(), Cause::IdentityRejected, None, true),
            ("The client is not authorized to perform this operation.".to_owned(), Cause::AuthorizerPolicyDeny, Some(Deny::Unknown), false),
            ("Too Many Requests".to_owned(), Cause::Throttled, None, true),
            ("Limit Exceeded".to_owned(), Cause::QuotaExceeded, None, false),
            ("Endpoint request timed out".to_owned(), Cause::IntegrationError, None, true),
            ("Internal server error".to_owned(), Cause::IntegrationError, None, false),
            ("Invalid request body".to_owned(), Cause::ClientError, None, true),
            ("Missing required request parameters: [id]".to_owned(), Cause::ClientError, None, true),
            ("Unsupported Media Type".to_owned(), Cause::ClientError, None, true),
        ] {
            let found = cause_of_error_text(&text).unwrap_or_else(|| panic!("unknown: {text}"));
            assert_eq!((found.cause, found.deny, found.alternatives.is_empty()), (cause, deny, is_certain), "{text}");
        }
        for text in [
            "",
            "Forbidden by us",
            "User is not authorized to access this resource, ask Ann",
            "User: arn:aws:sts::123456789012:assumed-role/x is not authorized to perform: sqs:sendmessage on resource: arn:aws:sqs:x with an explicit deny",
        ] {
            assert_eq!(cause_of_error_text(text), None, "{text}");
        }
    }
}
