//! JSON documents → APIs. Which output of AWS's tools a document is, its content says.

use serde_json::{Deserializer, Value};

use super::{
    Api, Authorizer, ConfigurationError, Deployment, GatewayResponse, ResourcePolicy, Stage,
    json::{list, text},
};
use crate::{ids::ApiId, time::Instant};

/// What a document says of one API, or of those that no document names.
type Described = (Option<ApiId>, Api);

/// What a document says, or several behind one another, in their order.
pub(super) fn apis(json: &str) -> Result<Vec<Described>, ConfigurationError> {
    let json = json.trim_start_matches('\u{feff}');
    let mut apis = Vec::new();
    let mut is_empty = true;
    for document in Deserializer::from_str(json).into_iter::<Value>() {
        is_empty = false;
        let document = document.map_err(|error| {
            if error.is_eof() {
                ConfigurationError::CutOff
            } else {
                ConfigurationError::NotJson { line: error.line(), column: error.column() }
            }
        })?;
        read(&document, &mut apis)?;
    }
    if is_empty { Err(ConfigurationError::Empty) } else { Ok(apis) }
}

/// The parts of a bundle that are read.
const PARTS: &[&str] = &["restApi", "authorizers", "stages", "deployments", "gatewayResponses"];

fn read(document: &Value, apis: &mut Vec<Described>) -> Result<(), ConfigurationError> {
    if document.get("openapi").is_some() || document.get("swagger").is_some() {
        apis.push(open_api(document)?);
    } else if PARTS.iter().any(|part| document.get(part).is_some()) {
        apis.push(bundle(document));
    } else if let Value::Array(documents) = document {
        documents.iter().try_for_each(|document| read(document, apis))?;
    } else {
        output(document, apis)?;
    }
    Ok(())
}

/// The output of one command: a list, or one thing.
fn output(document: &Value, apis: &mut Vec<Described>) -> Result<(), ConfigurationError> {
    let elements = list(document);
    let n_before = apis.len();
    let mut of_all = Api::default();
    for element in elements {
        if let Some(api) = rest_api(element) {
            apis.push(api);
        } else {
            of_all.take(element);
        }
    }
    if of_all != Api::default() {
        apis.push((None, of_all));
    }
    let is_empty_list = elements.is_empty() && document.is_object();
    if apis.len() == n_before && !is_empty_list { Err(ConfigurationError::Unknown) } else { Ok(()) }
}

/// A bundle: an object of outputs by name.
fn bundle(document: &Value) -> Described {
    let part = |name| document.get(name).filter(|part: &&Value| !part.is_null());
    let described = part("restApi").filter(|described| described.is_object());
    let mut api = Api {
        resource_policy: described.map(|described| ResourcePolicy::read(described.get("policy"))),
        is_private: described.and_then(is_private),
        ..Api::default()
    };
    for name in ["authorizers", "stages", "deployments", "gatewayResponses"] {
        for element in part(name).map(list).unwrap_or_default() {
            api.take(element);
        }
    }
    (described.and_then(|described| text(described, "id")).map(ApiId::from), api)
}

/// The output of `get-rest-api`.
fn rest_api(element: &Value) -> Option<Described> {
    let has = |name| element.get(name).is_some();
    let is_api = has("name")
        && (has("apiKeySource") || has("endpointConfiguration") || has("rootResourceId") || has("policy"));
    let api_id = text(element, "id").filter(|_| is_api)?;
    let resource_policy = Some(ResourcePolicy::read(element.get("policy")));
    Some((Some(api_id.into()), Api { resource_policy, is_private: is_private(element), ..Api::default() }))
}

/// Whether an API is called through VPC endpoints only.
fn is_private(rest_api: &Value) -> Option<bool> {
    let types = rest_api.get("endpointConfiguration")?.get("types")?.as_array()?;
    Some(types.iter().any(|kind| kind == "PRIVATE"))
}

impl Api {
    /// Takes one element of a list, if it is of a kind that is known; each has a name that no other has.
    fn take(&mut self, element: &Value) {
        let id = text(element, "id");
        if let Some(stage) = Stage::read(element) {
            self.stages.push(stage);
        } else if let Some(response) = GatewayResponse::read(element) {
            self.gateway_responses.push(response);
        } else if id.is_some() && text(element, "type").is_some() {
            self.authorizers.push(Authorizer::read(element));
        } else if let Some(id) = id
            && element.get("name").is_none()
            && let Some(created) = element.get("createdDate")
        {
            self.deployments.push(Deployment { deployment_id: id.to_owned(), at: moment(created) });
        }
    }
}

/// A moment as the AWS CLI prints it: as text, or in seconds since 1970.
fn moment(value: &Value) -> Option<Instant> {
    match value {
        Value::String(text) => Instant::parse(text),
        value => {
            let millis = time::Duration::checked_seconds_f64(value.as_f64()?)?.whole_milliseconds();
            Instant::from_millis(i64::try_from(millis).ok()?)
        }
    }
}

/// What API Gateway adds to an OpenAPI document. Of the resource policy only its presence tells something: an export may have
/// been made without it.
fn open_api(document: &Value) -> Result<Described, ConfigurationError> {
    let schemes = document
        .get("securityDefinitions")
        .or_else(|| document.get("components").and_then(|components| components.get("securitySchemes")))
        .and_then(Value::as_object);
    let responses = document.get("x-amazon-apigateway-gateway-responses").and_then(Value::as_object);
    let policy = document.get("x-amazon-apigateway-policy");
    let api = Api {
        authorizers: schemes
            .into_iter()
            .flatten()
            .filter_map(|(name, scheme)| Authorizer::of_scheme(name, scheme))
            .collect(),
        gateway_responses: responses
            .into_iter()
            .flatten()
            .map(|(kind, response)| GatewayResponse::of_type(kind, response))
            .collect(),
        resource_policy: policy.map(|policy| ResourcePolicy::read(Some(policy))),
        ..Api::default()
    };
    let is_silent =
        api.authorizers.is_empty() && api.gateway_responses.is_empty() && api.resource_policy.is_none();
    if is_silent && !document.to_string().contains("\"x-amazon-apigateway-") {
        return Err(ConfigurationError::NoExtensions);
    }
    Ok((open_api_id(document), api))
}

/// The API's id, from the address that the export names: `a1b2c3d4e5.execute-api.eu-west-1.amazonaws.com`.
fn open_api_id(document: &Value) -> Option<ApiId> {
    let servers = document.get("servers").and_then(Value::as_array).into_iter().flatten();
    let urls = servers.filter_map(|server| text(server, "url"));
    text(document, "host").into_iter().chain(urls).find_map(|address| {
        let host = address.split_once("://").map_or(address, |(_, host)| host);
        let (id, _) = host.split_once(".execute-api.")?;
        // At a VPC endpoint its id stands behind the API's.
        let id = id.split('-').next().filter(|id| !id.is_empty())?;
        id.bytes().all(|byte| byte.is_ascii_alphanumeric()).then(|| id.into())
    })
}
