//! Runs over policies and calls of which AWS's answer is known (`tests/policies/*.jsonl`, one case a line).
//!
//! Values of condition keys and of variables are not looked at, so such a case may stay open, but what is said must be right.
//! All others must be settled.

#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test may end so")]

use std::{fs, path::Path};

use engine::policy::{
    Policy, Principals, Request, Role,
    combine::{Authorization, Outcomes, combine},
    document::document,
    evaluate,
};
use serde_json::Value;

#[test]
fn what_is_said_of_a_policy_is_what_aws_says() {
    let (mut n_settled, mut n_open) = (0, 0);
    for file in ["cases_core.jsonl", "doc_cases.jsonl"] {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/policies").join(file);
        for line in fs::read_to_string(path).unwrap().lines() {
            let case: Value = serde_json::from_str(line).unwrap();
            let id = case["id"].as_str().unwrap();
            let Some(found) = outcomes(&case) else { continue };
            let expected = match case["expected"].as_str().unwrap() {
                "Allow" => Outcomes::ALLOW,
                "ExplicitDeny" => Outcomes::EXPLICIT_DENY,
                _ => Outcomes::IMPLICIT_DENY,
            };
            let is_possible = (found.allow && expected.allow)
                || (found.explicit_deny && expected.explicit_deny)
                || (found.implicit_deny && expected.implicit_deny);
            assert!(is_possible, "{id}: {found:?}");
            let policies = case["policies"].to_string();
            if policies.contains("\"Condition\"") || policies.contains("${") {
                n_open += usize::from(found != expected);
            } else {
                assert_eq!(found, expected, "{id}");
            }
            n_settled += usize::from(found == expected);
        }
    }
    assert!(n_settled >= 143, "{n_settled} settled, {n_open} left open for conditions and variables");
}

/// `None` where it matters which IAM principal calls: nobody who comes by a Lambda authorizer is one.
fn outcomes(case: &Value) -> Option<Outcomes> {
    let policy = |name: &str| match &case["policies"][name] {
        Value::Null => None,
        json => Some(document(&json.to_string())),
    };
    let (authorizer, resource) = (policy("authorizer"), policy("resource"));
    let mode = case["mode"].as_str()?;
    let is_for_all = |policy: &Policy| {
        policy
            .statements
            .iter()
            .all(|statement| statement.principals.as_ref().is_some_and(Principals::take_in_anonymous))
    };
    let is_anonymous = case["request"]["principal"] == "anonymous";
    if !is_anonymous && (mode == "resource-only" || !resource.as_ref().is_none_or(is_for_all)) {
        return None;
    }
    let of = |policy: Option<&Policy>, role| {
        let request = &case["request"];
        let (action, arn) = (request["action"].as_str().unwrap(), request["resource"].as_str().unwrap());
        let request = Request { action, ..Request::invoke(arn) };
        policy.map_or(Outcomes::IMPLICIT_DENY, |policy| evaluate(policy, role, &request).outcomes())
    };
    let authorizer = of(authorizer.as_ref(), Role::Authorizer);
    let resource = of(resource.as_ref(), Role::Resource);
    match mode {
        "authorizer-only" => Some(authorizer),
        "resource-only" => Some(resource),
        "table-a" => Some(combine(Authorization::Lambda, authorizer, Some(resource)).decision),
        _ => None,
    }
}
