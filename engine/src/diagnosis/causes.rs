//! One cause a file: what is seen, why it refuses, what settles it, and its check.

pub mod api_key_rejected;
pub mod authorizer_error;
pub mod authorizer_policy_deny;
pub mod backend_refused;
pub mod client_error;
pub mod integration_error;
pub mod none;
pub mod resource_policy_deny;
pub mod throttled;
pub mod unauthorized;
