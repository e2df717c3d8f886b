//! One cause a file: what is seen, why it refuses, what settles it, and its check.

pub mod api_key_rejected;
pub mod authorizer_error;
pub mod authorizer_policy_deny;
pub mod authorizer_raised_unauthorized;
pub mod backend_refused;
pub mod cache_invalidation_refused;
pub mod client_error;
pub mod iam_auth_failed;
pub mod identity_rejected;
pub mod integration_error;
pub mod none;
pub mod not_mapped;
pub mod quota_exceeded;
pub mod resource_policy_deny;
pub mod route_not_found;
pub mod throttled;
pub mod unauthorized;
pub mod unknown;
pub mod waf_blocked;
