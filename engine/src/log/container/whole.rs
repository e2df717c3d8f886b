//! A JSON object that stands for itself: the envelope of an event, a packed delivery, the answer to a test, an export of
//! nothing, or something else, which then is an event as it is written.

use std::borrow::Cow;

use serde::{Deserialize, de::IgnoredAny};
use serde_json::Value;

use super::{
    Stream,
    element::{Element, Whole},
    packed::{self, DEEPEST},
    sink::{Found, Sink},
};
use crate::log::ReadError;

/// An export that holds no events: all that may stand around them, and nothing else.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[expect(dead_code, reason = "read only for their names")]
struct Nothing {
    #[serde(alias = "logEvents", alias = "records", alias = "results")]
    events: [IgnoredAny; 0],
    message_type: Option<IgnoredAny>,
    owner: Option<IgnoredAny>,
    log_group: Option<IgnoredAny>,
    log_group_name: Option<IgnoredAny>,
    log_stream: Option<IgnoredAny>,
    subscription_filters: Option<IgnoredAny>,
    searched_log_streams: Option<IgnoredAny>,
    next_token: Option<IgnoredAny>,
    next_forward_token: Option<IgnoredAny>,
    next_backward_token: Option<IgnoredAny>,
    request_id: Option<IgnoredAny>,
    timestamp: Option<IgnoredAny>,
    statistics: Option<IgnoredAny>,
    status: Option<IgnoredAny>,
    query_language: Option<IgnoredAny>,
    encryption_key: Option<IgnoredAny>,
    #[serde(rename = "ResponseMetadata")]
    response_metadata: Option<IgnoredAny>,
}

/// Takes an object in that was read where it stood.
pub(super) fn take(
    text: &[u8],
    element: Element<'_>,
    line: u64,
    depth: u8,
    sink: &mut Sink,
) -> Result<(), ReadError> {
    if element.is_event() {
        sink.is_export = true;
        sink.take_element(element, None, line);
        return Ok(());
    }
    if let Some(transcript) = element.transcript()
        && depth < DEEPEST
    {
        sink.is_export = true;
        let mut stream = Stream::inside(depth + 1);
        stream.feed(transcript.as_bytes(), sink)?;
        return stream.finish(sink);
    }
    if let Some(packed) = &element.packed
        && element.is_delivery()
    {
        sink.is_export = true;
        packed::read(packed, depth, line, sink);
        return Ok(());
    }
    raw(text, line, sink)
}

/// Reads an object that came in pieces.
pub(super) fn read(text: &[u8], line: u64, depth: u8, sink: &mut Sink) -> Result<(), ReadError> {
    if let Ok(Whole(element)) = serde_json::from_slice(text) {
        return take(text, element, line, depth, sink);
    }
    if serde_json::from_slice::<Nothing>(text).is_ok() {
        sink.is_export = true;
        return Ok(());
    }
    raw(text, line, sink)
}

/// Takes in a message that is a JSON string.
pub(super) fn message(text: &[u8], sink: &mut Sink) -> Result<(), ReadError> {
    match serde_json::from_slice::<String>(text) {
        Ok(message) => sink.take(Found { message: Cow::Owned(message), ..Found::default() }),
        Err(_) if std::str::from_utf8(text).is_err() => {
            return Err(ReadError::EventNotUtf8 { event: sink.n_events() + 1 });
        }
        Err(_) => sink.take_unreadable("event", text.len(), 0),
    }
    Ok(())
}

/// The object is the message: a line of an access log, of a firewall, of something that is not known. One that a tool spread
/// over several lines is put on one again.
fn raw(text: &[u8], line: u64, sink: &mut Sink) -> Result<(), ReadError> {
    let text =
        std::str::from_utf8(text).map_err(|_| ReadError::EventNotUtf8 { event: sink.n_events() + 1 })?;
    sink.take(Found { message: on_one_line(text), line, ..Found::default() });
    Ok(())
}

/// The longest text that is taken apart only to be written on one line.
const LONGEST_SPREAD: usize = 2 * 1024 * 1024;

/// JSON that was spread over several lines, on one.
pub(super) fn on_one_line(text: &str) -> Cow<'_, str> {
    if text.len() <= LONGEST_SPREAD
        && memchr::memchr(b'\n', text.as_bytes()).is_some()
        && let Ok(value) = serde_json::from_str::<Value>(text)
    {
        return Cow::Owned(value.to_string());
    }
    Cow::Borrowed(text)
}
