//! The protocol of Firehose's HTTP endpoints, version 1.0: what a body holds, and what is answered.

use std::{borrow::Cow, fmt};

use serde::{
    Deserialize, Deserializer, Serialize,
    de::{self, SeqAccess, Visitor},
};

/// The most bytes of a body, before it is packed.
pub const LONGEST_BODY: usize = 64 * 1024 * 1024;
/// The most records of a body.
pub const MOST_RECORDS: usize = 10_000;
/// The most bytes of a record.
pub const LONGEST_RECORD: usize = 1_024_000;
/// The most bytes of what is said of a failure.
const LONGEST_MESSAGE: usize = 8192;

/// A body.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Body<'a> {
    /// The same as in the header.
    #[serde(borrow)]
    pub request_id: Cow<'a, str>,
    /// Epoch milliseconds.
    #[serde(rename = "timestamp")]
    _timestamp: i64,
    /// What is brought.
    #[serde(borrow, deserialize_with = "records")]
    pub records: Vec<Record<'a>>,
}

/// A record.
#[derive(Debug, Deserialize)]
pub struct Record<'a> {
    /// In base64.
    #[serde(borrow)]
    pub data: Cow<'a, str>,
}

/// Why a body is refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Malformed {
    /// Other than the protocol says.
    #[error("the body is not of the form {{\"requestId\", \"timestamp\", \"records\": [{{\"data\"}}]}}")]
    Shape,
    /// Of another request.
    #[error("`requestId` in the body differs from the header `X-Amz-Firehose-Request-Id`")]
    OtherId,
    /// Nothing.
    #[error("the body holds no records")]
    Empty,
    /// Too much, which does not become less by sending it again.
    #[error("the body holds more than {MOST_RECORDS} records")]
    TooMany,
    /// The same.
    #[error("record {number} is longer than {LONGEST_RECORD} bytes")]
    LongRecord {
        /// Its number, from 1.
        number: usize,
    },
}

/// Reads a body.
pub fn read<'a>(bytes: &'a [u8], request_id: &str) -> Result<Body<'a>, Malformed> {
    let body: Body<'a> = serde_json::from_slice(bytes).map_err(|_| Malformed::Shape)?;
    if body.request_id != request_id {
        return Err(Malformed::OtherId);
    }
    if body.records.is_empty() {
        return Err(Malformed::Empty);
    }
    if body.records.len() > MOST_RECORDS {
        return Err(Malformed::TooMany);
    }
    // Base64 makes four of three.
    let is_long = |record: &Record<'_>| record.data.trim_end_matches('=').len() * 3 / 4 > LONGEST_RECORD;
    match body.records.iter().position(is_long) {
        Some(place) => Err(Malformed::LongRecord { number: place + 1 }),
        None => Ok(body),
    }
}

/// One more than may come, so that it shows; the rest is passed over.
fn records<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<Record<'de>>, D::Error> {
    struct Bounded;
    impl<'de> Visitor<'de> for Bounded {
        type Value = Vec<Record<'de>>;

        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("records")
        }

        fn visit_seq<A: SeqAccess<'de>>(self, mut array: A) -> Result<Self::Value, A::Error> {
            let mut records = Vec::new();
            while records.len() <= MOST_RECORDS {
                match array.next_element()? {
                    Some(record) => records.push(record),
                    None => return Ok(records),
                }
            }
            while array.next_element::<de::IgnoredAny>()?.is_some() {}
            Ok(records)
        }
    }
    deserializer.deserialize_seq(Bounded)
}

/// What is answered.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Answer {
    request_id: String,
    timestamp: i64,
    #[serde(skip_serializing_if = "Option::is_none")]
    error_message: Option<String>,
}

impl Answer {
    /// The answer to this request, now; with what went wrong.
    pub fn new(request_id: &str, now: engine::time::Instant, problem: Option<&str>) -> Self {
        let error_message = problem.map(|problem| {
            let end = problem.floor_char_boundary(LONGEST_MESSAGE);
            problem.get(..end).unwrap_or_default().to_owned()
        });
        Self { request_id: request_id.to_owned(), timestamp: now.millis(), error_message }
    }
}
