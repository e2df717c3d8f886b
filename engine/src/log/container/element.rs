//! One JSON object → the fields by which an event is known, whatever export it is of.
//!
//! Nothing is copied that stands in the JSON as it is: a message without escapes is borrowed from the bytes of the file.

use std::{borrow::Cow, fmt};

use serde::{
    Deserialize, Deserializer,
    de::{self, IgnoredAny, MapAccess, SeqAccess, Visitor},
};
use serde_json::Value;

use crate::{
    log::{EventId, line},
    time::Instant,
};

/// What an object says of an event.
#[derive(Debug, Default)]
pub(super) struct Element<'a> {
    /// The text of the event; an object in its place is written on one line.
    pub(super) message: Option<Cow<'a, str>>,
    /// When.
    pub(super) at: Option<Instant>,
    /// CloudWatch's id.
    pub(super) event_id: Option<EventId>,
    /// The group that it comes from.
    pub(super) log_group: Option<Cow<'a, str>>,
    /// What is packed in it: of a Lambda event, a Firehose record or a Kinesis record.
    pub(super) packed: Option<Cow<'a, str>>,
    /// The transcript of a test, in what `test-invoke-method` and `test-invoke-authorizer` print.
    pub(super) test_log: Option<Cow<'a, str>>,
    /// Whether it is packed in an object of its own.
    is_wrapped: bool,
    /// Whether a field is there that only such a test has beside its log.
    is_test: bool,
    /// Whether a field is there that CloudWatch Logs puts beside a message.
    pub(super) is_enveloped: bool,
    /// Fields that nothing is known of.
    n_others: usize,
}

/// The arrays in which exports keep events.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Array {
    /// `events` and `logEvents`: objects with a message.
    Events,
    /// `records` and `Records`: objects with packed data.
    Records,
    /// `results`: one array of fields and values a row.
    Results,
}

impl Array {
    /// The array of this name.
    pub(super) fn named(name: &[u8]) -> Option<Self> {
        match name {
            b"events" | b"logEvents" => Some(Self::Events),
            b"records" | b"Records" => Some(Self::Records),
            b"results" => Some(Self::Results),
            _ => None,
        }
    }
}

impl<'a> Element<'a> {
    /// Whether the object is the envelope of an event. Lines of an access log may name a field `message` as well: then it is
    /// what CloudWatch puts beside a message, or the message itself, that tells.
    pub(super) fn is_event(&self) -> bool {
        self.message.is_some() && (self.is_enveloped || self.n_others == 0 || self.says_request())
    }

    /// Whether the object is surely an envelope, be it in the middle of other text.
    pub(super) fn is_surely_event(&self) -> bool {
        (self.is_enveloped && self.message.is_some() || self.says_request())
            && (self.at.is_some() || self.event_id.is_some())
    }

    /// Whether the message begins with a request's id.
    fn says_request(&self) -> bool {
        let message = self.message.as_deref();
        message.is_some_and(|message| line::split(message).has_uuid)
    }

    /// The transcript, if the object is the answer to a test.
    pub(super) fn transcript(&self) -> Option<&str> {
        self.test_log.as_deref().filter(|log| self.is_test && self.message.is_none() && !log.is_empty())
    }

    /// Whether the object is what AWS packs a delivery in, not one that has a field of the same name.
    pub(super) fn is_delivery(&self) -> bool {
        self.is_wrapped && self.n_others == 0
    }

    /// Takes in an `id`. Any object may have one; only CloudWatch's is so long.
    pub(super) fn may_be_enveloped_by(&mut self, id: &[u8]) {
        self.is_enveloped |= id.len() > 50;
    }

    fn read<A: MapAccess<'a>>(mut map: A, is_document: bool) -> Result<Self, A::Error> {
        let mut element = Self::default();
        while let Some(Key(key)) = map.next_key()? {
            match key {
                Field::Message => element.message = map.next_value::<Message<'a>>()?.0,
                Field::InsightsMessage => {
                    element.message = map.next_value::<Message<'a>>()?.0;
                    element.is_enveloped = true;
                }
                Field::Timestamp => element.at = map.next_value::<Moment>()?.0,
                Field::InsightsTimestamp => {
                    element.at = map.next_value::<Moment>()?.0;
                    element.is_enveloped = true;
                }
                Field::EventId => {
                    let digits = map.next_value::<Text<'a>>()?.0;
                    element.event_id = digits.as_deref().and_then(EventId::parse);
                    if let Some(digits) = digits {
                        element.may_be_enveloped_by(digits.as_bytes());
                    }
                }
                Field::LogGroup => {
                    element.log_group = map.next_value::<Text<'a>>()?.0;
                    element.is_enveloped = true;
                }
                Field::Envelope => {
                    map.next_value::<IgnoredAny>()?;
                    element.is_enveloped = true;
                }
                Field::Data => element.packed = map.next_value::<Text<'a>>()?.0,
                Field::Wrapped => {
                    element.packed = map.next_value::<Wrapped<'a>>()?.0;
                    element.is_wrapped = true;
                }
                Field::Log => element.test_log = map.next_value::<Text<'a>>()?.0,
                Field::Test => {
                    map.next_value::<IgnoredAny>()?;
                    element.is_test = true;
                    element.n_others += 1;
                }
                Field::Array => {
                    // What is in it is read element by element, by whoever sees the whole document.
                    if is_document {
                        return Err(de::Error::custom("an export of several events"));
                    }
                    map.next_value::<IgnoredAny>()?;
                    element.n_others += 1;
                }
                Field::Other => {
                    map.next_value::<IgnoredAny>()?;
                    element.n_others += 1;
                }
            }
        }
        Ok(element)
    }
}

impl<'de> Deserialize<'de> for Element<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Object;
        impl<'de> Visitor<'de> for Object {
            type Value = Element<'de>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object")
            }

            fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Self::Value, A::Error> {
                Element::read(map, false)
            }
        }
        deserializer.deserialize_map(Object)
    }
}

/// An object that stands for itself. One that holds an array of events is refused as soon as the array is met: it may be
/// larger than memory.
#[derive(Debug)]
pub(super) struct Whole<'a>(pub(super) Element<'a>);

impl<'de> Deserialize<'de> for Whole<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Object;
        impl<'de> Visitor<'de> for Object {
            type Value = Whole<'de>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object without an array of events")
            }

            fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Self::Value, A::Error> {
                Element::read(map, true).map(Whole)
            }
        }
        deserializer.deserialize_map(Object)
    }
}

/// One row of what `get-query-results` answers: a field and its value, several times.
#[derive(Debug)]
pub(super) struct Row<'a>(pub(super) Element<'a>);

impl<'de> Deserialize<'de> for Row<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Cells;
        impl<'de> Visitor<'de> for Cells {
            type Value = Row<'de>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an array of fields and values")
            }

            fn visit_seq<A: SeqAccess<'de>>(self, mut cells: A) -> Result<Self::Value, A::Error> {
                let mut row = Element::default();
                while let Some(Cell { field, value }) = cells.next_element()? {
                    match (field.0.as_deref(), value.0) {
                        (Some("@message" | "message"), message) => row.message = message,
                        (Some("@timestamp" | "timestamp"), Some(at)) => row.at = moment(&at),
                        (Some("@log"), group) => row.log_group = group,
                        _ => {}
                    }
                }
                Ok(Row(row))
            }
        }
        deserializer.deserialize_seq(Cells)
    }
}

#[derive(Deserialize)]
struct Cell<'a> {
    #[serde(borrow)]
    field: Text<'a>,
    #[serde(borrow, default)]
    value: Text<'a>,
}

/// A moment as exports write it: milliseconds since 1970, as a number or in digits, or a date with its time.
pub(super) fn moment(text: &str) -> Option<Instant> {
    let text = text.trim();
    if text.bytes().all(|byte| byte.is_ascii_digit()) {
        return text.parse().ok().and_then(Instant::from_millis);
    }
    Instant::parse(text)
}

struct Key(Field);

/// What a field of an object says, by its name.
#[derive(Clone, Copy)]
pub(super) enum Field {
    Message,
    InsightsMessage,
    Timestamp,
    InsightsTimestamp,
    EventId,
    LogGroup,
    Envelope,
    Data,
    Wrapped,
    Log,
    Test,
    Array,
    Other,
}

impl Field {
    fn named(name: &str) -> Self {
        match name {
            "message" => Self::Message,
            "@message" => Self::InsightsMessage,
            "timestamp" => Self::Timestamp,
            "@timestamp" => Self::InsightsTimestamp,
            "eventId" | "id" => Self::EventId,
            "logGroupName" | "logGroup" | "log_group" | "@log" => Self::LogGroup,
            "ingestionTime" | "logStreamName" | "logStream" | "log_stream" | "@logStream" | "@ptr"
            | "@ingestionTime" | "messageType" => Self::Envelope,
            "data" => Self::Data,
            "awslogs" | "kinesis" => Self::Wrapped,
            "log" => Self::Log,
            "latency" | "clientStatus" => Self::Test,
            name if Array::named(name.as_bytes()).is_some() => Self::Array,
            _ => Self::Other,
        }
    }
}

impl<'de> Deserialize<'de> for Key {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Name;
        impl Visitor<'_> for Name {
            type Value = Key;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a name")
            }

            fn visit_str<E>(self, name: &str) -> Result<Key, E> {
                Ok(Key(Field::named(name)))
            }
        }
        deserializer.deserialize_identifier(Name)
    }
}

/// A string; anything else is passed over.
#[derive(Debug, Default)]
struct Text<'a>(Option<Cow<'a, str>>);

/// A string, or an object or array written on one line; anything else is passed over.
struct Message<'a>(Option<Cow<'a, str>>);

/// A moment, if it is one.
struct Moment(Option<Instant>);

/// The `data` of an object.
struct Wrapped<'a>(Option<Cow<'a, str>>);

/// What a value is read as when it is not of the kind that is wanted.
macro_rules! passes_over_scalars {
    ($value:expr) => {
        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("any value")
        }

        fn visit_bool<E>(self, _: bool) -> Result<Self::Value, E> {
            Ok($value)
        }

        fn visit_unit<E>(self) -> Result<Self::Value, E> {
            Ok($value)
        }
    };
}

macro_rules! passes_over_numbers {
    ($value:expr) => {
        fn visit_i64<E>(self, _: i64) -> Result<Self::Value, E> {
            Ok($value)
        }

        fn visit_u64<E>(self, _: u64) -> Result<Self::Value, E> {
            Ok($value)
        }

        fn visit_f64<E>(self, _: f64) -> Result<Self::Value, E> {
            Ok($value)
        }
    };
}

macro_rules! passes_over_collections {
    ($value:expr) => {
        fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Self::Value, A::Error> {
            IgnoredAny.visit_map(map)?;
            Ok($value)
        }

        fn visit_seq<A: SeqAccess<'de>>(self, values: A) -> Result<Self::Value, A::Error> {
            IgnoredAny.visit_seq(values)?;
            Ok($value)
        }
    };
}

macro_rules! takes_strings {
    ($make:expr) => {
        fn visit_borrowed_str<E>(self, text: &'de str) -> Result<Self::Value, E> {
            Ok($make(Cow::Borrowed(text)))
        }

        fn visit_str<E>(self, text: &str) -> Result<Self::Value, E> {
            Ok($make(Cow::Owned(text.to_owned())))
        }

        fn visit_string<E>(self, text: String) -> Result<Self::Value, E> {
            Ok($make(Cow::Owned(text)))
        }
    };
}

impl<'de: 'a, 'a> Deserialize<'de> for Text<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Any;
        impl<'de> Visitor<'de> for Any {
            type Value = Text<'de>;

            passes_over_scalars!(Text(None));
            passes_over_numbers!(Text(None));
            passes_over_collections!(Text(None));
            takes_strings!(|text| Text(Some(text)));
        }
        deserializer.deserialize_any(Any)
    }
}

impl<'de> Deserialize<'de> for Message<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Any;
        impl<'de> Visitor<'de> for Any {
            type Value = Message<'de>;

            passes_over_scalars!(Message(None));
            passes_over_numbers!(Message(None));
            takes_strings!(|text| Message(Some(text)));

            fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Self::Value, A::Error> {
                let value = Value::deserialize(de::value::MapAccessDeserializer::new(map))?;
                Ok(Message(Some(Cow::Owned(value.to_string()))))
            }

            fn visit_seq<A: SeqAccess<'de>>(self, values: A) -> Result<Self::Value, A::Error> {
                let value = Value::deserialize(de::value::SeqAccessDeserializer::new(values))?;
                Ok(Message(Some(Cow::Owned(value.to_string()))))
            }
        }
        deserializer.deserialize_any(Any)
    }
}

impl<'de> Deserialize<'de> for Moment {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Any;
        impl<'de> Visitor<'de> for Any {
            type Value = Moment;

            passes_over_scalars!(Moment(None));
            passes_over_collections!(Moment(None));

            fn visit_i64<E>(self, millis: i64) -> Result<Self::Value, E> {
                Ok(Moment(Instant::from_millis(millis)))
            }

            fn visit_u64<E>(self, millis: u64) -> Result<Self::Value, E> {
                Ok(Moment(i64::try_from(millis).ok().and_then(Instant::from_millis)))
            }

            #[expect(
                clippy::cast_possible_truncation,
                reason = "a float out of range is at the edge, and no moment"
            )]
            fn visit_f64<E>(self, millis: f64) -> Result<Self::Value, E> {
                Ok(Moment(Instant::from_millis(millis as i64)))
            }

            fn visit_str<E>(self, text: &str) -> Result<Self::Value, E> {
                Ok(Moment(moment(text)))
            }
        }
        deserializer.deserialize_any(Any)
    }
}

impl<'de> Deserialize<'de> for Wrapped<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Any;
        impl<'de> Visitor<'de> for Any {
            type Value = Wrapped<'de>;

            passes_over_scalars!(Wrapped(None));
            passes_over_numbers!(Wrapped(None));

            fn visit_str<E>(self, _: &str) -> Result<Self::Value, E> {
                Ok(Wrapped(None))
            }

            fn visit_seq<A: SeqAccess<'de>>(self, values: A) -> Result<Self::Value, A::Error> {
                IgnoredAny.visit_seq(values)?;
                Ok(Wrapped(None))
            }

            fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Self::Value, A::Error> {
                Element::read(map, false).map(|inner| Wrapped(inner.packed))
            }
        }
        deserializer.deserialize_any(Any)
    }
}
