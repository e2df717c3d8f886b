//! From the bytes of an export to sentences.
//!
//! | file | what is there |
//! |---|---|
//! | [`reader`] | bytes in any pieces → [`Event`]s |
//! | [`container`] | the kinds of exports, each recognised by its content |
//! | [`intake`] | a message as it was written → one to be kept: told as execution or access line, redacted |
//! | [`access`] | an access-log line in any format → its `$context` variables |
//! | [`json`] | finds whole values in JSON that is still arriving, or that was cut off |
//! | [`line`] | one event → its request id and the text behind the prefix |
//! | [`sentence`] | that text → what API Gateway said |

pub mod access;
mod container;
pub mod intake;
pub mod json;
pub mod line;
pub mod reader;
pub mod sentence;

pub use intake::Intake;
pub use reader::{Export, ReadError, Reader};

use std::sync::Arc;

use crate::{digits, time::Instant};

/// One event of an export, redacted. Its message is a text of its own, or one that is only lent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Event<M = String> {
    /// Where it stood in its export: the line of a text file, else the event's place; both from 1.
    pub number: u64,
    /// When, if the export says.
    pub at: Option<Instant>,
    /// CloudWatch's id, which orders events of one millisecond.
    pub event_id: Option<EventId>,
    /// The log group it comes from, where the export names it.
    pub log_group: Option<Arc<str>>,
    /// The whole message.
    pub message: M,
    /// Whether it is known that the message begins with its request's id and says something that neither names another id nor
    /// ends the call. Most do.
    pub(crate) is_ordinary: bool,
}

impl Event {
    /// An event of which the export says nothing else.
    pub fn new(number: u64, at: Option<Instant>, message: String) -> Self {
        Self { number, at, event_id: None, log_group: None, message, is_ordinary: false }
    }
}

impl<M> Event<M> {
    /// The same of another message.
    fn saying<N>(self, message: N) -> Event<N> {
        let Self { number, at, event_id, log_group, message: _, is_ordinary } = self;
        Event { number, at, event_id, log_group, message, is_ordinary }
    }
}

/// The id that CloudWatch gives an event: 56 digits, whose order is that of the events of one millisecond.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct EventId([u64; 3]);

impl EventId {
    /// Reads the digits; `None` for what is no event id.
    pub fn parse(digits: &str) -> Option<Self> {
        Self::read(digits.as_bytes())
    }

    pub(crate) fn read(digits: &[u8]) -> Option<Self> {
        if digits.is_empty() || digits.len() > 57 {
            return None;
        }
        let mut padded = [b'0'; 57];
        let (_, end) = padded.split_at_mut_checked(57 - digits.len())?;
        end.copy_from_slice(digits);
        let (thirds, _) = padded.as_chunks();
        let [high, middle, low] = <&[[u8; 19]; 3]>::try_from(thirds).ok()?;
        Some(Self([digits::nineteen(high)?, digits::nineteen(middle)?, digits::nineteen(low)?]))
    }
}
