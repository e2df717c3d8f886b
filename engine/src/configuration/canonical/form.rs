//! How a field is written.

use serde_json::{Map, Number as JsonNumber, Value};

use super::WITHHELD;
use crate::{
    configuration::{document::moment, resource_policy},
    redact,
};

/// What a field holds.
#[derive(Clone, Copy)]
pub(super) enum Form {
    Text,
    /// Text of which AWS's tools disagree on the case.
    Upper,
    Number,
    Flag,
    Moment,
    /// Texts in no order.
    Set,
    /// Identity sources, parted by commas.
    Sources,
    /// An address, in which there may be a password or a key.
    Uri,
    /// A policy document.
    Policy,
    /// Stage variables: which of them are secrets, their names and looks say.
    Variables,
    Object(&'static [(&'static str, Form)]),
    /// The same of every name.
    Map(&'static Form),
    /// Objects in no order.
    List(&'static [(&'static str, Form)]),
}

impl Form {
    /// A value in this form; `None` for one that makes no sense here, and for nothing.
    pub(super) fn of(self, value: &Value) -> Option<Value> {
        if let Self::Text | Self::Upper | Self::Number | Self::Flag | Self::Uri | Self::Sources = self
            && let Some(function) = function(value)
        {
            return Some(function);
        }
        match self {
            Self::Text => scalar(value).map(Value::String),
            Self::Upper => scalar(value).map(|text| Value::String(text.to_ascii_uppercase())),
            Self::Number => number(value).map(Value::Number),
            Self::Flag => flag(value).map(Value::Bool),
            Self::Moment => moment(value).map(|at| Value::String(at.to_string())),
            Self::Set => Some(set(value)).filter(|set| set.as_array().is_some_and(|all| !all.is_empty())),
            Self::Sources => sources(value).map(Value::String),
            Self::Uri => scalar(value).map(|uri| Value::String(without_secrets(&uri))),
            Self::Policy => resource_policy::text(Some(value)).map(Value::String),
            Self::Variables => Some(variables(value.as_object()?)),
            Self::Object(fields) => {
                let object = value.as_object()?;
                let of =
                    |(name, form): &(&str, Self)| Some(((*name).to_owned(), form.of(object.get(*name)?)?));
                Some(Value::Object(fields.iter().filter_map(of).collect()))
            }
            Self::Map(form) => {
                let of = |(name, value): (&String, &Value)| Some((name.clone(), form.of(value)?));
                Some(Value::Object(value.as_object()?.iter().filter_map(of).collect()))
            }
            Self::List(fields) => {
                let elements =
                    value.as_array()?.iter().filter_map(|element| Self::Object(fields).of(element));
                let mut elements: Vec<Value> = elements.collect();
                elements.sort_by_cached_key(Value::to_string);
                Some(Value::Array(elements))
            }
        }
    }
}

/// A template's function, which is worked out when the template is deployed: kept as it is, never guessed.
fn function(value: &Value) -> Option<Value> {
    let object = value.as_object().filter(|object| object.len() == 1)?;
    let is_function =
        object.keys().all(|name| name == "Ref" || name == "Condition" || name.starts_with("Fn::"));
    is_function.then(|| value.clone())
}

fn scalar(value: &Value) -> Option<String> {
    let text = match value {
        Value::String(text) => text.trim().to_owned(),
        Value::Number(number) => number.to_string(),
        Value::Bool(truth) => truth.to_string(),
        _ => return None,
    };
    (!text.is_empty()).then_some(text)
}

fn number(value: &Value) -> Option<JsonNumber> {
    let number = match value {
        Value::Number(number) => number.clone(),
        Value::String(text) => text.trim().parse().ok()?,
        _ => return None,
    };
    // 100.0 is 100.
    #[expect(clippy::cast_possible_truncation, reason = "whole, and within what is exact")]
    match number.as_f64() {
        Some(whole) if number.is_f64() && whole.fract() == 0.0 && whole.abs() < 1e15 => {
            Some(JsonNumber::from(whole as i64))
        }
        _ => Some(number),
    }
}

fn flag(value: &Value) -> Option<bool> {
    match value {
        Value::Bool(truth) => Some(*truth),
        Value::String(text) => text.trim().to_ascii_lowercase().parse().ok(),
        _ => None,
    }
}

fn set(value: &Value) -> Value {
    let elements = match value {
        Value::Array(elements) => elements.as_slice(),
        one => std::slice::from_ref(one),
    };
    let mut elements: Vec<Value> = elements
        .iter()
        .filter_map(|element| function(element).or_else(|| scalar(element).map(Value::String)))
        .collect();
    elements.sort_by_cached_key(Value::to_string);
    elements.dedup();
    Value::Array(elements)
}

fn sources(value: &Value) -> Option<String> {
    let text = match value {
        Value::Array(sources) => sources.iter().filter_map(Value::as_str).collect::<Vec<_>>().join(","),
        one => scalar(one)?,
    };
    let sources: Vec<&str> = text.split(',').map(str::trim).filter(|source| !source.is_empty()).collect();
    (!sources.is_empty()).then(|| sources.join(","))
}

fn variables(variables: &Map<String, Value>) -> Value {
    let kept = |(name, value): (&String, &Value)| {
        let value = function(value).or_else(|| scalar(value).map(Value::String))?;
        let is_secret = value.as_str().is_some_and(|text| redact::is_secret(name, text));
        Some((name.clone(), if is_secret { Value::String(WITHHELD.to_owned()) } else { value }))
    };
    Value::Object(variables.iter().filter_map(kept).collect())
}

/// An address without a password before its host, and without the values of parameters that are secrets.
fn without_secrets(uri: &str) -> String {
    let (address, query) = match uri.split_once('?') {
        Some((address, query)) => (address, Some(query)),
        None => (uri, None),
    };
    let mut kept = match address.split_once("://") {
        Some((scheme, rest)) => {
            let end = rest.find('/').unwrap_or(rest.len());
            let (host, path) = rest.split_at_checked(end).unwrap_or((rest, ""));
            match host.rsplit_once('@') {
                Some((_, host)) => format!("{scheme}://{WITHHELD}@{host}{path}"),
                None => address.to_owned(),
            }
        }
        None => address.to_owned(),
    };
    if let Some(query) = query {
        let parameters = query.split('&').map(|parameter| match parameter.split_once('=') {
            Some((name, value)) if redact::is_secret(name, value) => format!("{name}={WITHHELD}"),
            _ => parameter.to_owned(),
        });
        kept.push('?');
        kept.push_str(&parameters.collect::<Vec<_>>().join("&"));
    }
    kept
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::Form;

    #[test]
    fn what_means_the_same_is_written_in_one_way() {
        for (form, value, expected) in [
            (Form::Number, json!("300"), json!(300)),
            (Form::Number, json!(100.0), json!(100)),
            (Form::Number, json!(0.5), json!(0.5)),
            (Form::Flag, json!("True"), json!(true)),
            (Form::Moment, json!(1_790_000_000.5), json!("2026-09-21T14:13:20.500Z")),
            (Form::Moment, json!("2026-02-01T10:00:00+01:00"), json!("2026-02-01T09:00:00.000Z")),
            (Form::Set, json!(["b", "a", "b"]), json!(["a", "b"])),
            (Form::Set, json!("a"), json!(["a"])),
            (Form::Sources, json!(" x, y ,"), json!("x,y")),
            (Form::Upper, json!("token"), json!("TOKEN")),
            (Form::Text, json!({"Ref": "Api"}), json!({"Ref": "Api"})),
            (
                Form::Uri,
                json!("https://u:p@host/a?api_key=1234&x=1"),
                json!("https://(withheld)@host/a?api_key=(withheld)&x=1"),
            ),
            (
                Form::Policy,
                json!("{\\\"Version\\\": \\\"2012-10-17\\\"}"),
                json!(r#"{"Version":"2012-10-17"}"#),
            ),
        ] {
            assert_eq!(form.of(&value), Some(expected), "{value}");
        }
        for (form, value) in [
            (Form::Text, json!({"a": 1})),
            (Form::Text, json!(" ")),
            (Form::Number, json!("x")),
            (Form::Flag, json!(7)),
        ] {
            assert_eq!(form.of(&value), None::<Value>, "{value}");
        }
    }

    #[test]
    fn variables_that_look_like_secrets_keep_their_names() {
        let variables = json!({"table": "orders", "dbPassword": "x", "upstream": "https://a.example/v1",
            "key": "AKIAIOSFODNN7EXAMPLE", "function": {"Ref": "Orders"}});
        let expected = json!({"table": "orders", "dbPassword": "(withheld)", "upstream": "https://a.example/v1",
            "key": "(withheld)", "function": {"Ref": "Orders"}});
        assert_eq!(Form::Variables.of(&variables), Some(expected));
    }
}
