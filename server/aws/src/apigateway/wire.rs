//! Answers as AWS sent them, and as its command line prints them. Taken from the wire and not from the SDK's types, which would leave
//! out what they do not know and fill in what was not said.

use std::sync::{Arc, Mutex, PoisonError};

use aws_sdk_apigateway::{
    config::{
        ConfigBag, Intercept, RuntimeComponents, interceptors::AfterDeserializationInterceptorContextRef,
    },
    error::BoxError,
    primitives::{DateTime, DateTimeFormat},
};
use serde_json::{Map, Value};

use crate::error::AwsError;

/// Keeps the body of an answer.
#[derive(Debug, Clone, Default)]
pub(super) struct Raw(Arc<Mutex<Vec<u8>>>);

impl Intercept for Raw {
    fn name(&self) -> &'static str {
        "Raw"
    }

    fn read_after_deserialization(
        &self,
        context: &AfterDeserializationInterceptorContextRef<'_>,
        _: &RuntimeComponents,
        _: &mut ConfigBag,
    ) -> Result<(), BoxError> {
        if let Some(body) = context.response().body().bytes() {
            *self.0.lock().unwrap_or_else(PoisonError::into_inner) = body.to_vec();
        }
        Ok(())
    }
}

impl Raw {
    /// The body as JSON.
    pub(super) fn document(&self) -> Result<Value, AwsError> {
        let body = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        serde_json::from_slice(&body).map_err(|_| AwsError::Other {
            code: "no JSON".to_owned(),
            message: "what answered is not API Gateway: check the endpoint URL".to_owned(),
        })
    }
}

/// The text under a name.
pub(super) fn text<'a>(value: &'a Value, name: &str) -> Option<&'a str> {
    value.get(name)?.as_str()
}

/// Takes the elements out of a list as AWS sends it.
pub(super) fn items(page: &mut Value) -> Vec<Value> {
    match page.get_mut("item").map(Value::take) {
        Some(Value::Array(elements)) => elements,
        // One alone, as its older form has it.
        Some(element @ Value::Object(_)) => vec![element],
        _ => Vec::new(),
    }
}

/// An answer as the command line prints it: links and what is null left out, moments as text.
pub(super) fn printed(document: Value) -> Value {
    match document {
        Value::Object(fields) => fields
            .into_iter()
            .filter(|(name, value)| !name.starts_with('_') && !value.is_null())
            .map(|(name, value)| match value {
                Value::Number(seconds) if name.ends_with("Date") => {
                    let moment = seconds.as_f64().map(DateTime::from_secs_f64);
                    let text = moment.and_then(|moment| moment.fmt(DateTimeFormat::DateTime).ok());
                    (name, text.map_or(Value::Number(seconds), Value::String))
                }
                value => (name, printed(value)),
            })
            .collect(),
        Value::Array(elements) => elements.into_iter().map(printed).collect(),
        other => other,
    }
}

/// The same with the names of each object in the order of the alphabet, and AWS's lists in that of what tells their elements
/// apart. Within an export, lists keep their order.
pub(super) fn ordered(document: Value) -> Value {
    match document {
        Value::Object(fields) => {
            let mut fields: Vec<(String, Value)> = fields.into_iter().collect();
            fields.sort_by(|(one, _), (other, _)| one.cmp(other));
            let fields = fields.into_iter().map(|(name, value)| {
                let value = match value {
                    Value::Array(mut elements) if name == "items" || name == "item" => {
                        elements.sort_by_cached_key(key);
                        Value::Array(elements)
                    }
                    value => value,
                };
                (name, ordered(value))
            });
            Value::Object(fields.collect::<Map<_, _>>())
        }
        Value::Array(elements) => elements.into_iter().map(ordered).collect(),
        other => other,
    }
}

/// What tells an element of a list from the others.
fn key(element: &Value) -> Vec<String> {
    ["id", "stageName", "responseType", "domainName", "basePath"]
        .iter()
        .map(|name| text(element, name).unwrap_or_default().to_owned())
        .collect()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::{items, ordered, printed};

    #[test]
    fn an_answer_is_printed_as_the_command_line_does() {
        let answer = json!({
            "_links": {"self": {}},
            "policy": null,
            "id": "d1",
            "createdDate": 1_785_592_920,
            "nested": {"lastUpdatedDate": 1_785_592_920.5, "count": 3},
        });
        let expected = json!({
            "id": "d1",
            "createdDate": "2026-08-01T14:02:00Z",
            "nested": {"lastUpdatedDate": "2026-08-01T14:02:00.5Z", "count": 3},
        });
        assert_eq!(printed(answer), expected);
    }

    #[test]
    fn a_list_of_one_is_a_list() {
        assert_eq!(items(&mut json!({"item": {"id": "a"}})), [json!({"id": "a"})]);
        assert!(items(&mut json!({})).is_empty());
    }

    #[test]
    fn the_same_configuration_is_the_same_text() {
        let one = json!({"b": {"items": [{"id": "2"}, {"name": "x", "id": "1"}]}, "a": [2, 1]});
        let other = json!({"a": [2, 1], "b": {"items": [{"id": "1", "name": "x"}, {"id": "2"}]}});
        let texts = [one, other].map(|document| ordered(document).to_string());
        assert_eq!(texts[0], texts[1]);
        assert_eq!(texts[0], r#"{"a":[2,1],"b":{"items":[{"id":"1","name":"x"},{"id":"2"}]}}"#);
    }
}
