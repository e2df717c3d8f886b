//! An API's resource policy, out of the wrappings in which AWS gives it.

use serde_json::Value;

use crate::policy::{Policy, document::document};

/// What is known of an API's resource policy.
#[derive(Debug, Clone, PartialEq)]
pub enum ResourcePolicy {
    /// The API has none.
    Absent,
    /// It has this one.
    Document {
        /// As JSON text, without the escapes around it.
        text: String,
        /// Its statements; one that could not be read says so.
        policy: Policy,
    },
}

impl ResourcePolicy {
    /// Reads the value of `policy` of `get-rest-api`, or of `x-amazon-apigateway-policy`.
    pub(super) fn read(value: Option<&Value>) -> Self {
        let Some(text) = text(value) else { return Self::Absent };
        let policy = document(&text);
        Self::Document { text, policy }
    }
}

/// A policy's text, as its author wrote it but for spaces between; `None` where there is none.
pub(super) fn text(value: Option<&Value>) -> Option<String> {
    let text = match value? {
        Value::Null => return None,
        Value::String(text) => compact(unescaped(text)),
        value => value.to_string(),
    };
    (!text.is_empty()).then_some(text)
}

/// JSON without the spaces that mean nothing. What is no JSON stays as it is.
fn compact(text: String) -> String {
    if serde_json::from_str::<serde::de::IgnoredAny>(&text).is_err() {
        return text;
    }
    let (mut is_in_string, mut is_escaped) = (false, false);
    text.chars()
        .filter(|&c| {
            let is_kept = is_in_string || !c.is_ascii_whitespace();
            match c {
                _ if is_escaped => is_escaped = false,
                '\\' => is_escaped = is_in_string,
                '"' => is_in_string = !is_in_string,
                _ => {}
            }
            is_kept
        })
        .collect()
}

/// A policy without the escapes that `get-rest-api` leaves in it: its text begins `{\"Version\":`, as if it still stood between
/// quotes. Whoever copies it may add another layer, or quotes.
fn unescaped(text: &str) -> String {
    let mut text = text.trim().to_owned();
    for _layer in 0..4 {
        if text.starts_with('{') && serde_json::from_str::<serde::de::IgnoredAny>(&text).is_ok() {
            break;
        }
        let quoted = if text.starts_with('"') { text.clone() } else { format!("\"{text}\"") };
        match serde_json::from_str::<String>(&quoted) {
            Ok(inner) if inner != text => inner.trim().clone_into(&mut text),
            _ => break,
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::ResourcePolicy;

    const PLAIN: &str = r#"{"Statement":[{"Effect":"Allow","Principal":"*","Action":"execute-api:Invoke","Resource":"execute-api:/a\"b/*"}]}"#;

    #[test]
    fn a_policy_is_read_whatever_its_escapes() {
        let without_quotes = |text: &str| text.strip_prefix('"')?.strip_suffix('"').map(str::to_owned);
        let once = serde_json::to_string(PLAIN).unwrap();
        let twice = serde_json::to_string(&once).unwrap();
        for value in [
            serde_json::from_str::<Value>(PLAIN).unwrap(),
            json!(PLAIN),
            json!(format!("  {PLAIN}\n")),
            json!(once),
            json!(without_quotes(&once)),
            json!(twice),
            json!(without_quotes(&twice)),
        ] {
            let ResourcePolicy::Document { text, policy } = ResourcePolicy::read(Some(&value)) else {
                panic!("{value}")
            };
            assert_eq!(text, PLAIN, "{value}");
            assert_eq!(policy.in_short(), [r#"Allow execute-api:/a"b/*"#], "{value}");
        }
    }

    #[test]
    fn none_is_told_from_one_that_cannot_be_read() {
        for none in [None, Some(json!(null)), Some(json!("")), Some(json!(" "))] {
            assert_eq!(ResourcePolicy::read(none.as_ref()), ResourcePolicy::Absent);
        }
        for odd in [json!("{\\\"Version"), json!(7), json!([]), json!("\"\\"), json!("\\u12")] {
            let ResourcePolicy::Document { policy, .. } = ResourcePolicy::read(Some(&odd)) else {
                panic!("{odd}")
            };
            assert!(policy.is_open() && policy.statements.is_empty(), "{odd}");
        }
    }
}
