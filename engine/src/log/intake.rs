//! What is done with every message before anything else sees it: it is told what it is, and its secrets are taken out.

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
        let split = line::split(message);
        let sentence = sentence::read(split.body);
        let is_execution = split.request_id.is_some_and(line::is_uuid) || sentence != Sentence::Unknown;
        if self.is_brief
            && let Some(told) = told_briefly(&sentence)
            && let Some((label, _)) = split.body.split_once(':')
            && let Some(prefix) =
                message.len().checked_sub(split.body.len()).and_then(|end| message.get(..end))
        {
            let brief = format!("{prefix}{label}: {told}");
            return Taken { message: self.redactor.message(&brief).into_owned(), is_log: true };
        }
        if !is_execution && let Some(record) = self.formats.read(message) {
            return Taken { message: self.redactor.message(&record.to_line()).into_owned(), is_log: true };
        }
        Taken { message: self.redactor.message(message).into_owned(), is_log: is_execution }
    }
}

/// What a verdict may rest on in a line of headers or of a body; `None` for a line that is kept as it is.
fn told_briefly(sentence: &Sentence<'_>) -> Option<String> {
    match sentence {
        Sentence::MethodRequestPath(_)
        | Sentence::MethodRequestQueryString(_)
        | Sentence::MethodRequestHeaders(_)
        | Sentence::MethodRequestBody(_)
        | Sentence::EndpointResponseHeaders(_)
        | Sentence::EndpointResponseBody(_)
        | Sentence::MethodResponseBody(_)
        | Sentence::MethodResponseHeaders(_) => Some(String::new()),
        // Whose function is called.
        Sentence::EndpointRequestHeaders(_) => {
            Some(sentence.source_arn().map(|arn| format!("{{X-Amz-Source-Arn={arn}}}")).unwrap_or_default())
        }
        // The integration's; the authorizer's names the method.
        Sentence::EndpointRequestBody(body) if !body.contains("methodArn") => Some(String::new()),
        _ => None,
    }
}
