//! The difference of two policies is one of meaning.

#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test may end so")]

use engine::policy::{
    Caller, Context, Decision, Fact, Policy, Request, Role,
    compare::{Change, Manner, Part, compare},
    document::document,
    evaluate,
};
use proptest::{collection::vec, option, prelude::*, sample::select};
use serde_json::{Value, json};

fn read(statements: &Value) -> Policy {
    document(&json!({"Version": "2012-10-17", "Statement": statements}).to_string())
}

/// A change in one line each: `~ 0>1 Resource -a +b`.
fn told(changes: &[Change]) -> Vec<String> {
    let sign = |manner| match manner {
        Manner::Added => '+',
        Manner::Removed => '-',
        Manner::Changed => '~',
    };
    let index = |index: Option<u32>| index.map_or(String::new(), |index| index.to_string());
    let part = |part: &Part| {
        let element = Some(format!("{}{}", sign(part.manner), part.element.id()));
        let name =
            element.into_iter().chain(part.operator.clone()).chain(part.key.clone()).collect::<Vec<_>>();
        let removed = part.removed.iter().map(|value| format!(" -{value}"));
        let added = part.added.iter().map(|value| format!(" +{value}"));
        format!(" {}{}", name.join("/"), removed.chain(added).collect::<String>())
    };
    changes
        .iter()
        .map(|change| {
            let parts: String = change.parts.iter().map(part).collect();
            format!("{} {}>{}{parts}", sign(change.manner), index(change.old), index(change.new))
        })
        .collect()
}

#[track_caller]
fn check(old: &Value, new: &Value, expected: &[&str]) {
    assert_eq!(told(&compare(&read(old), &read(new))), expected);
    assert_eq!(
        sorted(compare(&read(new), &read(old)).into_iter().map(mirrored).collect()),
        sorted(compare(&read(old), &read(new)))
    );
}

fn mirrored(change: Change) -> Change {
    let turned = |manner| match manner {
        Manner::Added => Manner::Removed,
        Manner::Removed => Manner::Added,
        Manner::Changed => Manner::Changed,
    };
    let parts = change.parts.into_iter().map(|part| Part {
        manner: turned(part.manner),
        removed: part.added,
        added: part.removed,
        ..part
    });
    // Of an element that became another one, the one that is gone comes first.
    let parts = parts.collect();
    Change { manner: turned(change.manner), old: change.new, new: change.old, parts }
}

fn sorted(mut changes: Vec<Change>) -> Vec<Change> {
    for change in &mut changes {
        for part in &mut change.parts {
            // It is written as the old policy has it.
            part.key = part.key.take().map(|key| key.to_lowercase());
        }
        change.parts.sort();
    }
    changes.sort();
    changes
}

const ALLOW: &str = "arn:aws:execute-api:eu-west-1:111122223333:q1w2e3r4t5/prod/GET/";

fn allow(path: &str) -> Value {
    json!({"Effect": "Allow", "Action": "execute-api:Invoke", "Resource": format!("{ALLOW}{path}")})
}

#[test]
fn what_means_the_same_is_no_difference() {
    let one = json!([
        {"Sid": "a", "Effect": "Allow", "Principal": "*", "Action": "execute-api:Invoke", "Resource": "execute-api:/*"},
        {"Sid": "b", "Effect": "Deny", "Principal": {"AWS": "111122223333"}, "Action": ["execute-api:Invoke"],
         "Resource": ["a", "b"], "Condition": {"StringEquals": {"aws:SourceVpce": ["x", "y"]}, "Bool": {"aws:SecureTransport": true}}}
    ]);
    let other = json!([
        {"Effect": "Deny", "Action": ["EXECUTE-API:invoke", "execute-api:Invoke"], "Resource": ["b", "a", "b"],
         "Condition": {"Bool": {"AWS:securetransport": "true"}, "StringEquals": {"aws:sourcevpce": ["y", "x", "y"]}},
         "NotAction": null, "Principal": {"AWS": ["arn:aws:iam::111122223333:root"]}},
        {"Sid": "c", "Effect": "Allow", "Principal": {"AWS": "*"}, "Action": "execute-api:Invoke", "Resource": ["execute-api:/*"]},
        {"Effect": "Allow", "Principal": {"AWS": ["*"]}, "Action": "execute-api:Invoke", "Resource": "execute-api:/*"}
    ]);
    let mut other = other;
    other[0].as_object_mut().unwrap().remove("NotAction");
    check(&one, &other, &[]);
    check(&json!([]), &json!([]), &[]);
    check(&allow("a"), &json!([allow("a")]), &[]);
}

#[test]
fn a_change_names_what_became_of_the_statement() {
    check(&allow("a"), &allow("b"), &[&format!("~ 0>0 ~Resource -{ALLOW}a +{ALLOW}b")]);
    let mut deny = allow("a");
    deny["Effect"] = json!("Deny");
    check(&allow("a"), &deny, &["~ 0>0 ~Effect -Allow +Deny"]);
    let mut not = allow("a");
    let resource = not.as_object_mut().unwrap().remove("Resource").unwrap();
    not["NotResource"] = resource;
    check(&allow("a"), &not, &[&format!("~ 0>0 -Resource -{ALLOW}a +NotResource +{ALLOW}a")]);
    let mut conditional = allow("a");
    conditional["Condition"] = json!({"IpAddress": {"aws:SourceIp": ["198.51.100.0/24", "203.0.113.0/24"]}});
    check(
        &allow("a"),
        &conditional,
        &["~ 0>0 +Condition/IpAddress/aws:SourceIp +198.51.100.0/24 +203.0.113.0/24"],
    );
    let mut other = conditional.clone();
    other["Condition"] = json!({"IpAddress": {"aws:sourceIp": "198.51.100.0/24"}});
    check(&conditional, &other, &["~ 0>0 ~Condition/IpAddress/aws:SourceIp -203.0.113.0/24"]);
}

#[test]
fn statements_are_added_and_removed_where_they_stand() {
    let other = json!({"Effect": "Deny", "Action": "s3:*", "NotResource": "x"});
    check(
        &json!([allow("a"), allow("b")]),
        &json!([allow("a"), other, allow("b")]),
        &["+ >1 +Effect +Deny +Action +s3:* +NotResource +x"],
    );
    check(
        &json!([other, allow("a")]),
        &json!([allow("a"), {"Effect": "Deny", "Action": "execute-api:Invoke", "Resource": "y"}]),
        &[
            "- 0> -Effect -Deny -Action -s3:* -NotResource -x",
            "+ >1 +Effect +Deny +Action +execute-api:Invoke +Resource +y",
        ],
    );
}

#[test]
fn a_name_says_which_statement_it_was() {
    let of = |sid: &str, path: &str| {
        let mut statement = allow(path);
        statement["Sid"] = json!(sid);
        statement
    };
    check(
        &json!([of("orders", "orders/a"), of("items", "items/a")]),
        &json!([of("items", "orders/b"), of("orders", "items/b")]),
        &[
            &format!("~ 1>0 ~Resource -{ALLOW}items/a +{ALLOW}orders/b"),
            &format!("~ 0>1 ~Resource -{ALLOW}orders/a +{ALLOW}items/b"),
        ],
    );
    // Without names, the likest.
    check(
        &json!([allow("orders/a"), allow("items/a")]),
        &json!([allow("items/b"), allow("orders/b")]),
        &[
            &format!("~ 1>0 ~Resource -{ALLOW}items/a +{ALLOW}items/b"),
            &format!("~ 0>1 ~Resource -{ALLOW}orders/a +{ALLOW}orders/b"),
        ],
    );
}

#[test]
fn the_language_counts_where_there_are_variables() {
    let of = |version: &str, path: &str| {
        document(&json!({"Version": version, "Statement": [allow(path)]}).to_string())
    };
    assert_eq!(compare(&of("2008-10-17", "a"), &of("2012-10-17", "a")), []);
    assert_eq!(
        told(&compare(&of("2008-10-17", "${aws:userid}"), &of("2012-10-17", "${aws:userid}"))),
        ["~ > ~Version -2008-10-17 +2012-10-17"]
    );
}

#[test]
fn what_leaves_the_meaning_open_is_a_difference() {
    let mut shouted = allow("a");
    shouted["Effect"] = json!("ALLOW");
    check(&allow("a"), &shouted, &["~ 0>0 ~Statement +effect"]);
    let cut = engine::policy::document::read(r#"{"policyDocument":{"Version":"2012-10-17","Statement":[{"#)
        .unwrap();
    assert_eq!(told(&compare(&read(&json!([])), &cut.policy)), ["~ > ~Statement +cut"]);
}

#[test]
fn a_thousand_statements_are_no_burden() {
    let of =
        |suffix: &str| json!((0..1000).map(|n| allow(&format!("orders/{n}/{suffix}"))).collect::<Vec<_>>());
    assert_eq!(compare(&read(&of("a")), &read(&of("b"))).len(), 1000);
}

#[test]
fn changes_are_what_they_were_behind_json() {
    let changes = compare(&read(&json!([allow("a"), allow("b")])), &read(&allow("c")));
    let json = serde_json::to_string(&changes).unwrap();
    assert_eq!(serde_json::from_str::<Vec<Change>>(&json).unwrap(), changes);
}

// Random policies, of few words, so that they often meet.

const ACTIONS: &[&str] = &["execute-api:Invoke", "EXECUTE-API:INVOKE", "execute-api:*", "*", "s3:*"];
const RESOURCES: &[&str] = &[
    "*",
    "arn:aws:execute-api:eu-west-1:111122223333:q1w2e3r4t5/*",
    "arn:aws:execute-api:eu-west-1:111122223333:q1w2e3r4t5/prod/GET/*",
    "arn:aws:execute-api:eu-west-1:111122223333:q1w2e3r4t5/prod/POST/orders",
    "arn:aws:execute-api:eu-west-1:111122223333:q1w2e3r4t5/prod/GET/${aws:userid}",
    "execute-api:/prod/*",
];
const PRINCIPALS: &[&str] =
    &[r#""*""#, r#"{"AWS":"*"}"#, r#"{"AWS":"111122223333"}"#, r#"{"AWS":"arn:aws:iam::111122223333:root"}"#];
const OPERATORS: &[&str] =
    &["StringEquals", "StringNotLike", "StringLikeIfExists", "Bool", "ForAnyValue:StringLike", "Null"];
const KEYS: &[&str] = &["aws:UserAgent", "aws:useragent", "aws:SourceVpce"];
const VALUES: &[&str] = &["a", "a*", "true", "false", "TRUE"];
const ARNS: &[&str] = &[
    "arn:aws:execute-api:eu-west-1:111122223333:q1w2e3r4t5/prod/GET/orders",
    "arn:aws:execute-api:eu-west-1:111122223333:q1w2e3r4t5/prod/POST/orders",
    "arn:aws:execute-api:eu-west-1:111122223333:q1w2e3r4t5/dev/GET/me",
    "arn:aws:execute-api:eu-west-1:111122223333:q1w2e3r4t5/prod/GET/me",
];

fn list(words: &'static [&'static str]) -> impl Strategy<Value = Vec<&'static str>> {
    vec(select(words), 1..3)
}

prop_compose! {
    fn statement()(
        effect in select(&["Allow", "Allow", "Deny"][..]),
        actions in list(ACTIONS),
        is_not_action in prop::bool::weighted(0.1),
        resources in list(RESOURCES),
        is_not_resource in prop::bool::weighted(0.2),
        principal in select(PRINCIPALS),
        is_not_principal in prop::bool::weighted(0.1),
        sid in option::of(select(&["One", "Two"][..])),
        conditions in vec((select(OPERATORS), select(KEYS), list(VALUES)), 0..3),
    ) -> Value {
        let mut statement = json!({"Effect": effect});
        statement[if is_not_action { "NotAction" } else { "Action" }] = json!(actions);
        statement[if is_not_resource { "NotResource" } else { "Resource" }] = json!(resources);
        let principal: Value = serde_json::from_str(principal).unwrap();
        statement[if is_not_principal { "NotPrincipal" } else { "Principal" }] = principal;
        if let Some(sid) = sid {
            statement["Sid"] = json!(sid);
        }
        for (operator, key, values) in conditions {
            statement["Condition"][operator][key] = json!(values);
        }
        statement
    }
}

/// The same, written otherwise: `seed` decides how.
fn reshaped(statements: &[Value], mut seed: u64) -> Value {
    let mut next = move |n: usize| {
        seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(seed >> 33).unwrap() % n.max(1)
    };
    let mut turned = statements.to_vec();
    for place in (1..turned.len()).rev() {
        turned.swap(place, next(place + 1));
    }
    if let Some(first) = turned.first().cloned()
        && next(3) == 0
    {
        turned.push(first);
    }
    for statement in &mut turned {
        statement["Sid"] = json!(format!("S{}", next(1000)));
        for element in ["Action", "NotAction", "Resource", "NotResource"] {
            if let Some(Value::Array(names)) = statement.get_mut(element) {
                if next(2) == 0 {
                    names.reverse();
                }
                let again = names[next(names.len())].clone();
                names.push(again);
                if element.ends_with("Action") {
                    let n = next(names.len());
                    names[n] = json!(names[n].as_str().unwrap().to_uppercase());
                }
                if names.iter().all(|name| *name == names[0]) {
                    statement[element] = names[0].clone();
                }
            }
        }
        if let Some(Value::Object(operators)) = statement.get_mut("Condition") {
            for (operator, keys) in operators.iter_mut() {
                let pairs: Vec<_> = keys.as_object().unwrap().clone().into_iter().collect();
                if let [(key, values)] = pairs.as_slice() {
                    let mut values = values.as_array().unwrap().clone();
                    values.reverse();
                    if operator == "Bool" || operator == "Null" {
                        values = values
                            .iter()
                            .map(|value| json!(value.as_str().unwrap().to_uppercase()))
                            .collect();
                    }
                    *keys = json!({key.to_uppercase(): values});
                }
            }
        }
    }
    json!(turned)
}

fn decisions(policy: &Policy) -> Vec<Decision> {
    let mut decisions = Vec::new();
    for &resource in ARNS {
        for caller in [Caller::Anonymous, Caller::Iam("arn:aws:iam::111122223333:user/u")] {
            for agent in [None, Some("a"), Some("true"), Some("zz")] {
                for role in [Role::Authorizer, Role::Resource] {
                    let mut context = Context::complete().with("aws:userid", "me");
                    if let Some(agent) = agent {
                        context.set("aws:UserAgent", Fact::One(agent.to_owned()));
                    }
                    let request =
                        Request { action: "execute-api:Invoke", resource, caller, context: &context };
                    // Which statement it was, is another matter.
                    decisions.push(match evaluate(policy, role, &request).decision {
                        Decision::Allow(_) => Decision::Allow(0),
                        Decision::ExplicitDeny(_) => Decision::ExplicitDeny(0),
                        other => other,
                    });
                }
            }
        }
    }
    decisions
}

proptest! {
    #[test]
    fn another_writing_is_no_difference(statements in vec(statement(), 0..5), seed: u64) {
        let (old, new) = (read(&json!(statements)), read(&reshaped(&statements, seed)));
        prop_assert_eq!(told(&compare(&old, &new)), Vec::<String>::new());
        prop_assert_eq!(decisions(&old), decisions(&new));
    }

    #[test]
    fn policies_without_a_difference_decide_alike(old in vec(statement(), 0..3), new in vec(statement(), 0..3)) {
        let (old, new) = (read(&json!(old)), read(&json!(new)));
        if compare(&old, &new).is_empty() {
            prop_assert_eq!(decisions(&old), decisions(&new));
        }
    }

    #[test]
    fn the_other_way_round_it_is_mirrored(old in vec(statement(), 0..5), new in vec(statement(), 0..5)) {
        let (old, new) = (read(&json!(old)), read(&json!(new)));
        let there = sorted(compare(&old, &new));
        let back = sorted(compare(&new, &old).into_iter().map(mirrored).collect());
        prop_assert_eq!(told(&there), told(&back));
    }

    #[test]
    fn each_statement_is_told_of_once(old in vec(statement(), 0..5), new in vec(statement(), 0..5)) {
        let changes = compare(&read(&json!(old)), &read(&json!(new)));
        let mut olds: Vec<_> = changes.iter().filter_map(|change| change.old).collect();
        let n_all = olds.len();
        olds.sort_unstable();
        olds.dedup();
        prop_assert_eq!(olds.len(), n_all);
        prop_assert!(changes.iter().all(|change| !change.parts.is_empty()));
        let parts = changes.iter().filter(|change| change.manner == Manner::Changed).flat_map(|change| &change.parts);
        for part in parts {
            prop_assert!(part.manner != Manner::Changed || !part.removed.is_empty() || !part.added.is_empty());
        }
    }
}
