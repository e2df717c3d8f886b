//! What a configuration bundle says of APIs: authorizers, stages, resource policies.
//!
//! A bundle is a JSON object of the raw outputs of `aws apigateway get-rest-api`, `get-authorizers`, `get-stages` and so on; any
//! part may be missing. Such an output by itself is taken too, an OpenAPI document, and a template of CloudFormation or SAM.
//! Without a bundle, API Gateway's defaults are assumed and said to be. What a bundle says holds for the moment in which it was
//! made: a [`Snapshot`] knows when that was, and [`History`] puts several in order.
//!
//! | file | what is there |
//! |---|---|
//! | [`snapshot`] | an API's configuration at a moment, in the form in which it is kept |
//! | [`difference`] | what became of an API between two snapshots, by meaning |
//! | [`undeployed`] | what was changed and is not live on a stage |
//! | [`authorizer`] | identity sources, time to live |
//! | [`stage`] | what is logged, of which method |
//! | [`resource_policy`] | the policy, or that there is none |
//! | [`gateway_response`] | statuses that clients get instead of API Gateway's own |
//! | [`history`] | which of several configurations a call met |
//! | `document` | which of all these a document is |
//! | `open_api`, `template`, `yaml` | what is no bundle, made one |
//! | `canonical` | a bundle in the one form of all that mean the same |
//! | `json` | values as AWS's tools write them |

pub mod authorizer;
mod canonical;
pub mod difference;
mod document;
pub mod gateway_response;
pub mod history;
mod json;
mod open_api;
pub mod resource_policy;
pub mod snapshot;
pub mod stage;
mod template;
pub mod undeployed;
#[cfg(feature = "yaml")]
mod yaml;

pub use authorizer::Authorizer;
pub use canonical::WITHHELD;
pub use document::MOST_BYTES;
pub use gateway_response::GatewayResponse;
pub use history::{History, JudgedWith, Met, Period, Standing};
pub use resource_policy::ResourcePolicy;
pub use snapshot::{Snapshot, snapshots};
pub use stage::Stage;

use std::{
    collections::{BTreeMap, HashMap},
    hash::Hash,
};

use serde_json::Value;

use crate::{
    ids::{ApiId, AuthorizerId, StageName},
    time::Instant,
};

/// All that bundles say; empty without any.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Configuration {
    /// What no bundle names the API of stands under `None`: for every API, in what that API's own bundle leaves out.
    apis: BTreeMap<Option<ApiId>, Api>,
}

/// One API, as far as bundles describe it.
#[derive(Debug, Clone, Default, PartialEq)]
struct Api {
    authorizers: Vec<Authorizer>,
    stages: Vec<Stage>,
    deployments: Vec<Deployment>,
    gateway_responses: Vec<GatewayResponse>,
    /// `None` where no bundle says whether it has one.
    resource_policy: Option<ResourcePolicy>,
    /// Whether it is called through VPC endpoints only. `None` where no bundle says.
    is_private: Option<bool>,
}

/// A deployment: from then on a change of the API's configuration holds on the stages that serve it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Deployment {
    /// Its id.
    pub deployment_id: String,
    /// When it was made.
    pub at: Option<Instant>,
}

/// Why a text is no bundle; says what to do.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ConfigurationError {
    /// Nothing is there.
    #[error("the configuration is empty: give the output of `why403 snapshot`")]
    Empty,
    /// Not JSON.
    #[error(
        "line {line}, column {column} is no JSON: give the output of `why403 snapshot`, or of `aws apigateway get-…` with \
         `--output json`"
    )]
    NotJson {
        /// From 1.
        line: usize,
        /// From 1.
        column: usize,
    },
    /// Neither JSON nor YAML.
    #[error("line {line}, column {column} is no YAML: make the file again, or give it as JSON")]
    NotYaml {
        /// From 1.
        line: usize,
        /// From 1.
        column: usize,
    },
    /// More text than is read.
    #[error(
        "the configuration is longer than {} MB: give that of one API, as `why403 snapshot` prints it",
        MOST_BYTES >> 20
    )]
    TooLarge,
    /// Nested deeper than anything that describes an API.
    #[error(
        "the configuration is nested deeper than 127 levels: no description of an API is, so give another file"
    )]
    TooDeep,
    /// More values than are read.
    #[error(
        "the configuration holds more than a million values: give that of one API, as `why403 snapshot` prints it"
    )]
    TooMuch,
    /// Aliases that stand for more than is read.
    #[error(
        "the YAML's aliases (`*name`) stand for more than a million values, or for themselves: give the file without aliases, \
         or as JSON"
    )]
    YamlBomb,
    /// The end is missing.
    #[error("the configuration ends in the middle: it was cut off; make it again")]
    CutOff,
    /// JSON of something else.
    #[error(
        "this JSON describes no API: give the output of `why403 snapshot`, or of `aws apigateway get-rest-api`, \
         `get-authorizers`, `get-stages` and the like"
    )]
    Unknown,
    /// An OpenAPI document without what API Gateway adds.
    #[error(
        "this OpenAPI document tells nothing of authorizers or policies: export it again with `aws apigateway get-export \
         --parameters extensions=apigateway`"
    )]
    NoExtensions,
    /// A template without an API.
    #[error(
        "this template describes no REST API: give one with `AWS::ApiGateway::…` or `AWS::Serverless::Api` among its resources"
    )]
    NoApi,
}

impl Deployment {
    /// Reads a deployment of a bundle.
    fn read(value: &Value) -> Option<Self> {
        let deployment_id = json::text(value, "id")?.to_owned();
        Some(Self { deployment_id, at: value.get("createdDate").and_then(document::moment) })
    }
}

/// Whether an API is called through VPC endpoints only.
fn is_private(rest_api: &Value) -> Option<bool> {
    let types = rest_api.get("endpointConfiguration")?.get("types")?.as_array()?;
    Some(types.iter().any(|kind| kind == "PRIVATE"))
}

impl Configuration {
    /// Adds what a bundle says, or several behind one another. Of one thing that several describe, the last counts. A text that
    /// is none changes nothing.
    pub fn read(&mut self, text: &str) -> Result<(), ConfigurationError> {
        for described in document::read(text)? {
            let api = Api::of(&Value::Object(canonical::bundle(&described.raw)));
            self.apis.entry(described.api_id).or_default().add(api);
        }
        Ok(())
    }

    /// Adds what another one says. Of one thing that both describe, the other's counts.
    pub fn add(&mut self, other: &Self) {
        for (api_id, api) in &other.apis {
            self.apis.entry(api_id.clone()).or_default().add(api.clone());
        }
    }

    /// Whether nothing is known.
    pub fn is_empty(&self) -> bool {
        self.apis.is_empty()
    }

    /// Whether anything is known of an API.
    pub fn is_known(&self, api_id: Option<&ApiId>) -> bool {
        self.of(api_id).next().is_some()
    }

    /// What no bundle names the API of, by itself.
    #[must_use]
    pub fn of_no_api(&self) -> Self {
        Self {
            apis: self
                .apis
                .iter()
                .filter(|(api_id, _)| api_id.is_none())
                .map(|(id, api)| (id.clone(), api.clone()))
                .collect(),
        }
    }

    /// What is known of an API, its own bundle first. An API that is not known is the only one, if there is but one.
    fn of<'a>(&'a self, api_id: Option<&ApiId>) -> impl Iterator<Item = &'a Api> {
        let own = match api_id {
            Some(_) => self.apis.get(&api_id.cloned()),
            None => self.apis.iter().find(|(api_id, _)| api_id.is_some()).map(|(_, api)| api),
        };
        let of_all = self.apis.get(&None);
        let n_named = self.apis.len() - usize::from(of_all.is_some());
        own.into_iter().chain(of_all).filter(move |_| api_id.is_some() || n_named <= 1)
    }

    /// The authorizers of an API.
    pub fn authorizers(&self, api_id: Option<&ApiId>) -> impl Iterator<Item = &Authorizer> {
        self.of(api_id).flat_map(|api| &api.authorizers)
    }

    /// The stages of an API.
    pub fn stages(&self, api_id: Option<&ApiId>) -> &[Stage] {
        self.of(api_id).map(|api| api.stages.as_slice()).find(|stages| !stages.is_empty()).unwrap_or_default()
    }

    /// An authorizer of an API.
    pub fn authorizer(&self, api_id: Option<&ApiId>, authorizer_id: &AuthorizerId) -> Option<&Authorizer> {
        let authorizers = || self.of(api_id).flat_map(|api| &api.authorizers);
        authorizers().find(|authorizer| authorizer.authorizer_id == *authorizer_id).or_else(|| {
            // Without ids, only one that stands alone is it.
            let mut lambdas = authorizers().filter(|authorizer| authorizer.is_lambda());
            let only =
                lambdas.next().filter(|authorizer| authorizer.authorizer_id == AuthorizerId::default())?;
            lambdas.next().is_none().then_some(only)
        })
    }

    /// A stage of an API; where its name is not known, the only one.
    pub fn stage(&self, api_id: Option<&ApiId>, stage: Option<&StageName>) -> Option<&Stage> {
        let stages = &self.of(api_id).find(|api| !api.stages.is_empty())?.stages;
        match (stage, stages.as_slice()) {
            (Some(name), stages) => stages.iter().find(|stage| stage.name == *name),
            (None, [only]) => Some(only),
            (None, _) => None,
        }
    }

    /// The resource policy of an API, or that it has none; `None` where no bundle says.
    pub fn resource_policy(&self, api_id: Option<&ApiId>) -> Option<&ResourcePolicy> {
        self.of(api_id).find_map(|api| api.resource_policy.as_ref())
    }

    /// Whether an API is called through VPC endpoints only; `None` where no bundle says.
    pub fn is_private(&self, api_id: Option<&ApiId>) -> Option<bool> {
        self.of(api_id).find_map(|api| api.is_private)
    }

    /// The status that clients get for a gateway response type, where the API's owner has changed it.
    pub fn gateway_response(&self, api_id: Option<&ApiId>, kind: &str) -> Option<u16> {
        let api = self.of(api_id).find(|api| !api.gateway_responses.is_empty())?;
        gateway_response::customised_status(&api.gateway_responses, kind)
    }

    /// The deployments of an API.
    pub fn deployments(&self, api_id: Option<&ApiId>) -> &[Deployment] {
        self.of(api_id).map(|api| api.deployments.as_slice()).find(|all| !all.is_empty()).unwrap_or_default()
    }

    /// The formats of all access logs.
    pub fn access_log_formats(&self) -> impl Iterator<Item = &str> {
        self.apis.values().flat_map(|api| &api.stages).filter_map(|stage| stage.access_log_format.as_deref())
    }

    /// The headers that authorizers tell callers by: their values are secrets.
    pub fn token_headers(&self) -> impl Iterator<Item = &str> {
        self.apis.values().flat_map(|api| &api.authorizers).flat_map(Authorizer::token_headers)
    }
}

impl Api {
    /// What a bundle in its one form says.
    fn of(bundle: &Value) -> Self {
        let elements = |part: &str| bundle.get(part).map(json::list).unwrap_or_default();
        let rest_api = bundle.get("restApi");
        // What no control plane told may have a policy that is not written there.
        let is_policy_known =
            |api: &&Value| bundle.get("describedBy").is_none() || api.get("policy").is_some();
        Self {
            authorizers: elements("authorizers").iter().map(Authorizer::read).collect(),
            stages: elements("stages").iter().filter_map(Stage::read).collect(),
            deployments: elements("deployments").iter().filter_map(Deployment::read).collect(),
            gateway_responses: elements("gatewayResponses")
                .iter()
                .filter_map(GatewayResponse::read)
                .collect(),
            resource_policy: rest_api
                .filter(is_policy_known)
                .map(|api| ResourcePolicy::read(api.get("policy"))),
            is_private: rest_api.and_then(is_private),
        }
    }

    /// Adds what another bundle says of the same API.
    fn add(&mut self, mut new: Self) {
        // An export tells no ids of authorizers: those of the ones with their names stay.
        let ids: HashMap<_, _> =
            self.authorizers.iter().map(|known| (&known.name, &known.authorizer_id)).collect();
        for authorizer in &mut new.authorizers {
            if authorizer.authorizer_id == AuthorizerId::default()
                && let Some(id) = ids.get(&authorizer.name)
            {
                authorizer.authorizer_id.clone_from(id);
            }
        }
        put(&mut self.authorizers, new.authorizers, |authorizer| {
            let has_id = authorizer.authorizer_id != AuthorizerId::default();
            (authorizer.authorizer_id.clone(), authorizer.name.clone().filter(|_| !has_id))
        });
        put(&mut self.stages, new.stages, |stage| stage.name.clone());
        put(&mut self.deployments, new.deployments, |deployment| deployment.deployment_id.clone());
        put(&mut self.gateway_responses, new.gateway_responses, |response| response.kind.clone());
        self.resource_policy = new.resource_policy.or(self.resource_policy.take());
        self.is_private = new.is_private.or(self.is_private);
    }
}

/// Puts each new thing in the place of the one that has its key, or behind all.
fn put<T, K: Hash + Eq>(things: &mut Vec<T>, new: Vec<T>, key: impl Fn(&T) -> K) {
    let mut places: HashMap<K, usize> = things.iter().map(&key).zip(0..).collect();
    for thing in new {
        let place = *places.entry(key(&thing)).or_insert(things.len());
        match things.get_mut(place) {
            Some(known) => *known = thing,
            None => things.push(thing),
        }
    }
}
