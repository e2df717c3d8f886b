//! Why each statement of a policy matches a call, or the first element of it that does not: for people, who read it beside the
//! policy. It is [`evaluate`] that decides; this says what it saw, and takes its time.
//!
//! | file | what is there |
//! |---|---|
//! | [`miss`] | where a resource's pattern and an ARN part, to the segment |
//!
//! Elements are looked at in the order in which people read them: action, resource, principal, conditions.

pub mod miss;

use serde::Serialize;

pub use miss::{Miss, Segment, miss};

use super::{
    Caller, Condition, Context, Decision, Effect, Fact, Names, Policy, Request, Role, Statement, Test, Truth,
    Version,
    evaluate::{Asked, evaluate},
    pattern::{ActionName, Resource, ResourcePattern},
    variables::{self, Token, Value, Variable},
};

/// What one statement says of a call, and why.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Reason {
    /// Its place in the policy, from 0.
    pub statement: u32,
    /// Its name.
    pub sid: Option<String>,
    /// Allow or deny.
    pub effect: Effect,
    /// Whether it matches.
    pub matches: Truth,
    /// Whether it is the one that decided.
    pub is_deciding: bool,
    /// Why.
    pub because: Because,
}

/// Why a statement matches or not.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Because {
    /// All of it matches.
    Matched {
        /// The pattern that takes in the action; `None` where it is not among those that are excepted.
        action: Option<u32>,
        /// The pattern that covers the resource; `None` where it is not among those that are excepted.
        resource: Option<u32>,
        /// Its conditions, all of which hold.
        conditions: Vec<Compared>,
    },
    /// Nothing in it fails, and something depends on what is not known.
    NotKnown {
        /// The keys that would settle it.
        keys: Vec<String>,
        /// Whether a defect leaves open what it means.
        is_doubtful: bool,
        /// Its conditions.
        conditions: Vec<Compared>,
    },
    /// It is for other actions.
    Action {
        /// What is asked for.
        action: String,
        /// What it names, as it is written.
        patterns: Vec<String>,
        /// The pattern in `NotAction` that excepts the action.
        excepted_by: Option<u32>,
    },
    /// It is for other resources.
    Resource(ResourceMiss),
    /// It is for other callers.
    Principal {
        /// The IAM principal that calls; `None` is anonymous, whom only `*` names.
        caller: Option<String>,
        /// Whom it names, as `123456789012` or `arn:…`. A resource policy's statement that names nobody is for nobody.
        principals: Vec<String>,
        /// Whether the element is `NotPrincipal`.
        is_negated: bool,
    },
    /// A condition fails.
    Condition(Compared),
}

/// Why a statement's resources do not take in the one that is asked for.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ResourceMiss {
    /// The pattern that comes closest, or in `NotResource` the one that covers the resource; `None` if there is no pattern.
    pub pattern: Option<u32>,
    /// It, as it is written.
    pub text: String,
    /// Whether it is in `NotResource`: the resource is excepted.
    pub is_excepted: bool,
    /// Where the two part; nothing where the resource is excepted, or a variable in the pattern has no value.
    pub miss: Option<Miss>,
    /// What the variables in the pattern stand for.
    pub variables: Vec<Found>,
}

/// A condition, with what it asks for and what was found.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Compared {
    /// Its place in the statement, from 0.
    pub index: u32,
    /// As `ForAnyValue:StringLikeIfExists`.
    pub operator: String,
    /// The values asked for, as they are written.
    pub wanted: Vec<String>,
    /// The key and what it has.
    pub found: Found,
    /// What the variables in the values stand for.
    pub variables: Vec<Found>,
    /// Whether it holds.
    pub holds: Truth,
}

/// A key and what the call has under it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Found {
    /// The key, as the policy writes it.
    pub key: String,
    /// What is known of it.
    #[serde(flatten)]
    pub fact: FoundFact,
}

/// What is known of a key.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "fact", content = "values", rename_all = "snake_case")]
pub enum FoundFact {
    /// The call has no such key.
    Absent,
    /// It may have any value, or none.
    NotKnown,
    /// It has this one.
    One(String),
    /// It has these.
    Many(Vec<String>),
}

/// Explains each statement, in the policy's order.
pub fn explain(policy: &Policy, role: Role, request: &Request<'_>) -> Vec<Reason> {
    let deciding = match evaluate(policy, role, request).decision {
        Decision::Allow(index) | Decision::ExplicitDeny(index) => Some(index),
        Decision::ImplicitDeny | Decision::Indeterminate => None,
    };
    let (action, asked) = (ActionName::of(request.action), Asked::of(role, request));
    let call = Call { version: policy.version, role, request, action, asked };
    let statements = policy.statements.iter();
    statements
        .map(|statement| Reason {
            statement: statement.index,
            sid: statement.sid.clone(),
            effect: statement.effect,
            matches: statement.matches(&call.asked),
            is_deciding: deciding == Some(statement.index),
            because: call.because(statement),
        })
        .collect()
}

/// The statement that comes closest to allowing a call that none allows: of those that fail latest, the first.
pub fn nearest(reasons: &[Reason]) -> Option<&Reason> {
    let how_far = |reason: &Reason| match &reason.because {
        Because::Action { .. } => (0, 0),
        Because::Resource(resource) => (1, resource.miss.as_ref().map_or(0, |miss| miss.n_matched)),
        Because::Principal { .. } => (2, 0),
        Because::Condition(condition) => (3, condition.index),
        Because::NotKnown { .. } | Because::Matched { .. } => (4, 0),
    };
    let allows = reasons.iter().filter(|reason| reason.effect == Effect::Allow);
    // The last of equals is taken, so they come from behind.
    allows.filter(|reason| reason.matches == Truth::No).rev().max_by_key(|reason| how_far(reason))
}

/// What is explained.
struct Call<'a> {
    version: Version,
    role: Role,
    request: &'a Request<'a>,
    action: ActionName,
    asked: Asked<'a>,
}

impl Call<'_> {
    fn because(&self, statement: &Statement) -> Because {
        if !statement.takes_in(&self.action) {
            return Because::Action {
                action: self.request.action.to_owned(),
                patterns: statement.actions.patterns.clone(),
                excepted_by: self.action_pattern(statement).filter(|_| statement.actions.is_negated),
            };
        }
        let of_resource = statement.names_resource(&self.asked);
        if of_resource == Truth::No {
            return Because::Resource(self.resource_miss(statement));
        }
        if !statement.is_for_caller(&self.asked) {
            return self.other_caller(statement);
        }
        let mut conditions: Vec<Compared> = (0..)
            .zip(&statement.conditions)
            .map(|(index, condition)| self.compared(index, condition))
            .collect();
        if let Some(failed) = conditions.iter().position(|compared| compared.holds == Truth::No) {
            return Because::Condition(conditions.swap_remove(failed));
        }
        if statement.matches(&self.asked) == Truth::Maybe {
            let mut keys: Vec<String> = Vec::new();
            for key in statement.unknown_keys(&self.asked) {
                if !keys.iter().any(|known| known.eq_ignore_ascii_case(key)) {
                    keys.push(key.to_owned());
                }
            }
            return Because::NotKnown { keys, is_doubtful: statement.is_doubtful, conditions };
        }
        Because::Matched {
            action: self.action_pattern(statement),
            resource: self.resource_pattern(statement),
            conditions,
        }
    }

    /// The first pattern that takes in the action.
    fn action_pattern(&self, statement: &Statement) -> Option<u32> {
        let mut patterns = (0..).zip(&statement.compiled.actions);
        patterns.find(|(_, pattern)| pattern.covers(&self.action)).map(|(index, _)| index)
    }

    /// The first pattern that covers the resource.
    fn resource_pattern(&self, statement: &Statement) -> Option<u32> {
        let covers = |pattern: &ResourcePattern| {
            let Request { resource, context, .. } = self.request;
            pattern.covers(self.role, &Resource::of(resource), context) == Truth::Yes
        };
        (0..).zip(&statement.compiled.resources).find(|(_, pattern)| covers(pattern)).map(|(index, _)| index)
    }

    fn resource_miss(&self, statement: &Statement) -> ResourceMiss {
        let Names { patterns, is_negated } = &statement.resources;
        let of = |pattern: &String| {
            miss(pattern, self.version, self.role, self.request.resource, self.request.context)
        };
        let mut closest: (Option<u32>, Option<Miss>) = (None, None);
        if *is_negated {
            closest.0 = self.resource_pattern(statement);
        } else {
            for (index, miss) in (0..).zip(patterns.iter().map(of)) {
                let n_matched = |miss: &Option<Miss>| miss.as_ref().map(|miss| miss.n_matched);
                if closest.0.is_none() || n_matched(&miss) > n_matched(&closest.1) {
                    closest = (Some(index), miss);
                }
            }
        }
        let (pattern, miss) = closest;
        let at = pattern.and_then(|index| usize::try_from(index).ok());
        let compiled = at.and_then(|index| statement.compiled.resources.get(index));
        let variables = compiled.into_iter().flat_map(|pattern| pattern.variables(self.role));
        ResourceMiss {
            pattern,
            text: at.and_then(|index| patterns.get(index)).cloned().unwrap_or_default(),
            is_excepted: *is_negated,
            miss,
            variables: variables.map(|variable| self.found_for(variable)).collect(),
        }
    }

    fn other_caller(&self, statement: &Statement) -> Because {
        let names = statement.principals.iter().flat_map(|principals| &principals.names);
        Because::Principal {
            caller: match self.request.caller {
                Caller::Anonymous => None,
                Caller::Iam(arn) => Some(arn.to_owned()),
            },
            principals: names.map(|name| name.as_written().to_owned()).collect(),
            is_negated: statement.principals.as_ref().is_some_and(|principals| principals.is_negated),
        }
    }

    fn compared(&self, index: u32, condition: &Condition) -> Compared {
        let is_of_texts =
            !matches!(condition.operator.test, Test::Null) && has_variables(condition.operator.test);
        let mut variables: Vec<Found> = Vec::new();
        if is_of_texts && self.version == Version::V2012 {
            for variable in condition.values.iter().flat_map(|value| variables_in(value)) {
                let found = self.found_for(&variable);
                if !variables.contains(&found) {
                    variables.push(found);
                }
            }
        }
        Compared {
            index,
            operator: condition.operator.to_string(),
            wanted: condition.values.clone(),
            found: found(&condition.key, self.request.context),
            variables,
            holds: condition.holds(self.request.context),
        }
    }

    fn found_for(&self, variable: &Variable) -> Found {
        let fact = match variable.value(self.request.context) {
            Value::Text(text) => FoundFact::One(text.to_owned()),
            Value::None => found(variable.key(), self.request.context).fact,
            Value::NotKnown => FoundFact::NotKnown,
        };
        Found { key: variable.key().to_owned(), fact }
    }
}

fn found(key: &str, context: &Context) -> Found {
    let fact = match context.get(key) {
        Fact::Absent => FoundFact::Absent,
        Fact::NotKnown => FoundFact::NotKnown,
        Fact::One(value) => FoundFact::One(value.clone()),
        Fact::Many(values) => FoundFact::Many(values.clone()),
    };
    Found { key: key.to_owned(), fact }
}

/// Whether values that a test compares with may hold variables.
fn has_variables(test: Test) -> bool {
    let name = test.name();
    name.starts_with("String") || name.starts_with("Arn")
}

fn variables_in(text: &str) -> Vec<Variable> {
    let mut variables = Vec::new();
    let mut rest = text;
    while let Some(start) = rest.find("${") {
        rest = rest.get(start..).unwrap_or_default();
        match variables::read(rest) {
            Some((token, behind)) => {
                if let Token::Variable(variable) = token {
                    variables.push(variable);
                }
                rest = behind;
            }
            None => rest = rest.get(2..).unwrap_or_default(),
        }
    }
    variables
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::{Reason, explain, nearest};
    use crate::policy::{Caller, Context, Fact, Policy, Request, Role, Truth, document::document};

    const ARN: &str = "arn:aws:execute-api:us-east-1:123456789012:a1b2c3d4e5/prod/POST/orders";

    fn policy(statements: &Value) -> Policy {
        document(&json!({"Version": "2012-10-17", "Statement": statements}).to_string())
    }

    fn reasons(statements: &Value, role: Role, context: &Context) -> Vec<Reason> {
        explain(&policy(statements), role, &Request::invoke(ARN).with(context))
    }

    /// Of a policy of one statement.
    fn because(statement: &Value, context: &Context) -> Value {
        let reasons = reasons(statement, Role::Authorizer, context);
        serde_json::to_value(&reasons[0].because).unwrap()
    }

    fn allow(resource: &str) -> Value {
        json!({"Effect": "Allow", "Action": "execute-api:Invoke", "Resource": resource})
    }

    #[test]
    fn the_statement_that_decides_is_told_from_those_that_match_too() {
        let statements = json!([
            {"Sid": "all", "Effect": "Allow", "Action": "*", "Resource": "*"},
            {"Sid": "one", "Effect": "Deny", "Action": ["s3:*", "execute-api:*"], "Resource": ["arn:aws:s3:::b", ARN]},
        ]);
        let reasons = reasons(&statements, Role::Authorizer, &Context::complete());
        let told: Vec<_> = reasons.iter().map(|it| (it.sid.as_deref(), it.matches, it.is_deciding)).collect();
        assert_eq!(told, [(Some("all"), Truth::Yes, false), (Some("one"), Truth::Yes, true)]);
        assert_eq!(
            serde_json::to_value(&reasons[1].because).unwrap(),
            json!({"kind": "matched", "action": 1, "resource": 1, "conditions": []})
        );
    }

    #[test]
    fn a_resource_that_fails_is_named_to_the_segment() {
        let get = ARN.replace("POST", "GET");
        let statement = json!({
            "Effect": "Allow", "Action": "*", "Resource": ["arn:aws:execute-api:eu-west-1:*", get, "arn:aws:s3:::b"],
        });
        let place = json!({"start": 59, "end": 62});
        assert_eq!(
            because(&statement, &Context::complete()),
            json!({
                "kind": "resource", "pattern": 1, "text": get, "is_excepted": false, "variables": [],
                "miss": {"segment": "method", "in_pattern": place, "in_arn": {"start": 59, "end": 63}, "n_matched": 7},
            })
        );
        assert_eq!((get.get(59..62), ARN.get(59..63)), (Some("GET"), Some("POST")));
    }

    #[test]
    fn what_is_excepted_says_by_which_pattern() {
        let by_resource =
            json!({"Effect": "Allow", "Action": "*", "NotResource": ["arn:aws:s3:::b", "*/POST/*", "*"]});
        assert_eq!(
            because(&by_resource, &Context::complete()),
            json!({"kind": "resource", "pattern": 2, "text": "*", "is_excepted": true, "miss": null, "variables": []})
        );
        let by_action = json!({"Effect": "Allow", "NotAction": ["s3:*", "Execute-API:*"], "Resource": "*"});
        assert_eq!(
            because(&by_action, &Context::complete()),
            json!({
                "kind": "action", "action": "execute-api:Invoke", "excepted_by": 1,
                "patterns": ["s3:*", "Execute-API:*"],
            })
        );
    }

    #[test]
    fn a_variable_shows_what_it_stands_for() {
        let statement =
            allow("arn:aws:execute-api:us-east-1:123456789012:a1b2c3d4e5/prod/POST/${aws:username}");
        for (fact, found) in [
            (Fact::from("ann"), json!({"key": "aws:username", "fact": "one", "values": "ann"})),
            (Fact::Absent, json!({"key": "aws:username", "fact": "absent"})),
            (
                Fact::Many(vec!["orders".to_owned()]),
                json!({"key": "aws:username", "fact": "many", "values": ["orders"]}),
            ),
        ] {
            let because = because(&statement, &Context::complete().with("AWS:username", fact));
            assert_eq!(because["variables"], json!([found]));
            assert_eq!(because["miss"]["segment"], "path");
        }
        assert_eq!(
            because(&statement, Context::not_known()),
            json!({"kind": "not_known", "keys": ["aws:username"], "is_doubtful": false, "conditions": []})
        );
    }

    #[test]
    fn a_condition_that_fails_shows_what_was_asked_and_what_was_there() {
        let statement = json!({
            "Effect": "Allow", "Action": "*", "Resource": "*",
            "Condition": {
                "Bool": {"aws:SecureTransport": true},
                "StringEquals": {"aws:UserAgent": ["curl", "${aws:username}", "${aws:Referer, 'x'}${*}"]},
            },
        });
        let context = Context::complete().with("aws:SecureTransport", "true").with("aws:UserAgent", "wget");
        assert_eq!(
            because(&statement, &context),
            json!({
                "kind": "condition", "index": 1, "operator": "StringEquals", "holds": "no",
                "wanted": ["curl", "${aws:username}", "${aws:Referer, 'x'}${*}"],
                "found": {"key": "aws:UserAgent", "fact": "one", "values": "wget"},
                "variables": [
                    {"key": "aws:username", "fact": "absent"},
                    {"key": "aws:referer", "fact": "one", "values": "x"},
                ],
            })
        );
    }

    #[test]
    fn a_statement_for_others_says_for_whom() {
        let statements = json!([
            {"Effect": "Allow", "Principal": {"AWS": ["123456789012", "arn:aws:iam::1:user/a"], "Service": "s"},
             "Action": "*", "Resource": "execute-api:/*"},
            {"Effect": "Deny", "NotPrincipal": "*", "Action": "*", "Resource": "*"},
            {"Effect": "Deny", "Action": "*", "Resource": "*"},
        ]);
        let told = |request: &Request<'_>| {
            let reasons = explain(&policy(&statements), Role::Resource, request);
            reasons.iter().map(|it| serde_json::to_value(&it.because).unwrap()).collect::<Vec<_>>()
        };
        let anonymous = told(&Request::invoke(ARN));
        let names = json!(["123456789012", "arn:aws:iam::1:user/a", "s"]);
        assert_eq!(
            anonymous[0],
            json!({"kind": "principal", "caller": null, "principals": names, "is_negated": false})
        );
        assert_eq!(
            anonymous[1],
            json!({"kind": "principal", "caller": null, "principals": ["*"], "is_negated": true})
        );
        assert_eq!(
            anonymous[2],
            json!({"kind": "principal", "caller": null, "principals": [], "is_negated": false})
        );
        let signed = told(&Request { caller: Caller::Iam("arn:aws:iam::1:user/a"), ..Request::invoke(ARN) });
        assert_eq!(signed[0]["kind"], "matched");
        assert_eq!(signed[1]["caller"], "arn:aws:iam::1:user/a");
    }

    #[test]
    fn the_nearest_statement_is_the_one_that_fails_last() {
        let far = allow("arn:aws:execute-api:us-east-1:123456789012:a1b2c3d4e5/dev/POST/orders");
        let near = allow("arn:aws:execute-api:us-east-1:123456789012:a1b2c3d4e5/prod/GET/orders");
        let condition = json!({
            "Effect": "Allow", "Action": "*", "Resource": "*", "Condition": {"Bool": {"aws:SecureTransport": "true"}},
        });
        let deny =
            json!({"Effect": "Deny", "Action": "*", "Resource": "*", "Condition": {"Null": {"a": "false"}}});
        let action = json!({"Effect": "Allow", "Action": "s3:*", "Resource": "*"});
        for (statements, expected) in [
            (json!([far, near, near]), Some(1)),
            (json!([action, far]), Some(1)),
            (json!([near, condition, far]), Some(1)),
            (json!([deny]), None),
            (json!([]), None),
        ] {
            let reasons = reasons(&statements, Role::Authorizer, &Context::complete());
            assert_eq!(nearest(&reasons).map(|reason| reason.statement), expected, "{statements}");
        }
    }
}
