//! One statement: its elements, each with what is wrong with it.

use std::borrow::Cow;

use serde_json::value::RawValue;

use super::{Elements, Object};
use crate::policy::{
    Condition, Defect, DefectKind, Effect, Names, Operator, Principal, Principals, Statement, Version,
    pattern::Compiled,
};

/// API Gateway takes resources of 512 characters in an authorizer's answer; more than a few times that is an attack on
/// whoever matches it.
const LONGEST_PATTERN: usize = 2048;

/// API Gateway takes answers of 8 KB and resource policies of 8,192 characters, which may be raised.
pub(super) const LONGEST_PATTERNS: usize = 128 * 1024;

/// Reads a statement; `None` where it makes no sense, of which a defect tells then.
pub(super) fn read(
    json: &str,
    index: u32,
    version: Version,
    room: &mut usize,
    defects: &mut Vec<Defect>,
) -> Option<Statement> {
    let Some(object) = Object::read(json) else {
        defects.push(Defect::of_statement(DefectKind::StatementForm, index, ""));
        return None;
    };
    let n_before = defects.len();
    let names = [
        "Sid",
        "Effect",
        "Action",
        "NotAction",
        "Resource",
        "NotResource",
        "Principal",
        "NotPrincipal",
        "Condition",
    ];
    let Elements(
        [sid, effect, action, not_action, resource, not_resource, principal, not_principal, condition],
    ) = object.elements(names, DefectKind::UnknownStatementElement, Some(index), defects);
    let mut reader = Reader { index, version, room, is_too_long: false, defects };
    let sid = sid.and_then(|sid| reader.text(sid, "Sid"));
    let effect = reader.effect(effect);
    let actions = reader.names(
        [("Action", action), ("NotAction", not_action)],
        DefectKind::NoAction,
        DefectKind::TwoActions,
    );
    let resources = reader.names(
        [("Resource", resource), ("NotResource", not_resource)],
        DefectKind::NoResource,
        DefectKind::TwoResources,
    );
    if let Some(actions) = &actions {
        reader.check_actions(actions);
    }
    let principals = reader.principals(principal, not_principal);
    let conditions = reader.conditions(condition);
    if reader.is_too_long {
        return None;
    }
    let is_doubtful = defects.iter().skip(n_before).any(|defect| defect.kind.changes_meaning());
    let (effect, actions, resources) = (effect?, actions?, resources?);
    let compiled = Compiled::of(&actions, &resources, version);
    Some(Statement { index, sid, effect, actions, resources, principals, conditions, is_doubtful, compiled })
}

/// Reads the elements of one statement.
struct Reader<'a> {
    index: u32,
    version: Version,
    /// How many letters may still be read.
    room: &'a mut usize,
    is_too_long: bool,
    defects: &'a mut Vec<Defect>,
}

impl Reader<'_> {
    fn say(&mut self, kind: DefectKind, element: &str) {
        self.defects.push(Defect::of_statement(kind, self.index, element));
    }

    fn text(&mut self, value: &RawValue, element: &str) -> Option<String> {
        let text: Option<String> = serde_json::from_str(value.get()).ok();
        match &text {
            None => self.say(DefectKind::NotText, element),
            Some(text) => self.measure(text, element),
        }
        text
    }

    fn measure(&mut self, text: &str, element: &str) {
        let left = self.room.checked_sub(text.len());
        *self.room = left.unwrap_or_default();
        let kind = if text.len() > LONGEST_PATTERN {
            DefectKind::PatternTooLong
        } else if left.is_none() {
            DefectKind::PatternsTooLong
        } else {
            return;
        };
        if !self.is_too_long {
            self.say(kind, element);
        }
        self.is_too_long = true;
    }

    fn effect(&mut self, effect: Option<&RawValue>) -> Option<Effect> {
        let Some(effect) = effect else {
            self.say(DefectKind::NoEffect, "");
            return None;
        };
        let text: Option<Cow<'_, str>> = serde_json::from_str(effect.get()).ok();
        match text.as_deref() {
            Some("Allow") => Some(Effect::Allow),
            Some("Deny") => Some(Effect::Deny),
            text => {
                self.say(DefectKind::Effect, text.unwrap_or(effect.get()));
                let is = |word: &str| text.is_some_and(|text| text.trim().eq_ignore_ascii_case(word));
                is("Allow").then_some(Effect::Allow).or(is("Deny").then_some(Effect::Deny))
            }
        }
    }

    /// What stands under an element, or under the one that says all but these.
    fn names(
        &mut self,
        elements: [(&str, Option<&RawValue>); 2],
        none: DefectKind,
        two: DefectKind,
    ) -> Option<Names> {
        let [(plain, value), (negated, negated_value)] = elements;
        let (element, value, is_negated) = match (value, negated_value) {
            (None, None) => {
                self.say(none, "");
                return None;
            }
            (Some(value), None) => (plain, value, false),
            (None, Some(value)) => (negated, value, true),
            (Some(value), Some(_)) => {
                self.say(two, "");
                (plain, value, false)
            }
        };
        let patterns = self.texts(value, element);
        if patterns.is_empty() && is_negated {
            self.say(DefectKind::EmptyNegatedList, element);
        }
        if patterns.iter().any(String::is_empty) {
            self.say(DefectKind::EmptyText, element);
        }
        Some(Names { patterns, is_negated })
    }

    /// A text, or an array of texts.
    fn texts(&mut self, value: &RawValue, element: &str) -> Vec<String> {
        let Some(array) = array(value) else {
            return self.text(value, element).into_iter().collect();
        };
        if array.is_empty() {
            self.say(DefectKind::EmptyList, element);
        }
        let mut texts = Vec::new();
        for (place, value) in array.into_iter().enumerate() {
            texts.extend(self.text(value, &format!("{element}[{place}]")));
        }
        texts
    }

    fn check_actions(&mut self, actions: &Names) {
        let is_action = |action: &str| action == "*" || action.split(':').count() == 2;
        for action in actions.patterns.iter().filter(|action| !is_action(action)) {
            self.say(DefectKind::ActionForm, action);
        }
    }

    fn principals(
        &mut self,
        principal: Option<&RawValue>,
        not_principal: Option<&RawValue>,
    ) -> Option<Principals> {
        let (element, value, is_negated) = match (principal, not_principal) {
            (None, None) => return None,
            (Some(value), None) => ("Principal", value, false),
            (None, Some(value)) => ("NotPrincipal", value, true),
            (Some(value), Some(_)) => {
                self.say(DefectKind::TwoPrincipals, "");
                ("Principal", value, false)
            }
        };
        let mut names = Vec::new();
        if let Some(Object(kinds)) = Object::read(value.get()) {
            for (kind, value) in kinds {
                let name: fn(&str) -> Principal = match kind.as_ref() {
                    "AWS" => Principal::aws,
                    "Service" => |name| Principal::Service(name.to_owned()),
                    "Federated" => |name| Principal::Federated(name.to_owned()),
                    "CanonicalUser" => |name| Principal::CanonicalUser(name.to_owned()),
                    _ => {
                        self.say(DefectKind::UnknownStatementElement, &format!("{element}.{kind}"));
                        continue;
                    }
                };
                let texts = self.texts(value, &format!("{element}.{kind}"));
                names.extend(texts.iter().map(|text| name(text)));
            }
        } else {
            let text: Option<String> = serde_json::from_str(value.get()).ok();
            if text.as_deref() != Some("*") {
                self.say(DefectKind::PrincipalForm, text.as_deref().unwrap_or(element));
            }
            names.extend(text.as_deref().map(Principal::aws));
        }
        Some(Principals { names, is_negated })
    }

    fn conditions(&mut self, condition: Option<&RawValue>) -> Vec<Condition> {
        let Some(condition) = condition else { return Vec::new() };
        let Some(Object(operators)) = Object::read(condition.get()) else {
            self.say(DefectKind::ConditionForm, "Condition");
            return Vec::new();
        };
        self.say_duplicates("Condition", &operators);
        let mut conditions = Vec::new();
        for (name, keys) in operators {
            let element = format!("Condition.{name}");
            let Some(operator) = Operator::read(&name) else {
                self.say(DefectKind::ConditionOperator, &name);
                continue;
            };
            let Some(Object(keys)) = Object::read(keys.get()) else {
                self.say(DefectKind::ConditionForm, &element);
                continue;
            };
            self.say_duplicates(&element, &keys);
            for (key, values) in keys {
                let element = format!("{element}.{key}");
                self.measure(&key, &element);
                let values = self.values(values, &element);
                let condition = Condition::new(operator, key.into_owned(), values, self.version);
                for value in condition.odd_values() {
                    self.say(DefectKind::ConditionOperand, value);
                }
                conditions.push(condition);
            }
        }
        conditions
    }

    fn say_duplicates(&mut self, element: &str, pairs: &[(Cow<'_, str>, &RawValue)]) {
        for (place, (name, _)) in pairs.iter().enumerate() {
            if pairs.iter().take(place).any(|(before, _)| before == name) {
                self.say(DefectKind::DuplicateElement, &format!("{element}.{name}"));
            }
        }
    }

    /// Texts, numbers and booleans, as texts: one, or an array.
    fn values(&mut self, value: &RawValue, element: &str) -> Vec<String> {
        let values = array(value).unwrap_or_else(|| vec![value]);
        if values.is_empty() {
            self.say(DefectKind::EmptyList, element);
        }
        let mut texts = Vec::new();
        for value in values {
            match value.get().as_bytes().first() {
                Some(b'"') => texts.extend(serde_json::from_str::<String>(value.get())),
                Some(b'{' | b'[' | b'n') | None => self.say(DefectKind::ConditionValue, element),
                _ => texts.push(value.get().to_owned()),
            }
        }
        for text in &texts {
            self.measure(text, element);
        }
        texts
    }
}

/// The elements of an array; `None` for what is none.
fn array(value: &RawValue) -> Option<Vec<&RawValue>> {
    serde_json::from_str(value.get()).ok()
}
