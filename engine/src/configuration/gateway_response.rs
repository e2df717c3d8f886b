//! Gateway responses: the statuses that clients get instead of API Gateway's own.

use serde_json::Value;

use super::json::{number, text, truth};

/// What a client gets where API Gateway itself answers.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct GatewayResponse {
    /// As `ACCESS_DENIED`.
    pub kind: String,
    /// The status; `None` where the type has none of its own (`DEFAULT_4XX`).
    pub status: Option<u16>,
    /// Whether it is API Gateway's own, which nobody has changed.
    pub is_default: bool,
}

impl GatewayResponse {
    /// Reads a response of a bundle.
    pub(super) fn read(value: &Value) -> Option<Self> {
        let status = number(value, "statusCode").and_then(|status| u16::try_from(status).ok());
        Some(Self {
            kind: text(value, "responseType")?.to_ascii_uppercase(),
            status: status.filter(|status| (100..600).contains(status)),
            is_default: truth(value, "defaultResponse").unwrap_or_default(),
        })
    }
}

/// The status that a client gets for a type, where it is not API Gateway's own: that of the type, else that of `DEFAULT_4XX` or
/// `DEFAULT_5XX`, which changes every type of its class that has none ("Gateway response types", API Gateway Developer Guide).
pub(super) fn customised_status(responses: &[GatewayResponse], kind: &str) -> Option<u16> {
    let own = |kind: &str| responses.iter().find(|response| response.kind == kind && !response.is_default);
    if let Some(status) = own(kind).and_then(|response| response.status) {
        return Some(status);
    }
    let fallback = if IS_5XX.contains(&kind) { "DEFAULT_5XX" } else { "DEFAULT_4XX" };
    own(fallback).and_then(|response| response.status)
}

/// The types of which the status is 5xx; that of all others is 4xx.
const IS_5XX: &[&str] = &[
    "API_CONFIGURATION_ERROR",
    "AUTHORIZER_CONFIGURATION_ERROR",
    "AUTHORIZER_FAILURE",
    "INTEGRATION_FAILURE",
    "INTEGRATION_TIMEOUT",
];

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::{GatewayResponse, customised_status};

    #[test]
    fn a_status_of_a_class_changes_the_types_without_their_own() {
        let responses: Vec<_> = [
            json!({"responseType": "DEFAULT_4XX", "statusCode": "404", "defaultResponse": false}),
            json!({"responseType": "THROTTLED", "statusCode": "503"}),
            json!({"responseType": "ACCESS_DENIED", "statusCode": "403", "defaultResponse": true}),
            json!({"responseType": "UNAUTHORIZED", "responseTemplates": {}, "defaultResponse": false}),
            json!({"responseType": "WAF_FILTERED", "statusCode": "4000"}),
        ]
        .iter()
        .filter_map(GatewayResponse::read)
        .collect();
        for (kind, expected) in [
            ("ACCESS_DENIED", Some(404)),
            ("THROTTLED", Some(503)),
            ("UNAUTHORIZED", Some(404)),
            ("WAF_FILTERED", Some(404)),
            ("AUTHORIZER_FAILURE", None),
        ] {
            assert_eq!(customised_status(&responses, kind), expected, "{kind}");
        }
    }
}
