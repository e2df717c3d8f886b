//! A plain `Forbidden` of the edge: the domain leads to no API or stage, or the endpoint does not take the call.
//!
//! ## What is seen
//! 403 with the text `Forbidden`, no gateway response type, and no resource of the API: the call never got to one.
//! ## Why it refuses
//! A custom domain without a base-path mapping for this path, a mapping to a stage that is gone, a default endpoint that is
//! disabled, a wrong `Host` or `x-apigw-api-id` at a VPC endpoint, or a client certificate that mutual TLS does not accept.
//! ## What settles it
//! The domain's mappings and settings. Most such calls leave no line in any log.
//! ## Source
//! AWS Knowledge Center, "api-gateway-403-custom-domain"; API Gateway Developer Guide, "Mutual TLS authentication".

use crate::diagnosis::{Cause, Diagnosis, Grade, case::Case};

/// Whether the edge refused.
pub fn check(case: &Case<'_>) -> Option<Diagnosis> {
    let outcome = case.outcome;
    let is_plain = outcome.response_type.is_none()
        && outcome.message.is_some_and(|meaning| !meaning.is_told() && meaning.allows(Cause::NotMapped));
    let has_got_in = outcome.has_resource
        || outcome.is_integrated
        || outcome.has_authorizer()
        || outcome.authorize.is_reached()
        || case.has_execution_lines();
    if !is_plain || has_got_in {
        return None;
    }
    Some(case.verdict(Cause::NotMapped, None, Some(403), Grade::Inferred).on(outcome.access_line))
}
