//! What is done with every message before anything else sees it: it is told what it is, and its secrets are taken out.

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
}

impl Intake {
    /// One that knows what configuration bundles say of access logs and of headers that carry tokens.
    pub fn of(configuration: &Configuration) -> Self {
        let mut intake = Self::default();
        configuration.access_log_formats().for_each(|format| intake.formats.learn(format));
        configuration.token_headers().for_each(|header| intake.redactor.name_header(header));
        intake
    }

    /// Takes a message in.
    pub fn take(&self, message: &str) -> Taken {
        let split = line::split(message);
        let sentence = sentence::read(split.body);
        let is_execution = split.request_id.is_some_and(line::is_uuid) || sentence != Sentence::Unknown;
        let is_log = true;
        if self.is_brief
            && let Some(told) = told_briefly(&sentence)
            && let Some(label) = label(message, split.body)
        {
            let message = match told {
                Told::Nothing => format_brief(label, ""),
                Told::SourceArn(arn) => {
                    let brief = format_brief(label, &format!("{{X-Amz-Source-Arn={arn}}}"));
                    self.redactor.message(&brief).into_owned()
                }
            };
            return Taken { message, is_log };
        }
        if !is_execution && let Some(record) = self.formats.read(message) {
            return Taken { message: self.redactor.message(&record.to_line()).into_owned(), is_log };
        }
        let message = self.redactor.told(message, split.body, &sentence).into_owned();
        Taken { message, is_log: is_execution }
    }
}

/// A message up to the colon behind its label.
fn label<'a>(message: &'a str, body: &str) -> Option<&'a str> {
    let length = memchr(b':', body.as_bytes())?;
    message.get(..message.len().checked_sub(body.len())? + length)
}

fn format_brief(label: &str, told: &str) -> String {
    let mut brief = String::with_capacity(label.len() + 2 + told.len());
    brief.push_str(label);
    brief.push_str(": ");
    brief.push_str(told);
    brief
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
