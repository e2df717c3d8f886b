//! A template that nobody filled, or that was filled with nothing.
//!
//! ## What is seen
//! `undefined`, `None`, `false` where a region, an account, an API or a stage belongs; `{region}`, `<account-id>`,
//! `${AWS::AccountId}` as they stood in the template; an account as `********4690`, copied from an error text.
//! ## Why it matters
//! The ARN is compared as text, so it names no method. Of `${…}` a policy knows only condition keys, and only behind the fifth
//! colon. The stars of a masked account happen to be wildcards, so that other accounts that end alike match, too.
//! ## What to do
//! Let the function take region, account, API and stage out of the `methodArn` that it is given; write the values out
//! elsewhere.
//! ## Source
//! IAM User Guide, "IAM policy elements: variables and tags"; `arn:aws:execute-api:false:false:…` is from a public bug report
//! (`ExpanseLLC/lambda_authorizer` #17).

use super::{
    Finding, Kind, View,
    parts::{Part, Shape},
};

pub(super) fn check(view: &View<'_>, findings: &mut Vec<Finding>) {
    for resource in view.resources() {
        let mut say = |kind, span, found: &str| findings.push(resource.finding(kind, span).found(found));
        if let Shape::Arn(arn) = resource.shape {
            for part in [arn.partition, arn.region, arn.account, arn.api] {
                if is_in(part) {
                    say(Kind::Placeholder, part.span(), part.text);
                }
            }
            if is_masked(arn.account.text) {
                say(Kind::MaskedAccount, arn.account.span(), arn.account.text);
            }
        }
        let Some(method) = resource.shape.method() else { continue };
        for part in [method.stage, method.verb].into_iter().flatten() {
            if is_no_stage(part.text) {
                say(Kind::Placeholder, part.span(), part.text);
            }
        }
        if let Some(path) = method.path {
            for (start, end) in slots(path.text) {
                say(
                    Kind::Placeholder,
                    path.span_of(start, end),
                    path.text.get(start..end).unwrap_or_default(),
                );
            }
        }
    }
}

/// Whether a part of an ARN before the stage is what a template or an unset variable leaves.
pub(super) fn is_in(part: Part<'_>) -> bool {
    is_no_name(part.text) || is_no_api(part.text)
}

/// What no region and no account is called.
fn is_no_name(text: &str) -> bool {
    const NAMES: [&str; 14] = [
        "region",
        "aws-region",
        "aws_region",
        "account",
        "accountid",
        "account-id",
        "account_id",
        "aws-account-id",
        "aws_account_id",
        "your-region",
        "your-account-id",
        "my-region",
        "my-account-id",
        "string",
    ];
    is_unfilled(text) || text.contains("${") || text == "null" || NAMES.contains(&&*text.to_ascii_lowercase())
}

/// What no API is called.
fn is_no_api(text: &str) -> bool {
    const NAMES: [&str; 10] = [
        "apiid",
        "api-id",
        "api_id",
        "restapiid",
        "rest-api-id",
        "rest_api_id",
        "your-api-id",
        "my-api-id",
        "yourapiid",
        "your_api_id",
    ];
    is_unfilled(text)
        || text == "null"
        || NAMES.contains(&&*text.to_ascii_lowercase())
        || slots(text).next().is_some()
}

/// What no stage is called, and no method. `null` is another matter: the console puts it there.
pub(super) fn is_no_stage(text: &str) -> bool {
    is_unfilled(text) || slots(text).next().is_some()
}

/// What an unset variable becomes in one language or another, and a slot as a whole.
fn is_unfilled(text: &str) -> bool {
    matches!(
        text,
        "undefined" | "None" | "false" | "False" | "true" | "True" | "nil" | "NaN" | "[object Object]"
    ) || (text.starts_with('{') && text.ends_with('}'))
        || (text.starts_with('<') && text.ends_with('>'))
        || (text.starts_with("%(") && text.contains(')'))
        || matches!(text, "%s" | "%v" | "%d" | "{0}" | "{1}")
}

/// The places of `${…}` that name no condition key, as `${AWS::Region}` and `${stage}`.
fn slots(text: &str) -> impl Iterator<Item = (usize, usize)> {
    text.match_indices("${").filter_map(|(start, _)| {
        let (name, _) = text.get(start + 2..)?.split_once('}')?;
        (!is_variable(name)).then_some((start, start + name.len() + 3))
    })
}

/// Whether a name in `${…}` is one that policies know: a condition key, or an escaped `*`, `?`, `$`.
pub(super) fn is_variable(name: &str) -> bool {
    if matches!(name, "*" | "?" | "$") {
        return true;
    }
    // A default may stand behind it.
    let key = name.split(',').next().unwrap_or_default().trim();
    let Some((service, of)) = key.split_once(':') else { return false };
    // These are of the tools that fill templates.
    let is_tool = matches!(
        service,
        "self" | "opt" | "env" | "ssm" | "cf" | "file" | "param" | "sls" | "stageVariables" | "custom"
    );
    let is_name = |text: &str| text.chars().all(|c| c.is_ascii_alphanumeric() || "-._/=@+ ".contains(c));
    !service.is_empty() && !of.is_empty() && !is_tool && is_name(service) && is_name(of)
}

/// Whether it is an account as API Gateway prints it in what clients read.
fn is_masked(text: &str) -> bool {
    text.strip_prefix("****").is_some_and(|rest| {
        let digits = rest.trim_start_matches('*');
        !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit())
    })
}

#[cfg(test)]
mod tests {
    use super::{is_masked, is_no_api, is_no_name, is_no_stage, is_variable, slots};

    #[test]
    fn what_is_no_value_is_known() {
        for text in
            ["undefined", "None", "false", "{region}", "${AWS::Region}", "<region>", "REGION", "null", "%s"]
        {
            assert!(is_no_name(text), "{text}");
        }
        for text in ["us-east-1", "*", "123456789012", "", "eu-*", "cn-north-1", "1"] {
            assert!(!is_no_name(text), "{text}");
        }
        for text in ["undefined", "{api-id}", "restApiId", "${Api}", "${stageVariables.id}", "null"] {
            assert!(is_no_api(text), "{text}");
        }
        for text in ["a1b2c3d4e5", "*", "a*", "${aws:PrincipalTag/api}", "myapi"] {
            assert!(!is_no_api(text), "{text}");
        }
        // All of these are good names of stages.
        for text in
            ["test", "stage", "region", "null", "v1", "*", "GET", "$default", "${aws:PrincipalTag/stage}"]
        {
            assert!(!is_no_stage(text), "{text}");
        }
        for text in ["undefined", "${opt:stage}", "{stage}", "${self:provider.stage}"] {
            assert!(is_no_stage(text), "{text}");
        }
        assert!(is_masked("********4690") && !is_masked("*") && !is_masked("1234") && !is_masked("****"));
    }

    #[test]
    fn a_variable_is_told_from_a_slot() {
        for name in
            ["aws:username", "aws:PrincipalTag/team", "aws:x, 'y'", "*", "$", "saml:sub", "execute-api:a"]
        {
            assert!(is_variable(name), "{name}");
        }
        for name in ["AWS::Region", "stage", "self:custom.x", "", "stageVariables.x", ":a"] {
            assert!(!is_variable(name), "{name}");
        }
        assert_eq!(slots("a/${x}/${aws:userid}/${").collect::<Vec<_>>(), [(2, 6)]);
    }
}
