//! Events as AWS's own tools write them, read without a JSON library: objects of texts and whole numbers whose names are known.
//!
//! Most of a large export is such objects. All others [`super::element`] reads, which reads these alike: where this gives up,
//! nothing was taken in.

use std::borrow::Cow;

use memchr::memchr2;

use super::element::{Element, Field};
use crate::{digits, log::EventId, time::Instant};

/// An object that was read.
pub(super) struct Plain<'a> {
    pub(super) element: Element<'a>,
    /// How many bytes it takes.
    pub(super) length: usize,
    /// How many line ends are in it.
    pub(super) n_lines: u64,
}

/// The object that starts `bytes`; `None` where it is of another form, or not whole.
pub(super) fn read(bytes: &[u8]) -> Option<Plain<'_>> {
    let mut cursor = Cursor { bytes, at: 0, n_lines: 0 };
    let mut element = Element::default();
    cursor.expect(b'{')?;
    loop {
        cursor.skip_blank();
        let field = cursor.field()?;
        cursor.mark(b':')?;
        cursor.skip_blank();
        match (field, cursor.peek()?) {
            (Field::Message, b'"') => element.message = Some(cursor.text()?),
            (Field::Timestamp, b'0'..=b'9') => {
                let millis = i64::try_from(cursor.number()?).ok()?;
                element.at = Instant::from_millis(millis);
            }
            (Field::EventId, b'"') => {
                let digits = match cursor.text_of::<EVENT_ID>() {
                    Some(digits) => digits,
                    None => cursor.plain_text()?,
                };
                element.event_id = EventId::read(digits);
                element.may_be_enveloped_by(digits);
            }
            (Field::LogGroup, b'"') => {
                let name = std::str::from_utf8(cursor.plain_text()?).ok()?;
                element.log_group = Some(Cow::Borrowed(name));
                element.is_enveloped = true;
            }
            (Field::Envelope, b'"') => {
                if cursor.text_of::<STREAM>().is_none() {
                    cursor.plain_text()?;
                }
                element.is_enveloped = true;
            }
            (Field::Envelope, b'0'..=b'9') => {
                cursor.number()?;
                element.is_enveloped = true;
            }
            _ => return None,
        }
        cursor.skip_blank();
        match cursor.next()? {
            b',' => {}
            b'}' => return Some(Plain { element, length: cursor.at, n_lines: cursor.n_lines }),
            _ => return None,
        }
    }
}

/// How many digits an event id has.
const EVENT_ID: usize = 56;

/// How many characters the name of a log stream of API Gateway has.
const STREAM: usize = 32;

/// How far the bytes are read.
struct Cursor<'a> {
    bytes: &'a [u8],
    at: usize,
    n_lines: u64,
}

impl<'a> Cursor<'a> {
    fn rest(&self) -> &'a [u8] {
        self.bytes.get(self.at..).unwrap_or_default()
    }

    fn peek(&self) -> Option<u8> {
        self.bytes.get(self.at).copied()
    }

    fn next(&mut self) -> Option<u8> {
        let byte = self.peek()?;
        self.at += 1;
        Some(byte)
    }

    fn expect(&mut self, byte: u8) -> Option<()> {
        (self.next()? == byte).then_some(())
    }

    /// A byte that white space may stand before.
    fn mark(&mut self, byte: u8) -> Option<()> {
        if self.peek() != Some(byte) {
            self.skip_blank();
        }
        self.expect(byte)
    }

    fn skip_blank(&mut self) {
        if self.peek().is_some_and(|byte| byte > b' ') {
            return;
        }
        while let Some(byte @ (b' ' | b'\n' | b'\r' | b'\t')) = self.peek() {
            self.n_lines += u64::from(byte == b'\n');
            self.at += 1;
        }
    }

    /// The name of a field, of those that every event has.
    fn field(&mut self) -> Option<Field> {
        self.expect(b'"')?;
        match self.peek()? {
            b'l' => {
                let stream = self.named(b"logStreamName\"", Field::Envelope);
                stream.or_else(|| self.named(b"logGroupName\"", Field::LogGroup))
            }
            b't' => self.named(b"timestamp\"", Field::Timestamp),
            b'm' => self.named(b"message\"", Field::Message),
            b'i' => {
                let id = self.named(b"id\"", Field::EventId);
                id.or_else(|| self.named(b"ingestionTime\"", Field::Envelope))
            }
            b'e' => self.named(b"eventId\"", Field::EventId),
            _ => None,
        }
    }

    fn named<const N: usize>(&mut self, name: &[u8; N], field: Field) -> Option<Field> {
        (self.rest().first_chunk() == Some(name)).then(|| {
            self.at += N;
            field
        })
    }

    /// Whether the number was whole that ends here: no fraction, no exponent, no zero before other digits.
    fn is_whole(&self, is_padded: bool) -> Option<()> {
        let goes_on = matches!(self.peek()?, b'.' | b'e' | b'E');
        (!is_padded && !goes_on).then_some(())
    }

    /// A whole number.
    fn number(&mut self) -> Option<u64> {
        let (number, length) = digits::leading(self.rest())?;
        let is_padded = length > 1 && self.peek() == Some(b'0');
        self.at += length;
        self.is_whole(is_padded)?;
        Some(number)
    }

    /// A text of a length that is known, without escapes, and of ASCII.
    fn text_of<const N: usize>(&mut self) -> Option<&'a [u8]> {
        let text = self.rest().get(1..)?.first_chunk::<N>()?;
        let is_quoted = self.peek() == Some(b'"') && self.rest().get(N + 1) == Some(&b'"');
        let (eights, rest) = text.as_chunks();
        let is_plain = rest.is_empty() && eights.iter().fold(0, |odd, eight| odd | odd_of(*eight)) == 0;
        (is_quoted && is_plain).then(|| {
            self.at += N + 2;
            text.as_slice()
        })
    }

    /// A text without escapes, and of ASCII.
    fn plain_text(&mut self) -> Option<&'a [u8]> {
        self.expect(b'"')?;
        let (text, end) = self.piece()?;
        (end == b'"' && text.is_ascii()).then_some(text)
    }

    /// A text.
    fn text(&mut self) -> Option<Cow<'a, str>> {
        self.expect(b'"')?;
        let (piece, mut end) = self.piece()?;
        if end == b'"' {
            return std::str::from_utf8(piece).ok().map(Cow::Borrowed);
        }
        let mut text = Vec::with_capacity(2 * piece.len() + 256);
        text.extend_from_slice(piece);
        while end != b'"' {
            text.push(match self.next()? {
                byte @ (b'"' | b'\\' | b'/') => byte,
                b'n' => b'\n',
                b'r' => b'\r',
                b't' => b'\t',
                b'b' => 0x08,
                b'f' => 0x0c,
                _ => return None,
            });
            let piece;
            (piece, end) = self.piece()?;
            text.extend_from_slice(piece);
        }
        String::from_utf8(text).ok().map(Cow::Owned)
    }

    /// A text up to its next quote or escape; and which of both that is.
    fn piece(&mut self) -> Option<(&'a [u8], u8)> {
        let rest = self.rest();
        let length = memchr2(b'"', b'\\', rest)?;
        let (piece, end) = (rest.get(..length)?, *rest.get(length)?);
        self.at += length + 1;
        // JSON has no control characters in texts.
        let (eights, rest) = piece.as_chunks();
        let controls = eights.iter().fold(0, |found, eight| found | below_space(u64::from_le_bytes(*eight)));
        (controls & HIGHS == 0 && rest.iter().all(|byte| *byte >= b' ')).then_some((piece, end))
    }
}

/// A one in every byte; times a byte, that byte in every byte.
const ONES: u64 = 0x0101_0101_0101_0101;

/// The highest bit of every byte.
const HIGHS: u64 = 0x8080_8080_8080_8080;

/// Has a highest bit set where any of eight bytes is a control character: only such a byte borrows from the one above it.
fn below_space(bytes: u64) -> u64 {
    bytes.wrapping_sub(ONES * 0x20) & !bytes
}

/// Not zero where any of eight bytes does not stand in a text of ASCII for itself: a quote, a backslash, a control character.
fn odd_of(bytes: [u8; 8]) -> u64 {
    let bytes = u64::from_le_bytes(bytes);
    let is = |byte: u8| {
        let other = bytes ^ (ONES * u64::from(byte));
        other.wrapping_sub(ONES) & !other
    };
    (bytes | below_space(bytes) | is(b'"') | is(b'\\')) & HIGHS
}

#[cfg(test)]
mod tests {
    use super::read;

    fn message(json: &str) -> Option<String> {
        read(json.as_bytes()).map(|plain| plain.element.message.unwrap_or_default().into_owned())
    }

    #[test]
    fn an_event_may_name_its_group() {
        let json =
            r#"{"logGroupName":"API-Gateway-Execution-Logs_a1b2c3d4e5/prod","timestamp":1,"message":"x"}"#;
        let element = read(json.as_bytes()).unwrap().element;
        assert_eq!(element.log_group.as_deref(), Some("API-Gateway-Execution-Logs_a1b2c3d4e5/prod"));
        assert!(element.is_enveloped);
        assert_eq!(message(r#"{"logGroupName":7,"message":"x"}"#), None);
    }

    #[test]
    fn what_is_no_text_of_json_is_left_to_others_wherever_it_stands() {
        for at in 0..40 {
            for odd in ["\u{0}", "\u{1f}", "\n", "\t", "\\x", "\\u0041"] {
                let mut text = "é".repeat(at / 8) + &"x".repeat(40);
                text.insert_str(at / 8 * 2 + at, odd);
                assert_eq!(message(&format!("{{\"message\":\"{text}\"}}")), None, "{text:?}");
            }
            let text = "x".repeat(at) + "\u{7f}é\u{80}" + &"y".repeat(40 - at);
            assert_eq!(message(&format!("{{\"message\":\"{text}\"}}")), Some(text));
        }
        let stream = "0123456789abcdef".repeat(2);
        for odd in ["\"", "\\", "\u{1f}", "é"] {
            for at in 0..31 {
                let mut stream = stream.clone();
                stream.replace_range(at..at + odd.len(), odd);
                let json = format!("{{\"logStreamName\":\"{stream}\",\"message\":\"x\"}}");
                assert_eq!(message(&json), None, "{json}");
            }
        }
        assert_eq!(
            message(&format!("{{\"logStreamName\":\"{stream}\",\"message\":\"x\"}}")),
            Some("x".to_owned())
        );
    }
}
