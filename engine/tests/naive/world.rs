//! Random policies and calls, of few words, so that they often meet.

use proptest::{
    collection::{btree_map, vec},
    option::of,
    prelude::*,
    sample::select,
};
use serde_json::{Map, Value, json};

/// `None` is a key that is not known; it is one of [`values_of`] then, or absent.
pub(crate) type Known = std::collections::BTreeMap<&'static str, Option<(Vec<String>, bool)>>;

const ACTIONS: &[&str] = &[
    "execute-api:Invoke",
    "execute-api:*",
    "*",
    "EXECUTE-API:INVOKE",
    "execute-api:Inv?ke",
    "execute-api:ManageConnections",
    "execute-api:M*",
    "s3:*",
];

const ARNS: &[&str] = &[
    "arn:aws:execute-api:us-east-1:123456789012:api1/prod/GET/orders",
    "arn:aws:execute-api:us-east-1:123456789012:api1/prod/GET/orders/a:b",
    "arn:aws:execute-api:us-east-1:123456789012:api1/prod/GET/ann",
    "arn:aws:execute-api:us-east-1:123456789012:api1/prod/GET/*",
    "arn:aws:execute-api:us-east-1:123456789012:api1/prod/POST/orders",
    "arn:aws:execute-api:us-east-1:123456789012:api1/dev/GET/",
    "arn:aws:execute-api:eu-west-1:999988887777:api2/prod/GET/orders",
];

const WHOLE_RESOURCES: &[&str] = &[
    "*",
    "arn:aws:execute-api:*",
    "arn:aws:execute-api",
    "arn:*:api1/prod/GET/orders",
    "arn:a*i:us-east-1:123456789012:*",
    "arn:aws:execute-api:us-east-1:*",
    "execute-api:/*",
    "execute-api:/prod/GET/*",
    "execute-api:/prod/GET/${aws:username}",
    "arn:aws:s3:::bucket/*",
];

const PATHS: &[&str] = &[
    "/prod/GET/orders",
    "/prod/POST/orders",
    "/prod/GET/orders/a:b",
    "/prod/*",
    "/*/GET/*",
    "/*/*/or?ers*",
    "/dev/GET/",
    "*",
    "/",
    "/prod/GET/${aws:username}",
    "/prod/GET/${AWS:UserName, 'ann'}",
    "/prod/GET/${aws:TagKeys}",
    "/prod/GET/${*}",
    "/prod/${missing}/orders",
];

const CALLERS: &[&str] = &[
    "arn:aws:iam::123456789012:user/ann",
    "arn:aws:iam::999988887777:user/zoe",
    "arn:aws:sts::123456789012:assumed-role/Dev/session",
];

const PRINCIPALS: &[&str] = &[
    "*",
    "arn:aws:iam::123456789012:user/ann",
    "arn:aws:iam::123456789012:user/Ann",
    "arn:aws:iam::999988887777:user/zoe",
    "arn:aws:iam::123456789012:role/Dev",
    "arn:aws:sts::123456789012:assumed-role/Dev/session",
];

const COMPARED: &[&str] =
    &["Equals", "NotEquals", "LessThan", "LessThanEquals", "GreaterThan", "GreaterThanEquals"];

/// A kind of key, the operators that make sense with it, and what they may be given.
struct Kind {
    key: &'static str,
    tests: &'static [&'static str],
    wanted: &'static [&'static str],
    values: &'static [&'static str],
    may_be_several: bool,
}

const STRINGS: &[&str] = &[
    "StringEquals",
    "StringNotEquals",
    "StringEqualsIgnoreCase",
    "StringNotEqualsIgnoreCase",
    "StringLike",
    "StringNotLike",
];

const KINDS: &[Kind] = &[
    Kind {
        key: "aws:username",
        tests: STRINGS,
        wanted: &[
            "ann",
            "Ann",
            "bob",
            "a*",
            "?nn",
            "${aws:username}",
            "${*}",
            "${missing}",
            "${missing, 'ann'}",
            "",
        ],
        values: &["ann", "ANN", "bob", "*", "${*}", ""],
        may_be_several: false,
    },
    Kind {
        key: "aws:TagKeys",
        tests: STRINGS,
        wanted: &["a", "b", "A", "?", "x*", "${aws:username}"],
        values: &["a", "b", "xyz", "ann"],
        may_be_several: true,
    },
    Kind {
        key: "aws:SourceIp",
        tests: &["IpAddress", "NotIpAddress"],
        wanted: &["192.0.2.0/24", "192.0.2.7", "192.0.2.9/30", "0.0.0.0/0", "198.51.100.0/25"],
        values: &["192.0.2.7", "192.0.2.10", "198.51.100.200"],
        may_be_several: false,
    },
    Kind {
        key: "aws:SecureTransport",
        tests: &["Bool"],
        wanted: &["true", "false", "TRUE"],
        values: &["true", "false"],
        may_be_several: false,
    },
    Kind {
        key: "aws:MultiFactorAuthAge",
        tests: &["Numeric"],
        wanted: &["5", "7.5", "5.0", "-1"],
        values: &["5", "7", "7.50", "-2"],
        may_be_several: false,
    },
    Kind {
        key: "aws:EpochTime",
        tests: &["Date"],
        wanted: &["1700000000", "1800000000"],
        values: &["1700000000", "1750000000"],
        may_be_several: false,
    },
    Kind {
        key: "aws:SourceArn",
        tests: &["ArnEquals", "ArnNotEquals", "ArnLike", "ArnNotLike"],
        wanted: &[
            "arn:aws:sns:*:123456789012:*",
            "arn:aws:sns:us-east-1:1*2:${aws:username}",
            "arn:*:*:*:*:*",
        ],
        values: &["arn:aws:sns:us-east-1:123456789012:ann", "arn:aws:sns:eu-west-1:123456789012:a:b"],
        may_be_several: false,
    },
];

/// All that a key may be in these policies' world.
pub(crate) fn values_of(key: &str) -> Vec<Option<(Vec<String>, bool)>> {
    let kind = KINDS.iter().find(|kind| kind.key == key).unwrap();
    let one = kind.values.iter().map(|value| vec![(*value).to_owned()]);
    let all = kind.may_be_several.then(|| kind.values.iter().map(|value| (*value).to_owned()).collect());
    let known = one.chain(all).map(|values| Some((values, kind.may_be_several)));
    known.chain([None]).collect()
}

pub(crate) fn policy(is_resource_policy: bool) -> impl Strategy<Value = Value> {
    let version = select(vec![json!("2012-10-17"), json!("2012-10-17"), json!("2008-10-17"), Value::Null]);
    (version, vec(statement(is_resource_policy), 1..5)).prop_map(|(version, statements)| {
        let mut policy = json!({ "Statement": statements });
        if !version.is_null() {
            policy["Version"] = version;
        }
        policy
    })
}

fn statement(is_resource_policy: bool) -> impl Strategy<Value = Value> {
    let conditions = prop_oneof![2 => Just(Map::new()), 3 => conditions()];
    (
        select(vec!["Allow", "Deny"]),
        names("Action", select(ACTIONS).prop_map(str::to_owned).boxed()),
        names("Resource", resource().boxed()),
        principal(),
        conditions,
    )
        .prop_map(
            move |(effect, (action, actions), (resource, resources), (principal, principals), conditions)| {
                let mut statement = Map::new();
                statement.insert("Effect".to_owned(), json!(effect));
                statement.insert(action, actions);
                statement.insert(resource, resources);
                if is_resource_policy && !principals.is_null() {
                    statement.insert(principal, principals);
                }
                if !conditions.is_empty() {
                    statement.insert("Condition".to_owned(), Value::Object(conditions));
                }
                Value::Object(statement)
            },
        )
}

/// One, or a list, under the plain name or the negated one.
fn names(name: &'static str, pattern: BoxedStrategy<String>) -> impl Strategy<Value = (String, Value)> {
    // What a variable without value means behind `NotResource`, AWS's pages say in two ways.
    let has_value =
        |patterns: &Value| !patterns.to_string().replace("${*}", "").replace(", 'ann'}", "").contains('}');
    let patterns = prop_oneof![
        pattern.clone().prop_map(Value::String),
        vec(pattern, 1..4).prop_map(|patterns| json!(patterns)),
    ];
    (prop::bool::weighted(0.2), patterns).prop_map(move |(is_negated, patterns)| {
        let is_negated = is_negated && has_value(&patterns);
        (format!("{}{name}", if is_negated { "Not" } else { "" }), patterns)
    })
}

fn resource() -> impl Strategy<Value = String> {
    let built = (
        select(vec!["aws", "aws", "a*", "aws?"]),
        select(vec!["execute-api", "execute-api", "*", "exec*"]),
        select(vec!["us-east-1", "us-east-1", "*", "us-*-1", "eu-west-1"]),
        select(vec!["123456789012", "123456789012", "*", "12345678901?", "999988887777"]),
        select(vec!["api1", "api1", "*", "api?", "api"]),
        select(PATHS),
    )
        .prop_map(|(partition, service, region, account, api, path)| {
            format!("arn:{partition}:{service}:{region}:{account}:{api}{path}")
        });
    prop_oneof![4 => built, 2 => select(WHOLE_RESOURCES).prop_map(str::to_owned)]
}

fn principal() -> impl Strategy<Value = (String, Value)> {
    let names = vec(select(PRINCIPALS), 1..3);
    prop_oneof![
        3 => Just(("Principal".to_owned(), json!("*"))),
        1 => Just(("Principal".to_owned(), json!({ "AWS": "*" }))),
        3 => names.clone().prop_map(|names| ("Principal".to_owned(), json!({ "AWS": names }))),
        1 => names.prop_map(|names| ("NotPrincipal".to_owned(), json!({ "AWS": names }))),
        1 => Just((String::new(), Value::Null)),
    ]
}

fn conditions() -> impl Strategy<Value = Map<String, Value>> {
    vec(condition(), 1..4).prop_map(|conditions| {
        let mut block = Map::new();
        for (operator, key, values) in conditions {
            block.entry(operator).or_insert_with(|| json!({}))[key] = values;
        }
        block
    })
}

fn condition() -> impl Strategy<Value = (String, String, Value)> {
    let quantifier = prop_oneof![
        3 => Just(""),
        1 => Just("ForAllValues:"),
        1 => Just("ForAnyValue:"),
    ];
    let plain = (
        select((0..KINDS.len()).collect::<Vec<_>>()),
        any::<prop::sample::Index>(),
        select(COMPARED),
        quantifier,
        prop::bool::weighted(0.25),
        vec(any::<prop::sample::Index>(), 1..4),
        any::<bool>(),
    )
        .prop_map(|(kind, test, compared, quantifier, is_if_exists, wanted, is_odd_case)| {
            let kind = &KINDS[kind];
            let mut test = (*test.get(kind.tests)).to_owned();
            if matches!(test.as_str(), "Numeric" | "Date") {
                test.push_str(compared);
            }
            let quantifier = if kind.may_be_several { quantifier } else { "" };
            let if_exists = if is_if_exists { "IfExists" } else { "" };
            let key = if is_odd_case { kind.key.to_uppercase() } else { kind.key.to_owned() };
            let wanted: Vec<&str> = wanted.iter().map(|it| *it.get(kind.wanted)).collect();
            let wanted = if let [only] = wanted.as_slice() { json!(only) } else { json!(wanted) };
            (format!("{quantifier}{test}{if_exists}"), key, wanted)
        });
    let null = (select((0..KINDS.len()).collect::<Vec<_>>()), any::<bool>()).prop_map(|(kind, is_null)| {
        ("Null".to_owned(), KINDS[kind].key.to_owned(), json!(is_null.to_string()))
    });
    prop_oneof![6 => plain, 1 => null]
}

pub(crate) fn action() -> impl Strategy<Value = &'static str> {
    select(vec!["execute-api:Invoke", "execute-api:Invoke", "execute-api:ManageConnections"])
}

pub(crate) fn arn() -> impl Strategy<Value = &'static str> {
    select(ARNS)
}

pub(crate) fn caller() -> impl Strategy<Value = Option<&'static str>> {
    of(select(CALLERS))
}

/// What is known of a call, and at most two keys that are not.
pub(crate) fn known() -> impl Strategy<Value = Known> {
    let keys = select(KINDS.iter().map(|kind| kind.key).collect::<Vec<_>>());
    btree_map(keys, any::<prop::sample::Index>(), 0..6)
        .prop_map(|keys| {
            let values = keys.into_iter().map(|(key, value)| (key, value.get(&values_of(key)).clone()));
            values.filter(|(_, value)| value.is_some()).collect::<Known>()
        })
        .prop_flat_map(|known| {
            let keys = select(KINDS.iter().map(|kind| kind.key).collect::<Vec<_>>());
            (Just(known), vec(keys, 0..3))
        })
        .prop_map(|(mut known, unknown)| {
            known.extend(unknown.into_iter().map(|key| (key, None)));
            known
        })
}
