//! Authorizers: what they are keyed by, and how long their answers live.

use serde_json::Value;

use super::json::{number, text};
use crate::ids::AuthorizerId;

/// How long an answer is cached where nobody said otherwise (API Gateway API Reference, Authorizer).
pub const DEFAULT_TTL_SECONDS: u32 = 300;

/// An authorizer.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Authorizer {
    /// Its id; empty where an OpenAPI export describes it, which tells names only.
    pub authorizer_id: AuthorizerId,
    /// Its name.
    pub name: Option<String>,
    /// `TOKEN`, `REQUEST`, `COGNITO_USER_POOLS`, or what AWS adds.
    pub kind: String,
    /// How long an answer is cached, in seconds; 0 is not at all.
    pub ttl_seconds: u32,
    /// Whether the time to live was given; else it is API Gateway's default.
    pub is_ttl_given: bool,
    /// Its identity sources, as `method.request.header.Authorization`.
    pub identity_sources: Vec<String>,
    /// The regular expression that a token must match before the function is asked.
    pub validation_expression: Option<String>,
}

impl Authorizer {
    /// Reads an authorizer of a bundle.
    pub(super) fn read(value: &Value) -> Self {
        let ttl = number(value, "authorizerResultTtlInSeconds");
        let sources = text(value, "identitySource").unwrap_or_default();
        Self {
            authorizer_id: text(value, "id").unwrap_or_default().into(),
            name: text(value, "name").map(str::to_owned),
            kind: text(value, "type").unwrap_or_default().to_ascii_uppercase(),
            ttl_seconds: ttl.unwrap_or(DEFAULT_TTL_SECONDS),
            is_ttl_given: ttl.is_some(),
            identity_sources: sources
                .split(',')
                .map(str::trim)
                .filter(|source| !source.is_empty())
                .map(str::to_owned)
                .collect(),
            validation_expression: text(value, "identityValidationExpression").map(str::to_owned),
        }
    }

    /// Whether a Lambda function is asked.
    pub fn is_lambda(&self) -> bool {
        self.kind == "TOKEN" || self.kind == "REQUEST"
    }

    /// The headers that tell who calls: their values are secrets.
    pub fn token_headers(&self) -> impl Iterator<Item = &str> {
        self.identity_sources.iter().filter_map(|source| {
            source.strip_prefix(HEADER).or_else(|| source.strip_prefix("method.request.multivalueheader."))
        })
    }
}

const HEADER: &str = "method.request.header.";
