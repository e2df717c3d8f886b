//! Where the words of a text begin and end. A word is what an id, a token or a name is written with.

use std::borrow::Cow;

/// Whether a byte is of a word. `/`, `=`, `:` and the like are not: they stand between.
pub(super) fn is_word(byte: u8) -> bool {
    WORD.get(usize::from(byte)).copied().unwrap_or_default()
}

const WORD: [bool; 256] = {
    let mut table = [false; 256];
    let mut byte = 0;
    while byte < 256 {
        #[expect(
            clippy::cast_possible_truncation,
            clippy::indexing_slicing,
            reason = "checked by the compiler: below 256"
        )]
        {
            let c = byte as u8;
            table[byte] = c.is_ascii_alphanumeric()
                || c >= 0x80
                || matches!(c, b'-' | b'_' | b'.' | b'~' | b'%' | b'*' | b'!' | b'$' | b'@' | b'^');
        }
        byte += 1;
    }
    table
};

/// Whether `\u0041` stands here.
fn is_code(bytes: &[u8], at: usize) -> bool {
    bytes
        .get(at..at + 6)
        .is_some_and(|code| code.starts_with(b"\\u") && code.iter().skip(2).all(u8::is_ascii_hexdigit))
}

/// The start of the next word.
pub(super) fn next_word(bytes: &[u8], mut at: usize) -> Option<usize> {
    loop {
        match *bytes.get(at)? {
            byte if is_word(byte) => return Some(at),
            b'\\' if is_code(bytes, at) => return Some(at),
            // `\n` in front of a word is no part of it.
            b'\\' if matches!(bytes.get(at + 1), Some(b'n' | b'r' | b't' | b'\\' | b'"' | b'/')) => at += 2,
            _ => at += 1,
        }
    }
}

/// The end of the word that starts here.
pub(super) fn word_end(bytes: &[u8], mut at: usize) -> usize {
    while let Some(byte) = bytes.get(at) {
        match byte {
            b'\\' if is_code(bytes, at) => at += 6,
            byte if is_word(*byte) => at += 1,
            _ => break,
        }
    }
    at
}

/// The end of what may be written in base64, and so holds `/`, `+` and `=` too.
pub(super) fn blob_end(bytes: &[u8], mut at: usize) -> usize {
    loop {
        let end = word_end(bytes, at);
        match bytes.get(end) {
            Some(b'/' | b'+' | b'=') => at = end + 1,
            _ => return end,
        }
    }
}

/// Behind the spaces that stand here.
pub(super) fn skip_spaces(bytes: &[u8], mut at: usize) -> usize {
    while matches!(bytes.get(at), Some(b' ' | b'\t')) {
        at += 1;
    }
    at
}

/// The end of this line.
pub(super) fn end_of_line(bytes: &[u8], at: usize) -> usize {
    bytes.get(at..).and_then(|rest| memchr::memchr(b'\n', rest)).map_or(bytes.len(), |length| at + length)
}

/// Whether these bytes stand here.
pub(super) fn starts_with(text: &str, at: usize, bytes: &[u8]) -> bool {
    text.as_bytes().get(at..).is_some_and(|rest| rest.starts_with(bytes))
}

/// Where the address or the ARN that starts here ends.
pub(super) fn address_end(text: &str, start: usize) -> usize {
    end_at(text.as_bytes(), start, |byte| {
        byte.is_ascii_whitespace()
            || matches!(byte, b'"' | b'\'' | b'`' | b'<' | b'>' | b',' | b')' | b']' | b'\\' | b'|')
    })
}

/// What opens a value: nothing, a quote, or a quote in a quoted text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Opening {
    Bare,
    Quote(u8),
    EscapedQuote,
}

/// The quote that stands here, and where the value behind it starts.
pub(super) fn quote_at(bytes: &[u8], at: usize) -> (Opening, usize) {
    match (bytes.get(at), bytes.get(at + 1)) {
        (Some(quote @ (b'"' | b'\'' | b'`')), _) => (Opening::Quote(*quote), at + 1),
        (Some(b'\\'), Some(b'"' | b'\'')) => (Opening::EscapedQuote, at + 2),
        _ => (Opening::Bare, at),
    }
}

/// The end of a value that starts at `at`, behind its opening. Cookies go on over `; `, and `Bearer` or its like over one space.
pub(super) fn value_end(text: &str, name: &str, opening: Opening, at: usize) -> usize {
    let bytes = text.as_bytes();
    match opening {
        Opening::Quote(quote) => {
            let mut at = at;
            while let Some(byte) = bytes.get(at) {
                match byte {
                    b'\\' => at += 2,
                    byte if *byte == quote => return at,
                    _ => at += 1,
                }
            }
            // A cut inside an escape, or no end.
            bytes.len()
        }
        Opening::EscapedQuote => end_at(bytes, at, |byte| matches!(byte, b'\\' | b'"' | b'\n')),
        Opening::Bare if name.to_ascii_lowercase().ends_with("cookie") => {
            end_at(bytes, at, |byte| matches!(byte, b'\n' | b'"' | b'\'' | b'}'))
        }
        Opening::Bare => {
            let end = end_of_bare(bytes, at);
            let first = text.get(at..end).unwrap_or_default();
            let is_scheme =
                ["bearer", "basic", "token", "apikey", "digest", "negotiate", "hmac", "jwt", "oauth"]
                    .iter()
                    .any(|scheme| scheme.eq_ignore_ascii_case(first));
            if is_scheme && bytes.get(end) == Some(&b' ') {
                let next = end_of_bare(bytes, end + 1);
                return if next > end + 1 { next } else { end };
            }
            end
        }
    }
}

fn end_of_bare(bytes: &[u8], at: usize) -> usize {
    end_at(bytes, at, |byte| {
        byte.is_ascii_whitespace()
            || matches!(
                byte,
                b',' | b';' | b'&' | b')' | b']' | b'}' | b'|' | b'"' | b'\'' | b'<' | b'>' | b'\\'
            )
    })
}

fn end_at(bytes: &[u8], at: usize, is_end: impl Fn(u8) -> bool) -> usize {
    bytes.iter().skip(at).position(|byte| is_end(*byte)).map_or(bytes.len(), |length| at + length)
}

/// A word with its `%41` and `\u0041` read; `None` where there are none.
pub(super) fn decoded(word: &str) -> Option<Cow<'_, str>> {
    let mut out = Vec::with_capacity(word.len());
    let bytes = word.as_bytes();
    let mut at = 0;
    let mut has_codes = false;
    while let Some(byte) = bytes.get(at) {
        let code = match byte {
            b'%' => word
                .get(at + 1..at + 3)
                .and_then(|digits| u8::from_str_radix(digits, 16).ok())
                .map(|byte| (byte, 3)),
            b'\\' => word
                .get(at + 2..at + 6)
                .and_then(|digits| u16::from_str_radix(digits, 16).ok())
                .and_then(|code| u8::try_from(code).ok().filter(u8::is_ascii))
                .map(|byte| (byte, 6)),
            _ => None,
        };
        let (byte, length) = code.unwrap_or((*byte, 1));
        has_codes |= code.is_some();
        out.push(byte);
        at += length;
    }
    has_codes.then(|| Cow::Owned(String::from_utf8_lossy(&out).into_owned()))
}
