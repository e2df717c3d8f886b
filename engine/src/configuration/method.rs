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

/// Whether a segment of a resource's path takes any value, as `{id}`, or any rest of a path, as `{proxy+}`.
pub fn is_parameter(segment: &str) -> bool {
    segment.starts_with('{') && segment.ends_with('}')
}

/// The method that API Gateway calls for a path: of those that fit, the one whose path is told by name the longest, then one with
/// a parameter for a segment, then one with a parameter for the rest; its own verb before `ANY`.
pub fn route<'a>(methods: &'a [Method], verb: &str, path: &str) -> Option<&'a Method> {
    let fitting = methods.iter().filter_map(|method| {
        let is_own = method.verb == verb;
        (is_own || method.verb == "ANY").then_some(())?;
        Some((fit(&method.path, path)?, is_own, method))
    });
    fitting.max_by(|one, other| (&one.0, one.1).cmp(&(&other.0, other.1))).map(|(_, _, method)| method)
}

/// How a segment is told.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Told {
    Rest,
    Any,
    ByName,
}

fn fit(resource: &str, path: &str) -> Option<Vec<Told>> {
    let mut asked = path.trim_start_matches('/').split('/');
    let mut told = Vec::new();
    for segment in resource.trim_start_matches('/').split('/') {
        let one = asked.next()?;
        if segment.starts_with('{') && segment.ends_with("+}") {
            told.push(Told::Rest);
            return (!one.is_empty()).then_some(told);
        }
        told.push(match segment {
            segment if is_parameter(segment) && !one.is_empty() => Told::Any,
            segment if segment == one => Told::ByName,
            _ => return None,
        });
    }
    asked.next().is_none().then_some(told)
}

#[cfg(test)]
mod tests {
    use super::{Method, route};

    #[test]
    fn a_path_goes_to_the_method_that_names_most_of_it() {
        let methods: Vec<Method> = [
            ("ANY", "/"),
            ("ANY", "/{proxy+}"),
            ("GET", "/orders"),
            ("GET", "/orders/{id}"),
            ("ANY", "/orders/{id}"),
            ("GET", "/orders/latest"),
            ("POST", "/orders/{proxy+}"),
        ]
        .map(|(verb, path)| Method {
            path: path.to_owned(),
            verb: verb.to_owned(),
            authorization: None,
            authorizer_id: None,
        })
        .to_vec();
        for (call, expected) in [
            ("GET /", Some("ANY /")),
            ("GET /orders", Some("GET /orders")),
            ("GET /orders/7", Some("GET /orders/{id}")),
            ("PUT /orders/7", Some("ANY /orders/{id}")),
            ("POST /orders/7", Some("ANY /orders/{id}")),
            ("POST /orders/7/lines", Some("POST /orders/{proxy+}")),
            ("GET /orders/latest", Some("GET /orders/latest")),
            ("GET /orders/7/lines", Some("ANY /{proxy+}")),
            ("GET /elsewhere", Some("ANY /{proxy+}")),
            ("GET /orders/", Some("ANY /{proxy+}")),
        ] {
            let (verb, path) = call.split_once(' ').unwrap();
            let found = route(&methods, verb, path).map(|method| format!("{} {}", method.verb, method.path));
            assert_eq!(found.as_deref(), expected, "{call}");
        }
        assert_eq!(route(&[], "GET", "/orders"), None);
    }
}
