//! A stored call as a sheet, with what its log does not tell: policy, method ARN and context keys as they were.

use serde::{Deserialize, Serialize};

use super::{Entry, Known, Sheet};
use crate::{
    arn::MethodArn,
    diagnosis::{Diagnosis, PolicyOrigin, vocabulary},
    log::sentence::Sentence,
    request::{
        Request,
        reading::{ReadLine, Reading},
    },
};

vocabulary! {
    /// What the log of a call does not tell. Each has words in the app.
    Gap {
        /// The authorizer's policy.
        Policy = "policy",
        /// Where the policy ends: the log cut it.
        PolicyEnd = "policy_end",
        /// Method or path.
        Method = "method",
        /// The region or the account of the API.
        Account = "account",
        /// The resource policy, or that there is none.
        ResourcePolicy = "resource_policy",
        /// Values of context keys.
        Context = "context",
    }
}

/// Variables of access lines that are context keys of policies.
const KEYS: [(&str, &str); 5] = [
    ("identity.sourceIp", "aws:SourceIp"),
    ("identity.userAgent", "aws:UserAgent"),
    ("identity.vpcId", "aws:SourceVpc"),
    ("identity.vpceId", "aws:SourceVpce"),
    ("identity.userArn", "aws:PrincipalArn"),
];

/// A call as a sheet; `filler` is the request that filled the cache entry which answered it, when it is stored.
pub fn sheet(request: &Request, diagnosis: &Diagnosis, filler: Option<&Request>) -> (Sheet, Vec<Gap>) {
    let reading = Reading::of(request);
    let filler = filler.map(Reading::of);
    let is_cached = diagnosis.policy_origin == Some(PolicyOrigin::Cached);
    let authorizer = match (is_cached, &filler) {
        (true, Some(filler)) => answer(filler),
        (true, None) => None,
        (false, _) => answer(&reading),
    };
    let asked = reading.lines.iter().find_map(ReadLine::method_arn);
    let asked_before = filler.as_ref().and_then(|filler| filler.lines.iter().find_map(ReadLine::method_arn));
    let authorizer = authorizer.unwrap_or_default();
    let known_arn = diagnosis.method_arn.as_deref().or(asked);
    let arn = known_arn.filter(|arn| MethodArn::parse(arn).is_some()).map_or_else(
        || composed(request, asked_before.or_else(|| arn_within(authorizer))).unwrap_or_default(),
        str::to_owned,
    );
    let mut context = Vec::new();
    if let Some(record) = &reading.access {
        for (variable, key) in KEYS {
            if let Some(value) = record.get(variable).filter(|value| !value.is_empty()) {
                context.push(Entry {
                    key: key.to_owned(),
                    known: Known::Value,
                    values: vec![value.to_owned()],
                });
            }
        }
    }
    let method = MethodArn::parse(&arn);
    let is_account_known = arn.splitn(6, ':').skip(3).take(2).all(|part| !part.is_empty());
    let gaps = [
        (Gap::Policy, authorizer.is_empty() && reading.has_authorizer()),
        (Gap::PolicyEnd, authorizer.ends_with("[TRUNCATED]")),
        (Gap::Method, method.is_none_or(|method| method.method.is_empty())),
        (Gap::Account, !is_account_known),
        (Gap::ResourcePolicy, true),
        (Gap::Context, true),
    ];
    let sheet = Sheet {
        authorizer: super::text::tidy(authorizer).unwrap_or_else(|| authorizer.to_owned()),
        is_resource_policy_unknown: true,
        arn,
        context,
        ..Sheet::default()
    };
    (sheet, gaps.into_iter().filter(|(_, is_gap)| *is_gap).map(|(gap, _)| gap).collect())
}

/// What the authorizer answered, as logged.
fn answer<'a>(reading: &Reading<'a>) -> Option<&'a str> {
    reading.lines.iter().find_map(|line| match line.sentence {
        Sentence::AuthorizerResult(text) => Some(text),
        _ => None,
    })
}

/// The ARN as far as the request's lines name its parts; region and account are those of another ARN of the same API.
fn composed(request: &Request, sibling: Option<&str>) -> Option<String> {
    let api_id = request.api_id.as_ref()?.as_str();
    let sibling = sibling.filter(|arn| MethodArn::parse(arn).is_some_and(|arn| arn.api_id == api_id));
    let mut parts = sibling.unwrap_or("arn:aws:execute-api::").splitn(6, ':');
    let [_, partition, _, region, account] = std::array::from_fn(|_| parts.next().unwrap_or_default());
    let stage = request.stage.as_ref().map_or("", |stage| stage.as_str());
    let method = request.method.as_deref().unwrap_or_default();
    let path = request.path.as_deref().unwrap_or_default();
    let path = path.strip_prefix('/').unwrap_or(path);
    Some(format!("arn:{partition}:execute-api:{region}:{account}:{api_id}/{stage}/{method}/{path}"))
}

/// The first ARN of a method that a policy names: its region and account are likely to be those of the call.
pub fn arn_within(policy: &str) -> Option<&str> {
    let is_concrete = |part: &str| !part.is_empty() && !part.contains(['*', '?', '$', '{']);
    policy.split(['"', '\\']).find(|text| {
        text.starts_with("arn:")
            && text.splitn(6, ':').take(5).all(is_concrete)
            && MethodArn::parse(text).is_some()
    })
}
