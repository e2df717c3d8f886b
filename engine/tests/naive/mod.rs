//! A policy evaluator that is as short and as slow as it can be, written from the documents: what the real one is held against.
//!
//! It reads well-formed policies only, knows every key, and looks at a text one character at a time.

use std::collections::BTreeMap;

use engine::policy::combine::Outcome;
use serde_json::Value;

/// Each key with its values, and whether it is one that may have several. Keys are in lower case.
pub(crate) type Context = BTreeMap<String, (Vec<String>, bool)>;

pub(crate) mod world;

pub(crate) struct Call<'a> {
    pub(crate) action: &'a str,
    pub(crate) arn: &'a str,
    /// `None` is anonymous.
    pub(crate) caller: Option<&'a str>,
    pub(crate) context: &'a Context,
}

pub(crate) fn evaluate(policy: &Value, is_resource_policy: bool, call: &Call<'_>) -> Outcome {
    let has_variables = policy["Version"] == "2012-10-17";
    let matches = |statement: &Value| {
        let named = |name: &str, is_named: &dyn Fn(&str) -> bool| match &statement[format!("Not{name}")] {
            Value::Null => list(&statement[name]).iter().any(|pattern| is_named(pattern)),
            all_but => !list(all_but).iter().any(|pattern| is_named(pattern)),
        };
        named("Action", &|it| glob(&literal(&it.to_lowercase()), &call.action.to_lowercase(), |_| true))
            && named("Resource", &|it| covers(it, is_resource_policy, has_variables, call))
            && (statement["NotResource"].is_null()
                || list(&statement["NotResource"])
                    .iter()
                    .filter(|it| is_resource_policy || it.starts_with("arn:"))
                    .all(|it| with_values(it, has_variables, call.context).is_some()))
            && (!is_resource_policy || is_for(statement, call.caller))
            && conditions(&statement["Condition"], has_variables, call.context)
    };
    let statements = policy["Statement"].as_array().unwrap();
    let any = |effect: &str| statements.iter().any(|it| it["Effect"] == effect && matches(it));
    match (any("Deny"), any("Allow")) {
        (true, _) => Outcome::ExplicitDeny,
        (_, true) => Outcome::Allow,
        _ => Outcome::ImplicitDeny,
    }
}

fn list(value: &Value) -> Vec<String> {
    let text = |value: &Value| value.as_str().map_or_else(|| value.to_string(), str::to_owned);
    value.as_array().map_or_else(|| vec![text(value)], |values| values.iter().map(text).collect())
}

/// A pattern's character, and whether it is one that stands for itself even if it is `*` or `?`.
type Pattern = Vec<(char, bool)>;

fn literal(pattern: &str) -> Pattern {
    pattern.chars().map(|c| (c, false)).collect()
}

/// `may_cross(i)` is whether the wildcard at `i` may stand for `:`.
fn glob(pattern: &[(char, bool)], text: &str, may_cross: impl Fn(usize) -> bool + Copy) -> bool {
    let next = text.chars().next();
    let rest = text.get(next.map_or(0, char::len_utf8)..).unwrap();
    // Counted from the end, so that it stays the same as the pattern gets shorter.
    let takes = || next.is_some_and(|c| c != ':' || may_cross(pattern.len()));
    match pattern.split_first() {
        None => text.is_empty(),
        Some((('*', false), tail)) => {
            glob(tail, text, may_cross) || takes() && glob(pattern, rest, may_cross)
        }
        Some((('?', false), tail)) => takes() && glob(tail, rest, may_cross),
        Some(((c, _), tail)) => next == Some(*c) && glob(tail, rest, may_cross),
    }
}

fn covers(pattern: &str, is_resource_policy: bool, has_variables: bool, call: &Call<'_>) -> bool {
    let own: Vec<&str> = call.arn.splitn(6, ':').collect();
    let pattern = match pattern.strip_prefix("execute-api:/").filter(|_| is_resource_policy) {
        Some(path) => format!("{}:{}/{path}", own[..5].join(":"), own[5].split('/').next().unwrap()),
        None => pattern.to_owned(),
    };
    let n_parts = pattern.splitn(6, ':').count();
    if !is_resource_policy && pattern.starts_with("arn:") && n_parts < 6 {
        let filled = format!("{pattern}{}", ":*".repeat(6 - n_parts));
        if covers(&filled, is_resource_policy, has_variables, call) {
            return true;
        }
    }
    let Some(pattern) = with_values(&pattern, has_variables, call.context) else { return false };
    let n = pattern.len();
    glob(&pattern, call.arn, |left| {
        let at = n - left;
        let is_last = pattern[at].0 == '*' && pattern.get(at + 1).is_none_or(|next| next.0 == ':');
        is_last || pattern[..at].iter().filter(|c| c.0 == ':').count() >= 5
    })
}

/// With the value of each variable in its place; `None` when one has no value.
fn with_values(pattern: &str, has_variables: bool, context: &Context) -> Option<Pattern> {
    let Some((before, (name, behind))) =
        pattern.split_once("${").filter(|_| has_variables).and_then(|(a, b)| Some((a, b.split_once('}')?)))
    else {
        return Some(literal(pattern));
    };
    let (key, default) = name.split_once(',').map_or((name, None), |(key, default)| {
        (key.trim(), Some(default.trim().trim_matches('\'').to_owned()))
    });
    let value = match (key, context.get(&key.to_lowercase())) {
        ("*" | "?" | "$", _) => key.to_owned(),
        (_, Some((values, false))) => values[0].clone(),
        (_, None) => default?,
        (_, Some((_, true))) => return None,
    };
    let value = value.chars().map(|c| (c, true));
    Some(literal(before).into_iter().chain(value).chain(with_values(behind, true, context)?).collect())
}

fn is_for(statement: &Value, caller: Option<&str>) -> bool {
    let account_of = |arn: &str| arn.split(':').nth(4).unwrap().to_owned();
    let is_named = |name: &str| {
        name == "*"
            || caller.is_some_and(|arn| {
                let account = account_of(arn);
                let root = format!("arn:aws:iam::{account}:root");
                let role = arn.split('/').nth(1).filter(|_| arn.starts_with("arn:aws:sts:"));
                let role = role.map(|role| format!("arn:aws:iam::{account}:role/{role}"));
                [Some(arn), Some(&account), Some(&root), role.as_deref()].contains(&Some(name))
            })
    };
    let names = |principal: &Value| list(if principal.is_string() { principal } else { &principal["AWS"] });
    match (&statement["Principal"], &statement["NotPrincipal"]) {
        (Value::Null, Value::Null) => false,
        (Value::Null, all_but) => !names(all_but).iter().any(|it| is_named(it)),
        (these, _) => names(these).iter().any(|it| is_named(it)),
    }
}

fn conditions(block: &Value, has_variables: bool, context: &Context) -> bool {
    block.as_object().into_iter().flatten().all(|(operator, keys)| {
        keys.as_object().unwrap().iter().all(|(key, values)| {
            condition(operator, context.get(&key.to_lowercase()), &list(values), &|value| {
                with_values(value, has_variables, context)
            })
        })
    })
}

fn condition(
    operator: &str,
    found: Option<&(Vec<String>, bool)>,
    wanted: &[String],
    with_values: &dyn Fn(&str) -> Option<Pattern>,
) -> bool {
    let (quantifier, test) = operator.split_once(':').map_or((None, operator), |(q, test)| (Some(q), test));
    let (test, is_if_exists) = test.strip_suffix("IfExists").map_or((test, false), |test| (test, true));
    if test == "Null" {
        return wanted.iter().any(|it| (it == "true") == found.is_none());
    }
    let is_negated = test.contains("Not");
    let holds = |value: &String| wanted.iter().any(|it| is(test, value, it, with_values)) != is_negated;
    // A set operator takes an empty text for no value.
    let found = found.filter(|(values, several)| quantifier.is_none() || *several || !values[0].is_empty());
    match (quantifier, found) {
        (Some("ForAnyValue"), None) => false,
        (Some("ForAllValues"), None) => true,
        (_, None) => is_if_exists || is_negated,
        (Some("ForAnyValue"), Some((values, _))) => values.iter().any(holds),
        (Some("ForAllValues"), Some((values, _))) => values.iter().all(holds),
        (_, Some((values, is_multi_valued))) => !is_multi_valued && holds(&values[0]),
    }
}

/// The test without its negation.
fn is(test: &str, value: &str, wanted: &str, with_values: &dyn Fn(&str) -> Option<Pattern>) -> bool {
    let number = |text: &str| text.parse::<f64>().unwrap();
    let same = |wanted: Pattern| wanted.iter().map(|c| c.0).collect::<String>();
    let by_parts = |wanted: Pattern| {
        let wanted: Vec<_> = wanted.splitn(6, |c| c.0 == ':').collect();
        let parts: Vec<_> = value.splitn(6, ':').collect();
        parts.len() == 6
            && wanted.len() == 6
            && wanted.iter().zip(parts).all(|(it, part)| glob(it, part, |_| true))
    };
    match test.replace("Not", "").as_str() {
        "StringEquals" => with_values(wanted).is_some_and(|it| same(it) == value),
        "StringEqualsIgnoreCase" => {
            with_values(wanted).is_some_and(|it| same(it).to_lowercase() == value.to_lowercase())
        }
        "StringLike" => with_values(wanted).is_some_and(|it| glob(&it, value, |_| true)),
        "ArnEquals" | "ArnLike" => with_values(wanted).is_some_and(by_parts),
        "Bool" => value.to_lowercase() == wanted.to_lowercase(),
        "NumericEquals" | "DateEquals" => number(value).total_cmp(&number(wanted)).is_eq(),
        "NumericLessThan" | "DateLessThan" => number(value) < number(wanted),
        "NumericLessThanEquals" | "DateLessThanEquals" => number(value) <= number(wanted),
        "NumericGreaterThan" | "DateGreaterThan" => number(value) > number(wanted),
        "NumericGreaterThanEquals" | "DateGreaterThanEquals" => number(value) >= number(wanted),
        "IpAddress" => {
            let bits =
                |ip: &str| ip.split('.').fold(0u64, |all, byte| all * 256 + byte.parse::<u64>().unwrap());
            let (network, length) = wanted.split_once('/').unwrap_or((wanted, "32"));
            let host = 32 - length.parse::<u32>().unwrap();
            bits(network) >> host == bits(value) >> host
        }
        other => panic!("{other}"),
    }
}
