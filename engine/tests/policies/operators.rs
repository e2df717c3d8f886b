//! Every operator, with and without `IfExists` and set forms: what holds of a key that has the value, another, none, several.
//!
//! Source: IAM User Guide, "Condition operators", "Creating a condition with multiple keys or values".

use serde_json::{Value, json};

use super::holds;

/// An operator, what it compares with, a value that passes and one that does not.
const OPERATORS: [(&str, &str, &str, &str); 26] = [
    ("StringEquals", "Blue", "Blue", "blue"),
    ("StringNotEquals", "Blue", "blue", "Blue"),
    ("StringEqualsIgnoreCase", "BLÜE", "blüe", "red"),
    ("StringNotEqualsIgnoreCase", "BLUE", "blues", "blue"),
    ("StringLike", "b?ue*", "blueish", "Blue"),
    ("StringNotLike", "b?ue*", "red", "blue"),
    ("NumericEquals", "10", "10.0", "10.01"),
    ("NumericNotEquals", "10", "11", "10"),
    ("NumericLessThan", "10", "9.99", "10"),
    ("NumericLessThanEquals", "10", "10", "10.5"),
    ("NumericGreaterThan", "-5", "-4", "-5"),
    ("NumericGreaterThanEquals", "-5", "-5", "-6"),
    ("DateEquals", "2027-03-04T05:06:07Z", "2027-03-04T06:06:07+01:00", "2027-03-04T05:06:08Z"),
    ("DateNotEquals", "2027-03-04", "2027-03-04T00:00:01Z", "2027-03-04T00:00:00Z"),
    ("DateLessThan", "2027-03-04", "2027-03-03T23:59:59.999Z", "2027-03-04T00:00:00Z"),
    ("DateLessThanEquals", "2027-03-04T00:00Z", "1804118400", "1804118401"),
    ("DateGreaterThan", "1804118400", "2027-03-04T00:00:01Z", "2027-03-04"),
    ("DateGreaterThanEquals", "2027-03", "2027-03-01T00:00:00Z", "2027-02-28T23:59:59Z"),
    ("Bool", "TRUE", "true", "false"),
    ("BinaryEquals", "aGVsbG8=", "aGVsbG8=", "aGVsbG8h"),
    ("IpAddress", "198.51.100.16/28", "198.51.100.31", "198.51.100.32"),
    ("NotIpAddress", "198.51.100.16/28", "198.51.100.32", "198.51.100.16"),
    ("ArnEquals", "arn:aws:iam::*:role/ci-?", "arn:aws:iam::21:role/ci-1", "arn:aws:iam::21:role/ci-12"),
    ("ArnLike", "arn:aws:sns:*:21:t*", "arn:aws:sns:us-east-2:21:t:x", "arn:aws:sns:us-east-2:20:t"),
    ("ArnNotEquals", "arn:aws:iam::*:role/ci-?", "arn:aws:iam::21:role/CI-1", "arn:aws:iam::21:role/ci-1"),
    ("ArnNotLike", "arn:aws:iam::*:role/*", "arn:aws:iam::21:user/x", "arn:aws:iam::21:role/x/y"),
];

fn check(operator: &str, asked: impl Into<Value>, found: impl Into<Value>, expected: bool) {
    let (asked, found): (Value, Value) = (asked.into(), found.into());
    // `null` stands for a key that is absent.
    let context = if found.is_null() { json!({}) } else { json!({"shop:key": found}) };
    let condition = json!({operator: {"shop:Key": asked}});
    assert_eq!(holds(&condition, &context), expected, "{condition} {context}");
}

#[test]
fn an_operator_passes_a_value_or_not_and_an_absent_key_if_it_is_negated() {
    for (operator, asked, passes, fails) in OPERATORS {
        let is_negated = operator.contains("Not");
        check(operator, asked, passes, true);
        check(operator, asked, fails, false);
        check(operator, asked, Value::Null, is_negated);
        // Of several values one passes; negated, none is met.
        check(operator, json!([asked, asked]), passes, true);
        check(operator, json!([asked, asked]), fails, false);
    }
}

#[test]
fn if_exists_passes_an_absent_key() {
    for (operator, asked, passes, fails) in OPERATORS {
        let operator = format!("{operator}IfExists");
        check(&operator, asked, passes, true);
        check(&operator, asked, fails, false);
        check(&operator, asked, Value::Null, true);
    }
}

#[test]
fn set_operators_look_at_each_value() {
    for (operator, asked, passes, fails) in OPERATORS {
        for behind in ["", "IfExists"] {
            let (all, any) =
                (format!("ForAllValues:{operator}{behind}"), format!("ForAnyValue:{operator}{behind}"));
            for (found, of_all, of_any) in [
                (json!([passes]), true, true),
                (json!(passes), true, true),
                (json!([fails]), false, false),
                (json!(fails), false, false),
                (json!([fails, passes]), false, true),
                // "an empty data set, for example an empty string"
                (Value::Null, true, false),
                (json!([]), true, false),
                (json!(""), true, false),
            ] {
                check(&all, asked, found.clone(), of_all);
                check(&any, asked, found, of_any);
            }
        }
        // "A set operator is required" for a key with several values.
        check(operator, asked, json!([passes, passes]), false);
        check(operator, asked, json!([passes]), false);
    }
}

#[test]
fn a_condition_without_values_passes_no_value() {
    for (operator, _, passes, _) in OPERATORS {
        check(operator, json!([]), passes, false);
        check(operator, json!([]), Value::Null, operator.contains("Not"));
    }
}

#[test]
fn what_cannot_be_compared_does_not_pass_even_negated() {
    for (operator, asked, found) in [
        ("NumericEquals", json!("10"), "ten"),
        ("NumericNotEquals", json!("10"), "ten"),
        ("DateLessThan", json!("2027-03-04"), "tomorrow"),
        ("DateNotEquals", json!("2027-03-04"), "x"),
        ("Bool", json!("true"), "yes"),
        ("BinaryEquals", json!("aGVsbG8="), "?"),
        ("IpAddress", json!("10.0.0.0/8"), "10.0.0"),
        ("NotIpAddress", json!("10.0.0.0/8"), "unknown"),
        ("ArnLike", json!("arn:aws:iam::*:role/*"), "role/x"),
        ("ArnNotLike", json!("arn:aws:iam::*:role/*"), "role/x"),
        ("NumericEquals", json!("ten"), "10"),
        ("NumericNotEquals", json!("ten"), "10"),
        ("NumericNotEquals", json!(["ten", "11"]), "10"),
        ("NumericLessThan", json!(["ten", "10"]), "11"),
        ("DateGreaterThan", json!("soon"), "2027-03-04"),
        ("Bool", json!("yes"), "true"),
        ("BinaryEquals", json!("?"), "aGVsbG8="),
        ("IpAddress", json!("10.0.0.0/33"), "10.0.0.1"),
        ("NotIpAddress", json!("10.0.0.0/33"), "11.0.0.1"),
        ("ArnEquals", json!("role/*"), "arn:aws:iam::21:role/x"),
        ("ArnLike", json!("arn:aws:*:role/x"), "arn:aws:iam::21:role/x"),
        ("ArnNotLike", json!("*"), "arn:aws:iam::21:role/x"),
        ("Null", json!("maybe"), "x"),
    ] {
        check(operator, asked, found, false);
    }
    check("NumericLessThan", json!(["ten", "10"]), "9", true);
}

#[test]
fn values_are_texts_numbers_and_booleans() {
    check("NumericEquals", json!([7, 8.5]), "8.50", true);
    check("NumericLessThan", 1e3, "999", true);
    check("Bool", json!([true]), "TRUE", true);
    check("StringEquals", true, "true", true);
    check("StringEquals", 12, "12", true);
}

#[test]
fn null_asks_whether_the_key_is_there() {
    for (asked, found, expected) in [
        (json!("true"), Value::Null, true),
        (json!("TRUE"), json!("x"), false),
        (json!("true"), json!(""), false),
        (json!("false"), json!(["a", "b"]), true),
        (json!(false), Value::Null, false),
        (json!(["true", "false"]), Value::Null, true),
    ] {
        check("Null", asked, found, expected);
    }
}

#[test]
fn moments_are_compared_whatever_their_form() {
    for (asked, found) in [
        ("2027", "2027-01-01T00:00:00Z"),
        ("2027-03", "1803859200"),
        ("2027-03-04T05:06Z", "2027-03-04T05:06:00.000Z"),
        ("2027-03-04T05:06:07.5-07:00", "2027-03-04T12:06:07.500Z"),
        ("1804136767", "2027-03-04T05:06:07"),
        ("-86400", "1969-12-31"),
    ] {
        check("DateEquals", asked, found, true);
        check("DateGreaterThanEquals", found, asked, true);
    }
}

#[test]
fn addresses_are_of_one_family() {
    for (asked, found, expected) in [
        ("::ffff:0:0/96", "192.0.2.1", false),
        ("0.0.0.0/0", "2001:db8::1", false),
        ("::/0", "2001:db8::1", true),
        ("2001:DB8::1", "2001:db8:0:0:0:0:0:1", true),
        ("2001:db8::/127", "2001:db8::2", false),
        ("203.0.113.9/32", "203.0.113.9", true),
        ("203.0.113.9", "203.0.113.90", false),
        ("203.0.113.77/25", "203.0.113.1", true),
    ] {
        check("IpAddress", asked, found, expected);
        check("NotIpAddress", asked, found, !expected);
    }
    check("NotIpAddress", json!(["10.0.0.0/8", "2001:db8::/32"]), "2001:db8::9", false);
    check("NotIpAddress", json!(["10.0.0.0/8", "2001:db8::/32"]), "2001:db9::9", true);
}

#[test]
fn operators_and_keys_must_all_hold() {
    let context = json!({"SHOP:a": "1", "shop:B": "2"});
    for (condition, expected) in [
        (json!({"StringEquals": {"shop:A": "1", "shop:b": "2"}}), true),
        (json!({"StringEquals": {"shop:a": "1", "shop:b": "1"}}), false),
        (json!({"StringEquals": {"shop:a": "1"}, "NumericLessThan": {"shop:b": "3"}}), true),
        (json!({"StringEquals": {"shop:a": "1"}, "NumericLessThan": {"shop:b": "2"}}), false),
        (json!({"StringLike": {"shop:a": "*"}, "Null": {"shop:c": "true"}}), true),
        (json!({"StringEquals": {}}), true),
        (json!({}), true),
    ] {
        assert_eq!(holds(&condition, &context), expected, "{condition}");
    }
}
