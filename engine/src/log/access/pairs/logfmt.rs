//! Pairs as `requestId=… status=403 message="User is not authorized"`, which many tools write and some owners choose.
//!
//! API Gateway puts values in as they are, so one without quotes may have spaces in it, as the time of the request has, and one with
//! quotes may have quotes in it: a value ends where the next key begins.

use std::borrow::Cow;

use super::{MOST_PAIRS, Pairs};

/// No key is longer.
const LONGEST_KEY: usize = 64;

/// The pairs of a line that begins with a key; `None` for what has not at least two.
pub(in super::super) fn pairs(text: &str) -> Option<Pairs<'_>> {
    let mut pairs = Pairs::new();
    let (mut key, mut begin) = key(text, 0)?;
    loop {
        let next = next_key(text, begin);
        let value = text.get(begin..next.map_or(text.len(), |(start, ..)| start))?;
        pairs.push((Cow::Borrowed(key), plain(value, next.is_some())));
        if pairs.len() > MOST_PAIRS {
            return None;
        }
        match next {
            Some((_, next_key, next_begin)) => (key, begin) = (next_key, next_begin),
            None => return (pairs.len() >= 2).then_some(pairs),
        }
    }
}

/// The key at `start`, and where its value begins.
fn key(text: &str, start: usize) -> Option<(&str, usize)> {
    let near = text.as_bytes().get(start..)?;
    let length = near
        .iter()
        .take(LONGEST_KEY + 1)
        .position(|byte| !(byte.is_ascii_alphanumeric() || b"_.-".contains(byte)))?;
    let is_key = near.get(length) == Some(&b'=') && near.first().is_some_and(u8::is_ascii_alphabetic);
    if is_key { Some((text.get(start..start + length)?, start + length + 1)) } else { None }
}

/// The next key behind the value that begins at `begin`, with where it stands.
fn next_key(text: &str, begin: usize) -> Option<(usize, &str, usize)> {
    let is_quoted = text.as_bytes().get(begin) == Some(&b'"');
    let mut at = begin;
    loop {
        let gap = at + memchr::memchr2(b' ', b'\t', text.as_bytes().get(at..)?)?;
        let start = gap + 1;
        // Within quotes, what looks like a key is text.
        let is_value_over = || {
            let value = text.get(begin..gap).unwrap_or_default().trim_end_matches(SEPARATORS);
            !is_quoted || (value.len() > 1 && value.ends_with('"') && !value.ends_with("\\\""))
        };
        if let Some((key, value)) = key(text, start)
            && is_value_over()
        {
            return Some((start, key, value));
        }
        at = start;
    }
}

/// What may stand between two pairs.
const SEPARATORS: &[char] = &[' ', '\t', ',', ';', '|'];

/// A value without what is put around it.
fn plain(value: &str, is_followed: bool) -> Cow<'_, str> {
    let value = if is_followed { value.trim_end_matches(SEPARATORS) } else { value.trim_end() };
    let around = |open: char, close: char| value.strip_prefix(open)?.strip_suffix(close);
    match around('"', '"') {
        Some(inner) if inner.contains("\\\"") => Cow::Owned(inner.replace("\\\"", "\"")),
        Some(inner) => Cow::Borrowed(inner),
        None => Cow::Borrowed(around('[', ']').unwrap_or(value)),
    }
}

#[cfg(test)]
mod tests {
    use super::pairs;

    fn check(text: &str, expected: &[&str]) {
        let found: Vec<String> =
            pairs(text).unwrap_or_default().iter().map(|(key, value)| format!("{key}: {value}")).collect();
        assert_eq!(found, expected, "{text}");
    }

    #[test]
    fn a_value_ends_where_the_next_key_begins() {
        check("a=1 b.c=2", &["a: 1", "b.c: 2"]);
        check("a= b=-", &["a: ", "b: -"]);
        check(
            "at=01/Feb/2026:10:00:00 +0000 message=no such user x=1",
            &["at: 01/Feb/2026:10:00:00 +0000", "message: no such user", "x: 1"],
        );
        check("at=[01/Feb/2026:10:00:00 +0000] x=1", &["at: 01/Feb/2026:10:00:00 +0000", "x: 1"]);
        check("a=1, b=2 | c=3, ", &["a: 1", "b: 2", "c: 3,"]);
        check("path=/a?b=c&d=e x=1", &["path: /a?b=c&d=e", "x: 1"]);
    }

    #[test]
    fn quotes_hold_keys_and_quotes() {
        check(
            r#"m="the header a=b is odd" s=1 q="say \"no\" x=1" e="" t="Invalid "id" given" z=2"#,
            &[
                "m: the header a=b is odd",
                "s: 1",
                "q: say \"no\" x=1",
                "e: ",
                "t: Invalid \"id\" given",
                "z: 2",
            ],
        );
        check(r#"a=1 b="cut off c=2"#, &["a: 1", r#"b: "cut off c=2"#]);
    }

    #[test]
    fn what_is_none_is_none() {
        for text in ["", "a=1", "=1 b=2", "hello a=1 b=2", "a b=1", "1a=1 b=2", "é=1 b=2"] {
            assert_eq!(pairs(text), None, "{text}");
        }
    }
}
