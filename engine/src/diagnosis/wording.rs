//! The texts in which API Gateway tells a client why it refused, old and new.
//!
//! Since about 2025 a refusal by a policy names the kind of policy at its end; before, only `with an explicit deny` told a Deny
//! from silence. A text that is not known is no evidence: owners of an API write their own.
//!
//! Source: IAM User Guide, "Troubleshoot access denied error messages"; AWS Knowledge Center, "api-gateway-troubleshoot-403-forbidden".

use super::Deny;

/// What a text says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Wording<'a> {
    /// The authorizer's policy refused.
    AuthorizerPolicy(Deny),
    /// A policy refused a caller by an action and an ARN that the text names.
    Policy {
        /// `anonymous`, or the ARN of an IAM caller.
        user: &'a str,
        /// As `execute-api:Invoke`.
        action: &'a str,
        /// What was asked for; the account is masked.
        arn: &'a str,
        /// How.
        deny: Deny,
        /// The kind of policy, when the text names it.
        by: Option<Kind>,
    },
    /// A policy refused; which and how is not said.
    NotAuthorized,
    /// There is no such route, or a call to an IAM method was not signed.
    MissingAuthenticationToken,
    /// An IAM signature was wrong, expired or incomplete.
    Signature,
    /// 401.
    Unauthorized,
    /// An API key that is not known.
    InvalidApiKey,
    /// Throttled.
    TooManyRequests,
    /// A quota is used up, or a usage plan throttled.
    LimitExceeded,
    /// `Forbidden` and no more: an API key, AWS WAF, or a domain without a mapping.
    Forbidden,
}

/// A kind of policy.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// What IAM or an authorizer says of the caller.
    Identity,
    /// The API's resource policy.
    Resource,
}

/// Reads a text.
pub fn read(text: &str) -> Option<Wording<'_>> {
    let text = text.trim();
    if let Some(tail) = text.strip_prefix("User is not authorized to access this resource") {
        return Some(Wording::AuthorizerPolicy(tail_of(tail).0));
    }
    if let Some(rest) = text.strip_prefix("User: ") {
        let (user, rest) = rest.split_once(" is not authorized to perform: ")?;
        let (action, rest) = rest.split_once(" on resource: ")?;
        let (arn, tail) = rest.split_once(' ').unwrap_or((rest, ""));
        let (deny, by) = tail_of(tail);
        return Some(Wording::Policy { user, action, arn, deny, by });
    }
    Some(match text.trim_end_matches('.') {
        "The client is not authorized to perform this operation" => Wording::NotAuthorized,
        "Missing Authentication Token" => Wording::MissingAuthenticationToken,
        "Unauthorized" | "The incoming token has expired" => Wording::Unauthorized,
        "Invalid API Key identifier specified" => Wording::InvalidApiKey,
        "Too Many Requests" => Wording::TooManyRequests,
        "Limit Exceeded" => Wording::LimitExceeded,
        "Forbidden" => Wording::Forbidden,
        text if is_about_a_signature(text) => Wording::Signature,
        _ => return None,
    })
}

/// How a policy refused, by the end of the text.
fn tail_of(tail: &str) -> (Deny, Option<Kind>) {
    let deny = if tail.contains("explicit deny") { Deny::Explicit } else { Deny::Implicit };
    let by = if tail.contains("resource-based policy") {
        Some(Kind::Resource)
    } else if tail.contains("identity-based policy") {
        Some(Kind::Identity)
    } else {
        None
    };
    (deny, by)
}

fn is_about_a_signature(text: &str) -> bool {
    [
        "The security token included in the request is",
        "Signature expired",
        "Signature not yet current",
        "The request signature we calculated does not match",
        "Credential should be scoped to",
        "Authorization header requires",
    ]
    .iter()
    .any(|start| text.starts_with(start))
        || text.contains("not a valid key=value pair")
}

#[cfg(test)]
mod tests {
    use super::{Kind, Wording, read};
    use crate::diagnosis::Deny;

    #[test]
    fn old_and_new_wordings_say_how_a_policy_refused() {
        let arn = "arn:aws:execute-api:us-east-1:********9012:abcde12345/prod/GET/orders";
        let policy = |deny, by| {
            Some(Wording::Policy { user: "anonymous", action: "execute-api:Invoke", arn, deny, by })
        };
        let user =
            format!("User: anonymous is not authorized to perform: execute-api:Invoke on resource: {arn}");
        for (text, expected) in [
            (
                "User is not authorized to access this resource".to_owned(),
                Some(Wording::AuthorizerPolicy(Deny::Implicit)),
            ),
            (
                "User is not authorized to access this resource because no identity-based policy allows the \
                 execute-api:Invoke action"
                    .to_owned(),
                Some(Wording::AuthorizerPolicy(Deny::Implicit)),
            ),
            (
                "User is not authorized to access this resource with an explicit deny".to_owned(),
                Some(Wording::AuthorizerPolicy(Deny::Explicit)),
            ),
            (user.clone(), policy(Deny::Implicit, None)),
            (format!("{user} with an explicit deny"), policy(Deny::Explicit, None)),
            (
                format!("{user} with an explicit deny in a resource-based policy"),
                policy(Deny::Explicit, Some(Kind::Resource)),
            ),
            (
                format!("{user} because no resource-based policy allows the execute-api:Invoke action"),
                policy(Deny::Implicit, Some(Kind::Resource)),
            ),
            ("An owner's own words".to_owned(), None),
            (String::new(), None),
        ] {
            assert_eq!(read(&text), expected, "{text}");
        }
    }

    #[test]
    fn texts_about_a_signature_are_known_by_their_start() {
        for text in [
            "The security token included in the request is expired",
            "Signature expired: 20260110T110400Z is now earlier than 20260110T111000Z",
            "'abc' not a valid key=value pair (missing equal-sign) in Authorization header: 'Bearer abc'.",
        ] {
            assert_eq!(read(text), Some(Wording::Signature), "{text}");
        }
    }
}
