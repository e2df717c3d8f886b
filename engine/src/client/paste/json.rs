//! Replies in the JSON of tools, and messages of bodies.
//!
//! Whatever the tool, a reply is an object with a status beside headers or a body: `response` of axios and of an entry of a HAR
//! file, what a Lambda function returns, what a test of a method prints.

use serde_json::{Map, Value};

use super::{Header, Message, finish, told_status};
use crate::client::{Body, Reply};

/// How deep replies are looked for.
const DEEPEST: usize = 8;

/// The replies in a JSON text.
pub(super) fn replies(text: &str) -> Vec<Reply> {
    let mut replies = Vec::new();
    for value in values(text) {
        find(&value, 0, &mut replies);
    }
    replies
}

/// The messages of the JSON bodies that stand in a text.
pub(super) fn bodies(text: &str) -> Vec<Message> {
    values(text).iter().filter_map(message).collect()
}

fn values(text: &str) -> Vec<Value> {
    if !text.trim_start().starts_with(['{', '[']) {
        return Vec::new();
    }
    serde_json::Deserializer::from_str(text).into_iter::<Value>().map_while(Result::ok).collect()
}

fn find(value: &Value, depth: usize, replies: &mut Vec<Reply>) {
    match value {
        Value::Array(elements) if depth < DEEPEST => {
            for element in elements {
                find(element, depth + 1, replies);
            }
        }
        Value::Object(object) if depth < DEEPEST => {
            if let Some(reply) = reply(object) {
                replies.push(reply);
                return;
            }
            let n_before = replies.len();
            for inner in object.values() {
                find(inner, depth + 1, replies);
            }
            if replies.len() == n_before && depth == 0 {
                replies.extend(bare(value, status(object)));
            }
        }
        _ => {}
    }
}

/// A status beside headers or a body.
fn reply(object: &Map<String, Value>) -> Option<Reply> {
    let status = status(object)?;
    let body = ["data", "body", "content", "responseBody"].into_iter().find_map(|name| object.get(name));
    let headers = ["headers", "responseHeaders"].into_iter().find_map(|name| object.get(name));
    // axios itself has a status too; its reply is inside.
    if (body.is_none() && headers.is_none()) || object.get("response").is_some_and(Value::is_object) {
        return None;
    }
    let mut reply = Reply { status: Some(status), ..Reply::default() };
    let n_headers = headers.map_or(0, |headers| read_headers(headers, &mut reply));
    reply.has_headers = n_headers >= 2;
    read_body(body.unwrap_or(&Value::Null), &mut reply);
    finish(&mut reply);
    Some(reply)
}

fn status(object: &Map<String, Value>) -> Option<u16> {
    ["status", "statusCode", "status_code"].into_iter().find_map(|name| {
        let status = match object.get(name)? {
            Value::Number(number) => number.as_u64()?,
            Value::String(text) => text.parse().ok()?,
            _ => return None,
        };
        u16::try_from(status).ok().filter(|status| (100..600).contains(status))
    })
}

/// A map of names, or HAR's list of `{name, value}`; gives how many there are.
fn read_headers(headers: &Value, reply: &mut Reply) -> usize {
    let mut take = |name: &str, value: &Value| {
        let value = match value {
            Value::Array(values) => values.first().and_then(Value::as_str),
            value => value.as_str(),
        };
        if let (Some(header), Some(value)) = (Header::named(name), value) {
            header.put_into(reply, value.trim());
        }
    };
    match headers {
        Value::Object(map) => {
            for (name, value) in map {
                take(name, value);
            }
            map.len()
        }
        Value::Array(list) => {
            for header in list {
                let name = header.get("name").and_then(Value::as_str);
                if let (Some(name), Some(value)) = (name, header.get("value")) {
                    take(name, value);
                }
            }
            list.len()
        }
        _ => 0,
    }
}

fn read_body(body: &Value, reply: &mut Reply) {
    let text = match body {
        Value::Null => return,
        Value::String(text) => Some(text.as_str()),
        // As in a HAR file.
        body => body.get("text").and_then(Value::as_str),
    };
    let inner = text.and_then(|text| serde_json::from_str::<Value>(text).ok());
    match message(inner.as_ref().unwrap_or(body)) {
        Some(message) => message.put_into(reply),
        None if text.is_some_and(|text| text.trim().is_empty()) => {}
        None => reply.body = Body::Other,
    }
}

/// A body alone, or an error of a tool without the reply.
fn bare(body: &Value, status: Option<u16>) -> Option<Reply> {
    let mut reply = Reply { status, ..Reply::default() };
    let message = message(body)?;
    match message.0.as_deref().and_then(told_status) {
        // "Request failed with status code 403" is the tool's own.
        Some(status) => reply.status = reply.status.or(Some(status)),
        None => message.put_into(&mut reply),
    }
    Some(reply)
}

fn message(body: &Value) -> Option<Message> {
    match body.get("message").or_else(|| body.get("Message"))? {
        Value::String(text) => Some(Message(Some(text.clone()))),
        Value::Null => Some(Message(None)),
        _ => None,
    }
}
