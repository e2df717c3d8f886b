//! What is done with every message before anything else sees it: it is told what it is, and its secrets are taken out.

use super::{access::Formats, line, sentence, sentence::Sentence};
use crate::redact::Redactor;

/// How messages are taken in.
#[derive(Debug, Clone, Default)]
pub struct Intake {
    /// Takes out what must not be kept.
    pub redactor: Redactor,
    /// The formats of access logs that are known.
    pub formats: Formats,
}

/// A message that may be kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Taken {
    /// The message, redacted; an access line in its canonical form.
    pub message: String,
    /// Whether it can only be API Gateway's: a sentence that it says, its request's UUID, or an access line.
    pub is_log: bool,
}

impl Intake {
    /// Takes a message in.
    pub fn take(&self, message: &str) -> Taken {
        let split = line::split(message);
        let is_execution =
            split.request_id.is_some_and(line::is_uuid) || sentence::read(split.body) != Sentence::Unknown;
        if !is_execution && let Some(record) = self.formats.read(message) {
            return Taken { message: self.redactor.message(&record.to_line()).into_owned(), is_log: true };
        }
        Taken { message: self.redactor.message(message).into_owned(), is_log: is_execution }
    }
}
