//! A text of which parts are replaced, in order; as long as none is, nothing is copied.

use std::borrow::Cow;

pub(super) struct Edit<'a> {
    text: &'a str,
    /// How far `out` stands for `text`.
    done: usize,
    out: String,
}

impl<'a> Edit<'a> {
    pub(super) fn new(text: &'a str) -> Self {
        Self { text, done: 0, out: String::new() }
    }

    /// Replaces a part that lies behind all parts before.
    pub(super) fn replace(&mut self, start: usize, end: usize, by: impl FnOnce(&mut String)) {
        if self.out.is_empty() {
            self.out.reserve(self.text.len() + 16);
        }
        self.out.push_str(self.text.get(self.done..start).unwrap_or_default());
        by(&mut self.out);
        self.done = end;
    }

    pub(super) fn finish(mut self) -> Cow<'a, str> {
        if self.done == 0 {
            return Cow::Borrowed(self.text);
        }
        self.out.push_str(self.text.get(self.done..).unwrap_or_default());
        Cow::Owned(self.out)
    }
}
