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

/// Of a text with more than these nobody reads the list to its end.
const MOST_DEFECTS: usize = 1000;

/// What an authorizer answered.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Answer {
    /// Who it says is calling.
    pub principal_id: Option<String>,
    /// What it allows.
    pub policy: Policy,
    /// The policy as it was written; empty where the log cut it off.
    pub document: Box<str>,
    /// Whether it names the API key whose usage plan counts the call. The key itself is a secret and not kept.
    pub has_usage_identifier_key: bool,
    /// What is wrong with it beside its policy.
    pub defects: Vec<Defect>,
}

impl Answer {
    /// An answer of which no more than its policy is known.
    pub fn of(policy: Policy) -> Self {
        Self { policy, ..Self::default() }
    }
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
    let policy_document = policy_document?.get();
    let policy = document(policy_document);
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
    defects.truncate(MOST_DEFECTS);
    Some(Answer {
        principal_id,
        policy,
        document: policy_document.into(),
        has_usage_identifier_key: usage_identifier_key.is_some(),
        defects,
    })
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
    if policy.defects.len() > MOST_DEFECTS {
        policy.defects.truncate(MOST_DEFECTS);
        policy.defects.push(Defect::of_document(DefectKind::TooManyDefects, ""));
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
            if statements.is_empty() {
                self.defects.push(Defect::of_document(DefectKind::EmptyList, "Statement"));
            }
            self.push_each(statements.into_iter().map(RawValue::get));
        } else {
            self.push_each([statements]);
        }
    }

    fn push_each<'a>(&mut self, statements: impl IntoIterator<Item = &'a str>) {
        let mut room = statement::LONGEST_PATTERNS;
        for (index, json) in (0..).zip(statements) {
            if self.defects.len() > MOST_DEFECTS {
                break;
            }
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
    use std::collections::HashSet;

    use super::{document, read};
    use crate::policy::{
        Context, Decision, Defect, DefectKind, Policy, Principals, Request, Role, Version, evaluate,
    };

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

    /// What is wrong with a policy, as `id element`, with the statement's index where it is one's.
    fn defects(policy: &Policy) -> Vec<String> {
        let of = |defect: &Defect| {
            let statement = defect.statement.map(|index| format!("{index}: ")).unwrap_or_default();
            format!("{statement}{defect} {}", defect.element).trim_end().to_owned()
        };
        policy.defects.iter().map(of).collect()
    }

    #[test]
    fn what_is_wrong_with_a_statement_is_named_and_what_it_means_is_left_open() {
        const ACTION: &str = r#""Action":"execute-api:Invoke""#;
        const RESOURCE: &str = r#""Resource":"*""#;
        for (statement, expected, is_kept) in [
            (format!(r#"{{"Effect":"DENY",{ACTION},{RESOURCE}}}"#), "effect DENY", true),
            (format!(r#"{{"Effect":"allow",{ACTION},{RESOURCE}}}"#), "effect allow", true),
            (format!(r#"{{"effect":"Allow",{ACTION},{RESOURCE}}}"#), "element_case effect", true),
            (format!(r#"{{"Effect":"Permit",{ACTION},{RESOURCE}}}"#), "effect Permit", false),
            (format!(r#"{{"Effect":["Allow"],{ACTION},{RESOURCE}}}"#), r#"effect ["Allow"]"#, false),
            (format!("{{{ACTION},{RESOURCE}}}"), "no_effect", false),
            (format!(r#"{{"Effect":"Allow",{RESOURCE}}}"#), "no_action", false),
            (format!(r#"{{"Effect":"Allow",{ACTION}}}"#), "no_resource", false),
            (format!(r#"{{"Effect":"Allow",{ACTION},"NotAction":"x:y",{RESOURCE}}}"#), "two_actions", true),
            (format!(r#"{{"Effect":"Allow",{ACTION},{RESOURCE},"NotResource":"x"}}"#), "two_resources", true),
            (
                format!(r#"{{"Effect":"Allow",{ACTION},{RESOURCE},"Principals":"*"}}"#),
                "unknown_statement_element Principals",
                true,
            ),
            (
                format!(r#"{{"Effect":"Deny","Effect":"Allow",{ACTION},{RESOURCE}}}"#),
                "duplicate_element Effect",
                true,
            ),
            (format!(r#"{{"Effect":"Allow",{ACTION},"Resource":[7,"*"]}}"#), "not_text Resource[0]", true),
            (
                format!(r#"{{"Effect":"Allow",{ACTION},"NotResource":[]}}"#),
                "empty_list NotResource,empty_negated_list NotResource",
                true,
            ),
            (
                format!(r#"{{"Effect":"Allow",{ACTION},{RESOURCE},"Principal":"ana"}}"#),
                "principal_form ana",
                true,
            ),
            (
                format!(r#"{{"Effect":"Allow",{ACTION},{RESOURCE},"Principal":"*","NotPrincipal":"*"}}"#),
                "two_principals",
                true,
            ),
            (
                format!(r#"{{"Effect":"Allow",{ACTION},{RESOURCE},"Principal":{{"Foo":"x"}}}}"#),
                "unknown_statement_element Principal.Foo",
                true,
            ),
            (
                format!(r#"{{"Effect":"Allow",{ACTION},{RESOURCE},"Condition":[]}}"#),
                "condition_form Condition",
                true,
            ),
            (
                format!(r#"{{"Effect":"Allow",{ACTION},{RESOURCE},"Condition":{{"Bool":"x"}}}}"#),
                "condition_form Condition.Bool",
                true,
            ),
            (
                format!(r#"{{"Effect":"Allow",{ACTION},{RESOURCE},"Condition":{{"Equals":{{"k":"v"}}}}}}"#),
                "condition_operator Equals",
                true,
            ),
            (
                format!(r#"{{"Effect":"Allow",{ACTION},{RESOURCE},"Condition":{{"Bool":{{"k":[null]}}}}}}"#),
                "condition_value Condition.Bool.k",
                true,
            ),
            (
                format!(
                    r#"{{"Effect":"Allow",{ACTION},{RESOURCE},"Condition":{{"Null":{{"k":true,"k":false}}}}}}"#
                ),
                "duplicate_element Condition.Null.k",
                true,
            ),
            ("7".to_owned(), "statement_form", false),
        ] {
            let policy = document(&format!(r#"{{"Statement":[{statement}]}}"#));
            let expected: Vec<String> = expected.split(',').map(|defect| format!("0: {defect}")).collect();
            assert_eq!(defects(&policy), expected, "{statement}");
            assert!(policy.is_open() && policy.faults(Role::Resource).next().is_some(), "{statement}");
            assert_eq!(policy.statements.len(), usize::from(is_kept), "{statement}");
            assert!(policy.statements.iter().all(|statement| statement.is_doubtful), "{statement}");
            let decision = evaluate(&policy, Role::Authorizer, &Request::invoke("arn:x")).decision;
            assert_eq!(decision, Decision::Indeterminate, "{statement}");
        }
    }

    #[test]
    fn what_is_wrong_and_yet_clear_settles_what_it_settles() {
        for (statement, expected) in [
            (r#"{"Effect":"Allow","Action":"*","Resource":[]}"#, "empty_list Resource"),
            (r#"{"Effect":"Allow","Action":[],"Resource":"*"}"#, "empty_list Action"),
            (r#"{"Effect":"Allow","Action":"Invoke","Resource":"*"}"#, "action_form Invoke"),
            (r#"{"Effect":"Allow","Action":"*","Resource":""}"#, "empty_text Resource"),
            (
                r#"{"Effect":"Allow","Action":"*","Resource":"*","Condition":{"Bool":{"k":"yes"},"StringEquals":{"l":"x"}}}"#,
                "condition_operand yes",
            ),
        ] {
            let policy = document(&format!(r#"{{"Statement":{statement}}}"#));
            assert_eq!(defects(&policy), [format!("0: {expected}")], "{statement}");
            assert!(!policy.is_open() && !policy.statements[0].is_doubtful, "{statement}");
            let context = Context::complete();
            let request = Request::invoke("arn:x").with(&context);
            let decision = evaluate(&policy, Role::Authorizer, &request).decision;
            assert_eq!(decision, Decision::ImplicitDeny, "{statement}");
        }
    }

    #[test]
    fn what_is_wrong_with_a_document_is_named() {
        let all = r#"{"Effect":"Allow","Action":"*","Resource":"*"}"#;
        let deep = format!("{}1{}", r#"{"a":"#.repeat(40), "}".repeat(40));
        for (text, expected, is_open) in [
            (format!(r#"{{"Version":"2020-01-01","Statement":{all}}}"#), r#"version "2020-01-01""#, true),
            (format!(r#"{{"Version":20121017,"Statement":{all}}}"#), "version 20121017", true),
            (format!(r#"{{"version":"2012-10-17","Statement":{all}}}"#), "element_case version", true),
            (format!(r#"{{"Statement":{all},"Statement":{all}}}"#), "duplicate_element Statement", true),
            (format!(r#"{{"Statement":{all},"Comment":"x"}}"#), "unknown_element Comment", false),
            (r#"{"Version":"2012-10-17"}"#.to_owned(), "no_statement", true),
            (r#"{"Statement":[]}"#.to_owned(), "empty_list Statement", false),
            (format!("{:?}", format!(r#"{{"Statement":{all}}}"#)), "document_is_text", true),
            ("[]".to_owned(), "not_an_object", true),
            ("null".to_owned(), "not_an_object", true),
            (r#"{"Statement":"#.to_owned(), "not_json", true),
            (format!(r#"{{"Statement":{deep}}}"#), "too_deep", true),
            (format!("{}{{}}", " ".repeat(10)) + &"x".repeat(1 << 20), "too_long", true),
        ] {
            let policy = document(&text);
            let start = text.get(..60).unwrap_or(&text);
            assert_eq!(defects(&policy), [expected], "{start}");
            assert_eq!(policy.is_open(), is_open, "{start}");
        }
        // An `Id` is an element of the grammar.
        assert_eq!(document(&format!(r#"{{"Id":"x","Statement":{all}}}"#)).defects, []);
    }

    #[test]
    fn what_is_wrong_with_an_answer_is_named() {
        let policy = r#""policyDocument":{"Statement":[]}"#;
        for (text, expected) in [
            (format!(r#"{{"principalId":"a",{policy}}}"#), ""),
            (format!("{{{policy}}}"), "no_principal_id"),
            (format!(r#"{{"principalId":null,{policy}}}"#), "no_principal_id"),
            (format!(r#"{{"principalId":"",{policy}}}"#), "empty_principal_id"),
            (format!(r#"{{"principalId":7,{policy}}}"#), "principal_id_form"),
            (format!(r#"{{"principalId":"a",{policy},"context":{{"a":1,"b":true,"c":"d"}}}}"#), ""),
            (format!(r#"{{"principalId":"a",{policy},"context":null}}"#), ""),
            (format!(r#"{{"principalId":"a",{policy},"context":[]}}"#), "context_form"),
            (
                format!(r#"{{"principalId":"a",{policy},"context":{{"a":{{}},"b":[]}}}}"#),
                "context_form context_form",
            ),
            (
                format!(r#"{{"principalId":"a",{policy},"usageIdentifierKey":7}}"#),
                "usage_identifier_key_form",
            ),
            (format!(r#"{{"principalId":"a",{policy},"usageIdentifierKey":"k"}}"#), ""),
            (format!(r#"{{"PrincipalId":"a",{policy}}}"#), "element_case"),
        ] {
            let answer = read(&text).unwrap();
            let found: Vec<&str> = answer.defects.iter().map(|defect| defect.kind.id()).collect();
            assert_eq!(found.join(" "), expected, "{text}");
            assert_eq!(answer.has_usage_identifier_key, text.contains("usageIdentifierKey"));
        }
    }

    #[test]
    fn a_policy_in_a_text_and_with_names_in_lower_case_is_read() {
        let inner =
            r#"{"version":"2012-10-17","statement":[{"effect":"Deny","action":"*","resource":"arn:a"}]}"#;
        let answer = read(&format!(r#"{{"principalId":"a","policyDocument":{inner:?}}}"#)).unwrap();
        assert_eq!(answer.policy.in_short(), ["Deny arn:a"]);
        assert_eq!(answer.policy.version, Version::V2012);
        assert_eq!(answer.policy.defects.len(), 6);
    }

    #[test]
    fn the_names_of_defects_differ() {
        let ids: HashSet<&str> = DefectKind::ALL.iter().map(|kind| kind.id()).collect();
        assert_eq!(ids.len(), DefectKind::ALL.len());
    }

    #[test]
    fn statements_that_are_endless_are_left_out() {
        let many = vec![format!("{:?}", "a".repeat(2000)); 200].join(",");
        let statement = |resource: &str| format!(r#"{{"Effect":"Deny","Action":"*","Resource":{resource}}}"#);
        let json = format!(
            r#"{{"Statement":[{},{},{}]}}"#,
            statement(r#""*""#),
            statement(&format!("{:?}", "a".repeat(3000))),
            statement(&format!("[{many}]")),
        );
        let policy = document(&json);
        assert_eq!(defects(&policy), ["1: pattern_too_long Resource", "2: patterns_too_long Resource[64]"]);
        assert_eq!(policy.in_short(), ["Deny *"]);
        let json = format!(r#"{{"Statement":[{}]}}"#, vec![statement(r#""*""#); 1002].join(","));
        let policy = document(&json);
        assert_eq!(defects(&policy), ["1000: too_many_statements"]);
        assert_eq!(policy.statements.len(), 1000);
        let policy = document(&format!(r#"{{{}"Statement":[]}}"#, r#""x":0,"#.repeat(2000)));
        assert_eq!(policy.defects.len(), 1001);
        assert!(policy.is_open());
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
