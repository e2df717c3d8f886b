//! From the bytes of an export to sentences.
//!
//! | file | what is there |
//! |---|---|
//! | [`reader`] | bytes in any pieces → [`Event`]s: knows the containers |
//! | [`json`] | finds whole objects in a JSON document that is still arriving, or that was cut off |
//! | [`line`] | one event → its request id and the text behind the prefix |
//! | [`sentence`] | that text → what API Gateway said |

pub mod json;
pub mod line;
pub mod reader;
pub mod sentence;

pub use reader::{Export, ReadError, Reader};

use crate::time::Instant;

/// One event of an export, redacted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Event {
    /// Where it stood in its export: the line of a text file, else the event's place; both from 1.
    pub number: u64,
    /// When, if the export says.
    pub at: Option<Instant>,
    /// CloudWatch's id, which orders events of one millisecond.
    pub event_id: Option<String>,
    /// The whole message.
    pub message: String,
}
