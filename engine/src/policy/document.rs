//! The authorizer's answer, as the log holds it, or a resource policy → its statements.
//!
//! Lenient: authorizers are written by many hands, and the log cuts a message at 1,024 characters. Whole statements before
//! the cut are read, and so is what is written otherwise than AWS's grammar has it, as far as it can be understood. What is
//! wrong is kept as a [`Defect`], and a statement that was understood by guessing is doubtful: it settles nothing.

mod object;
mod statement;

use object::{Elements, Object};
use serde_json::value::RawValue;

use super::{Defect, DefectKind, Policy, Version};
use crate::log::json::{Nesting, objects_of_array};

/// API Gateway takes answers of 8 KB and resource policies of 8,192 characters, which may be raised. More than this is not
/// read at all.
const LONGEST_TEXT: usize = 1 << 20;

/// A policy's own brackets are five deep.
const DEEPEST: u32 = 32;

/// More statements do not fit into a policy that API Gateway takes.
const MOST_STATEMENTS: usize = 1000;

/// What an authorizer answered.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Answer {
    /// Who it says is calling.
    pub principal_id: Option<String>,
    /// What it allows.
    pub policy: Policy,
    /// Whether it names the API key whose usage plan counts the call. The key itself is a secret and not kept.
    pub has_usage_identifier_key: bool,
    /// What is wrong with it beside its policy.
    pub defects: Vec<Defect>,
}

/// Reads an answer; `None` when it is no such thing at all: an error object, `null`.
pub fn read(text: &str) -> Option<Answer> {
    let text = text.trim();
    if check(text).is_err() {
        return cut(text);
    }
    let Some(object) = Object::read(text) else { return cut(text) };
    let mut defects = Vec::new();
    let Elements([principal_id, policy_document, context, usage_identifier_key]) = object.elements(
        ["principalId", "policyDocument", "context", "usageIdentifierKey"],
        DefectKind::UnknownElement,
        None,
        &mut defects,
    );
    let policy = document(policy_document?.get());
    let of = |kind, element: &str| Defect::of_document(kind, element);
    let principal_id = match principal_id.map(|id| serde_json::from_str::<Option<String>>(id.get())) {
        None | Some(Ok(None)) => {
            defects.push(of(DefectKind::NoPrincipalId, ""));
            None
        }
        Some(Err(_)) => {
            defects.push(of(DefectKind::PrincipalIdForm, "principalId"));
            None
        }
        Some(Ok(Some(id))) => {
            if id.is_empty() {
                defects.push(of(DefectKind::EmptyPrincipalId, "principalId"));
            }
            Some(id)
        }
    };
    if let Some(context) = context.filter(|context| context.get() != "null") {
        match Object::read(context.get()) {
            Some(Object(pairs)) => {
                let is_nested = |value: &RawValue| value.get().starts_with(['{', '[']);
                let nested = pairs.iter().filter(|(_, value)| is_nested(value));
                defects.extend(nested.map(|(key, _)| of(DefectKind::ContextForm, &format!("context.{key}"))));
            }
            None => defects.push(of(DefectKind::ContextForm, "context")),
        }
    }
    let usage_identifier_key = usage_identifier_key.map(RawValue::get).filter(|key| *key != "null");
    if usage_identifier_key.is_some_and(|key| !key.starts_with('"')) {
        defects.push(of(DefectKind::UsageIdentifierKeyForm, "usageIdentifierKey"));
    }
    Some(Answer { principal_id, policy, has_usage_identifier_key: usage_identifier_key.is_some(), defects })
}

/// Reads a policy that stands by itself, as a resource policy does.
pub fn document(json: &str) -> Policy {
    let json = json.trim();
    if let Err(kind) = check(json) {
        return Policy::unreadable(kind);
    }
    if json.starts_with('"')
        && let Ok(text) = serde_json::from_str::<String>(json)
        && text.trim_start().starts_with('{')
    {
        let mut policy = document(&text);
        policy.defects.insert(0, Defect::of_document(DefectKind::DocumentIsText, ""));
        return policy;
    }
    let Some(object) = Object::read(json) else {
        let is_json = serde_json::from_str::<serde::de::IgnoredAny>(json).is_ok();
        return Policy::unreadable(if is_json { DefectKind::NotAnObject } else { DefectKind::NotJson });
    };
    let mut policy = Policy::default();
    let Elements([version, _id, statement]) = object.elements(
        ["Version", "Id", "Statement"],
        DefectKind::UnknownElement,
        None,
        &mut policy.defects,
    );
    match version.map(RawValue::get) {
        None | Some("\"2008-10-17\"") => {}
        Some("\"2012-10-17\"") => policy.version = Version::V2012,
        Some(other) => policy.defects.push(Defect::of_document(DefectKind::Version, other)),
    }
    match statement.map(RawValue::get) {
        Some(statements) => policy.push_all(statements),
        None => policy.defects.push(Defect::of_document(DefectKind::NoStatement, "")),
    }
    policy
}

/// Whether a text may be read: nothing in it costs more than its length.
fn check(text: &str) -> Result<(), DefectKind> {
    if text.len() > LONGEST_TEXT {
        return Err(DefectKind::TooLong);
    }
    let mut nesting = Nesting::default();
    for byte in text.bytes() {
        nesting.step(byte);
        if nesting.depth() > DEEPEST {
            return Err(DefectKind::TooDeep);
        }
    }
    Ok(())
}

/// Reads what is left of an answer that the log cut off.
fn cut(text: &str) -> Option<Answer> {
    let text = text.strip_suffix("[TRUNCATED]").unwrap_or(text);
    let (_, rest) = text.split_once(r#""policyDocument""#)?;
    let version = if text.contains("2008-10-17") { Version::V2008 } else { Version::V2012 };
    let mut policy = Policy { is_cut: true, version, ..Policy::default() };
    if let Some((_, statements)) = rest.split_once(r#""Statement""#)
        && let Some(statements) = statements.trim_start().strip_prefix(':').map(str::trim_start)
    {
        let mut values = serde_json::Deserializer::from_str(statements).into_iter::<&RawValue>();
        if let Some(Ok(whole)) = values.next() {
            // Whether `${` begins a variable may stand behind the cut.
            policy.is_cut = whole.get().contains("${") && !text.contains("-10-17");
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
    Some(Answer { principal_id, policy, ..Answer::default() })
}

impl Policy {
    /// One that could not be read at all.
    fn unreadable(kind: DefectKind) -> Self {
        Self { defects: vec![Defect::of_document(kind, "")], ..Self::default() }
    }

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
        let mut room = statement::LONGEST_PATTERNS;
        for (index, json) in (0..).zip(statements) {
            if self.statements.len() >= MOST_STATEMENTS {
                self.defects.push(Defect::of_statement(DefectKind::TooManyStatements, index, ""));
                break;
            }
            let statement = statement::read(json, index, self.version, &mut room, &mut self.defects);
            self.statements.extend(statement);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{document, read};
    use crate::policy::Principals;

    const WHOLE: &str = r#"{"principalId":"user|a1","policyDocument":{"Version":"2012-10-17","Statement":[
        {"Action":"execute-api:Invoke","Effect":"Allow","Resource":"arn:a"},
        {"Action":["execute-api:*"],"Effect":"Deny","NotResource":["arn:b","arn:c"],"Condition":{"Bool":{"k":true}}}
    ]},"context":{}}"#;

    #[test]
    fn a_whole_answer_is_read() {
        let answer = read(WHOLE).unwrap();
        assert_eq!(answer.principal_id.as_deref(), Some("user|a1"));
        assert_eq!(answer.policy.in_short(), ["Allow arn:a", "Deny all but arn:b, arn:c (conditional)"]);
        assert!(!answer.policy.is_open());
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
        let text = r#"{"policyDocument":{"Statement":{"Effect":"Allow","Action":"*","Resource":"*","Condition":{"Bool":{"k":true}}}},"context":{"a"#;
        let policy = read(text).unwrap().policy;
        assert_eq!(policy.in_short(), ["Allow * (conditional)"]);
        assert!(!policy.is_open());
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
            assert!(!policy.is_open(), "{json}");
            let principals = policy.statements[0].principals.as_ref();
            assert_eq!(principals.is_some_and(Principals::take_in_anonymous), expected, "{principal}");
        }
        for odd in ["", "[]", "null", "{}", r#"{"Statement":7}"#, r#"["2012-10-17",[]]"#] {
            let policy = document(odd);
            assert!(policy.is_open() && policy.statements.is_empty(), "{odd}");
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
        assert!(policy.is_open());
        assert_eq!(policy.in_short(), ["Deny *"]);
    }

    #[test]
    fn what_is_no_policy_is_none_and_what_is_half_wrong_says_so() {
        for text in ["null", "", "{\"errorType\":\"Runtime\"}", "[]", "{\"policy"] {
            assert_eq!(read(text), None, "{text}");
        }
        let odd = r#"{"policyDocument":{"Statement":{"Effect":"DENY","Action":"*","Resource":"*"}}}"#;
        let policy = read(odd).unwrap().policy;
        assert!(policy.is_open() && policy.statements[0].is_doubtful);
    }
}
