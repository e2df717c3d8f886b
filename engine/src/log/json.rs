//! Finds whole values in JSON that is still arriving, or that was cut off.
//!
//! A saved export may be larger than memory and may end anywhere, so no document is ever parsed as a whole: it is cut into
//! its elements, and each is then read by a JSON library.

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

    /// How many brackets are open.
    pub(crate) fn depth(self) -> u32 {
        self.depth
    }

    /// Whether the bytes so far end inside a string.
    pub(crate) fn is_in_string(self) -> bool {
        self.in_string
    }

    /// Inside a string, takes the bytes in up to its end, and says how many they were. Most of an export is text in strings, so
    /// they are not looked at one by one.
    pub(crate) fn pass_string(&mut self, bytes: &[u8]) -> usize {
        let mut at = 0;
        while self.in_string {
            let Some(rest) = bytes.get(at..).filter(|rest| !rest.is_empty()) else { return bytes.len() };
            if self.escaped {
                self.escaped = false;
                at += 1;
                continue;
            }
            match memchr::memchr2(b'"', b'\\', rest) {
                Some(n) => {
                    at += n + 1;
                    match rest.get(n) {
                        Some(b'"') => self.in_string = false,
                        _ => self.escaped = true,
                    }
                }
                None => return bytes.len(),
            }
        }
        at
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

#[cfg(test)]
mod tests {
    use super::objects_of_array;

    #[test]
    fn whole_objects_of_a_cut_array_are_found() {
        assert_eq!(objects_of_array(r#"[{"a":1},{"b":{}},{"c"#), (vec![r#"{"a":1}"#, r#"{"b":{}}"#], false));
        assert_eq!(objects_of_array(r#"[{"a":1}] x"#), (vec![r#"{"a":1}"#], true));
        assert_eq!(objects_of_array("{}"), (vec![], true));
    }
}
