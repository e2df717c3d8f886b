//! Finds whole objects in JSON that is still arriving, or that was cut off.
//!
//! A saved export may be larger than memory and may end anywhere, so no document is ever parsed as a whole: the elements
//! of its `events` are cut out one by one, and each is then read by a JSON library.

/// How deep in objects, arrays and strings a byte stands.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Nesting {
    depth: u32,
    in_string: bool,
    escaped: bool,
}

impl Nesting {
    /// Takes one byte in. Brackets are only counted: whether they match is for the reader of the object.
    pub(crate) fn step(&mut self, byte: u8) {
        if self.in_string {
            match byte {
                _ if self.escaped => self.escaped = false,
                b'\\' => self.escaped = true,
                b'"' => self.in_string = false,
                _ => {}
            }
            return;
        }
        match byte {
            b'"' => self.in_string = true,
            b'{' | b'[' => self.depth += 1,
            b'}' | b']' => self.depth = self.depth.saturating_sub(1),
            _ => {}
        }
    }
}

/// The whole objects of the array that starts `text`, and whether the array ends in `text`.
pub(crate) fn objects_of_array(text: &str) -> (Vec<&str>, bool) {
    let mut objects = Vec::new();
    let mut nesting = Nesting::default();
    let mut start = None;
    for (at, byte) in text.bytes().enumerate() {
        let before = nesting.depth;
        nesting.step(byte);
        match (before, nesting.depth) {
            (1, 2) if byte == b'{' => start = Some(at),
            (2, 1) => objects.extend(start.take().and_then(|start| text.get(start..=at))),
            (1, 0) => return (objects, true),
            _ => {}
        }
    }
    (objects, false)
}

/// The longest element that is kept. CloudWatch takes events of 1 MiB at the most; escapes can make six bytes of one.
const LONGEST_ELEMENT: usize = 8 * 1024 * 1024;

/// What [`Elements::feed`] finds.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Found<'a> {
    /// One element of a top-level array under `events`.
    Event(&'a [u8]),
    /// A top-level string: its name and its raw text, without quotes.
    Text(&'a [u8], &'a [u8]),
}

/// Why the bytes are no such document.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum NotElements {
    /// Something stands where an object or its end should.
    Stray,
    /// One element is longer than an event can be.
    TooLong,
}

/// Cuts the elements of `events` out of one document, or of several behind one another (pages saved to one file).
#[derive(Debug, Default)]
pub(crate) struct Elements {
    nesting: Nesting,
    /// The last string at depth 1, and whether a colon came behind it.
    name: Vec<u8>,
    value: Vec<u8>,
    after_colon: bool,
    in_events: bool,
    element: Vec<u8>,
    pub(crate) has_events: bool,
}

impl Elements {
    /// Whether the bytes so far end between documents.
    pub(crate) fn is_complete(&self) -> bool {
        self.nesting == Nesting::default()
    }

    pub(crate) fn feed(&mut self, bytes: &[u8], mut found: impl FnMut(Found<'_>)) -> Result<(), NotElements> {
        for &byte in bytes {
            let before = self.nesting;
            self.nesting.step(byte);
            if before.depth == 0 && !byte.is_ascii_whitespace() && byte != b'{' {
                return Err(NotElements::Stray);
            }
            if self.in_events && self.nesting.depth.max(before.depth) >= 3 {
                self.element.push(byte);
                if self.element.len() > LONGEST_ELEMENT {
                    return Err(NotElements::TooLong);
                }
                if self.nesting.depth == 2 {
                    found(Found::Event(&self.element));
                    self.element.clear();
                }
                continue;
            }
            match (before.depth, self.nesting.depth) {
                (1, 1) => self.top_level(before, byte, &mut found),
                (1, 2) => {
                    self.in_events = byte == b'[' && self.after_colon && self.name == b"events";
                    self.has_events |= self.in_events;
                    self.after_colon = false;
                }
                (2, 1) => self.in_events = false,
                (0, 1) => {
                    self.after_colon = false;
                    self.name.clear();
                }
                _ => {}
            }
        }
        Ok(())
    }

    /// A byte directly inside the outermost object: part of a name, of a string value, or of what is passed over.
    fn top_level(&mut self, before: Nesting, byte: u8, found: &mut impl FnMut(Found<'_>)) {
        let target = if self.after_colon { &mut self.value } else { &mut self.name };
        match (before.in_string, self.nesting.in_string) {
            (false, true) => target.clear(),
            (true, true) if target.len() < 1024 => target.push(byte),
            (true, false) if self.after_colon => found(Found::Text(&self.name, &self.value)),
            (false, false) if byte == b':' => self.after_colon = true,
            (false, false) if byte == b',' => self.after_colon = false,
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Elements, Found, NotElements, objects_of_array};

    /// What a document holds, fed in pieces of every size.
    fn check(document: &str, expected: &[&str]) {
        for size in 1..=document.len().max(1) {
            let mut elements = Elements::default();
            let mut seen = Vec::new();
            for piece in document.as_bytes().chunks(size) {
                elements
                    .feed(piece, |found| {
                        seen.push(match found {
                            Found::Event(event) => String::from_utf8_lossy(event).into_owned(),
                            Found::Text(name, value) => {
                                format!(
                                    "{}={}",
                                    String::from_utf8_lossy(name),
                                    String::from_utf8_lossy(value)
                                )
                            }
                        });
                    })
                    .unwrap();
            }
            assert_eq!(seen, expected, "in pieces of {size}");
        }
    }

    #[test]
    fn elements_are_found_in_pieces_of_any_size() {
        check(
            r#"{"nextToken": "t\"]}", "events": [{"a": "}]"}, {"b": {"c": [1]}}], "x": [{"no": 1}]}"#,
            &[r#"nextToken=t\"]}"#, r#"{"a": "}]"}"#, r#"{"b": {"c": [1]}}"#],
        );
        check(r#"{"events":[{"a":1}]}{"events":[{"b":2}]}"#, &[r#"{"a":1}"#, r#"{"b":2}"#]);
        check(r#"{"other": {"events": [{"a": 1}]}}"#, &[]);
    }

    #[test]
    fn what_is_no_document_is_refused() {
        let mut elements = Elements::default();
        assert_eq!(elements.feed(b"{} x", |_| ()), Err(NotElements::Stray));
    }

    #[test]
    fn whole_objects_of_a_cut_array_are_found() {
        assert_eq!(objects_of_array(r#"[{"a":1},{"b":{}},{"c"#), (vec![r#"{"a":1}"#, r#"{"b":{}}"#], false));
        assert_eq!(objects_of_array(r#"[{"a":1}] x"#), (vec![r#"{"a":1}"#], true));
        assert_eq!(objects_of_array("{}"), (vec![], true));
    }
}
