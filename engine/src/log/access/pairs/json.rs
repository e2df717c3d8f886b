//! JSON as formats of access logs make it: API Gateway puts values in without a look at quotes.
//!
//! A line is first read as strict JSON, but that any word may stand unquoted (`"latency":-`). Only if it is not that, a quote
//! inside a value is taken for part of the value unless what follows can only be the next key or the end, an unquoted value
//! may hold spaces, and the end may be missing.

use std::borrow::Cow;

use super::{DEEPEST, MOST_PAIRS, Pairs, joined};

/// How far the end quote of a key is looked for: keys are short, and a hostile line is all quotes.
const LONGEST_KEY: usize = 128;

/// The pairs of a JSON object; `None` for what is none.
pub(in super::super) fn pairs(text: &str) -> Option<Pairs<'_>> {
    read(text, false).or_else(|| read(text, true))
}

fn read(text: &str, is_lenient: bool) -> Option<Pairs<'_>> {
    let mut parser = Parser { text, at: 0, is_lenient, pairs: Vec::with_capacity(24) };
    parser.object("", 0)?;
    parser.space();
    let is_end =
        parser.at >= text.len() || (is_lenient && parser.rest()?.trim_matches(',').trim().is_empty());
    (is_end && !parser.pairs.is_empty()).then_some(parser.pairs)
}

struct Parser<'a> {
    text: &'a str,
    at: usize,
    is_lenient: bool,
    pairs: Pairs<'a>,
}

impl<'a> Parser<'a> {
    fn peek(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    fn rest(&self) -> Option<&'a str> {
        self.text.get(self.at..)
    }

    fn eat(&mut self, byte: u8) -> bool {
        let is_there = self.peek() == Some(byte);
        self.at += usize::from(is_there);
        is_there
    }

    fn space(&mut self) {
        self.at = behind_space(self.text.as_bytes(), self.at);
    }

    fn object(&mut self, outer: &str, depth: usize) -> Option<()> {
        if depth == DEEPEST || !self.eat(b'{') {
            return None;
        }
        loop {
            self.space();
            match self.peek() {
                Some(b'}') => {
                    self.at += 1;
                    return Some(());
                }
                Some(b'"') => {}
                None if self.is_lenient => return Some(()),
                _ => return None,
            }
            let name = self.string(true)?;
            self.space();
            if !self.eat(b':') {
                return (self.is_lenient && self.peek().is_none()).then_some(());
            }
            self.space();
            self.value(joined(outer, name), depth)?;
            self.space();
            match self.peek() {
                Some(b',') => self.at += 1,
                Some(b'}') => {}
                None if self.is_lenient => return Some(()),
                _ => return None,
            }
        }
    }

    fn value(&mut self, key: Cow<'a, str>, depth: usize) -> Option<()> {
        let value = match self.peek() {
            Some(b'{') => return self.object(&key, depth + 1),
            Some(b'[') => Cow::Borrowed(self.array()?),
            Some(b'"') => self.string(false)?,
            _ => Cow::Borrowed(self.word()?),
        };
        if self.pairs.len() == MOST_PAIRS {
            return None;
        }
        self.pairs.push((key, value));
        Some(())
    }

    fn string(&mut self, is_key: bool) -> Option<Cow<'a, str>> {
        let start = self.at + 1;
        let bytes = self.text.as_bytes();
        let mut from = start;
        let mut is_escaped = false;
        let end = loop {
            let found = bytes.get(from..).and_then(|rest| memchr::memchr2(b'"', b'\\', rest));
            match found.map(|found| from + found) {
                Some(at) if bytes.get(at) == Some(&b'\\') => {
                    is_escaped = true;
                    from = at + 2;
                }
                Some(at) if !self.is_lenient || is_key || is_end(bytes, at + 1) => {
                    self.at = at + 1;
                    break at;
                }
                Some(at) => from = at + 1,
                // The line was cut off inside the value.
                None if self.is_lenient => {
                    self.at = self.text.len();
                    break self.text.len();
                }
                None => return None,
            }
        };
        let inner = self.text.get(start..end)?;
        if !is_escaped {
            return Some(Cow::Borrowed(inner));
        }
        let quoted = self.text.get(start.checked_sub(1)?..=end);
        let unescaped = quoted.and_then(|quoted| serde_json::from_str::<String>(quoted).ok());
        match unescaped {
            Some(unescaped) => Some(Cow::Owned(unescaped)),
            None if self.is_lenient => Some(Cow::Owned(inner.replace("\\\"", "\""))),
            None => None,
        }
    }

    /// An array as its own text.
    fn array(&mut self) -> Option<&'a str> {
        let start = self.at;
        let bytes = self.text.as_bytes();
        let (mut depth, mut is_string) = (0_u32, false);
        while let Some(byte) = bytes.get(self.at) {
            self.at += 1;
            match byte {
                b'\\' if is_string => self.at += 1,
                b'"' => is_string = !is_string,
                b'[' | b'{' if !is_string => depth += 1,
                b']' | b'}' if !is_string => depth = depth.saturating_sub(1),
                _ => {}
            }
            if depth == 0 {
                return self.text.get(start..self.at);
            }
        }
        self.at = bytes.len();
        if self.is_lenient { self.text.get(start..) } else { None }
    }

    /// A value without quotes.
    fn word(&mut self) -> Option<&'a str> {
        let bytes = self.text.as_bytes();
        let start = self.at;
        while let Some(byte) = bytes.get(self.at) {
            let is_over = match byte {
                b',' if self.is_lenient => is_next_key(bytes, self.at + 1),
                b'}' | b',' => true,
                // Outside of leniency a word is one word.
                b'"' | b'{' | b'[' | b']' | b':' if !self.is_lenient => return None,
                byte if byte.is_ascii_whitespace() => !self.is_lenient,
                _ => false,
            };
            if is_over {
                break;
            }
            self.at += 1;
        }
        Some(self.text.get(start..self.at)?.trim_end())
    }
}

fn behind_space(bytes: &[u8], at: usize) -> usize {
    let rest = bytes.get(at..).unwrap_or_default();
    at + rest.iter().take_while(|byte| byte.is_ascii_whitespace()).count()
}

/// Whether a string may end before `at`: what follows is the next key or the end of the object.
fn is_end(bytes: &[u8], at: usize) -> bool {
    let at = behind_space(bytes, at);
    match bytes.get(at) {
        None => true,
        Some(b',') => is_next_key(bytes, at + 1),
        Some(b'}') => matches!(bytes.get(behind_space(bytes, at + 1)), None | Some(b',' | b'}')),
        _ => false,
    }
}

/// Whether a key stands behind a comma, or the line ends there.
fn is_next_key(bytes: &[u8], at: usize) -> bool {
    let at = behind_space(bytes, at);
    match bytes.get(at) {
        None | Some(b'}') => true,
        Some(b'"') => {
            let end = bytes.len().min(at + 1 + LONGEST_KEY);
            let key = bytes.get(at + 1..end).unwrap_or_default();
            match memchr::memchr(b'"', key) {
                Some(length) => {
                    matches!(bytes.get(behind_space(bytes, at + 2 + length)), None | Some(b':'))
                }
                None => end == bytes.len(),
            }
        }
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::pairs;

    fn check(text: &str, expected: &[(&str, &str)]) {
        let found = pairs(text).unwrap_or_default();
        let found: Vec<(&str, &str)> = found.iter().map(|(key, value)| (&**key, &**value)).collect();
        assert_eq!(found, expected, "{text}");
    }

    #[test]
    fn json_is_read_as_json() {
        check(
            r#"{"a":"1", "b" : 2.5,"c":{"d":null,"e":{"f":true}},"g":["x",{"y":"]"}],"h":"a\"b\u00e9\n"} "#,
            &[
                ("a", "1"),
                ("b", "2.5"),
                ("c.d", "null"),
                ("c.e.f", "true"),
                ("g", r#"["x",{"y":"]"}]"#),
                ("h", "a\"bé\n"),
            ],
        );
    }

    #[test]
    fn broken_json_is_read_as_far_as_it_goes() {
        for (text, expected) in [
            (r#"{"a":-,"b":"2"}"#, [("a", "-"), ("b", "2")]),
            (r#"{"a":,"b":"2"}"#, [("a", ""), ("b", "2")]),
            (r#"{"a":28/Aug/2019:15:10:34 +0000, "b":x}"#, [("a", "28/Aug/2019:15:10:34 +0000"), ("b", "x")]),
            (
                r#"{"a":"Invalid "id", or "x","y"","b":"2"}"#,
                [("a", r#"Invalid "id", or "x","y""#), ("b", "2")],
            ),
            (r#"{"a":""Forbidden"","b":"2"}"#, [("a", r#""Forbidden""#), ("b", "2")]),
            (r#"{"a":"not {"x"} fit","b":"2"}"#, [("a", r#"not {"x"} fit"#), ("b", "2")]),
            (r#"{"a":"1","b":"2"#, [("a", "1"), ("b", "2")]),
            (r#"{"a":"1","b":"2","#, [("a", "1"), ("b", "2")]),
            (r#"{"a":"1","b":"2"} and"#, [("a", "1"), ("b", "2\"} and")]),
            (r#"{"a":"1","b":"2","c"#, [("a", "1"), ("b", "2")]),
            (r#"{"a":Missing Token, really,"b":"2"}"#, [("a", "Missing Token, really"), ("b", "2")]),
        ] {
            check(text, &expected);
        }
        for text in [
            "{",
            "{}",
            "[1]",
            "{a:1}",
            r#"{"a":1} and more"#,
            r#"{"a":{"a":{"a":{"a":{"a":{"a":{"a":{"a":{}}}}}}}}}"#,
        ] {
            check(text, &[]);
        }
    }
}
