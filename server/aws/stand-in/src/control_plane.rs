//! The protocol of API Gateway's control plane: REST and JSON, lists page by page by `position`. It only answers GET.

use std::collections::BTreeMap;

use axum::{
    Router,
    extract::{Query, State},
    http::{HeaderMap, StatusCode, Uri, header},
    response::{IntoResponse as _, Response},
    routing::get,
};
use percent_encoding::percent_decode_str;
use serde::Deserialize;
use serde_json::{Map, Value, json};

use crate::{
    Shared, World,
    answers::{broken, note},
    api::Api,
    script::Trouble,
};

/// What AWS keeps for a region and not for an API, as it tells it.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct Region {
    /// Usage plans.
    pub usage_plans: Vec<Value>,
    /// Keys by the id of their usage plan.
    pub usage_plan_keys: BTreeMap<String, Vec<Value>>,
    /// API keys.
    pub api_keys: Vec<Value>,
    /// Mappings by custom domain name.
    pub base_path_mappings: BTreeMap<String, Vec<Value>>,
}

pub(crate) fn routes() -> Router<Shared> {
    ["/restapis", "/usageplans", "/apikeys", "/domainnames"]
        .into_iter()
        .fold(Router::new(), |routes, root| {
            routes.route(root, get(answer)).route(&format!("{root}/{{*rest}}"), get(answer))
        })
}

#[derive(Deserialize)]
struct Asked {
    position: Option<String>,
    limit: Option<usize>,
    embed: Option<String>,
    #[serde(rename = "includeValues")]
    include_values: Option<bool>,
}

async fn answer(
    State(shared): State<Shared>,
    uri: Uri,
    Query(asked): Query<Asked>,
    headers: HeaderMap,
) -> Response {
    let path: Vec<String> = uri
        .path()
        .split('/')
        .skip(1)
        .map(|segment| percent_decode_str(segment).decode_utf8_lossy().into_owned())
        .collect();
    let path: Vec<&str> = path.iter().map(String::as_str).collect();
    let Some(action) = action(&path) else {
        return refusal(StatusCode::NOT_FOUND, "NotFoundException", "Unknown path");
    };
    let (trouble, is_denied) = {
        let mut world = shared.world();
        let trouble = world.script.draw();
        note(&mut world, action, &headers, trouble);
        (trouble, world.denied.iter().any(|denied| denied == action))
    };
    match trouble {
        Trouble::Hang => std::future::pending().await,
        Trouble::Throttled => {
            refusal(StatusCode::TOO_MANY_REQUESTS, "TooManyRequestsException", "Too Many Requests")
        }
        Trouble::TooMany => (StatusCode::TOO_MANY_REQUESTS, [(header::RETRY_AFTER, "1")]).into_response(),
        Trouble::Failure => {
            refusal(StatusCode::INTERNAL_SERVER_ERROR, "InternalFailure", "An internal error occurred")
        }
        Trouble::Unavailable => (StatusCode::SERVICE_UNAVAILABLE, "<html>unavailable</html>").into_response(),
        Trouble::Reset => broken(),
        _ if is_denied => {
            let message = format!(
                "User: arn:aws:iam::123456789012:user/why403 is not authorized to perform: apigateway:GET on \
                 resource: arn:aws:apigateway:eu-central-1::{}",
                uri.path()
            );
            refusal(StatusCode::FORBIDDEN, "AccessDeniedException", &message)
        }
        _ => told(&shared.world(), &path, &asked, trouble),
    }
}

/// What the SDK calls the question.
fn action(path: &[&str]) -> Option<&'static str> {
    Some(match path {
        ["restapis"] => "GetRestApis",
        ["restapis", _] => "GetRestApi",
        ["restapis", _, "authorizers"] => "GetAuthorizers",
        ["restapis", _, "resources"] => "GetResources",
        ["restapis", _, "stages"] => "GetStages",
        ["restapis", _, "stages", _, "exports", "oas30"] => "GetExport",
        ["restapis", _, "deployments"] => "GetDeployments",
        ["restapis", _, "gatewayresponses"] => "GetGatewayResponses",
        ["usageplans"] => "GetUsagePlans",
        ["usageplans", _, "keys"] => "GetUsagePlanKeys",
        ["apikeys"] => "GetApiKeys",
        ["domainnames"] => "GetDomainNames",
        ["domainnames", _, "basepathmappings"] => "GetBasePathMappings",
        _ => return None,
    })
}

fn told(world: &World, path: &[&str], asked: &Asked, trouble: Trouble) -> Response {
    let page = |elements: Vec<Value>| page(&elements, asked, world.per_page, trouble);
    let region = &world.region;
    let of = |all: &BTreeMap<String, Vec<Value>>, name: &str| all.get(name).cloned().unwrap_or_default();
    match path {
        ["restapis"] => page(world.apis.values().map(|api| api.described.clone().into()).collect()),
        ["restapis", id, rest @ ..] => {
            if let Some(api) = world.apis.get(*id) {
                return told_of(api, rest, asked, page);
            }
            let message = format!("Invalid API identifier specified 123456789012:{id}");
            refusal(StatusCode::NOT_FOUND, "NotFoundException", &message)
        }
        ["usageplans"] => page(region.usage_plans.clone()),
        ["usageplans", plan, _] => page(of(&region.usage_plan_keys, plan)),
        ["apikeys"] => {
            let mut keys = region.api_keys.clone();
            for key in keys.iter_mut().filter_map(Value::as_object_mut) {
                if asked.include_values != Some(true) {
                    key.remove("value");
                }
            }
            page(keys)
        }
        ["domainnames"] => {
            page(region.base_path_mappings.keys().map(|name| json!({"domainName": name})).collect())
        }
        ["domainnames", name, _] => page(of(&region.base_path_mappings, name)),
        _ => refusal(StatusCode::NOT_FOUND, "NotFoundException", "Unknown path"),
    }
}

fn told_of(api: &Api, path: &[&str], asked: &Asked, page: impl Fn(Vec<Value>) -> Response) -> Response {
    match path {
        [] => json_of(&api.described.clone().into()),
        ["authorizers"] => page(api.authorizers.values().cloned().collect()),
        ["resources"] => page(
            api.resources
                .values()
                .cloned()
                .map(|mut resource| {
                    if let Value::Object(fields) = &mut resource
                        && asked.embed.as_deref() != Some("methods")
                    {
                        fields.remove("resourceMethods");
                    }
                    resource
                })
                .collect(),
        ),
        // The only list that AWS gives at once.
        ["stages"] => {
            let stages: Vec<&Map<String, Value>> = api.stages.values().collect();
            json_of(&json!({"item": stages}))
        }
        ["stages", stage, ..] => match api.exports.get(*stage) {
            Some(export) => json_of(export),
            None => refusal(StatusCode::NOT_FOUND, "NotFoundException", "Invalid stage identifier specified"),
        },
        ["deployments"] => page(api.deployments.clone()),
        _ => page(vec![
            json!({"responseType": "ACCESS_DENIED", "statusCode": "403", "defaultResponse": true}),
            json!({"responseType": "UNAUTHORIZED", "statusCode": "401", "defaultResponse": true}),
        ]),
    }
}

/// A page of a list: its position tells how many stand before it.
fn page(elements: &[Value], asked: &Asked, per_page: usize, trouble: Trouble) -> Response {
    let begin = asked.position.as_deref().and_then(|text| text.split('.').next()?.parse().ok()).unwrap_or(0);
    if trouble == Trouble::Empty {
        let n_empty = asked.position.as_deref().map_or(0, |text| text.matches('.').count());
        return json_of(&json!({"item": [], "position": format!("{begin}{}", ".".repeat(n_empty + 1))}));
    }
    let per_page = per_page.min(asked.limit.unwrap_or(25));
    let mut of_page: Vec<&Value> = elements.iter().skip(begin).take(per_page).collect();
    if trouble == Trouble::Reordered {
        of_page.reverse();
    }
    let end = begin + of_page.len();
    let mut answer = json!({"item": of_page});
    if let (true, Value::Object(fields)) = (end < elements.len(), &mut answer) {
        fields.insert("position".to_owned(), end.to_string().into());
    }
    json_of(&answer)
}

fn json_of(answer: &Value) -> Response {
    ([(header::CONTENT_TYPE, "application/json")], answer.to_string()).into_response()
}

fn refusal(status: StatusCode, code: &str, message: &str) -> Response {
    let headers = [("content-type", "application/json"), ("x-amzn-errortype", code)];
    (status, headers, json!({"message": message}).to_string()).into_response()
}
