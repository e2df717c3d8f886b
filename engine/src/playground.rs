//! Policies and a request as someone types them → what API Gateway would answer, and why. The page of that name runs it in the
//! browser at every key.
//!
//! | file | what is there |
//! |---|---|
//! | [`judgement`] | a sheet → what API Gateway would answer, and why |
//! | [`link`] | a sheet ↔ the fragment of an address |
//! | [`text`] | where in a policy's text things stand, and its tidy form |
//! | [`stored`] | a stored call as a sheet, with what its log does not tell |
//! | [`examples`] | sheets to begin with |

pub mod examples;
pub mod judgement;
pub mod link;
pub mod stored;
pub mod text;

use serde::{Deserialize, Serialize};

use crate::policy::combine::Authorization;

pub use judgement::{Judgement, judge};

/// All that is typed on the page: what a link holds.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Sheet {
    /// How the method is authorized.
    pub authorization: Authorization,
    /// The authorizer's answer, or its policy alone; under IAM, the caller's policy.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub authorizer: String,
    /// The API's resource policy.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub resource_policy: String,
    /// Whether an empty resource policy is one that is not known, rather than none.
    #[serde(skip_serializing_if = "is_false")]
    pub is_resource_policy_unknown: bool,
    /// What is done, as `execute-api:Invoke`.
    pub action: String,
    /// The ARN of the method that is called.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub arn: String,
    /// The ARN of who calls, under IAM.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub caller: String,
    /// How long the authorizer's answers are cached, in seconds, when that is known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ttl_seconds: Option<u32>,
    /// Context keys.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub context: Vec<Entry>,
    /// Whether the request has no other context keys; else the others are not known.
    #[serde(skip_serializing_if = "is_false")]
    pub is_context_complete: bool,
    /// The policies as they were before they were edited.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub before: Option<Before>,
}

impl Default for Sheet {
    fn default() -> Self {
        Self {
            authorization: Authorization::Lambda,
            authorizer: String::new(),
            resource_policy: String::new(),
            is_resource_policy_unknown: false,
            action: INVOKE.to_owned(),
            arn: String::new(),
            caller: String::new(),
            ttl_seconds: None,
            context: Vec::new(),
            is_context_complete: false,
            before: None,
        }
    }
}

impl Sheet {
    /// As JSON.
    pub fn to_json(&self) -> String {
        // Plain texts and numbers: they can always be written.
        serde_json::to_string(self).unwrap_or_default()
    }

    /// The same, with its policies kept as they are before anybody edits them.
    #[must_use]
    pub fn begun(self) -> Self {
        let before =
            Before { authorizer: self.authorizer.clone(), resource_policy: self.resource_policy.clone() };
        Self { before: Some(before), ..self }
    }
}

/// What a call of a method is.
const INVOKE: &str = "execute-api:Invoke";

/// Policies before they were edited.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Before {
    /// The authorizer's.
    pub authorizer: String,
    /// The API's.
    pub resource_policy: String,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "the form that serde asks for")]
fn is_false(value: &bool) -> bool {
    !value
}

/// A context key.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Entry {
    /// Its name, as `aws:SourceIp`.
    pub key: String,
    /// What is known of it.
    pub known: Known,
    /// Its value or values.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub values: Vec<String>,
}

/// What is known of a context key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Known {
    /// It has one value.
    Value,
    /// It has these values.
    Values,
    /// The request does not have it.
    Absent,
    /// Nobody knows.
    #[default]
    Unknown,
}
