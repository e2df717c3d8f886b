//! The authorizer's answer, as the log holds it, → its policy.
//!
//! Lenient: authorizers are written by many hands, and the log cuts a message at 1,024 characters. Whole statements before
//! the cut are read; what cannot be understood is left out and said to be.

use serde_json::Value;

use super::{Effect, Names, Policy, Statement};
use crate::log::json::objects_of_array;

/// API Gateway takes resources of 512 characters in an authorizer's answer; more than a few times that is an attack on
/// whoever matches it.
const LONGEST_PATTERN: usize = 2048;

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
    let text = text.trim();
    if let Ok(value) = serde_json::from_str::<Value>(text) {
        let document = value.get("policyDocument")?;
        let mut policy = Policy::default();
        match document.get("Statement") {
            Some(Value::Array(statements)) => {
                (0..).zip(statements).for_each(|(index, value)| policy.push(value, index));
            }
            Some(statement @ Value::Object(_)) => policy.push(statement, 0),
            _ => policy.has_defects = true,
        }
        let principal_id = value.get("principalId").and_then(Value::as_str).map(str::to_owned);
        return Some(Answer { principal_id, policy });
    }
    cut(text)
}

/// Reads what is left of an answer that the log cut off.
fn cut(text: &str) -> Option<Answer> {
    let text = text.strip_suffix("[TRUNCATED]").unwrap_or(text);
    let (_, rest) = text.split_once(r#""policyDocument""#)?;
    let mut policy = Policy { is_cut: true, ..Policy::default() };
    if let Some((_, statements)) = rest.split_once(r#""Statement""#)
        && let Some(array) = statements.trim_start().strip_prefix(':').map(str::trim_start)
    {
        let (objects, is_whole) = objects_of_array(array);
        policy.is_cut = !(is_whole && array.starts_with('['));
        for (index, object) in (0..).zip(objects) {
            match serde_json::from_str::<Value>(object) {
                Ok(value) => policy.push(&value, index),
                Err(_) => policy.has_defects = true,
            }
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
    fn push(&mut self, value: &Value, index: u32) {
        match statement(value, index) {
            Some(statement) => self.statements.push(statement),
            None => self.has_defects = true,
        }
    }
}

fn statement(value: &Value, index: u32) -> Option<Statement> {
    let effect = match value.get("Effect")?.as_str()? {
        "Allow" => Effect::Allow,
        "Deny" => Effect::Deny,
        _ => return None,
    };
    let has_condition = value
        .get("Condition")
        .is_some_and(|condition| !condition.as_object().is_some_and(serde_json::Map::is_empty));
    Some(Statement {
        index,
        effect,
        actions: names(value, "Action", "NotAction")?,
        resources: names(value, "Resource", "NotResource")?,
        has_condition,
    })
}

fn names(statement: &Value, plain: &str, negated: &str) -> Option<Names> {
    let (value, is_negated) = match (statement.get(plain), statement.get(negated)) {
        (Some(value), None) => (value, false),
        (None, Some(value)) => (value, true),
        _ => return None,
    };
    let patterns = match value {
        Value::String(pattern) => vec![pattern.clone()],
        Value::Array(patterns) => {
            patterns.iter().map(|pattern| pattern.as_str().map(str::to_owned)).collect::<Option<_>>()?
        }
        _ => return None,
    };
    let patterns: Vec<String> = patterns;
    patterns.iter().all(|pattern| pattern.len() <= LONGEST_PATTERN).then_some(Names { patterns, is_negated })
}

#[cfg(test)]
mod tests {
    use super::read;

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
    fn what_is_no_policy_is_none_and_what_is_half_wrong_says_so() {
        for text in ["null", "", "{\"errorType\":\"Runtime\"}", "[]", "{\"policy"] {
            assert_eq!(read(text), None, "{text}");
        }
        let odd = r#"{"policyDocument":{"Statement":{"Effect":"DENY","Action":"*","Resource":"*"}}}"#;
        let policy = read(odd).unwrap().policy;
        assert!(policy.has_defects && policy.statements.is_empty());
    }
}
