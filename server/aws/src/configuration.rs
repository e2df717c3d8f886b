//! What is asked about how APIs are configured, and what is answered.

use async_trait::async_trait;
use serde_json::{Map, Value};

use crate::error::AwsError;

/// An API that there is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RestApi {
    /// Its id.
    pub id: String,
    /// Its name.
    pub name: String,
}

/// An API's configuration, as AWS described it.
#[derive(Debug, Clone, PartialEq)]
pub struct Bundle {
    /// A JSON object of the outputs of `aws apigateway get-rest-api`, `get-authorizers` and so on, by name. Names stand in the order
    /// of the alphabet and lists in that of their ids, so that the same configuration is the same text.
    pub document: Value,
    /// What could not be read.
    pub missing: Vec<Missing>,
}

/// A part of a bundle that could not be read, though the rest could.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Missing {
    /// Its name in the bundle, as `usagePlans` or `exports.prod`.
    pub part: String,
    /// Why, in words.
    pub why: String,
}

/// What holds for all APIs of an account's region, so that it is asked for once: usage plans, keys, custom domain names.
#[derive(Debug, Clone, Default)]
pub struct Surroundings {
    /// By the name of the part in a bundle: the elements of all APIs.
    pub(crate) parts: Map<String, Value>,
    pub(crate) missing: Vec<Missing>,
}

/// Where the configuration of APIs is read. It never asks for the value of an API key, and drops those that AWS gives unasked.
#[async_trait]
pub trait ConfigurationSource: Send + Sync {
    /// All REST APIs of the region, in the order of their names.
    async fn rest_apis(&self) -> Result<Vec<RestApi>, AwsError>;

    /// What holds for all of them. What may not be read is named, and is no failure.
    async fn surroundings(&self) -> Result<Surroundings, AwsError>;

    /// The configuration of one. What may not be read, but for the API itself, is named, and is no failure.
    async fn bundle(&self, api_id: &str, surroundings: &Surroundings) -> Result<Bundle, AwsError>;
}
