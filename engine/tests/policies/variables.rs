//! Variables, in resources and in what conditions compare with.
//!
//! Source: IAM User Guide, "IAM policy elements: Variables and tags".

use serde_json::{Value, json};

use super::{API, authorizer, holds};

#[test]
fn a_variable_stands_for_its_value_letter_by_letter() {
    for (pattern, path, context, expected) in [
        ("${shop:user}/*", "ana/x", json!({"shop:user": "ana"}), true),
        ("${SHOP:User}/*", "ana/x", json!({"shop:user": "ana"}), true),
        ("${shop:user}/*", "a:b/x", json!({"shop:user": "a:b"}), true),
        ("${shop:user}", "a/b/c", json!({"shop:user": "a/b/c"}), true),
        ("${shop:user}", "ana", json!({"shop:user": "a?a"}), false),
        ("${shop:user}", "ana", json!({"shop:user": "*"}), false),
        ("*/${shop:user}/*/${shop:user}", "x/ana/ana/y/ana", json!({"shop:user": "ana"}), true),
        ("*/${shop:user}/*/${shop:user}", "x/ana/anna", json!({"shop:user": "ana"}), false),
        ("${shop:user}${shop:day}", "anaMon", json!({"shop:user": "ana", "shop:day": "Mon"}), true),
        // Without a value, and with several.
        ("${shop:user}", "ana", json!({}), false),
        ("*${shop:user}", "", json!({}), false),
        ("${shop:user}", "ana", json!({"shop:user": ["ana"]}), false),
        // Defaults.
        ("${shop:user, 'guest'}", "guest", json!({}), true),
        ("${shop:user, 'guest'}", "guest", json!({"shop:user": "ana"}), false),
        ("${shop:user, 'guest'}", "guest", json!({"shop:user": ["guest"]}), false),
        ("${shop:user, 'g*'}", "guest", json!({}), false),
        ("${shop:user, ''}x", "x", json!({}), true),
        ("${shop:user,'guest'}", "guest", json!({}), false),
        ("${shop:user, guest}", "guest", json!({}), false),
        // The characters themselves.
        ("${*}${?}${$}{a}", "*?${a}", json!({}), true),
        ("${*}", "anything", json!({}), false),
        ("${?}", "x", json!({}), false),
        // No brace ends it: no variable.
        ("${shop:user", "${shop:user", json!({"shop:user": "ana"}), true),
    ] {
        let resource = format!("{API}/live/GET/{path}");
        let statement =
            json!({"Effect": "Allow", "Action": "*", "Resource": format!("{API}/live/GET/{pattern}")});
        let found = authorizer(&statement, "2012-10-17", &resource, &context);
        assert_eq!(found == "Allow", expected, "{pattern} {path} {context}: {found}");
    }
}

#[test]
fn the_older_language_knows_no_variables() {
    let context = json!({"shop:user": "ana"});
    for (pattern, path, expected) in
        [("${shop:user}", "ana", false), ("${shop:user}", "${shop:user}", true), ("${*}", "${any}", true)]
    {
        let resource = format!("{API}/live/GET/{path}");
        let statement =
            json!({"Effect": "Allow", "Action": "*", "Resource": format!("{API}/live/GET/{pattern}")});
        let found = authorizer(&statement, "2008-10-17", &resource, &context);
        assert_eq!(found == "Allow", expected, "{pattern} {path}");
    }
}

#[test]
fn a_variable_stands_in_the_last_part_only() {
    let pattern = API.replace("eu-central-1", "${shop:region}");
    let statement = json!({"Effect": "Allow", "Action": "*", "Resource": format!("{pattern}/*")});
    let context = json!({"shop:region": "eu-central-1"});
    let found = authorizer(&statement, "2012-10-17", &format!("{API}/live/GET/a"), &context);
    assert_eq!(found, "ImplicitDeny");
}

#[test]
fn what_is_not_meant_must_have_a_value() {
    let resource = format!("{API}/live/GET/ana");
    for (context, allow, deny) in [
        (json!({"shop:user": "bob"}), "Allow", "ExplicitDeny"),
        (json!({"shop:user": "ana"}), "ImplicitDeny", "Allow"),
        // "this might cause the entire statement to be invalid"
        (json!({}), "ImplicitDeny", "Allow"),
        (json!({"shop:user": null}), r#"Indeterminate ["shop:user"]"#, r#"Indeterminate ["shop:user"]"#),
    ] {
        let statement = |effect: &str| {
            let not = format!("{API}/live/GET/${{shop:user}}");
            json!({"Effect": effect, "Action": "*", "NotResource": not})
        };
        let all = json!({"Effect": "Allow", "Action": "*", "Resource": "*"});
        let decide = |statements: Value| authorizer(&statements, "2012-10-17", &resource, &context);
        assert_eq!(decide(statement("Allow")), allow, "{context}");
        assert_eq!(decide(json!([all, statement("Deny")])), deny, "{context}");
    }
}

#[test]
fn conditions_compare_with_the_values_of_other_keys() {
    for (operator, asked, context, expected) in [
        ("StringEquals", "x-${shop:b}", json!({"shop:a": "x-1", "shop:b": "1"}), true),
        ("StringEquals", "${shop:b}*", json!({"shop:a": "1*", "shop:b": "1"}), true),
        ("StringEquals", "${shop:b}*", json!({"shop:a": "12", "shop:b": "1"}), false),
        ("StringEquals", "${shop:b}", json!({"shop:a": "a", "shop:b": ["a"]}), false),
        ("StringEqualsIgnoreCase", "X-${shop:b}", json!({"shop:a": "x-äÖ", "shop:b": "ÄÖ"}), true),
        ("StringEqualsIgnoreCase", "X-${shop:b}", json!({"shop:a": "x-äÖx", "shop:b": "ÄÖ"}), false),
        ("StringNotEqualsIgnoreCase", "${shop:b}", json!({"shop:a": "A", "shop:b": "a"}), false),
        ("StringNotEqualsIgnoreCase", "${shop:b}", json!({"shop:a": "A"}), true),
        ("StringLike", "*/${shop:b}/*", json!({"shop:a": "a/*/b", "shop:b": "*"}), true),
        ("StringLike", "*/${shop:b}/*", json!({"shop:a": "a/x/b", "shop:b": "*"}), false),
        ("StringLike", "${shop:b, 'no'}?", json!({"shop:a": "now"}), true),
        ("StringNotLike", "${shop:b}*", json!({"shop:a": "now"}), true),
        (
            "ArnLike",
            "arn:aws:iam::*:user/${shop:b}",
            json!({"shop:a": "arn:aws:iam::21:user/ana", "shop:b": "ana"}),
            true,
        ),
        (
            "ArnLike",
            "arn:aws:iam::*:user/${shop:b}",
            json!({"shop:a": "arn:aws:iam::21:user/ana", "shop:b": "a*"}),
            false,
        ),
        (
            "ArnNotEquals",
            "arn:aws:iam::*:user/${shop:b}",
            json!({"shop:a": "arn:aws:iam::21:user/ana"}),
            true,
        ),
        // With the String and Arn operators only.
        ("NumericEquals", "${shop:b}", json!({"shop:a": "1", "shop:b": "1"}), false),
    ] {
        let condition = json!({operator: {"shop:a": asked}});
        assert_eq!(holds(&condition, &context), expected, "{condition} {context}");
    }
}
