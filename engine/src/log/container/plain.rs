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
        cursor.skip_blank();
        cursor.expect(b':')?;
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

    fn skip_blank(&mut self) {
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

    /// A whole number.
    fn number(&mut self) -> Option<u64> {
        let (number, length) = digits::leading(self.rest())?;
        let is_padded = length > 1 && self.peek() == Some(b'0');
        self.at += length;
        // A fraction or an exponent makes it another number.
        (!is_padded && !matches!(self.peek()?, b'.' | b'e' | b'E')).then_some(number)
    }

    /// A short text without escapes, and of ASCII.
    fn plain_text(&mut self) -> Option<&'a [u8]> {
        self.expect(b'"')?;
        let rest = self.rest();
        let length = plain_length(rest)?;
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
        let length = memchr2(b'"', b'\\', rest)?;
        let (piece, end) = (rest.get(..length)?, *rest.get(length)?);
        self.at += length + 1;
        // JSON has no control characters in texts. Looked for without a branch, many bytes at once.
        let lowest = piece.iter().fold(u8::MAX, |lowest, byte| lowest.min(*byte));
        (lowest >= 0x20).then_some((piece, end))
    }
}

/// How many bytes are of printable ASCII and neither quote nor backslash, where such a byte follows them.
fn plain_length(bytes: &[u8]) -> Option<usize> {
    const ONES: u64 = u64::from_ne_bytes([1; 8]);
    const HIGHS: u64 = ONES << 7;
    let (eights, rest) = bytes.as_chunks();
    for (n, eight) in eights.iter().enumerate() {
        let word = u64::from_le_bytes(*eight);
        // The highest bit of a byte that is smaller than `limit` is set; so may be that of the byte above it.
        let is_below = |word: u64, limit: u64| word.wrapping_sub(ONES * limit) & !word;
        let is_byte = |byte: u8| is_below(word ^ (ONES * u64::from(byte)), 1);
        let ends = (is_below(word, 0x20) | is_byte(b'"') | is_byte(b'\\') | word) & HIGHS;
        if ends != 0 {
            return Some(8 * n + ends.trailing_zeros() as usize / 8);
        }
    }
    let is_end = |byte: &u8| matches!(byte, ..0x20 | b'"' | b'\\' | 0x80..);
    rest.iter().position(is_end).map(|length| bytes.len() - rest.len() + length)
}
