//! The text of a policy as someone types it: where in it things stand, and its tidy form. Nothing here knows what a policy means.

use std::ops::Range;

/// Deeper nesting is no policy, and is not followed.
const DEEPEST: usize = 32;

/// A place in a text: bytes, and the line and column that a person counts from 1.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// Bytes of the text.
    pub range: Range<usize>,
    /// From 1.
    pub line: u32,
    /// In characters, from 1.
    pub column: u32,
}

impl Place {
    /// The place of these bytes.
    pub fn of(text: &str, range: Range<usize>) -> Self {
        let before = text.get(..range.start).unwrap_or(text);
        let line_start = before.rfind('\n').map_or(0, |at| at + 1);
        Self {
            line: number(before.matches('\n').count() + 1),
            column: number(before.get(line_start..).map_or(0, |line| line.chars().count()) + 1),
            range,
        }
    }

    /// The place at which a reader of JSON stopped; it counts columns in bytes.
    pub fn at(text: &str, line: usize, column: usize) -> Self {
        let start: usize = text.split_inclusive('\n').take(line.saturating_sub(1)).map(str::len).sum();
        let line_end = text.get(start..).and_then(|rest| rest.find('\n')).map_or(text.len(), |at| start + at);
        let mut at = (start + column.saturating_sub(1)).min(line_end);
        while !text.is_char_boundary(at) {
            at -= 1;
        }
        let end =
            text.get(at..line_end).and_then(|rest| rest.chars().next()).map_or(at, |c| at + c.len_utf8());
        Self::of(text, at..end)
    }

    /// The same in the units in which browsers count.
    pub fn in_utf16(&self, text: &str) -> (u32, u32) {
        let units =
            |end: usize| number(text.get(..end).unwrap_or(text).chars().map(char::len_utf16).sum::<usize>());
        (units(self.range.start), units(self.range.end))
    }
}

fn number(count: usize) -> u32 {
    u32::try_from(count).unwrap_or(u32::MAX)
}

/// A value in a text of JSON, with where it stands. Of a text that breaks off, what stands before.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Node {
    /// The bytes of the value.
    pub range: Range<usize>,
    kind: Kind,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Kind {
    Object(Vec<(Range<usize>, Node)>),
    Array(Vec<Node>),
    String,
    Other,
}

impl Node {
    /// Reads a text; `None` when it holds no value at all.
    pub fn read(text: &str) -> Option<Self> {
        Scanner { text, at: 0 }.value(0)
    }

    /// The member of this name; a name in another case is taken when none is exact. Of several, the last: so JSON is mostly read.
    pub fn member(&self, text: &str, name: &str) -> Option<&Self> {
        let Kind::Object(members) = &self.kind else { return None };
        let named = |is: &dyn Fn(&str) -> bool| {
            members
                .iter()
                .rev()
                .find(|(key, _)| text.get(key.clone()).is_some_and(is))
                .map(|(_, value)| value)
        };
        named(&|key| key == name).or_else(|| named(&|key| key.eq_ignore_ascii_case(name)))
    }

    /// The members of an object, with where their names stand.
    pub fn members(&self) -> impl Iterator<Item = (Range<usize>, &Self)> {
        let members = match &self.kind {
            Kind::Object(members) => members.as_slice(),
            _ => &[],
        };
        members.iter().map(|(key, value)| (key.clone(), value))
    }

    /// Where the name of a member stands, without its quotes.
    pub fn name_of_member(&self, text: &str, name: &str) -> Option<Range<usize>> {
        let Kind::Object(members) = &self.kind else { return None };
        let key = |(key, _): &&(Range<usize>, Self)| {
            text.get(key.clone()).is_some_and(|key| key.eq_ignore_ascii_case(name))
        };
        members.iter().rev().find(key).map(|(key, _)| key.clone())
    }

    /// The value at this place of an array; a value that is no array counts as its own only one.
    pub fn item(&self, place: usize) -> Option<&Self> {
        match &self.kind {
            Kind::Array(items) => items.get(place),
            _ => (place == 0).then_some(self),
        }
    }

    /// The bytes of a part of a string's value: escapes are longer than what they stand for.
    pub fn part(&self, text: &str, part: &Range<usize>) -> Range<usize> {
        if self.kind != Kind::String {
            return self.range.clone();
        }
        let inner = self.range.start + 1..self.range.end.saturating_sub(1).max(self.range.start + 1);
        let raw = text.get(inner.clone()).unwrap_or_default();
        let (mut decoded, mut start, mut end) = (0, None, None);
        let mut rest = raw.char_indices();
        while let Some((here, c)) = rest.next() {
            if decoded >= part.start && start.is_none() {
                start = Some(here);
            }
            if decoded >= part.end {
                end = Some(here);
                break;
            }
            decoded += match c {
                '\\' => match rest.next() {
                    Some((_, 'u')) => {
                        let code: String = rest.by_ref().take(4).map(|(_, digit)| digit).collect();
                        // Half of a pair makes two of the four bytes.
                        u32::from_str_radix(&code, 16).ok().and_then(char::from_u32).map_or(2, char::len_utf8)
                    }
                    _ => 1,
                },
                c => c.len_utf8(),
            };
        }
        let whole = raw.len();
        inner.start + start.unwrap_or(whole)..inner.start + end.unwrap_or(whole)
    }
}

struct Scanner<'a> {
    text: &'a str,
    at: usize,
}

impl Scanner<'_> {
    fn peek(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    fn skip_space(&mut self) {
        while self.peek().is_some_and(|byte| byte.is_ascii_whitespace()) {
            self.at += 1;
        }
    }

    /// Steps over a sign, if it is the next.
    fn takes(&mut self, sign: u8) -> bool {
        self.skip_space();
        let is_next = self.peek() == Some(sign);
        self.at += usize::from(is_next);
        is_next
    }

    fn value(&mut self, depth: usize) -> Option<Node> {
        self.skip_space();
        let start = self.at;
        let kind = match self.peek()? {
            b'{' if depth < DEEPEST => {
                self.at += 1;
                let mut members = Vec::new();
                while let Some(key) = self.key() {
                    let Some(value) = self.value(depth + 1) else { break };
                    members.push((key, value));
                    if !self.takes(b',') {
                        break;
                    }
                }
                self.takes(b'}');
                Kind::Object(members)
            }
            b'[' if depth < DEEPEST => {
                self.at += 1;
                let mut items = Vec::new();
                while let Some(item) = self.value(depth + 1) {
                    items.push(item);
                    if !self.takes(b',') {
                        break;
                    }
                }
                self.takes(b']');
                Kind::Array(items)
            }
            b'"' => {
                self.string();
                Kind::String
            }
            b'{' | b'[' | b'}' | b']' | b',' | b':' => return None,
            _ => {
                let is_end = |byte: u8| byte.is_ascii_whitespace() || b",]}:\"[{".contains(&byte);
                while self.peek().is_some_and(|byte| !is_end(byte)) {
                    self.at += 1;
                }
                Kind::Other
            }
        };
        Some(Node { range: start..self.at, kind })
    }

    fn key(&mut self) -> Option<Range<usize>> {
        self.skip_space();
        let start = self.at + 1;
        if self.peek() != Some(b'"') {
            return None;
        }
        self.string();
        let end = self.at.saturating_sub(1).max(start);
        self.takes(b':').then_some(start..end)
    }

    /// Steps over a string.
    fn string(&mut self) {
        self.at += 1;
        while let Some(byte) = self.peek() {
            self.at += 1;
            match byte {
                b'"' => return,
                // What is escaped may be a character of several bytes: those are no quotes, so they are stepped over as well.
                b'\\' if self.at < self.text.len() => self.at += 1,
                _ => {}
            }
        }
    }
}

/// The text with a line for each value, two spaces deeper for each level; every name, value and their order stay as they are,
/// numbers and escapes too. `None` for what is no JSON.
pub fn tidy(text: &str) -> Option<String> {
    serde_json::from_str::<serde::de::IgnoredAny>(text).ok()?;
    let mut tidied = String::with_capacity(text.len() * 2);
    let mut depth = 0_usize;
    let mut signs = text.char_indices();
    let new_line = |tidied: &mut String, depth: usize| {
        tidied.push('\n');
        tidied.extend(std::iter::repeat_n("  ", depth));
    };
    while let Some((at, sign)) = signs.next() {
        match sign {
            '{' | '[' => {
                tidied.push(sign);
                let rest = text.get(at + 1..).unwrap_or_default().trim_start();
                if rest.starts_with(['}', ']']) {
                    let end = signs.by_ref().find(|(_, sign)| !sign.is_whitespace());
                    tidied.extend(end.map(|(_, sign)| sign));
                } else {
                    depth += 1;
                    new_line(&mut tidied, depth);
                }
            }
            '}' | ']' => {
                depth = depth.saturating_sub(1);
                new_line(&mut tidied, depth);
                tidied.push(sign);
            }
            ',' => {
                tidied.push(',');
                new_line(&mut tidied, depth);
            }
            ':' => tidied.push_str(": "),
            '"' => {
                tidied.push('"');
                let mut is_escaped = false;
                for (_, sign) in signs.by_ref() {
                    tidied.push(sign);
                    match sign {
                        '"' if !is_escaped => break,
                        '\\' => is_escaped = !is_escaped,
                        _ => is_escaped = false,
                    }
                }
            }
            sign if sign.is_whitespace() => {}
            sign => tidied.push(sign),
        }
    }
    Some(tidied)
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = r#"{
  "Version": "2012-10-17",
  "statement": [
    { "Effect": "Allow", "Resource": ["a", "arn:\u00e9\"x/GET"] },
    { "Effect": "Deny", "Resource": "*" }
  ]
}"#;

    fn shown(range: Range<usize>) -> &'static str {
        TEXT.get(range).unwrap()
    }

    #[test]
    fn values_are_found_by_their_path() {
        let root = Node::read(TEXT).unwrap();
        let statements = root.member(TEXT, "Statement").unwrap();
        let first = statements.item(0).unwrap();
        let pattern = first.member(TEXT, "Resource").unwrap().item(1).unwrap();
        assert_eq!(shown(pattern.range.clone()), r#""arn:\u00e9\"x/GET""#);
        // `arn:é"x/GET`: é is two bytes, the quote one.
        assert_eq!(shown(pattern.part(TEXT, &(9..12))), "GET");
        assert_eq!(shown(pattern.part(TEXT, &(0..3))), "arn");
        assert_eq!(shown(pattern.part(TEXT, &(0..12))), r#"arn:\u00e9\"x/GET"#);
        let second = statements.item(1).unwrap();
        assert_eq!(shown(second.member(TEXT, "Resource").unwrap().item(0).unwrap().range.clone()), "\"*\"");
        assert_eq!(shown(second.name_of_member(TEXT, "effect").unwrap()), "Effect");
        assert!(statements.item(2).is_none() && second.member(TEXT, "Sid").is_none());
    }

    #[test]
    fn places_are_counted_as_people_do() {
        let text = "{\n  \"é\": x\n}";
        let place = Place::of(text, text.find('x').unwrap()..text.find('x').unwrap() + 1);
        assert_eq!((place.line, place.column), (2, 8));
        assert_eq!(place.in_utf16(text), (9, 10));
        // As serde_json tells it, in bytes.
        assert_eq!(Place::at(text, 2, 9), place);
        assert_eq!(Place::at(text, 9, 9).range, text.len()..text.len());
    }

    #[test]
    fn any_text_is_read_as_far_as_it_goes() {
        for text in [
            "",
            " ",
            "{",
            "[",
            "{\"",
            "{\"a\\",
            "{\"a\":",
            "{\"a\":[1,{",
            "]",
            "{\"a\" 1}",
            "\"\\",
            "é",
            "{é}",
        ] {
            if let Some(node) = Node::read(text) {
                assert!(text.get(node.range.clone()).is_some(), "{text}");
            }
        }
        let cut = r#"{"policyDocument":{"Statement":[{"Effect":"Allow","Resource":"a"},{"Effect":"De"#;
        let root = Node::read(cut).unwrap();
        let statements = root.member(cut, "policyDocument").unwrap().member(cut, "Statement").unwrap();
        assert!(statements.item(0).unwrap().member(cut, "Resource").is_some());
        let deep = "[".repeat(100_000);
        assert!(Node::read(&deep).is_some());
    }

    #[test]
    fn a_tidy_text_says_the_same() {
        let text = r#"{"a":[],"b":{ },"c":[1.50,"x\"{,"],"c":{"d":null}}"#;
        let expected = "{\n  \"a\": [],\n  \"b\": {},\n  \"c\": [\n    1.50,\n    \"x\\\"{,\"\n  ],\n  \"c\": {\n    \"d\": null\n  }\n}";
        assert_eq!(tidy(text).as_deref(), Some(expected));
        assert_eq!(tidy(expected).as_deref(), Some(expected));
        assert_eq!(tidy("{\"a\":"), None);
        let tidied = tidy(TEXT).unwrap();
        let value = |text: &str| serde_json::from_str::<serde_json::Value>(text).unwrap();
        assert_eq!(value(&tidied), value(TEXT));
    }
}
