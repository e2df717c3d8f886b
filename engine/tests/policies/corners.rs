//! Corners that mutation testing found unheld.

use engine::policy::{
    Caller, Context, Decision, Policy, Request, Role,
    combine::{Authorization, Outcomes, Pass, Refuser, combine},
    document::document,
    evaluate,
};
use serde_json::{Value, json};

use super::{API, authorizer, holds};

fn policy(statements: &Value) -> Policy {
    document(&json!({"Version": "2012-10-17", "Statement": statements}).to_string())
}

#[test]
fn a_text_in_any_case_is_open_where_a_variable_in_it_is() {
    let allow = |wanted: &str| {
        json!({"Effect": "Allow", "Action": "*", "Resource": "*",
            "Condition": {"StringEqualsIgnoreCase": {"shop:owner": wanted}}})
    };
    let context = json!({"shop:owner": "Ana", "shop:user": null});
    for (wanted, expected) in [
        ("ana", "Allow"),
        // It may be empty, or all the rest.
        ("ana${shop:user}", r#"Indeterminate ["shop:user"]"#),
        ("A${shop:user}", r#"Indeterminate ["shop:user"]"#),
        ("${shop:user}", r#"Indeterminate ["shop:user"]"#),
        ("bob${shop:user}", "ImplicitDeny"),
        ("an", "ImplicitDeny"),
        ("anas", "ImplicitDeny"),
    ] {
        let found = authorizer(&allow(wanted), "2012-10-17", &format!("{API}/live/GET/"), &context);
        assert_eq!(found, expected, "{wanted}");
    }
}

#[test]
fn variables_stand_in_every_part_of_an_arn_that_is_compared() {
    let context = json!({"aws:SourceArn": "arn:aws:sns:eu-central-1:210987654321:news", "shop:account": "210987654321"});
    for (wanted, expected) in [
        ("arn:aws:sns:eu-central-1:${shop:account}:news", true),
        ("arn:aws:sns:*:${shop:account}:${shop:topic, 'news'}", true),
        ("arn:aws:sns:eu-central-1:${shop:nothing}:news", false),
        ("arn:aws:sqs:eu-central-1:${shop:account}:news", false),
    ] {
        assert_eq!(holds(&json!({"ArnLike": {"aws:SourceArn": wanted}}), &context), expected, "{wanted}");
    }
    let open = json!({"aws:SourceArn": "arn:aws:sns:eu-central-1:210987654321:news", "shop:account": null});
    let allow = json!({"Effect": "Allow", "Action": "*", "Resource": "*",
        "Condition": {"ArnEquals": {"aws:SourceArn": "arn:aws:sns:*:${shop:account}:news"}}});
    let found = authorizer(&allow, "2012-10-17", &format!("{API}/live/GET/"), &open);
    assert_eq!(found, r#"Indeterminate ["shop:account"]"#);
}

#[test]
fn what_has_not_the_parts_of_an_arn_is_none() {
    for arn in ["arn:aws:sns", "a:b:c:d:e:f", "sns"] {
        for wanted in ["arn:aws:sns:*:*:*", "*:*:*:*:*:*"] {
            let condition = json!({"ArnLike": {"aws:SourceArn": wanted}});
            assert!(!holds(&condition, &json!({"aws:SourceArn": arn})), "{wanted} {arn}");
        }
    }
}

#[test]
fn only_what_begins_as_an_arn_is_filled_up() {
    for (pattern, expected) in [
        ("arn:aws:execute-api", "Allow"),
        ("?rn:aws:execute-api", "ImplicitDeny"),
        ("execute-api", "ImplicitDeny"),
    ] {
        let allow = json!({"Effect": "Allow", "Action": "*", "Resource": pattern});
        let found = authorizer(&allow, "2012-10-17", &format!("{API}/live/GET/"), &json!({}));
        assert_eq!(found, expected, "{pattern}");
    }
}

#[test]
fn any_operand_that_cannot_be_compared_spoils_a_negated_operator() {
    let not = |values: Value| json!({"NumericNotEquals": {"shop:n": values}});
    assert!(holds(&not(json!(["11", "12"])), &json!({"shop:n": "10"})));
    for values in [json!(["ten", "11"]), json!(["11", "ten"]), json!(["11", "12", "ten"])] {
        assert!(!holds(&not(values), &json!({"shop:n": "10"})));
    }
}

#[test]
fn fractions_of_an_epoch_and_of_a_second_count_alike() {
    for (operator, wanted, found, expected) in [
        ("DateEquals", "2023-11-14T22:13:20.25Z", "1700000000.25", true),
        ("DateLessThan", "2023-11-14T22:13:20Z", "1700000000.25", false),
        ("DateGreaterThan", "1700000000.2", "1700000000.25", true),
        ("DateEquals", "1700000000.20", "1700000000.2", true),
    ] {
        let condition = json!({operator: {"aws:CurrentTime": wanted}});
        assert_eq!(holds(&condition, &json!({"aws:CurrentTime": found})), expected, "{wanted} {found}");
    }
}

#[test]
fn the_short_form_names_the_keys_that_it_depends_on() {
    let statement = json!({"Effect": "Allow", "Principal": "*", "Action": "*", "Resource": "execute-api:/live/GET/${shop:user}"});
    let arn = format!("{API}/live/GET/ana");
    let evaluation = evaluate(&policy(&statement), Role::Resource, &Request::invoke(&arn));
    assert_eq!(evaluation.unknown_keys, ["shop:user"]);
    let settled = evaluate(&policy(&statement), Role::Authorizer, &Request::invoke(&arn));
    assert_eq!((settled.decision, settled.unknown_keys), (Decision::ImplicitDeny, vec![]));
}

#[test]
fn an_account_has_twelve_digits_and_a_service_its_name() {
    for (principal, caller, expected) in [
        (json!({"AWS": "210987654321"}), "arn:aws:iam::210987654321:user/ana", Decision::ExplicitDeny(0)),
        (json!({"AWS": "2109"}), "arn:aws:iam::2109:user/ana", Decision::ImplicitDeny),
        (json!({"AWS": "abcdefghijkl"}), "arn:aws:iam::abcdefghijkl:user/ana", Decision::ImplicitDeny),
        (json!({"Service": "events.amazonaws.com"}), "events.amazonaws.com", Decision::ExplicitDeny(0)),
        (json!({"Service": "events.amazonaws.com"}), "sns.amazonaws.com", Decision::ImplicitDeny),
    ] {
        let deny = json!({"Effect": "Deny", "Principal": principal, "Action": "*", "Resource": "*"});
        let arn = format!("{API}/live/GET/ana");
        let request = Request { caller: Caller::Iam(caller), ..Request::invoke(&arn) };
        assert_eq!(evaluate(&policy(&deny), Role::Resource, &request).decision, expected, "{deny}");
    }
}

#[test]
fn statements_that_may_deny_are_counted() {
    let deny = json!({"Effect": "Deny", "Action": "*", "Resource": "*", "Condition": {"Bool": {"shop:open": "true"}}});
    for (statements, n) in [(json!([deny]), 1), (json!([deny, deny, deny]), 3), (json!([]), 0)] {
        let arn = format!("{API}/live/GET/ana");
        let evaluation = evaluate(&policy(&statements), Role::Authorizer, &Request::invoke(&arn));
        assert_eq!(evaluation.n_may_deny, n);
    }
}

#[test]
fn a_masked_account_may_be_that_of_the_pattern() {
    let masked = API.replace("210987654321", "********4321") + "/live/GET/books";
    for (account, expected) in
        [("210987654321", Decision::Allow(0)), ("210987654322", Decision::ImplicitDeny)]
    {
        let pattern = API.replace("210987654321", account) + "/*";
        let allow = json!({"Effect": "Allow", "Action": "*", "Resource": pattern});
        let request = Request::invoke(&masked).with(const { &Context::complete() });
        assert_eq!(evaluate(&policy(&allow), Role::Authorizer, &request).decision, expected, "{account}");
    }
}

#[test]
fn sets_of_outcomes_are_what_they_say() {
    let all = [Outcomes::ALLOW, Outcomes::EXPLICIT_DENY, Outcomes::IMPLICIT_DENY, Outcomes::ANY];
    assert_eq!(all.map(Outcomes::is_allow), [true, false, false, false]);
    assert_eq!(all.map(Outcomes::is_refusal), [false, true, true, false]);
    let decisions =
        [Decision::Allow(1), Decision::ExplicitDeny(1), Decision::ImplicitDeny, Decision::Indeterminate];
    assert_eq!(decisions.map(Outcomes::from), all);
}

#[test]
fn the_pass_and_the_refuser_depend_on_how_a_method_is_authorized() {
    use Authorization::{Cognito, IamCrossAccount, IamSameAccount, Lambda, None};
    let neither = Outcomes::IMPLICIT_DENY;
    for (authorization, resource_policy, pass, refuser) in [
        (None, neither, Pass::ResourcePolicyAlone, Refuser::ResourcePolicy),
        (Cognito, neither, Pass::ResourcePolicyAlone, Refuser::ResourcePolicy),
        (None, Outcomes::EXPLICIT_DENY, Pass::ResourcePolicyAlone, Refuser::ResourcePolicy),
        (Lambda, Outcomes::EXPLICIT_DENY, Pass::BeforeAuthorizer, Refuser::ResourcePolicy),
        (Lambda, neither, Pass::Together, Refuser::ResourcePolicy),
        (IamSameAccount, neither, Pass::Together, Refuser::CallerPolicy),
        (IamCrossAccount, neither, Pass::Together, Refuser::CallerPolicy),
        (IamSameAccount, Outcomes::EXPLICIT_DENY, Pass::Together, Refuser::ResourcePolicy),
    ] {
        let row = combine(authorization, neither, Some(resource_policy)).row().unwrap();
        assert_eq!((row.pass(), row.refuser()), (pass, Some(refuser)), "{}", row.id());
    }
}

#[test]
fn numbers_of_any_size_are_compared() {
    for (operator, wanted, found) in [
        ("NumericGreaterThan", "7", "1e300"),
        ("NumericLessThan", "1e300", "1e299"),
        ("NumericLessThan", "-7", "-1e300"),
        ("NumericEquals", "10e299", "1e300"),
    ] {
        assert!(holds(&json!({operator: {"shop:n": wanted}}), &json!({"shop:n": found})), "{found} {wanted}");
    }
}

#[test]
fn what_is_no_moment_is_not_even_another_one() {
    let not = json!({"DateNotEquals": {"aws:CurrentTime": "2026-07-01"}});
    for (time, is_moment) in [
        ("T00:00+23:59", true),
        ("T00:00+24:00", false),
        ("T00:00+00:60", false),
        ("T00:00:00.5Z", true),
        ("T00:00.5Z", false),
    ] {
        let context = json!({"aws:CurrentTime": format!("2026-07-01{time}")});
        assert_eq!(holds(&not, &context), is_moment, "{time}");
    }
}
