//! YAML → the same values as of JSON.
//!
//! Templates hold tags that are AWS's own (`!Ref`, `!GetAtt`), so values are built of the parser's events here: a tag becomes the
//! long form of the function it stands for. An alias is a copy of what it names, and copies of copies grow without end, so all
//! that is built is counted.

use std::collections::HashMap;

use granit_parser::{Event, Parser, ScalarStyle, Tag};
use serde_json::{Map, Value};

use super::ConfigurationError;

/// How many values a document may hold, with what its aliases stand for. The largest template that AWS takes has fewer.
const MOST_VALUES: usize = 1_000_000;

/// How deep they may be nested, as in JSON.
const MOST_DEPTH: usize = 127;

/// The documents of a text, in their order.
pub(super) fn documents(text: &str) -> Result<Vec<Value>, ConfigurationError> {
    let mut documents = Vec::new();
    let mut building = Building::default();
    for event in Parser::new_from_str(text) {
        let (event, _) = event.map_err(|error| {
            let marker = error.marker();
            ConfigurationError::NotYaml { line: marker.line(), column: marker.col() + 1 }
        })?;
        match event {
            Event::Scalar(text, style, anchor, tag) => {
                let value = scalar(&text, style, tag.as_deref());
                building.put(value, anchor)?;
            }
            Event::SequenceStart(_, anchor, tag) => {
                building.open(Value::Array(Vec::new()), anchor, tag.as_deref())?;
            }
            Event::MappingStart(_, anchor, tag) => {
                building.open(Value::Object(Map::new()), anchor, tag.as_deref())?;
            }
            Event::SequenceEnd | Event::MappingEnd => building.close()?,
            Event::Alias(anchor) => building.copy(anchor)?,
            Event::DocumentEnd => {
                documents.extend(building.whole.take());
                building.anchors.clear();
            }
            _ => {}
        }
    }
    Ok(documents)
}

/// A document of which not all events came yet.
#[derive(Default)]
struct Building {
    open: Vec<Open>,
    whole: Option<Value>,
    /// What an anchor names, how many values that is, and how deep.
    anchors: HashMap<usize, (Value, Size)>,
    n_values: usize,
}

/// A list or an object that is not closed yet.
struct Open {
    value: Value,
    /// The key whose value comes next.
    key: Option<String>,
    anchor: usize,
    function: Option<String>,
    size: Size,
}

#[derive(Clone, Copy)]
struct Size {
    n_values: usize,
    depth: usize,
}

impl Size {
    const ONE: Self = Self { n_values: 1, depth: 1 };
}

impl Building {
    fn open(&mut self, value: Value, anchor: usize, tag: Option<&Tag>) -> Result<(), ConfigurationError> {
        if self.open.len() >= MOST_DEPTH {
            return Err(ConfigurationError::TooDeep);
        }
        self.count(1)?;
        let function = tag.and_then(function);
        self.open.push(Open { value, key: None, anchor, function, size: Size::ONE });
        Ok(())
    }

    fn close(&mut self) -> Result<(), ConfigurationError> {
        let Some(Open { value, anchor, function, mut size, .. }) = self.open.pop() else { return Ok(()) };
        let value = match function {
            Some(function) => {
                size.depth += 1;
                called(&function, value)
            }
            None => value,
        };
        self.place(value, anchor, size)
    }

    fn put(&mut self, value: Value, anchor: usize) -> Result<(), ConfigurationError> {
        self.count(1)?;
        let depth = if value.is_object() { 2 } else { 1 };
        self.place(value, anchor, Size { n_values: 1, depth })
    }

    fn copy(&mut self, anchor: usize) -> Result<(), ConfigurationError> {
        // What is still open stands in itself: of that there is no end.
        let Some((_, size)) = self.anchors.get(&anchor) else { return Err(ConfigurationError::YamlBomb) };
        // Before it is copied.
        if self.n_values.saturating_add(size.n_values) > MOST_VALUES {
            return Err(ConfigurationError::YamlBomb);
        }
        let Some((value, size)) = self.anchors.get(&anchor).cloned() else { return Ok(()) };
        self.n_values += size.n_values;
        self.place(value, 0, size)
    }

    /// Puts a whole value where it belongs.
    fn place(&mut self, value: Value, anchor: usize, size: Size) -> Result<(), ConfigurationError> {
        if size.depth + self.open.len() > MOST_DEPTH {
            return Err(ConfigurationError::TooDeep);
        }
        if anchor != 0 {
            // It is kept a second time.
            self.count(size.n_values)?;
            self.anchors.insert(anchor, (value.clone(), size));
        }
        let Some(open) = self.open.last_mut() else {
            self.whole = Some(value);
            return Ok(());
        };
        open.size.n_values += size.n_values;
        open.size.depth = open.size.depth.max(size.depth + 1);
        match &mut open.value {
            Value::Array(elements) => elements.push(value),
            Value::Object(members) => match open.key.take() {
                None => open.key = Some(key(value)),
                // `<<` takes in another object's members, where there are none of these names.
                Some(key) if key == "<<" => merge(members, value),
                Some(key) => {
                    members.insert(key, value);
                }
            },
            _ => {}
        }
        Ok(())
    }

    fn count(&mut self, n_values: usize) -> Result<(), ConfigurationError> {
        self.n_values = self.n_values.saturating_add(n_values);
        if self.n_values > MOST_VALUES { Err(ConfigurationError::TooMuch) } else { Ok(()) }
    }
}

fn merge(members: &mut Map<String, Value>, from: Value) {
    match from {
        Value::Object(others) => {
            for (key, value) in others {
                members.entry(key).or_insert(value);
            }
        }
        Value::Array(all) => all.into_iter().for_each(|from| merge(members, from)),
        _ => {}
    }
}

/// A key, as JSON has it: text.
fn key(value: Value) -> String {
    match value {
        Value::String(text) => text,
        other => other.to_string(),
    }
}

/// What a scalar without quotes means: YAML 1.2's core schema, in which `yes` and `on` are words.
fn scalar(text: &str, style: ScalarStyle, tag: Option<&Tag>) -> Value {
    if let Some(tag) = tag {
        if let Some(function) = function(tag) {
            return called(&function, Value::String(text.to_owned()));
        }
        if tag.suffix() == "str" {
            return Value::String(text.to_owned());
        }
    }
    if style != ScalarStyle::Plain {
        return Value::String(text.to_owned());
    }
    match text {
        "" | "~" | "null" | "Null" | "NULL" => Value::Null,
        "true" | "True" | "TRUE" => Value::Bool(true),
        "false" | "False" | "FALSE" => Value::Bool(false),
        _ => number(text).unwrap_or_else(|| Value::String(text.to_owned())),
    }
}

/// A number that is written as JSON would: an account's `012345678901` and a version's date stay text.
fn number(text: &str) -> Option<Value> {
    let is_number = text.bytes().all(|byte| byte.is_ascii_digit() || b"+-.eE".contains(&byte));
    serde_json::from_str::<serde_json::Number>(text).ok().filter(|_| is_number).map(Value::Number)
}

/// The function that a tag of a template stands for: `!Ref` is `Ref`, all others have a prefix.
fn function(tag: &Tag) -> Option<String> {
    if tag.handle() != "!" || tag.suffix().is_empty() {
        return None;
    }
    Some(match tag.suffix() {
        name @ ("Ref" | "Condition") => name.to_owned(),
        name => format!("Fn::{name}"),
    })
}

/// A function's long form. `!GetAtt a.b` is `["a", "b"]` there.
fn called(function: &str, argument: Value) -> Value {
    let argument = match (function, &argument) {
        ("Fn::GetAtt", Value::String(text)) => match text.split_once('.') {
            Some((resource, attribute)) => Value::from(vec![resource, attribute]),
            None => argument,
        },
        _ => argument,
    };
    Value::Object(Map::from_iter([(function.to_owned(), argument)]))
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::{ConfigurationError, documents};

    #[test]
    fn values_are_those_that_json_would_have() {
        let text = "a: 1\nb: 'on'\nc: on\nd: [true, null, ~, 1.5, 012345678901, 2012-10-17]\ne: |\n  x\n  y\n\
                    200: ok\n? [k]\n: v\nf: &x {y: 1}\ng: *x\nh: {<<: *x, z: 2}\n";
        let expected = json!({"a": 1, "b": "on", "c": "on", "d": [true, null, null, 1.5, "012345678901", "2012-10-17"],
            "e": "x\ny\n", "200": "ok", "[\"k\"]": "v", "f": {"y": 1}, "g": {"y": 1}, "h": {"y": 1, "z": 2}});
        assert_eq!(documents(text), Ok(vec![expected]));
        assert_eq!(documents("a: 1\n---\nb: 2\n...\n"), Ok(vec![json!({"a": 1}), json!({"b": 2})]));
    }

    #[test]
    fn functions_in_short_are_those_in_full() {
        let text = "a: !Ref Api\nb: !GetAtt Api.RootResourceId\nc: !Sub '${Api}/x'\nd: !Join [':', [a, !Ref B]]\ne: !Sub\n  - x\n  - {y: 1}\n";
        let expected = json!({"a": {"Ref": "Api"}, "b": {"Fn::GetAtt": ["Api", "RootResourceId"]}, "c": {"Fn::Sub": "${Api}/x"},
            "d": {"Fn::Join": [":", ["a", {"Ref": "B"}]]}, "e": {"Fn::Sub": ["x", {"y": 1}]}});
        assert_eq!(documents(text), Ok(vec![expected]));
    }

    #[test]
    fn what_has_no_end_is_refused() {
        let mut bomb = String::from("a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n");
        for level in 1..12 {
            let aliases = vec![format!("*a{}", level - 1); 10].join(", ");
            bomb = format!("{bomb}a{level}: &a{level} [{aliases}]\n");
        }
        assert_eq!(documents(&bomb), Err(ConfigurationError::YamlBomb));
        assert_eq!(documents("a: &a [*a]\n"), Err(ConfigurationError::YamlBomb));
        let deep = format!("{}x{}", "[".repeat(150), "]".repeat(150));
        assert_eq!(documents(&deep), Err(ConfigurationError::TooDeep));
        let many = format!("[{}]", "1,".repeat(1_000_001));
        assert_eq!(documents(&many), Err(ConfigurationError::TooMuch));
        for broken in ["a: [1", "a: 'x", "\t- a\n b", "a: *nothing"] {
            assert!(matches!(documents(broken), Err(ConfigurationError::NotYaml { .. })), "{broken}");
        }
        assert_eq!(documents(""), Ok(Vec::<Value>::new()));
    }
}
