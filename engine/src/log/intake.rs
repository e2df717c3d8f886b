//! What is done with every message before anything else sees it: it is told what it is, and its secrets are taken out.

use std::borrow::Cow;

use memchr::{memchr, memmem};

use super::{access::Formats, line, sentence, sentence::Sentence};
use crate::{
    configuration::Configuration,
    redact::{Memo, Redactor},
};

/// How messages are taken in.
#[derive(Debug, Clone, Default)]
pub struct Intake {
    /// Takes out what must not be kept.
    pub redactor: Redactor,
    /// The formats of access logs that are known.
    pub formats: Formats,
    /// Whether only what a verdict may rest on is kept: of headers and bodies that no cause is told by, the label. Where
    /// nobody will look at the lines themselves, to withhold these is less work than to take their secrets out.
    pub is_brief: bool,
}

/// A message that may be kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Taken {
    /// The message, redacted; an access line in its canonical form.
    pub message: String,
    /// Whether it can only be API Gateway's: a sentence that it says, its request's UUID, or an access line.
    pub is_log: bool,
}

/// What is told of a message beside its text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Told {
    /// See [`Taken`].
    pub(super) is_log: bool,
    /// See [`super::Event`].
    pub(super) is_ordinary: bool,
}

impl Intake {
    /// One that knows what configuration bundles say of access logs and of headers that carry tokens.
    pub fn of(configuration: &Configuration) -> Self {
        let mut intake = Self::default();
        intake.learn(configuration);
        intake
    }

    /// Learns what configuration bundles say of access logs and of headers that carry tokens.
    pub fn learn(&mut self, configuration: &Configuration) {
        configuration.access_log_formats().for_each(|format| self.formats.learn(format));
        configuration.token_headers().for_each(|header| self.redactor.name_header(header));
    }

    /// Takes a message in.
    pub fn take(&self, message: &str) -> Taken {
        let mut text = String::new();
        let told = self.take_into(&mut text, message, &mut Memo::none());
        Taken { message: text, is_log: told.is_log }
    }

    /// Takes in one message of many, whose text is put behind others.
    pub(super) fn take_into(&self, out: &mut String, message: &str, memo: &mut Memo) -> Told {
        let split = line::split(message);
        let sentence = sentence::read(split.body);
        let is_log = split.has_uuid || sentence != Sentence::Unknown;
        let is_ordinary = split.has_uuid && message.starts_with('(') && is_ordinary(&sentence);
        if self.is_brief
            && let Some(brief) = brief(&sentence)
            && let Some(label) = label(message, split.body)
        {
            self.push_brief(out, label, &brief, memo);
            return Told { is_log: true, is_ordinary };
        }
        if !is_log && let Some(record) = self.formats.read(message) {
            out.push_str(&self.redactor.message(&record.to_line()));
            return Told { is_log: true, is_ordinary: false };
        }
        match self.redactor.told(message, split.body, &sentence, memo) {
            Cow::Borrowed(message) => {
                out.push_str(message);
                Told { is_log, is_ordinary }
            }
            Cow::Owned(message) => {
                out.push_str(&message);
                memo.give_room(message);
                // With its masks it may read otherwise.
                Told { is_log, is_ordinary: false }
            }
        }
    }

    fn push_brief(&self, out: &mut String, label: &str, brief: &Brief<'_>, memo: &mut Memo) {
        let start = out.len();
        out.push_str(label);
        out.push_str(": ");
        let Brief::SourceArn(arn) = brief else { return };
        out.extend(["{X-Amz-Source-Arn=", arn, "}"]);
        let brief = out.get(start..).unwrap_or_default();
        let body = line::split(brief).body;
        if let Cow::Owned(redacted) = self.redactor.told(brief, body, &sentence::read(body), memo) {
            out.truncate(start);
            out.push_str(&redacted);
        }
    }
}

/// Whether a sentence is one that the lines of a call are put together without.
fn is_ordinary(sentence: &Sentence<'_>) -> bool {
    !sentence.is_ending()
        && !matches!(sentence, Sentence::Unknown | Sentence::AccessLog(_) | Sentence::ExtendedRequestId(_))
}

/// A message up to the colon behind its label.
fn label<'a>(message: &'a str, body: &str) -> Option<&'a str> {
    let length = memchr(b':', body.as_bytes())?;
    message.get(..message.len().checked_sub(body.len())? + length)
}

/// What is kept of a line of headers or of a body where only a verdict counts.
enum Brief<'a> {
    Nothing,
    /// Whose function is called.
    SourceArn(&'a str),
}

/// What a verdict may rest on in a line of headers or of a body; `None` for a line that is kept as it is.
fn brief<'a>(sentence: &Sentence<'a>) -> Option<Brief<'a>> {
    match sentence {
        Sentence::MethodRequestPath(_)
        | Sentence::MethodRequestQueryString(_)
        | Sentence::MethodRequestHeaders(_)
        | Sentence::MethodRequestBody(_)
        | Sentence::EndpointResponseHeaders(_)
        | Sentence::EndpointResponseBody(_)
        | Sentence::MethodResponseBody(_)
        | Sentence::MethodResponseHeaders(_) => Some(Brief::Nothing),
        Sentence::EndpointRequestHeaders(_) => {
            Some(sentence.source_arn().map_or(Brief::Nothing, Brief::SourceArn))
        }
        // The integration's; the authorizer's names the method.
        Sentence::EndpointRequestBody(body) if memmem::find(body.as_bytes(), b"methodArn").is_none() => {
            Some(Brief::Nothing)
        }
        _ => None,
    }
}
