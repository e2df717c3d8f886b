//! Text of which only its writer knows what stands in it: unknown lines, and the errors of functions.

use std::borrow::Cow;

use memchr::memchr;

use super::{Redactor, edit::Edit, json::Json, map::Map, memo::Memo, scan::Kind};

impl Redactor {
    /// Looks through a text; what stands in braces in it is read as JSON or as a map, of which only what is plain stays.
    pub(super) fn free_text<'a>(&self, text: &'a str) -> Cow<'a, str> {
        let mut edit = Edit::new(text);
        // Few of these texts come again.
        let memo = &mut Memo::none();
        let mut at = 0;
        let start = text.len() - text.trim_start().len();
        let is_array = text.get(start..).is_some_and(|text| {
            text.strip_prefix('[').is_some_and(|rest| rest.trim_start().starts_with(['{', '"', '[']))
        });
        let mut next = if is_array { Some(start) } else { brace(text, 0) };
        while let Some(open) = next {
            self.words(text, at, open, &mut edit);
            let end = close(text, open);
            let braced = text.get(open..end).unwrap_or_default();
            let is_json =
                braced.get(1..).is_some_and(|rest| rest.trim_start().starts_with(['"', '{', '[', '}']));
            if is_json {
                edit.put(braced, &self.json(braced, Json::Unknown, memo));
            } else {
                self.map(&mut edit, braced, Map::Unknown, memo);
            }
            at = end;
            next = brace(text, at);
        }
        self.words(text, at, text.len(), &mut edit);
        edit.finish()
    }

    fn words(&self, text: &str, start: usize, end: usize, edit: &mut Edit<'_>) {
        if let Some(words) = text.get(start..end)
            && let Cow::Owned(by) = self.scan(words, Kind::Text)
        {
            edit.replace(start, end, |out| out.push_str(&by));
        }
    }
}

/// The next brace that opens more than the variable of a path (`/orders/{id}`).
fn brace(text: &str, mut at: usize) -> Option<usize> {
    loop {
        let open = at + memchr(b'{', text.as_bytes().get(at..)?)?;
        let inner = text.get(open + 1..).unwrap_or_default();
        let length = inner
            .bytes()
            .position(|byte| !(byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-' | b'.' | b'+')))
            .unwrap_or(inner.len());
        if inner.as_bytes().get(length) != Some(&b'}') || length > 40 {
            return Some(open);
        }
        at = open + 1 + length;
    }
}

/// Behind the bracket that closes the one at `open`; the end of the text where none does.
fn close(text: &str, open: usize) -> usize {
    let bytes = text.as_bytes();
    let opening = bytes.get(open).copied().unwrap_or(b'{');
    let closing = if opening == b'{' { b'}' } else { b']' };
    let mut depth = 0_usize;
    let mut at = open;
    while let Some(byte) = bytes.get(at) {
        match byte {
            b'"' => match string_end(bytes, at + 1) {
                Some(end) => at = end,
                None => return text.len(),
            },
            byte if *byte == opening => depth += 1,
            byte if *byte == closing => {
                depth = depth.saturating_sub(1);
                if depth == 0 {
                    return at + 1;
                }
            }
            _ => {}
        }
        at += 1;
    }
    text.len()
}

/// Where the string that starts at `at` ends: brackets in it are none.
fn string_end(bytes: &[u8], mut at: usize) -> Option<usize> {
    loop {
        at += memchr::memchr2(b'"', b'\\', bytes.get(at..)?)?;
        if bytes.get(at) == Some(&b'"') {
            return Some(at);
        }
        at += 2;
    }
}
