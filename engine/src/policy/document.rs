//! The authorizer's answer, as the log holds it, or a resource policy → its statements.
//!
//! Lenient: authorizers are written by many hands, and the log cuts a message at 1,024 characters. Whole statements before
//! the cut are read; what cannot be understood is left out and said to be.

use std::{borrow::Cow, fmt};

use serde::{
    Deserialize, Deserializer,
    de::{SeqAccess, Visitor},
};
use serde_json::{Value, value::RawValue};

use super::{Effect, Names, Policy, Statement};
use crate::log::json::objects_of_array;

/// API Gateway takes resources of 512 characters in an authorizer's answer; more than a few times that is an attack on
/// whoever matches it.
const LONGEST_PATTERN: usize = 2048;

/// API Gateway takes answers of 8 KB and resource policies of 8,192 characters, which may be raised.
const LONGEST_PATTERNS: usize = 128 * 1024;

/// What an authorizer answered.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Answer {
    /// Who it says is calling.
    pub principal_id: Option<String>,
    /// What it allows.
    pub policy: Policy,
}

/// Reads an answer; `None` when it is no such thing at all: an error object, `null`.
pub fn read(text: &str) -> Option<Answer> {
    #[derive(Deserialize)]
    #[serde(rename_all = "camelCase")]
    struct Whole<'a> {
        #[serde(borrow)]
        principal_id: Option<&'a RawValue>,
        #[serde(borrow)]
        policy_document: Option<&'a RawValue>,
    }

    let text = text.trim();
    let Some(whole) = object::<Whole<'_>>(text) else { return cut(text) };
    let policy = document(whole.policy_document?.get());
    let principal_id = whole.principal_id.and_then(|id| serde_json::from_str(id.get()).ok());
    Some(Answer { principal_id, policy })
}

/// Reads a policy that stands by itself, as a resource policy does.
pub fn document(json: &str) -> Policy {
    #[derive(Deserialize)]
    #[serde(rename_all = "PascalCase")]
    struct Document<'a> {
        version: Option<Cow<'a, str>>,
        #[serde(borrow)]
        statement: Option<&'a RawValue>,
    }

    let Some(document) = object::<Document<'_>>(json) else {
        return Policy { has_defects: true, ..Policy::default() };
    };
    let has_variables = document.version.is_some_and(|version| version == VERSION_WITH_VARIABLES);
    let mut policy = Policy { has_variables, ..Policy::default() };
    match document.statement.map(RawValue::get) {
        Some(statements) => policy.push_all(statements),
        None => policy.has_defects = true,
    }
    policy
}

/// The version of the policy language that knows variables.
const VERSION_WITH_VARIABLES: &str = "2012-10-17";

/// Reads a struct from an object; it would take an array of its fields too.
fn object<'a, T: Deserialize<'a>>(json: &'a str) -> Option<T> {
    if json.trim_start().starts_with('{') { serde_json::from_str(json).ok() } else { None }
}

/// Reads what is left of an answer that the log cut off.
fn cut(text: &str) -> Option<Answer> {
    let text = text.strip_suffix("[TRUNCATED]").unwrap_or(text);
    let (_, rest) = text.split_once(r#""policyDocument""#)?;
    // Its version may stand behind the cut.
    let mut policy = Policy { is_cut: true, has_variables: true, ..Policy::default() };
    if let Some((_, statements)) = rest.split_once(r#""Statement""#)
        && let Some(statements) = statements.trim_start().strip_prefix(':').map(str::trim_start)
    {
        let mut values = serde_json::Deserializer::from_str(statements).into_iter::<&RawValue>();
        if let Some(Ok(whole)) = values.next() {
            policy.is_cut = false;
            policy.push_all(whole.get());
        } else if statements.starts_with('[') {
            policy.push_each(objects_of_array(statements).0);
        }
    }
    let principal_id = text
        .split_once(r#""principalId""#)
        .and_then(|(_, rest)| rest.trim_start().strip_prefix(':')?.trim_start().strip_prefix('"'))
        .and_then(|rest| rest.split_once('"'))
        .map(|(principal, _)| principal.to_owned());
    Some(Answer { principal_id, policy })
}

impl Policy {
    /// Adds what stands under `Statement`: one, or an array.
    fn push_all(&mut self, statements: &str) {
        if statements.starts_with('[')
            && let Ok(statements) = serde_json::from_str::<Vec<&RawValue>>(statements)
        {
            self.push_each(statements.into_iter().map(RawValue::get));
        } else {
            self.push_each([statements]);
        }
    }

    fn push_each<'a>(&mut self, statements: impl IntoIterator<Item = &'a str>) {
        let mut room = LONGEST_PATTERNS;
        for (index, json) in (0..).zip(statements) {
            match statement(json, index).filter(|statement| statement.is_within(&mut room)) {
                Some(statement) => self.statements.push(statement),
                None => self.has_defects = true,
            }
        }
    }
}

impl Statement {
    /// Whether its patterns are no longer than AWS takes them, and all together find room.
    fn is_within(&self, room: &mut usize) -> bool {
        let patterns = || self.actions.patterns.iter().chain(&self.resources.patterns);
        let left = room.checked_sub(patterns().map(String::len).sum());
        *room = left.unwrap_or_default();
        left.is_some() && patterns().all(|pattern| pattern.len() <= LONGEST_PATTERN)
    }
}

/// A statement's elements, as they are written.
#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Elements<'a> {
    effect: Cow<'a, str>,
    action: Option<Patterns>,
    not_action: Option<Patterns>,
    resource: Option<Patterns>,
    not_resource: Option<Patterns>,
    #[serde(borrow)]
    condition: Option<&'a RawValue>,
    principal: Option<Value>,
    not_principal: Option<Value>,
}

fn statement(json: &str, index: u32) -> Option<Statement> {
    let elements: Elements<'_> = object(json)?;
    let effect = match elements.effect.as_ref() {
        "Allow" => Effect::Allow,
        "Deny" => Effect::Deny,
        _ => return None,
    };
    Some(Statement {
        index,
        effect,
        actions: names(elements.action, elements.not_action)?,
        resources: names(elements.resource, elements.not_resource)?,
        has_condition: elements.condition.is_some_and(|condition| !is_empty_object(condition.get())),
        is_for_anonymous: match (&elements.principal, &elements.not_principal) {
            (Some(principal), None) => is_everyone(principal),
            (None, Some(principal)) => !is_everyone(principal),
            _ => false,
        },
    })
}

fn names(plain: Option<Patterns>, negated: Option<Patterns>) -> Option<Names> {
    match (plain, negated) {
        (Some(Patterns(patterns)), None) => Some(Names { patterns, is_negated: false }),
        (None, Some(Patterns(patterns))) => Some(Names { patterns, is_negated: true }),
        _ => None,
    }
}

fn is_empty_object(json: &str) -> bool {
    json.strip_prefix('{').and_then(|rest| rest.strip_suffix('}')).is_some_and(|rest| rest.trim().is_empty())
}

/// `"*"`, or `{"AWS": "*"}`, which says the same.
fn is_everyone(principal: &Value) -> bool {
    let is_star = |value: &Value| value.as_str() == Some("*");
    is_star(principal)
        || principal
            .get("AWS")
            .is_some_and(|aws| is_star(aws) || aws.as_array().is_some_and(|names| names.iter().any(is_star)))
}

/// One pattern, or an array of them.
struct Patterns(Vec<String>);

impl<'de> Deserialize<'de> for Patterns {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(PatternsVisitor)
    }
}

struct PatternsVisitor;

impl<'de> Visitor<'de> for PatternsVisitor {
    type Value = Patterns;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a pattern or an array of patterns")
    }

    fn visit_str<E>(self, pattern: &str) -> Result<Patterns, E> {
        Ok(Patterns(vec![pattern.to_owned()]))
    }

    fn visit_string<E>(self, pattern: String) -> Result<Patterns, E> {
        Ok(Patterns(vec![pattern]))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut array: A) -> Result<Patterns, A::Error> {
        let mut patterns = Vec::new();
        while let Some(pattern) = array.next_element()? {
            patterns.push(pattern);
        }
        Ok(Patterns(patterns))
    }
}

#[cfg(test)]
mod tests {
    use super::{document, read};

    const WHOLE: &str = r#"{"principalId":"user|a1","policyDocument":{"Version":"2012-10-17","Statement":[
        {"Action":"execute-api:Invoke","Effect":"Allow","Resource":"arn:a"},
        {"Action":["execute-api:*"],"Effect":"Deny","NotResource":["arn:b","arn:c"],"Condition":{"Bool":{"k":true}}}
    ]},"context":{}}"#;

    #[test]
    fn a_whole_answer_is_read() {
        let answer = read(WHOLE).unwrap();
        assert_eq!(answer.principal_id.as_deref(), Some("user|a1"));
        assert_eq!(answer.policy.in_short(), ["Allow arn:a", "Deny all but arn:b, arn:c (conditional)"]);
        assert!(!answer.policy.is_cut && !answer.policy.has_defects);
    }

    #[test]
    fn a_cut_answer_gives_its_whole_statements_wherever_the_cut_is() {
        for end in WHOLE.find("Statement").unwrap()..WHOLE.len() {
            let text = WHOLE.get(..end).unwrap();
            let Some(answer) = read(&format!("{text} [TRUNCATED]")) else { panic!("{text}") };
            let n_whole = usize::from(text.contains("arn:a\"}")) + usize::from(text.contains("true}}}"));
            assert_eq!(answer.policy.statements.len(), n_whole, "{text}");
            assert_eq!(answer.policy.is_cut, !text.contains("\n    ]"), "{text}");
        }
    }

    #[test]
    fn a_lone_statement_before_the_cut_is_read_with_its_conditions() {
        let text = r#"{"policyDocument":{"Statement":{"Effect":"Allow","Action":"*","Resource":"*","Condition":{"Bool":{}}}},"context":{"a"#;
        let policy = read(text).unwrap().policy;
        assert_eq!(policy.in_short(), ["Allow * (conditional)"]);
        assert!(!policy.is_cut && !policy.has_defects);
    }

    #[test]
    fn a_resource_policy_says_whether_it_is_for_callers_without_an_iam_identity() {
        for (principal, expected) in [
            (r#""Principal":"*","#, true),
            (r#""Principal":{"AWS":["123456789012","*"]},"#, true),
            (r#""Principal":{"AWS":"123456789012"},"#, false),
            (r#""Principal":{"Service":"*"},"#, false),
            (r#""NotPrincipal":{"AWS":"123456789012"},"#, true),
            (r#""NotPrincipal":"*","#, false),
            ("", false),
        ] {
            let json =
                format!(r#" {{"Statement":{{{principal}"Effect":"Deny","Action":"*","Resource":"*"}}}}"#);
            let policy = document(&json);
            assert!(!policy.has_defects, "{json}");
            assert_eq!(policy.statements[0].is_for_anonymous, expected, "{principal}");
        }
        for odd in ["", "[]", "null", "{}", r#"{"Statement":7}"#, r#"["2012-10-17",[]]"#] {
            let policy = document(odd);
            assert!(policy.has_defects && policy.statements.is_empty(), "{odd}");
        }
    }

    #[test]
    fn statements_that_are_endless_are_left_out() {
        let many = vec![format!("{:?}", "a".repeat(2000)); 200].join(",");
        let statement = |resource: &str| format!(r#"{{"Effect":"Deny","Action":"*","Resource":{resource}}}"#);
        let json = format!(
            r#"{{"Statement":[{},{},{}]}}"#,
            statement(r#""*""#),
            statement(&format!("[{many}]")),
            statement(&format!("{:?}", "a".repeat(3000))),
        );
        let policy = document(&json);
        assert!(policy.has_defects);
        assert_eq!(policy.in_short(), ["Deny *"]);
    }

    #[test]
    fn what_is_no_policy_is_none_and_what_is_half_wrong_says_so() {
        for text in ["null", "", "{\"errorType\":\"Runtime\"}", "[]", "{\"policy"] {
            assert_eq!(read(text), None, "{text}");
        }
        let odd = r#"{"policyDocument":{"Statement":{"Effect":"DENY","Action":"*","Resource":"*"}}}"#;
        let policy = read(odd).unwrap().policy;
        assert!(policy.has_defects && policy.statements.is_empty());
    }
}
