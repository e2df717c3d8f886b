//! Methods: what an API can be asked for, and who authorizes it.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::json::text;
use crate::ids::AuthorizerId;

/// A method of an API.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Method {
    /// The path as the API defines it, as `/orders/{id}`.
    pub path: String,
    /// The HTTP method, or `ANY`.
    pub verb: String,
    /// `NONE`, `AWS_IAM`, `CUSTOM`, `COGNITO_USER_POOLS`; `None` where the bundle does not say.
    pub authorization: Option<String>,
    /// Its authorizer.
    pub authorizer_id: Option<AuthorizerId>,
}

impl Method {
    /// The methods of a resource as `get-resources --embed methods` describes it.
    pub(super) fn of_resource(resource: &Value) -> impl Iterator<Item = Self> {
        let path = text(resource, "path");
        let methods = resource.get("resourceMethods").and_then(Value::as_object);
        methods.into_iter().flatten().filter_map(move |(verb, method)| {
            Some(Self {
                path: path?.to_owned(),
                verb: verb.to_ascii_uppercase(),
                authorization: text(method, "authorizationType").map(str::to_owned),
                authorizer_id: text(method, "authorizerId").map(AuthorizerId::from),
            })
        })
    }
}
