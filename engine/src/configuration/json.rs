//! What AWS's JSON looks like once it has been through many hands: numbers as text, a list that is one thing, text where an
//! object should be. Reads what is meant, and nothing from what makes no sense.

use serde_json::Value;

/// The text under a name, unless it is empty.
pub(super) fn text<'a>(value: &'a Value, name: &str) -> Option<&'a str> {
    value.get(name)?.as_str().map(str::trim).filter(|text| !text.is_empty())
}

/// The whole number under a name, which may be written as text.
pub(super) fn number(value: &Value, name: &str) -> Option<u32> {
    let value = value.get(name)?;
    match value.as_u64() {
        Some(number) => u32::try_from(number).ok(),
        None => value.as_str()?.trim().parse().ok(),
    }
}

/// The truth under a name, which may be written as text.
pub(super) fn truth(value: &Value, name: &str) -> Option<bool> {
    match value.get(name)? {
        Value::Bool(truth) => Some(*truth),
        Value::String(text) => text.trim().to_ascii_lowercase().parse().ok(),
        _ => None,
    }
}

/// The elements of a list as AWS gives it: `{"items": […]}`, `{"item": […]}`, the same under `_embedded` where no tool of AWS
/// asked, the array alone, or its only element.
pub(super) fn list(value: &Value) -> &[Value] {
    let value = value.get("_embedded").unwrap_or(value);
    let value = value.get("items").or_else(|| value.get("item")).unwrap_or(value);
    match value {
        Value::Array(elements) => elements,
        Value::Object(_) => std::slice::from_ref(value),
        _ => &[],
    }
}
