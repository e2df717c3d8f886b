//! Gateway response types, as access and execution logs name them, and error types, as clients see them.
//!
//! Both stay when the owner of an API changes a response's status or body, so they outrank both.
//! Source: API Gateway Developer Guide, "Gateway response types"; captures of answers.

use super::Meaning;
use crate::diagnosis::{Cause, Gate};

/// A gateway response type.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct GatewayResponse {
    /// The status that goes with it unless the owner changed it; `None` for the two defaults.
    pub status: Option<u16>,
    /// What it means.
    pub meaning: Meaning,
}

const POLICIES: Meaning = Meaning::new(403, Cause::Unknown, None).or(&[
    Cause::AuthorizerPolicyDeny,
    Cause::ResourcePolicyDeny,
    Cause::CacheInvalidationRefused,
]);
const UNAUTHORIZED: Meaning = Meaning::new(401, Cause::Unauthorized, Some(Gate::Identity))
    .or(&[Cause::IdentityRejected, Cause::AuthorizerRaisedUnauthorized]);
const AUTHORIZER: Meaning = Meaning::new(500, Cause::AuthorizerError, Some(Gate::Authorizer));
const API_KEY: Meaning = Meaning::new(403, Cause::ApiKeyRejected, Some(Gate::UsagePlan));
const ROUTE: Meaning = Meaning::new(403, Cause::RouteNotFound, None).or(&[Cause::IamAuthFailed]);
const IAM: Meaning = Meaning::new(403, Cause::IamAuthFailed, Some(Gate::Identity));
const INCOMPLETE_IAM: Meaning = IAM.or(&[Cause::RouteNotFound]);
const WAF: Meaning = Meaning::new(403, Cause::WafBlocked, Some(Gate::Waf));
const THROTTLED: Meaning = Meaning::new(429, Cause::Throttled, Some(Gate::UsagePlan));
const QUOTA: Meaning = Meaning::new(429, Cause::QuotaExceeded, Some(Gate::UsagePlan));
const INTEGRATION: Meaning = Meaning::new(500, Cause::IntegrationError, Some(Gate::Integration));
const TIMEOUT: Meaning = Meaning::new(504, Cause::IntegrationError, Some(Gate::Integration));
const BAD_REQUEST: Meaning = Meaning::new(400, Cause::ClientError, Some(Gate::Response));
const NOT_FOUND: Meaning = Meaning::new(404, Cause::RouteNotFound, None);
const TOO_LARGE: Meaning = Meaning::new(413, Cause::ClientError, Some(Gate::Response));
const MEDIA_TYPE: Meaning = Meaning::new(415, Cause::ClientError, Some(Gate::Response));
const ANY: Meaning =
    Meaning { status: None, cause: Cause::Unknown, gate: None, deny: None, alternatives: &[] };

/// What a gateway response type means.
pub fn gateway_response(response_type: &str) -> Option<GatewayResponse> {
    let meaning = match response_type {
        "ACCESS_DENIED" => POLICIES,
        "API_CONFIGURATION_ERROR" => INTEGRATION,
        "AUTHORIZER_CONFIGURATION_ERROR" | "AUTHORIZER_FAILURE" => AUTHORIZER,
        "BAD_REQUEST_BODY" | "BAD_REQUEST_PARAMETERS" => BAD_REQUEST,
        "DEFAULT_4XX" | "DEFAULT_5XX" => ANY,
        "EXPIRED_TOKEN" | "INVALID_SIGNATURE" => IAM,
        "INTEGRATION_FAILURE" | "INTEGRATION_TIMEOUT" => TIMEOUT,
        "INVALID_API_KEY" => API_KEY,
        "MISSING_AUTHENTICATION_TOKEN" => ROUTE,
        "QUOTA_EXCEEDED" => QUOTA,
        "REQUEST_TOO_LARGE" => TOO_LARGE,
        "RESOURCE_NOT_FOUND" => NOT_FOUND,
        "THROTTLED" => THROTTLED,
        "UNAUTHORIZED" => UNAUTHORIZED,
        "UNSUPPORTED_MEDIA_TYPE" => MEDIA_TYPE,
        "WAF_FILTERED" => WAF,
        _ => return None,
    };
    Some(GatewayResponse { status: meaning.status, meaning })
}

/// What an `x-amzn-errortype` means.
pub fn cause_of_error_type(error_type: &str) -> Option<Meaning> {
    Some(match error_type {
        "AccessDeniedException" | "ExplicitDenyException" => POLICIES,
        "AuthorizerConfigurationException" | "AuthorizerFailureException" => AUTHORIZER,
        "BadRequestException" => Meaning { status: None, ..BAD_REQUEST },
        "ExpiredTokenException"
        | "InvalidClientTokenIdException"
        | "InvalidSignatureException"
        | "SignatureDoesNotMatchException"
        | "UnrecognizedClientException" => IAM,
        "ForbiddenException" => Meaning::new(403, Cause::Unknown, None).or(&[
            Cause::ApiKeyRejected,
            Cause::WafBlocked,
            Cause::NotMapped,
        ]),
        "IncompleteSignatureException" => INCOMPLETE_IAM,
        "InternalServerErrorException" => {
            Meaning { status: None, ..INTEGRATION }.or(&[Cause::AuthorizerError])
        }
        "LimitExceededException" => QUOTA.or(&[Cause::Throttled]),
        "MissingAuthenticationTokenException" => ROUTE,
        "NotFoundException" => NOT_FOUND,
        "RequestEntityTooLargeException" | "RequestTooLargeException" => TOO_LARGE,
        "TooManyRequestsException" => THROTTLED,
        "UnauthorizedException" => UNAUTHORIZED,
        "UnsupportedMediaTypeException" => MEDIA_TYPE,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::{cause_of_error_type, gateway_response};
    use crate::diagnosis::Cause;

    #[test]
    fn every_gateway_response_type_is_known() {
        for (response_type, status, cause) in [
            ("ACCESS_DENIED", Some(403), Cause::Unknown),
            ("API_CONFIGURATION_ERROR", Some(500), Cause::IntegrationError),
            ("AUTHORIZER_CONFIGURATION_ERROR", Some(500), Cause::AuthorizerError),
            ("AUTHORIZER_FAILURE", Some(500), Cause::AuthorizerError),
            ("BAD_REQUEST_BODY", Some(400), Cause::ClientError),
            ("BAD_REQUEST_PARAMETERS", Some(400), Cause::ClientError),
            ("DEFAULT_4XX", None, Cause::Unknown),
            ("DEFAULT_5XX", None, Cause::Unknown),
            ("EXPIRED_TOKEN", Some(403), Cause::IamAuthFailed),
            ("INTEGRATION_FAILURE", Some(504), Cause::IntegrationError),
            ("INTEGRATION_TIMEOUT", Some(504), Cause::IntegrationError),
            ("INVALID_API_KEY", Some(403), Cause::ApiKeyRejected),
            ("INVALID_SIGNATURE", Some(403), Cause::IamAuthFailed),
            ("MISSING_AUTHENTICATION_TOKEN", Some(403), Cause::RouteNotFound),
            ("QUOTA_EXCEEDED", Some(429), Cause::QuotaExceeded),
            ("REQUEST_TOO_LARGE", Some(413), Cause::ClientError),
            ("RESOURCE_NOT_FOUND", Some(404), Cause::RouteNotFound),
            ("THROTTLED", Some(429), Cause::Throttled),
            ("UNAUTHORIZED", Some(401), Cause::Unauthorized),
            ("UNSUPPORTED_MEDIA_TYPE", Some(415), Cause::ClientError),
            ("WAF_FILTERED", Some(403), Cause::WafBlocked),
        ] {
            let found = gateway_response(response_type).unwrap();
            assert_eq!((found.status, found.meaning.cause), (status, cause), "{response_type}");
        }
        assert_eq!(gateway_response("access_denied"), None);
        assert_eq!(cause_of_error_type("SomethingElseException"), None);
    }

    #[test]
    fn a_denied_access_may_be_either_policy() {
        let meaning = cause_of_error_type("AccessDeniedException").unwrap();
        assert!(meaning.allows(Cause::AuthorizerPolicyDeny) && meaning.allows(Cause::ResourcePolicyDeny));
        assert!(!meaning.is_told());
    }
}
