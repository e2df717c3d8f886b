//! All that is ever asked of API Gateway's control plane. Each is a GET.

use aws_sdk_apigateway::Client;
use serde_json::Value;

use super::wire::{Raw, printed};
use crate::error::{Asked, AwsError, On, told};

/// The most elements that AWS gives on a page.
const PAGE: i32 = 500;
/// What an export tells of authorizers, policy and integrations, in API Gateway's own words.
const EXTENSIONS: &str = "apigateway";
/// The kind of export.
const OPEN_API_3: &str = "oas30";

/// A question.
#[derive(Debug, Clone, Copy)]
pub(super) enum Question<'a> {
    RestApis,
    RestApi(&'a str),
    Authorizers(&'a str),
    /// With their methods.
    Resources(&'a str),
    Stages(&'a str),
    Deployments(&'a str),
    /// Those that nobody has changed as well.
    GatewayResponses(&'a str),
    /// What is deployed on a stage, as OpenAPI.
    Export {
        api_id: &'a str,
        stage: &'a str,
    },
    UsagePlans,
    /// Which keys belong to a usage plan.
    UsagePlanKeys(&'a str),
    /// Without their values.
    ApiKeys,
    DomainNames,
    BasePathMappings {
        domain_name: &'a str,
        /// Of a private one only.
        domain_name_id: Option<&'a str>,
    },
}

impl Question<'_> {
    /// How much of what AWS lets be asked in a second it takes: `GetResources` may be called 2.5 times, all together 10 times.
    pub(super) fn cost(self) -> f64 {
        if matches!(self, Self::Resources(_)) { 2.0 } else { 1.0 }
    }

    /// Asks it once; of a list the page behind `position`.
    pub(super) async fn ask(self, client: &Client, position: Option<&str>) -> Result<Value, AwsError> {
        let raw = Raw::default();
        let position = position.map(str::to_owned);
        // Each question is a type of its own to the SDK.
        macro_rules! answer {
            ($question:expr) => {
                $question
                    .customize()
                    .interceptor(raw.clone())
                    .send()
                    .await
                    .map(drop)
                    .map_err(|error| told(&self.asked(), &error))?
            };
        }
        match self {
            Self::RestApis => answer!(client.get_rest_apis().limit(PAGE).set_position(position)),
            Self::RestApi(api_id) => answer!(client.get_rest_api().rest_api_id(api_id)),
            Self::Authorizers(api_id) => {
                answer!(client.get_authorizers().rest_api_id(api_id).limit(PAGE).set_position(position));
            }
            Self::Resources(api_id) => {
                let resources = client.get_resources().rest_api_id(api_id).embed("methods");
                answer!(resources.limit(PAGE).set_position(position));
            }
            Self::Stages(api_id) => answer!(client.get_stages().rest_api_id(api_id)),
            Self::Deployments(api_id) => {
                answer!(client.get_deployments().rest_api_id(api_id).limit(PAGE).set_position(position));
            }
            Self::GatewayResponses(api_id) => {
                answer!(
                    client.get_gateway_responses().rest_api_id(api_id).limit(PAGE).set_position(position)
                );
            }
            Self::Export { api_id, stage } => {
                let export = client.get_export().rest_api_id(api_id).stage_name(stage);
                answer!(export.export_type(OPEN_API_3).parameters("extensions", EXTENSIONS));
            }
            Self::UsagePlans => answer!(client.get_usage_plans().limit(PAGE).set_position(position)),
            Self::UsagePlanKeys(plan_id) => {
                let keys = client.get_usage_plan_keys().usage_plan_id(plan_id);
                answer!(keys.limit(PAGE).set_position(position));
            }
            Self::ApiKeys => {
                answer!(client.get_api_keys().include_values(false).limit(PAGE).set_position(position));
            }
            Self::DomainNames => answer!(client.get_domain_names().limit(PAGE).set_position(position)),
            Self::BasePathMappings { domain_name, domain_name_id } => {
                let mappings = client.get_base_path_mappings().domain_name(domain_name);
                let mappings = mappings.set_domain_name_id(domain_name_id.map(str::to_owned));
                answer!(mappings.limit(PAGE).set_position(position));
            }
        }
        let document = raw.document()?;
        // An export is somebody's OpenAPI document: nothing in it is AWS's to be rewritten.
        Ok(if matches!(self, Self::Export { .. }) { document } else { printed(document) })
    }

    fn asked(&self) -> Asked<'_> {
        let on = match self {
            Self::RestApi(api_id)
            | Self::Authorizers(api_id)
            | Self::Resources(api_id)
            | Self::Stages(api_id)
            | Self::Deployments(api_id)
            | Self::GatewayResponses(api_id) => On::Api(api_id),
            Self::Export { stage, .. } => On::Stage(stage),
            Self::RestApis
            | Self::UsagePlans
            | Self::UsagePlanKeys(_)
            | Self::ApiKeys
            | Self::DomainNames
            | Self::BasePathMappings { .. } => On::Region,
        };
        // Every question is allowed by the same action; which resource it is about, AWS says.
        Asked { action: "apigateway:GET", on, has_token: false }
    }
}
