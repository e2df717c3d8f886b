//! Runs over policies and calls of which AWS's answer is known (`tests/policies/*.jsonl`, one case a line).
//!
//! | file | what is there |
//! |---|---|
//! | `cases_core.jsonl` | policies and calls, judged alike by a public simulator and by AWS's documents |
//! | `doc_cases.jsonl` | where AWS's documents are explicit and simulators depart from them |
//! | `validity.jsonl` | documents that AWS's grammar allows or forbids |
//! | `operators.rs`, `variables.rs`, `resources.rs`, `principals.rs` | corners that the data leaves out, after the documents |
//! | `corners.rs` | corners that mutation testing found unheld |

#![expect(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, reason = "a test may end so")]

use std::{collections::HashSet, fs, path::Path};

use engine::policy::{
    Caller, Context, Decision, DefectKind, Evaluation, Fact, Policy, Request, Role,
    combine::{Authorization, Outcomes, combine},
    document::document,
    evaluate,
    principal::account_of,
};
use serde_json::{Value, json};

#[path = "policies/corners.rs"]
mod corners;
#[path = "policies/operators.rs"]
mod operators;
#[path = "policies/principals.rs"]
mod principals;
#[path = "policies/resources.rs"]
mod resources;
#[path = "policies/variables.rs"]
mod variables;

/// The API of the project's own cases.
const API: &str = "arn:aws:execute-api:eu-central-1:210987654321:q7w8e9r0t1";

fn lines(file: &str) -> Vec<Value> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/policies").join(file);
    let text = fs::read_to_string(path).unwrap();
    text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

#[test]
fn every_case_is_decided_as_aws_decides_it() {
    for (file, n) in [("cases_core.jsonl", 613), ("doc_cases.jsonl", 27)] {
        let cases = lines(file);
        assert_eq!(cases.len(), n, "{file}");
        check(&cases);
    }
}

fn check(cases: &[Value]) {
    let wrong: Vec<String> = cases
        .iter()
        .filter_map(|case| {
            let (expected, found) = (case["expected"].as_str().unwrap(), decision(case));
            (expected != found).then(|| format!("{}: {expected} expected, {found} found", case["id"]))
        })
        .collect();
    assert!(wrong.is_empty(), "{} of {}:\n{}", wrong.len(), cases.len(), wrong.join("\n"));
}

/// What an authorizer's policy of these statements says of a call.
fn authorizer(statements: &Value, version: &str, resource: &str, context: &Value) -> String {
    decision(&json!({
        "mode": "authorizer-only",
        "policies": {"authorizer": {"Version": version, "Statement": statements}, "resource": null},
        "request": {"action": "execute-api:Invoke", "resource": resource, "principal": "anonymous", "context": context},
    }))
}

/// Whether a condition holds: as the only Allow it decides, and as a Deny beside an Allow for everything.
fn holds(condition: &Value, context: &Value) -> bool {
    let resource = format!("{API}/live/GET/books");
    let statement =
        |effect: &str| json!({"Effect": effect, "Action": "*", "Resource": "*", "Condition": condition});
    let decide = |statements: Value| authorizer(&statements, "2012-10-17", &resource, context);
    let allow = json!({"Effect": "Allow", "Action": "*", "Resource": "*"});
    match (&*decide(statement("Allow")), &*decide(json!([allow, statement("Deny")]))) {
        ("Allow", "ExplicitDeny") => true,
        ("ImplicitDeny", "Allow") => false,
        odd => panic!("{condition} {context}: {odd:?}"),
    }
}

fn decision(case: &Value) -> String {
    let request = &case["request"];
    let context = context(&request["context"]);
    let (action, resource) = (request["action"].as_str().unwrap(), request["resource"].as_str().unwrap());
    let caller = match request["principal"].as_str().unwrap() {
        "anonymous" => Caller::Anonymous,
        arn => Caller::Iam(arn),
    };
    let asked = Request { action, resource, caller, context: &context };
    let of = |name: &str, role| {
        let policy = Some(&case["policies"][name]).filter(|policy| !policy.is_null())?;
        Some(evaluate(&document(&policy.to_string()), role, &asked))
    };
    let (authorizer, resource_policy) = (of("authorizer", Role::Authorizer), of("resource", Role::Resource));
    let outcomes = |evaluation: &Option<Evaluation>| {
        evaluation.as_ref().map_or(Outcomes::IMPLICIT_DENY, Evaluation::outcomes)
    };
    let (first, second) = (outcomes(&authorizer), outcomes(&resource_policy));
    let is_of_another = matches!(caller, Caller::Iam(arn) if account_of(arn) != resource.split(':').nth(4));
    let together = |authorization, a, r| combine(authorization, a, Some(r)).decision;
    let decided = match case["mode"].as_str().unwrap() {
        "authorizer-only" => first,
        "resource-only" if is_of_another => {
            together(Authorization::IamCrossAccount, Outcomes::IMPLICIT_DENY, second)
        }
        "resource-only" => second,
        "table-a" => together(Authorization::IamSameAccount, first, second),
        _ => together(Authorization::IamCrossAccount, first, second),
    };
    let keys = |evaluation: &Option<Evaluation>| {
        evaluation.as_ref().map(|evaluation| evaluation.unknown_keys.clone()).unwrap_or_default()
    };
    match decided {
        Outcomes::ALLOW => "Allow".to_owned(),
        Outcomes::EXPLICIT_DENY => "ExplicitDeny".to_owned(),
        Outcomes::IMPLICIT_DENY => "ImplicitDeny".to_owned(),
        _ => format!("Indeterminate {:?}", [keys(&authorizer), keys(&resource_policy)].concat()),
    }
}

fn context(json: &Value) -> Context {
    let text = |value: &Value| value.as_str().map_or_else(|| value.to_string(), str::to_owned);
    let mut context = Context::complete();
    for (key, value) in json.as_object().unwrap() {
        context.set(
            key,
            match value {
                Value::Null => Fact::NotKnown,
                Value::Array(values) => Fact::Many(values.iter().map(text).collect()),
                value => Fact::One(text(value)),
            },
        );
    }
    context
}

#[test]
fn documents_are_valid_or_not_as_the_grammar_has_it() {
    let cases = lines("validity.jsonl");
    assert_eq!(cases.len(), 57);
    for case in cases {
        let role = if case["kind"] == "resource" { Role::Resource } else { Role::Authorizer };
        let policy: Policy = document(&case["policy"].to_string());
        let found: HashSet<DefectKind> = policy.faults(role).map(|defect| defect.kind).collect();
        assert_eq!(found.is_empty(), case["valid"].as_bool().unwrap(), "{}: {found:?}", case["id"]);
        for error in case["errors"].as_array().unwrap() {
            let error = error.as_str().unwrap();
            let kinds = kinds(error);
            assert!(!kinds.is_empty(), "{error}");
            assert!(kinds.iter().any(|kind| found.contains(kind)), "{}: {error}: {found:?}", case["id"]);
        }
    }
}

/// What an error of the data is called here. One text may mean several things.
fn kinds(error: &str) -> &'static [DefectKind] {
    use DefectKind as D;
    const KINDS: [(&str, &[DefectKind]); 23] = [
        ("Version must be", &[D::Version]),
        ("Statement is required", &[D::NoStatement, D::ElementCase]),
        ("THROW", &[D::StatementForm, D::NotAnObject, D::PrincipalForm]),
        ("Policy must be an object", &[D::NotAnObject]),
        ("Effect must be present", &[D::NoEffect, D::Effect]),
        ("One of Action", &[D::NoAction, D::EmptyText]),
        ("One of Resource", &[D::NoResource, D::EmptyText, D::NotText]),
        ("Only one of Action", &[D::TwoActions]),
        ("Only one of Resource", &[D::TwoResources]),
        ("Only one of Principal", &[D::TwoPrincipals]),
        ("Action must be a wildcard", &[D::ActionForm]),
        ("Action: Found data type", &[D::NotText]),
        ("Resource must be a string", &[D::NotText]),
        ("Resource cannot be null", &[D::NotText]),
        (".Resource: Must", &[D::NotText]),
        ("rincipal is not allowed", &[D::PrincipalNotAllowed]),
        ("Principal.#", &[D::UnknownStatementElement]),
        ("Condition must be an object", &[D::ConditionForm]),
        ("Condition: Found data type", &[D::ConditionForm]),
        ("Condition.StringEquals.aws:UserAgent: Found", &[D::ConditionValue]),
        ("Condition set operator", &[D::ConditionOperator]),
        (": Found data type string", &[D::StatementForm]),
        ("Invalid key", &[D::ElementCase, D::UnknownElement]),
    ];
    KINDS.iter().find(|(text, _)| error.contains(text)).map(|(_, kinds)| *kinds).unwrap_or_default()
}

#[test]
fn what_is_not_known_leaves_a_decision_open_only_where_it_matters() {
    let policy =
        |statements: &str| document(&format!(r#"{{"Version":"2012-10-17","Statement":[{statements}]}}"#));
    let arn = "arn:aws:execute-api:us-east-1:123456789012:a1b2c3d4e5/prod/GET/users/ana";
    let statement = |effect: &str, resource: &str, condition: &str| {
        format!(r#"{{"Effect":"{effect}","Action":"*","Resource":"{resource}","Condition":{{{condition}}}}}"#)
    };
    let by_ip = r#""IpAddress":{"aws:SourceIp":"192.0.2.0/24"}"#;
    let by_vpc = r#""StringEquals":{"aws:SourceVpc":"vpc-1"}"#;
    let known = r#""StringEquals":{"aws:UserAgent":"x"}"#;
    for (statements, decision, keys) in [
        (statement("Allow", "*", by_ip), Decision::Indeterminate, vec!["aws:SourceIp"]),
        (statement("Deny", "*", by_ip), Decision::Indeterminate, vec!["aws:SourceIp"]),
        (
            [statement("Allow", "*", by_ip), statement("Deny", "*", by_vpc)].join(","),
            Decision::Indeterminate,
            vec!["aws:SourceIp", "aws:SourceVpc"],
        ),
        // Something else allows, and nothing denies.
        ([statement("Allow", "*", by_ip), statement("Allow", "*", "")].join(","), Decision::Allow(1), vec![]),
        (
            [statement("Allow", "*", ""), statement("Deny", "*/dev/*", by_ip)].join(","),
            Decision::Allow(0),
            vec![],
        ),
        // Something else allows, so only what may deny matters.
        (
            [statement("Allow", "*", by_ip), statement("Allow", "*", ""), statement("Deny", "*", by_vpc)]
                .join(","),
            Decision::Indeterminate,
            vec!["aws:SourceVpc"],
        ),
        (
            [statement("Allow", "*", by_ip), statement("Deny", "*", "")].join(","),
            Decision::ExplicitDeny(1),
            vec![],
        ),
        // What is known says no.
        (
            statement("Allow", "*", &format!("{by_ip},{}", known.replace('x', "y"))),
            Decision::ImplicitDeny,
            vec![],
        ),
        (statement("Allow", "*", &format!("{by_ip},{known}")), Decision::Indeterminate, vec!["aws:SourceIp"]),
        // Variables.
        (statement("Allow", "*/users/${aws:username}", ""), Decision::Indeterminate, vec!["aws:username"]),
        (statement("Allow", "*/prod/POST/${aws:username}", ""), Decision::ImplicitDeny, vec![]),
        (
            statement("Allow", "*", r#""StringLike":{"aws:UserAgent":["y","${aws:userid}*"]}"#),
            Decision::Indeterminate,
            vec!["aws:userid"],
        ),
        (
            statement("Allow", "*", r#""StringLike":{"aws:UserAgent":["x","${aws:userid}*"]}"#),
            Decision::Allow(0),
            vec![],
        ),
        (
            statement("Allow", "*", r#""Null":{"aws:TokenIssueTime":"true"}"#),
            Decision::Indeterminate,
            vec!["aws:TokenIssueTime"],
        ),
    ] {
        // A wildcard in the front parts must end its part.
        let statements = statements.replace("\"*/", "\"arn:aws:execute-api:us-east-1:123456789012:*/");
        let policy = policy(&statements);
        assert_eq!(policy.defects, [], "{statements}");
        let context = Context::partial().with("aws:UserAgent", "x");
        let evaluation = evaluate(&policy, Role::Authorizer, &Request::invoke(arn).with(&context));
        assert_eq!(
            (evaluation.decision, evaluation.unknown_keys),
            (decision, keys.iter().map(ToString::to_string).collect()),
            "{statements}"
        );
    }
}

#[test]
fn what_is_hidden_never_turns_a_decision_into_another() {
    for file in ["cases_core.jsonl", "doc_cases.jsonl"] {
        for mut case in lines(file) {
            let keys: Vec<String> = case["request"]["context"].as_object().unwrap().keys().cloned().collect();
            let expected = case["expected"].as_str().unwrap().to_owned();
            for key in keys {
                let value = case["request"]["context"][&key].take();
                let found = decision(&case);
                case["request"]["context"][&key] = value;
                let is_named = found.to_lowercase().contains(&key.to_lowercase());
                assert!(is_named || found == expected, "{}: {found} without {key}", case["id"]);
            }
        }
    }
}
