//! The pages on which a source is added, before and after their form was sent.

use serde::{Deserialize, Serialize};

use super::data::Evidence;

/// Log groups are looked for, tried and chosen.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct CloudwatchPage {
    /// What was typed.
    pub typed: CloudwatchForm,
    /// What was found; `None` before anything was asked.
    pub found: Option<Found>,
    /// Why nothing was found, in words, with what to do.
    pub problem: Option<String>,
    /// The least rights: an IAM policy.
    pub policy: String,
    /// Of a role that is taken on: who may.
    pub trust_policy: Option<String>,
}

/// What is typed to find log groups.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct CloudwatchForm {
    /// The way to them.
    pub reach: ReachForm,
    /// How the names of other log groups than execution logs begin.
    pub prefix: String,
}

/// How AWS is reached.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct ReachForm {
    /// The region.
    pub region: String,
    /// The role that is taken on.
    pub role_arn: String,
    /// What its trust policy asks for.
    pub external_id: String,
    /// Where AWS is asked, if not at its usual address.
    pub endpoint_url: String,
}

/// APIs are looked for and chosen, whose configuration is to be asked for.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct ApisPage {
    /// What was typed.
    pub typed: ReachForm,
    /// The APIs that there are; `None` before anything was asked.
    pub found: Option<Vec<FoundApi>>,
    /// Why nothing was found, in words, with what to do.
    pub problem: Option<String>,
    /// The least rights: an IAM policy.
    pub policy: String,
    /// Of a role that is taken on: who may.
    pub trust_policy: Option<String>,
}

/// An API.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FoundApi {
    /// Its id.
    pub api_id: String,
    /// Its name.
    pub name: String,
    /// Whether a source asks for its configuration already.
    pub is_source: bool,
}

/// What AWS answered.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Found {
    /// The log groups.
    pub groups: Vec<FoundGroup>,
    /// Whether there are more than are shown.
    pub is_cut: bool,
    /// Which rights were tried.
    pub checks: Vec<Check>,
}

/// A log group.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FoundGroup {
    /// Its name.
    pub name: String,
    /// Of an execution log: whose.
    pub api_and_stage: Option<(String, String)>,
    /// How many bytes AWS keeps of it.
    pub stored_bytes: Option<i64>,
    /// Whether a source reads it already.
    pub is_source: bool,
}

impl FoundGroup {
    /// What it gives evidence of.
    pub fn evidence(&self) -> Evidence {
        Evidence::of_group(&self.name)
    }
}

/// A right, tried.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Check {
    /// As IAM names it: `logs:FilterLogEvents`.
    pub action: String,
    /// What it was tried on.
    pub on: Option<String>,
    /// Why it did not work, in words, with what to do; `None`: it works.
    pub problem: Option<String>,
}

/// Somebody is to send to us.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct PushPage {
    /// What was typed.
    pub name: String,
    /// Why it was not added: the code of a sentence.
    pub problem: Option<String>,
    /// The key, which is shown this once.
    pub created: Option<NewKey>,
    /// What is told to AWS.
    pub setup: PushSetup,
}

/// A key that was just made.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NewKey {
    /// Whose it is.
    pub name: String,
    /// The key.
    pub key: String,
    /// Whether it takes the place of an older one.
    pub is_replaced: bool,
}

/// What is to be set up in AWS, to copy.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct PushSetup {
    /// A `CloudFormation` template: subscription, delivery stream, backup bucket.
    pub firehose_template: String,
    /// A Lambda function that passes a subscription on, in Python.
    pub lambda_python: String,
    /// The same in JavaScript.
    pub lambda_node: String,
}
