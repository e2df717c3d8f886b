//! What is done with every message before anything else sees it: it is told what it is, and its secrets are taken out.

use std::{borrow::Cow, collections::HashSet};

use memchr::{memchr, memmem};

use super::{access::Formats, line, sentence, sentence::Sentence};
use crate::{configuration::Configuration, redact::Redactor};

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
        self.take_with(Cow::Borrowed(message), &mut Clean::default())
    }

    /// Takes in one message of many, which name the same few functions again and again.
    pub(super) fn take_with(&self, message: Cow<'_, str>, clean: &mut Clean) -> Taken {
        let split = line::split(&message);
        let sentence = sentence::read(split.body);
        let has_uuid = split.request_id.is_some_and(line::is_uuid);
        let is_execution = has_uuid || sentence != Sentence::Unknown;
        let is_ordinary = has_uuid && is_ordinary(&sentence);
        if self.is_brief
            && let Some(told) = told_briefly(&sentence)
            && let Some(label) = label(&message, split.body)
        {
            return Taken { message: self.brief(label, &told, clean), is_log: true, is_ordinary };
        }
        if !is_execution && let Some(record) = self.formats.read(&message) {
            let message = self.redactor.message(&record.to_line()).into_owned();
            return Taken { message, is_log: true, is_ordinary: false };
        }
        let called = match sentence {
            Sentence::EndpointRequestUri(address) | Sentence::SendingRequest(address) => Some(address),
            _ => None,
        };
        // Where the address ends the message, nothing else is in it.
        let called = called.filter(|address| split.body.ends_with(address));
        if !called.is_some_and(|address| clean.addresses.contains(address)) {
            if let Cow::Owned(message) = self.redactor.told(&message, split.body, &sentence) {
                // With its masks it may read otherwise.
                return Taken { message, is_log: is_execution, is_ordinary: false };
            }
            if let Some(address) = called {
                learn(&mut clean.addresses, address);
            }
        }
        Taken { message: message.into_owned(), is_log: is_execution, is_ordinary }
    }

    fn brief(&self, label: &str, told: &Told<'_>, clean: &mut Clean) -> String {
        let Told::SourceArn(arn) = told else { return [label, ": "].concat() };
        let brief = [label, ": {X-Amz-Source-Arn=", arn, "}"].concat();
        if clean.source_arns.contains(*arn) {
            return brief;
        }
        if let Cow::Owned(redacted) = self.redactor.message(&brief) {
            return redacted;
        }
        learn(&mut clean.source_arns, arn);
        brief
    }
}

/// Whether a sentence is one that the lines of a call are put together without.
fn is_ordinary(sentence: &Sentence<'_>) -> bool {
    !sentence.is_ending()
        && !matches!(sentence, Sentence::Unknown | Sentence::AccessLog(_) | Sentence::ExtendedRequestId(_))
}

/// Texts in which the redactor found nothing to take out.
#[derive(Debug, Clone, Default)]
pub(super) struct Clean {
    addresses: HashSet<Box<str>>,
    source_arns: HashSet<Box<str>>,
}

/// As many texts are kept; with more of them, they are no few that come again.
const MOST_CLEAN: usize = 256;

/// A longer text is not kept.
const LONGEST_CLEAN: usize = 512;

fn learn(clean: &mut HashSet<Box<str>>, text: &str) {
    if clean.len() >= MOST_CLEAN {
        clean.clear();
    }
    if text.len() <= LONGEST_CLEAN {
        clean.insert(text.into());
    }
}

/// A message up to the colon behind its label.
fn label<'a>(message: &'a str, body: &str) -> Option<&'a str> {
    let length = memchr(b':', body.as_bytes())?;
    message.get(..message.len().checked_sub(body.len())? + length)
}

/// What is told of a line of headers or of a body where only a verdict counts.
enum Told<'a> {
    Nothing,
    /// Whose function is called.
    SourceArn(&'a str),
}

/// What a verdict may rest on in a line of headers or of a body; `None` for a line that is kept as it is.
fn told_briefly<'a>(sentence: &Sentence<'a>) -> Option<Told<'a>> {
    match sentence {
        Sentence::MethodRequestPath(_)
        | Sentence::MethodRequestQueryString(_)
        | Sentence::MethodRequestHeaders(_)
        | Sentence::MethodRequestBody(_)
        | Sentence::EndpointResponseHeaders(_)
        | Sentence::EndpointResponseBody(_)
        | Sentence::MethodResponseBody(_)
        | Sentence::MethodResponseHeaders(_) => Some(Told::Nothing),
        Sentence::EndpointRequestHeaders(_) => {
            Some(sentence.source_arn().map_or(Told::Nothing, Told::SourceArn))
        }
        // The integration's; the authorizer's names the method.
        Sentence::EndpointRequestBody(body) if memmem::find(body.as_bytes(), b"methodArn").is_none() => {
            Some(Told::Nothing)
        }
        _ => None,
    }
}
