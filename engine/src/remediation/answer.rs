//! What an authorizer should have answered: the resources that cover the refused calls, and how its code says so.

use serde_json::json;

use super::{Form, Language, Situation, shell};
use crate::{
    arn::MethodArn,
    configuration::method::{is_parameter, route},
};

/// The policy that would have covered exactly the refused calls, one that covers their methods whatever stands in the paths'
/// parameters, one that covers the whole stage, and code that answers so.
pub(super) fn forms(case: &Situation) -> Vec<Form> {
    let exact = resources(case);
    let mut forms = Vec::new();
    if !exact.is_empty() {
        forms.push(policy(&exact));
        let routes =
            distinct(exact.iter().map(|arn| whole_route(arn, case).unwrap_or_else(|| arn.clone())).collect());
        if routes != exact {
            forms.push(policy(&routes));
        }
        let stages: Vec<_> = exact.iter().filter_map(|arn| whole_stage(arn)).collect();
        forms.push(policy(&distinct(stages)));
    }
    forms.push(Form { language: Language::Python, text: PYTHON.to_owned() });
    forms.push(Form { language: Language::Node, text: NODE.to_owned() });
    forms
}

/// The ARNs of the refused calls, each once. What a policy would read as a pattern, or a person could misread, is left out.
pub(super) fn resources(case: &Situation) -> Vec<String> {
    distinct(case.method_arns.iter().filter_map(|arn| resource(case, arn)).collect())
}

fn resource(case: &Situation, arn: &str) -> Option<String> {
    let MethodArn { api_id, stage, method, path } = MethodArn::parse(arn)?;
    let mut parts = arn.splitn(6, ':').skip(1);
    let (partition, region) = (parts.next()?, parts.nth(1)?);
    let logged = parts.next()?;
    let is_masked = logged.contains('*');
    let account = if is_masked { case.place.account().unwrap_or("*") } else { logged };
    let kept = [partition, region, api_id, stage, method, path];
    let is_literal = |part: &str| !part.contains(['*', '?', '$']) && shell::is_plain(part);
    (kept.into_iter().all(is_literal) && shell::is_plain(account))
        .then(|| format!("arn:{partition}:execute-api:{region}:{account}:{api_id}/{stage}/{method}/{path}"))
}

/// Every call of the method that the call went to. A policy holds what was asked for, never `{id}` or `{proxy+}`: `*` stands for
/// them, and for `/` too.
fn whole_route(arn: &str, case: &Situation) -> Option<String> {
    let MethodArn { api_id, stage, method, path } = MethodArn::parse(arn)?;
    let route = route(&case.methods, method, path)?;
    let head = arn.splitn(6, ':').take(5).collect::<Vec<_>>().join(":");
    let segments = route.path.trim_start_matches('/').split('/');
    let pattern: Vec<&str> =
        segments.map(|segment| if is_parameter(segment) { "*" } else { segment }).collect();
    Some(format!("{head}:{api_id}/{stage}/{method}/{}", pattern.join("/")))
}

/// Every method and path of the stage, and nothing of another: safe to keep in the authorizer's cache.
fn whole_stage(arn: &str) -> Option<String> {
    let MethodArn { api_id, stage, .. } = MethodArn::parse(arn)?;
    let head = arn.splitn(6, ':').take(5).collect::<Vec<_>>().join(":");
    Some(format!("{head}:{api_id}/{stage}/*/*"))
}

fn distinct(mut texts: Vec<String>) -> Vec<String> {
    texts.sort();
    texts.dedup();
    texts
}

fn policy(resources: &[String]) -> Form {
    let policy = json!({
        "Version": "2012-10-17",
        "Statement": [{ "Effect": "Allow", "Action": "execute-api:Invoke", "Resource": resources }],
    });
    Form { language: Language::Json, text: format!("{policy:#}") }
}

const PYTHON: &str = r#"def answer(event, principal_id):
    # arn:…:api/stage — without the method and the path of this one call, which others would be held against.
    stage = "/".join(event["methodArn"].split("/", 2)[:2])
    return {
        "principalId": principal_id,
        "policyDocument": {
            "Version": "2012-10-17",
            "Statement": [
                {"Effect": "Allow", "Action": "execute-api:Invoke", "Resource": [f"{stage}/*/*"]}
            ],
        },
    }
"#;

const NODE: &str = r#"function answer(event, principalId) {
  // arn:…:api/stage — without the method and the path of this one call, which others would be held against.
  const stage = event.methodArn.split("/", 2).join("/");
  return {
    principalId,
    policyDocument: {
      Version: "2012-10-17",
      Statement: [
        { Effect: "Allow", Action: "execute-api:Invoke", Resource: [`${stage}/*/*`] },
      ],
    },
  };
}
"#;
