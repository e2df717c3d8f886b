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
                let digits = cursor.plain_text()?;
                element.event_id = EventId::read(digits);
                element.may_be_enveloped_by(digits);
            }
            (Field::Envelope, b'"') => {
                cursor.plain_text()?;
                element.is_enveloped = true;
            }
            (Field::Envelope, b'0'..=b'9') => {
                cursor.skip_number()?;
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
            b'l' => self.named(b"logStreamName\"", Field::Envelope),
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

    /// A whole number that nobody asks for.
    fn skip_number(&mut self) -> Option<()> {
        let is_zero = self.peek() == Some(b'0');
        let length = self.rest().iter().position(|byte| !byte.is_ascii_digit())?;
        self.at += length;
        self.is_whole(is_zero && length > 1)
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

    /// A text without escapes, and of ASCII.
    fn plain_text(&mut self) -> Option<&'a [u8]> {
        self.expect(b'"')?;
        let rest = self.rest();
        let length = plain_length(rest);
        self.at += length;
        self.expect(b'"')?;
        rest.get(..length)
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
        let mut length = plain_length(rest);
        let is_ascii = rest.get(length)?.is_ascii();
        if !is_ascii {
            length += memchr2(b'"', b'\\', rest.get(length..)?)?;
        }
        let piece = rest.get(..length)?;
        self.at += length;
        let end = self.next()?;
        // JSON has no control characters in texts.
        let is_text = matches!(end, b'"' | b'\\') && (is_ascii || piece.iter().all(|byte| *byte >= 0x20));
        is_text.then_some((piece, end))
    }
}

/// How many bytes are such as stand in a text of ASCII for themselves: neither quote nor backslash, and no control character.
#[expect(
    clippy::needless_bitwise_bool,
    reason = "without branches the compiler looks at sixteen bytes at once"
)]
fn plain_length(bytes: &[u8]) -> usize {
    // What is not of ASCII is negative as a signed byte.
    let is_end = |byte: &u8| (byte.cast_signed() < 0x20) | (*byte == b'"') | (*byte == b'\\');
    // Many bytes are looked at at once, as long as none of them is an end.
    let (chunks, _) = bytes.as_chunks::<16>();
    let has_end = |chunk: &[u8; 16]| chunk.iter().fold(false, |has_end, byte| has_end | is_end(byte));
    let length = 16 * chunks.iter().take_while(|chunk| !has_end(chunk)).count();
    let rest = bytes.get(length..).unwrap_or_default();
    length + rest.iter().position(is_end).unwrap_or(rest.len())
}
