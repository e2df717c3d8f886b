//! Whom a resource policy's statement is for, and what two policies say together.
//!
//! Source: IAM User Guide, `Principal`, `NotPrincipal`; API Gateway Developer Guide, "Create and attach an API Gateway
//! resource policy", "How API Gateway resource policies affect authorization workflow".

use serde_json::{Value, json};

use super::{API, decision};

const USER: &str = "arn:aws:iam::210987654321:user/ana";
const OTHER: &str = "arn:aws:iam::345678901234:user/zoe";
const SESSION: &str = "arn:aws:sts::210987654321:assumed-role/Dev/s1";
const NOBODY: &str = "anonymous";

fn decide(mode: &str, authorizer: &Value, statements: &Value, caller: &str, ip: &str) -> String {
    decision(&json!({
        "mode": mode,
        "policies": {"authorizer": authorizer, "resource": {"Version": "2012-10-17", "Statement": statements}},
        "request": {"action": "execute-api:Invoke", "resource": format!("{API}/live/GET/books"), "principal": caller,
            "context": {"aws:SourceIp": ip}},
    }))
}

fn statement(effect: &str, element: &str, principal: &Value) -> Value {
    json!({"Effect": effect, element: principal, "Action": "execute-api:Invoke", "Resource": "execute-api:/*"})
}

#[test]
fn an_allow_is_for_those_it_names() {
    let root = "arn:aws:iam::210987654321:root";
    for (principal, caller, expected) in [
        (json!("*"), NOBODY, true),
        (json!({"AWS": "*"}), NOBODY, true),
        (json!({"AWS": [USER, "*"]}), NOBODY, true),
        (json!("*"), USER, true),
        // Of another account: its own must allow as well.
        (json!("*"), OTHER, false),
        (json!({"AWS": OTHER}), OTHER, false),
        (json!({"AWS": USER}), NOBODY, false),
        (json!({"AWS": USER}), USER, true),
        (json!({"AWS": "arn:aws:iam::210987654321:user/*"}), USER, false),
        // An account leaves it to its own policies.
        (json!({"AWS": "210987654321"}), USER, false),
        (json!({"AWS": root}), SESSION, false),
        (json!({"AWS": [root, USER]}), USER, true),
        (json!({"AWS": "arn:aws:iam::210987654321:role/Dev"}), SESSION, true),
        (json!({"AWS": "arn:aws:iam::210987654321:role/team/Dev"}), SESSION, true),
        (json!({"AWS": SESSION}), SESSION, true),
        (json!({"AWS": "arn:aws:iam::210987654321:role/Ops"}), SESSION, false),
        (json!({"Service": "apigateway.amazonaws.com"}), USER, false),
        (json!({"Service": "apigateway.amazonaws.com", "AWS": USER}), USER, true),
        (json!({"Service": "*"}), NOBODY, false),
        (json!({"Federated": "cognito-identity.amazonaws.com"}), USER, false),
    ] {
        let found = decide(
            "resource-only",
            &Value::Null,
            &statement("Allow", "Principal", &principal),
            caller,
            "192.0.2.1",
        );
        assert_eq!(found, if expected { "Allow" } else { "ImplicitDeny" }, "{principal} {caller}");
    }
}

#[test]
fn a_deny_is_for_those_it_names_or_for_all_others() {
    for (element, principal, caller, expected) in [
        ("Principal", json!({"AWS": "210987654321"}), USER, true),
        ("Principal", json!({"AWS": "arn:aws:iam::210987654321:root"}), SESSION, true),
        ("Principal", json!({"AWS": "210987654321"}), NOBODY, false),
        ("Principal", json!({"AWS": "345678901234"}), USER, false),
        ("Principal", json!({"Service": "apigateway.amazonaws.com"}), NOBODY, false),
        ("NotPrincipal", json!({"AWS": USER}), USER, false),
        ("NotPrincipal", json!({"AWS": USER}), NOBODY, true),
        ("NotPrincipal", json!({"AWS": USER}), SESSION, true),
        ("NotPrincipal", json!("*"), NOBODY, false),
        ("NotPrincipal", json!({"AWS": "210987654321"}), USER, false),
        ("NotPrincipal", json!({"AWS": ["arn:aws:iam::210987654321:role/Dev", SESSION]}), SESSION, false),
        ("NotPrincipal", json!({"Service": "apigateway.amazonaws.com"}), NOBODY, true),
    ] {
        let statements =
            json!([statement("Allow", "Principal", &json!("*")), statement("Deny", element, &principal)]);
        let found = decide("resource-only", &Value::Null, &statements, caller, "192.0.2.1");
        assert_eq!(found, if expected { "ExplicitDeny" } else { "Allow" }, "{element} {principal} {caller}");
    }
}

#[test]
fn a_statement_without_a_principal_is_for_nobody() {
    let of = |effect: &str| json!({"Effect": effect, "Action": "*", "Resource": "*"});
    let all = statement("Allow", "Principal", &json!("*"));
    let found = |statements| decide("resource-only", &Value::Null, &statements, NOBODY, "192.0.2.1");
    assert_eq!(found(of("Allow")), "ImplicitDeny");
    assert_eq!(found(json!([all, of("Deny")])), "Allow");
}

#[test]
fn the_authorizers_policy_and_the_resource_policy_are_looked_at_together() {
    let by_ip = |effect: &str, operator: &str| {
        let mut statement = statement(effect, "Principal", &json!("*"));
        statement["Condition"] = json!({operator: {"aws:SourceIp": "198.51.100.0/24"}});
        statement
    };
    let allow_ip = by_ip("Allow", "IpAddress");
    let deny_ip = json!([statement("Allow", "Principal", &json!("*")), by_ip("Deny", "NotIpAddress")]);
    let account = |account: &str| statement("Allow", "Principal", &json!({"AWS": account}));
    let authorizer =
        |resource: &str| json!({"Statement": {"Effect": "Allow", "Action": "*", "Resource": resource}});
    let (all, none) = (authorizer("*"), authorizer("arn:aws:s3:::x"));
    for (mode, authorizer, statements, caller, ip, expected) in [
        // An Allow with an address does not keep others out.
        ("table-a", &all, &allow_ip, USER, "203.0.113.1", "Allow"),
        ("table-a", &all, &deny_ip, USER, "203.0.113.1", "ExplicitDeny"),
        ("table-a", &none, &allow_ip, USER, "198.51.100.1", "Allow"),
        ("table-a", &none, &allow_ip, USER, "203.0.113.1", "ImplicitDeny"),
        ("table-a", &none, &account("210987654321"), USER, "203.0.113.1", "ImplicitDeny"),
        ("table-b", &all, &allow_ip, OTHER, "203.0.113.1", "ImplicitDeny"),
        ("table-b", &all, &allow_ip, OTHER, "198.51.100.1", "Allow"),
        ("table-b", &none, &allow_ip, OTHER, "198.51.100.1", "ImplicitDeny"),
        ("table-b", &all, &deny_ip, OTHER, "203.0.113.1", "ExplicitDeny"),
        // It lets those of another account pass whom that account lets.
        ("table-b", &all, &account("345678901234"), OTHER, "203.0.113.1", "Allow"),
    ] {
        let found = decide(mode, authorizer, statements, caller, ip);
        assert_eq!(found, expected, "{mode} {authorizer} {statements} {ip}");
    }
}
