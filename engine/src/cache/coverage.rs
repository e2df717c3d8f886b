//! What a cached policy says of each method that its authorizer guards: which call of its caller is refused next.
//!
//! A policy is evaluated for each call's own ARN, not for the method's: of `/orders/{id}` a policy may allow one order and no other.
//! So a method of which parts may have any value is asked about with several, and a statement that names some of them leaves it
//! open.

use serde::{Deserialize, Serialize};

use crate::{
    configuration::method::Method,
    diagnosis::vocabulary,
    policy::{Decision, Effect, Policy, Request, Role, Statement, evaluate, lint::inclusion::includes},
};

vocabulary! {
    /// What a policy says of a method.
    Coverage {
        /// Every call of it is allowed.
        Allowed = "allowed",
        /// Every call of it is denied by a statement.
        Explicit = "explicit",
        /// No statement is about it, so every call is denied.
        Implicit = "implicit",
        /// Some calls may be allowed and others not: it depends on the path, the verb, or what else a condition asks for.
        Depends = "depends",
    }
}

impl Coverage {
    /// Whether it is certain that calls are refused.
    pub fn is_refused(self) -> bool {
        matches!(self, Self::Explicit | Self::Implicit)
    }
}

/// Values that no policy names by chance, of several lengths and shapes.
const VALUES: [&str; 3] = ["7", "why403.no-such_value~", "5f0c7a52-93d5-4b1e-8c55-1d2e3f405162"];

/// What `ANY` stands for.
const VERBS: [&str; 7] = ["GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS"];

/// What an authorizer's policy says of a method. `arn_of_stage` is `arn:aws:execute-api:{region}:{account}:{api}/{stage}`.
pub fn coverage(policy: &Policy, arn_of_stage: &str, method: &Method) -> Coverage {
    let any;
    let verbs: &[&str] = if method.verb == "ANY" {
        &VERBS
    } else {
        any = [method.verb.as_str()];
        &any
    };
    let mut found = None;
    for verb in verbs {
        let of_verb = of_verb(policy, arn_of_stage, verb, &method.path);
        if found.is_some_and(|found| found != of_verb) {
            return Coverage::Depends;
        }
        found = Some(of_verb);
    }
    found.unwrap_or(Coverage::Depends)
}

fn of_verb(policy: &Policy, arn_of_stage: &str, verb: &str, path: &str) -> Coverage {
    let is_open = path.contains('{');
    let values = if is_open { VALUES.as_slice() } else { &[""] };
    let mut found = None;
    for value in values {
        let arn = format!("{arn_of_stage}/{verb}/{}", filled(path, value));
        let said = match evaluate(policy, Role::Authorizer, &Request::invoke(&arn)).decision {
            Decision::Allow(_) => Coverage::Allowed,
            Decision::ExplicitDeny(_) => Coverage::Explicit,
            Decision::ImplicitDeny => Coverage::Implicit,
            Decision::Indeterminate => return Coverage::Depends,
        };
        if found.is_some_and(|found| found != said) {
            return Coverage::Depends;
        }
        found = Some(said);
    }
    let found = found.unwrap_or(Coverage::Depends);
    if !is_open {
        return found;
    }
    // Some values were tried; that there is no other one that would change it has to be seen in the statements themselves.
    let start = format!("{arn_of_stage}/{verb}/");
    let calls = calls(&start, path);
    let all = format!("{start}{}", filled(path, "*"));
    let names_some = |statement: &Statement| {
        statement.resources.patterns.iter().any(|pattern| may_name_one(pattern, &calls))
    };
    let names_all = |statement: &Statement| {
        statement.resources.is_negated
            || statement.resources.patterns.iter().any(|pattern| includes(pattern, &all))
    };
    let settling = match found {
        Coverage::Allowed => Some(Effect::Allow),
        Coverage::Explicit => Some(Effect::Deny),
        Coverage::Implicit | Coverage::Depends => None,
    };
    let is_settled = settling.is_none_or(|effect| {
        policy.statements.iter().any(|statement| statement.effect == effect && names_all(statement))
    });
    let is_open = policy.statements.iter().any(|statement| {
        // What all but one are meant by, is not about that one.
        let matters = statement.resources.is_negated
            || match found {
                Coverage::Allowed => statement.effect == Effect::Deny,
                Coverage::Explicit => false,
                Coverage::Implicit | Coverage::Depends => true,
            };
        matters && names_some(statement)
    });
    if is_settled && !is_open { found } else { Coverage::Depends }
}

/// A path with this value in each place that takes any; of a place that takes several segments, two.
fn filled(path: &str, value: &str) -> String {
    let segments = path.trim_start_matches('/').split('/').map(|segment| {
        match segment.strip_prefix('{').and_then(|rest| rest.strip_suffix('}')) {
            Some(name) if name.ends_with('+') => format!("{value}/{value}"),
            Some(_) => value.to_owned(),
            None => segment.to_owned(),
        }
    });
    segments.collect::<Vec<_>>().join("/")
}

/// A character that a call's ARN or a pattern has at a place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Symbol {
    This(char),
    /// One, whichever it is.
    One,
    /// One that ends no segment.
    OneOfSegment,
    /// Any number of them.
    Many,
    /// Any number that end no segment.
    ManyOfSegment,
}

/// All calls of a method: what its path leaves open is at least one character long.
fn calls(start: &str, path: &str) -> Vec<Symbol> {
    let mut symbols: Vec<Symbol> = start.chars().map(Symbol::This).collect();
    for (place, segment) in path.trim_start_matches('/').split('/').enumerate() {
        if place > 0 {
            symbols.push(Symbol::This('/'));
        }
        match segment.strip_prefix('{').and_then(|rest| rest.strip_suffix('}')) {
            Some(name) if name.ends_with('+') => symbols.extend([Symbol::One, Symbol::Many]),
            Some(_) => symbols.extend([Symbol::OneOfSegment, Symbol::ManyOfSegment]),
            None => symbols.extend(segment.chars().map(Symbol::This)),
        }
    }
    symbols
}

/// What a pattern may stand for; a variable may be anything.
fn symbols(pattern: &str) -> Vec<Symbol> {
    let mut symbols = Vec::with_capacity(pattern.len());
    let mut rest = pattern;
    while let Some(c) = rest.chars().next() {
        if let Some(end) = rest.strip_prefix("${").and_then(|inner| inner.find('}')) {
            symbols.push(Symbol::Many);
            rest = rest.get(end + 3..).unwrap_or_default();
            continue;
        }
        symbols.push(match c {
            '*' => Symbol::Many,
            '?' => Symbol::One,
            c => Symbol::This(c),
        });
        rest = rest.get(c.len_utf8()..).unwrap_or_default();
    }
    symbols
}

/// Whether a pattern may match one of the calls.
fn may_name_one(pattern: &str, calls: &[Symbol]) -> bool {
    let pattern = symbols(pattern);
    // Mostly the first letters tell that they have nothing in common.
    let is_letter = |symbol: &&Symbol| matches!(symbol, Symbol::This(_));
    let letters = pattern.iter().take_while(is_letter).zip(calls.iter().take_while(is_letter));
    if letters.into_iter().any(|(one, other)| one != other) {
        return false;
    }
    let next = |row: &[bool], at: usize| row.get(at).copied().unwrap_or_default();
    // From behind: whether the rest of the pattern and the rest of the calls have a text in common.
    let n = calls.len();
    let mut behind = vec![false; n + 1];
    for place in (0..=pattern.len()).rev() {
        let mut row = vec![false; n + 1];
        for at in (0..=n).rev() {
            let (one, other) = (pattern.get(place), calls.get(at));
            let meets = if one.is_none() && other.is_none() {
                true
            } else {
                let both = one.zip(other).is_some_and(|(one, other)| share(*one, *other));
                let goes_on = both
                    && match (is_many(one), is_many(other)) {
                        (false, false) => next(&behind, at + 1),
                        (true, false) => next(&row, at + 1),
                        (false, true) => next(&behind, at),
                        (true, true) => false,
                    };
                goes_on || is_many(one) && next(&behind, at) || is_many(other) && next(&row, at + 1)
            };
            if let Some(cell) = row.get_mut(at) {
                *cell = meets;
            }
        }
        behind = row;
    }
    behind.first().copied().unwrap_or_default()
}

fn is_many(symbol: Option<&Symbol>) -> bool {
    matches!(symbol, Some(Symbol::Many | Symbol::ManyOfSegment))
}

/// Whether there is a character that both may stand for.
fn share(one: Symbol, other: Symbol) -> bool {
    let ends_no_segment = |symbol| matches!(symbol, Symbol::OneOfSegment | Symbol::ManyOfSegment);
    match (one, other) {
        (Symbol::This(one), Symbol::This(other)) => one == other,
        // Braces are percent-encoded in a path: who writes them means the parameter, and names no call.
        (Symbol::This('/' | '{' | '}'), symbol) | (symbol, Symbol::This('/' | '{' | '}')) => {
            !ends_no_segment(symbol)
        }
        _ => true,
    }
}

#[cfg(test)]
mod tests {
    use super::{Coverage, coverage};
    use crate::{configuration::method::Method, policy::document::document};

    const STAGE: &str = "arn:aws:execute-api:us-east-1:123456789012:abcde12345/prod";

    fn says(statements: &[(&str, &str)], method: &str) -> Coverage {
        let statements: Vec<String> = statements
            .iter()
            .map(|(effect, resource)| {
                let resource = if *resource == "*" { "*".into() } else { format!("{STAGE}/{resource}") };
                format!(r#"{{"Effect":"{effect}","Action":"execute-api:Invoke","Resource":"{resource}"}}"#)
            })
            .collect();
        let policy =
            document(&format!(r#"{{"Version":"2012-10-17","Statement":[{}]}}"#, statements.join(",")));
        let (verb, path) = method.split_once(' ').unwrap();
        let (path, verb) = (path.to_owned(), verb.to_owned());
        coverage(&policy, STAGE, &Method { path, verb, authorization: None, authorizer_id: None })
    }

    #[test]
    fn a_method_is_allowed_denied_or_passed_over() {
        for (statements, method, expected) in [
            (&[("Allow", "GET/orders")][..], "GET /orders", Coverage::Allowed),
            (&[("Allow", "GET/orders")], "POST /orders", Coverage::Implicit),
            (&[("Allow", "*"), ("Deny", "POST/*")], "POST /orders", Coverage::Explicit),
            (&[("Allow", "GET/")], "GET /", Coverage::Allowed),
            (&[("Allow", "GET/*")], "ANY /orders", Coverage::Depends),
            (&[("Allow", "*/orders")], "ANY /orders", Coverage::Allowed),
        ] {
            assert_eq!(says(statements, method), expected, "{statements:?} {method}");
        }
    }

    #[test]
    fn what_the_path_leaves_open_is_not_guessed() {
        for (statements, method, expected) in [
            // Any order, or one of them.
            (&[("Allow", "GET/orders/*")][..], "GET /orders/{id}", Coverage::Allowed),
            (&[("Allow", "GET/orders/7")], "GET /orders/{id}", Coverage::Depends),
            (&[("Allow", "GET/orders/8")], "GET /orders/{id}", Coverage::Depends),
            (&[("Allow", "GET/orders/8/lines")], "GET /orders/{id}", Coverage::Implicit),
            (&[("Allow", "GET/orders/8/lines")], "GET /orders/{proxy+}", Coverage::Depends),
            (&[("Allow", "GET/orders/?")], "GET /orders/{id}", Coverage::Depends),
            (
                &[("Allow", "GET/orders/?"), ("Allow", "GET/orders/*-*")],
                "GET /orders/{id}",
                Coverage::Depends,
            ),
            (&[("Allow", "GET/orders")], "GET /orders/{id}", Coverage::Implicit),
            // A Deny of one of them.
            (&[("Allow", "*"), ("Deny", "GET/orders/8")], "GET /orders/{id}", Coverage::Depends),
            (&[("Allow", "*"), ("Deny", "GET/orders/*")], "GET /orders/{id}", Coverage::Explicit),
            (&[("Allow", "*"), ("Deny", "GET/users/*")], "GET /orders/{id}", Coverage::Allowed),
            // Who writes the parameter's name into a policy names no call.
            (&[("Allow", "GET/orders/{id}")], "GET /orders/{id}", Coverage::Implicit),
            (&[("Allow", "GET/*/lines")], "GET /orders/{id}/lines", Coverage::Allowed),
        ] {
            assert_eq!(says(statements, method), expected, "{statements:?} {method}");
        }
    }

    #[test]
    fn what_all_but_one_are_meant_by_is_not_about_that_one() {
        let one = format!("{STAGE}/GET/orders/8");
        let statement = |effect: &str, element: &str, resource: &str| {
            format!(r#"{{"Effect":"{effect}","Action":"execute-api:Invoke","{element}":"{resource}"}}"#)
        };
        let method = Method {
            path: "/orders/{id}".into(),
            verb: "GET".into(),
            authorization: None,
            authorizer_id: None,
        };
        for statements in [
            statement("Allow", "NotResource", &one),
            format!("{},{}", statement("Allow", "Resource", "*"), statement("Deny", "NotResource", &one)),
        ] {
            let policy = document(&format!(r#"{{"Statement":[{statements}]}}"#));
            assert_eq!(coverage(&policy, STAGE, &method), Coverage::Depends, "{statements}");
        }
        let other = statement("Allow", "NotResource", &format!("{STAGE}/GET/users/8"));
        let policy = document(&format!(r#"{{"Statement":[{other}]}}"#));
        assert_eq!(coverage(&policy, STAGE, &method), Coverage::Allowed);
    }

    #[test]
    fn what_a_condition_asks_for_is_not_known() {
        let policy = document(
            r#"{"Statement":[{"Effect":"Allow","Action":"*","Resource":"*","Condition":{"IpAddress":{"aws:SourceIp":"10.0.0.0/8"}}}]}"#,
        );
        let method =
            Method { path: "/a".into(), verb: "GET".into(), authorization: None, authorizer_id: None };
        assert_eq!(coverage(&policy, STAGE, &method), Coverage::Depends);
    }
}
