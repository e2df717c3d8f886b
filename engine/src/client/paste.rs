//! A pasted text → the replies in it.
//!
//! | what is pasted | is told by |
//! |---|---|
//! | `curl -i`, `curl -v`, `http`, `wget -S` | lines `HTTP/… 403`; with `-v` what the client sent is left out |
//! | the header table of a browser or of Postman | known header names, with the value behind a colon or on the next line |
//! | JSON of axios, of a HAR file, of a test of a method | its keys (see [`json`]) |
//! | a body alone, or its text alone | that it is one of API Gateway's |
//!
//! Lines of a log are no reply, though they quote some.

mod json;

use super::{Body, Reply, cause_of_error_text};
use crate::log::{access::Formats, line, sentence, sentence::Sentence};

/// The replies in a text; none when it holds none.
pub fn read(text: &str) -> Vec<Reply> {
    if is_log(text) {
        return Vec::new();
    }
    if text.trim_start().starts_with(['{', '[']) {
        let replies = json::replies(text);
        if !replies.is_empty() {
            return replies;
        }
    }
    let mut reading = Reading::default();
    for line in text.lines() {
        reading.line(line);
    }
    reading.close();
    reading.replies
}

/// Whether any line is one of a log of API Gateway.
fn is_log(text: &str) -> bool {
    let formats = Formats::default();
    text.lines().take(200).any(|text| {
        let split = line::split(text.trim());
        split.has_uuid
            // Alone on its line this is also the whole body of a reply.
            || !matches!(sentence::read(split.body), Sentence::Unknown | Sentence::Unauthorized)
            || formats.read(split.body).is_some()
    })
}

/// Replies that are being put together.
#[derive(Default)]
struct Reading {
    replies: Vec<Reply>,
    reply: Reply,
    n_headers: usize,
    has_status_line: bool,
    /// A header name that stood alone on its line.
    pending: Option<Header>,
    body: String,
    is_verbose: bool,
}

/// A header that tells something.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Header {
    Status,
    RequestId,
    ExtendedRequestId,
    ErrorType,
    Remapped,
    Server,
    Other,
}

impl Header {
    /// `None` for what is no name of a header.
    fn named(name: &str) -> Option<Self> {
        let is_name = !name.is_empty()
            && name.len() <= 64
            && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_');
        let name = name.to_ascii_lowercase();
        match name.as_str() {
            "status" | "status code" | "statuscode" => Some(Self::Status),
            "x-amzn-requestid" => Some(Self::RequestId),
            "x-amz-apigw-id" | "apigw-requestid" => Some(Self::ExtendedRequestId),
            "x-amzn-errortype" => Some(Self::ErrorType),
            "server" => Some(Self::Server),
            name if name.starts_with("x-amzn-remapped-") => Some(Self::Remapped),
            _ => is_name.then_some(Self::Other),
        }
    }

    fn put_into(self, reply: &mut Reply, value: &str) {
        match self {
            Self::Status => {
                let status = value.split_whitespace().next().and_then(status_of);
                reply.status = reply.status.or(status);
            }
            Self::RequestId => reply.request_id = Some(value.to_owned()),
            Self::ExtendedRequestId => reply.extended_request_id = Some(value.to_owned()),
            Self::ErrorType => reply.error_type = Some(error_type(value)),
            Self::Remapped => reply.is_of_integration = true,
            Self::Server => reply.is_of_cloudfront |= value.eq_ignore_ascii_case("cloudfront"),
            Self::Other => {}
        }
    }

    /// Whether a name without a colon is enough to know it.
    fn is_unmistakable(self) -> bool {
        !matches!(self, Self::Status | Self::Server | Self::Other)
    }
}

impl Reading {
    fn line(&mut self, line: &str) {
        let line = line.trim();
        // What `curl -v` says itself, and what the client sent.
        if line.starts_with("> ") || line.starts_with("* ") || matches!(line, ">" | "*") {
            self.is_verbose = true;
            return;
        }
        let is_quoted = self.is_verbose || line.starts_with("< HTTP/");
        let line = if is_quoted { line.strip_prefix('<').unwrap_or(line).trim_start() } else { line };
        if line.is_empty() {
            return;
        }
        if let Some(header) = self.pending.take() {
            self.header(header, line);
            return;
        }
        if let Some(status) = status_line(line) {
            self.close();
            self.reply.status = Some(status);
            self.has_status_line = true;
            return;
        }
        if !line.starts_with(['{', '[', '"', '<'])
            && let Some((name, value)) = line.split_once(':')
            && let Some(header) = Header::named(name.trim())
            // `body: {…}`, `message: …`
            && !(header == Header::Other && (value.trim_start().starts_with('{') || known_text(value).is_some()))
        {
            match value.trim().trim_matches('"') {
                "" => self.pending = Some(header),
                value => self.header(header, value),
            }
            return;
        }
        match Header::named(line) {
            Some(header) if header.is_unmistakable() => self.pending = Some(header),
            _ => {
                if let Some(status) = told_status(line) {
                    self.reply.status.get_or_insert(status);
                }
                self.body.push_str(line);
                self.body.push('\n');
            }
        }
    }

    fn header(&mut self, header: Header, value: &str) {
        let is_next_reply = match header {
            Header::Status | Header::ErrorType => self.reply.error_type.is_some(),
            Header::RequestId => self.reply.request_id.is_some(),
            _ => false,
        };
        if is_next_reply {
            self.close();
        }
        self.n_headers += 1;
        header.put_into(&mut self.reply, value.trim());
    }

    /// Ends the reply that is open, if anything of one was there.
    fn close(&mut self) {
        let mut reply = std::mem::take(&mut self.reply);
        let body = std::mem::take(&mut self.body);
        reply.has_headers = reply.status.is_some() && self.n_headers >= 2;
        let is_told = self.has_status_line || reply.status.is_some() || is_told(&reply);
        self.n_headers = 0;
        self.has_status_line = false;
        self.pending = None;
        // What stands before a body says nothing.
        let json = body.find('{').and_then(|start| body.get(start..)).unwrap_or_default();
        let mut bodies = json::bodies(json).into_iter();
        match bodies.next() {
            Some(first) => first.put_into(&mut reply),
            None if let Some(text) = known_text(&body) => Message(Some(text.to_owned())).put_into(&mut reply),
            None if !body.trim().is_empty() && is_told => reply.body = Body::Other,
            None if !is_told => return,
            None => {}
        }
        finish(&mut reply);
        self.replies.push(reply);
        // Bodies pasted one behind the other.
        self.replies.extend(bodies.map(|body| {
            let mut reply = Reply::default();
            body.put_into(&mut reply);
            reply
        }));
    }
}

/// The message of a body.
struct Message(Option<String>);

impl Message {
    fn put_into(self, reply: &mut Reply) {
        reply.body = if self.0.is_some() { Body::Message } else { Body::NullMessage };
        reply.message = self.0;
    }
}

/// `CloudFront` names itself as the server only of what it answers itself.
fn finish(reply: &mut Reply) {
    reply.is_of_cloudfront &= reply.request_id.is_none() && reply.extended_request_id.is_none();
}

fn is_told(reply: &Reply) -> bool {
    reply.error_type.is_some() || reply.request_id.is_some() || reply.extended_request_id.is_some()
}

/// `AccessDeniedException:http://internal.amazon.com/…` is `AccessDeniedException`.
fn error_type(value: &str) -> String {
    value.split(':').next().unwrap_or_default().trim().to_owned()
}

fn status_of(text: &str) -> Option<u16> {
    (text.len() == 3).then(|| text.parse().ok())?.filter(|status| (100..600).contains(status))
}

/// `HTTP/1.1 403 Forbidden`, `403 Forbidden`, `403`.
fn status_line(line: &str) -> Option<u16> {
    let mut words = line.split_whitespace();
    let first = words.next()?;
    if first.starts_with("HTTP/") {
        return words.next().and_then(status_of);
    }
    let status = status_of(first)?;
    let is_reason = |word: &str| word.bytes().all(|byte| byte.is_ascii_alphabetic() || byte == b'-');
    (line.len() <= 48 && words.all(is_reason)).then_some(status)
}

/// The status that a tool tells in words of its own.
fn told_status(line: &str) -> Option<u16> {
    // axios; Python's requests; a browser's console.
    let after = |mark: &str| {
        let (_, tail) = line.split_once(mark)?;
        status_of(tail.split(|c: char| !c.is_ascii_digit()).next()?)
    };
    let before = |mark: &str| {
        let (head, _) = line.split_once(mark)?;
        status_of(head.rsplit(|c: char| !c.is_ascii_digit()).next()?)
    };
    after("status code ")
        .or_else(|| after("Status Code: "))
        .or_else(|| after("Status: "))
        .or_else(|| before(" Client Error"))
        .or_else(|| before(" Server Error"))
        .or_else(|| before(" (Forbidden)"))
        .or_else(|| before(" (Unauthorized)"))
}

/// The first line that is, or ends with, a text of API Gateway.
fn known_text(body: &str) -> Option<&str> {
    body.lines().find_map(|line| {
        let line = line.trim().trim_matches(['"', '\'', ',']);
        if cause_of_error_text(line).is_some() {
            return Some(line);
        }
        // Inside a sentence only what nobody else would write.
        let start =
            ["User is not authorized to access this resource", "User: ", "Missing Authentication Token"]
                .iter()
                .filter_map(|start| line.find(start))
                .min()?;
        let tail = line.get(start..)?;
        let tail = tail.split(['"', '}']).next().unwrap_or(tail).trim();
        cause_of_error_text(tail).is_some().then_some(tail)
    })
}
