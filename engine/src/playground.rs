//! Policies and a request as someone types them → what API Gateway would answer, and why. The page of that name runs it in the
//! browser at every key.
//!
//! | file | what is there |
//! |---|---|
//! | [`link`] | a sheet ↔ the fragment of an address |
//! | [`text`] | where in a policy's text things stand, and its tidy form |

pub mod link;
pub mod text;

use serde::{Deserialize, Serialize};

/// All that is typed on the page: what a link holds.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Sheet {
    /// The authorizer's answer, or its policy alone; under IAM, the caller's policy.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub authorizer: String,
    /// The API's resource policy.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub resource_policy: String,
    /// Whether an empty resource policy is one that is not known, rather than none.
    #[serde(skip_serializing_if = "is_false")]
    pub is_resource_policy_unknown: bool,
    /// The ARN of the method that is called.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub arn: String,
    /// Context keys.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub context: Vec<Entry>,
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
