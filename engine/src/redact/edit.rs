//! A text of which parts are replaced, in order; as long as none is, nothing is copied.

use std::borrow::Cow;

use super::memo::Memo;

pub(super) struct Edit<'a> {
    text: &'a str,
    /// How far `out` stands for `text`.
    done: usize,
    is_changed: bool,
    out: String,
}

impl<'a> Edit<'a> {
    pub(super) fn new(text: &'a str) -> Self {
        Self::within(text, String::new())
    }

    /// One that writes into an empty string, whose room is used again.
    pub(super) fn within(text: &'a str, out: String) -> Self {
        Self { text, done: 0, is_changed: false, out }
    }

    /// Replaces a part that lies behind all parts before.
    pub(super) fn replace(&mut self, start: usize, end: usize, by: impl FnOnce(&mut String)) {
        if !self.is_changed {
            self.is_changed = true;
            self.out.reserve(self.text.len() + 16);
        }
        self.out.push_str(self.text.get(self.done..start).unwrap_or_default());
        by(&mut self.out);
        self.done = end;
    }

    /// Replaces a part, which was taken out of the text.
    pub(super) fn replace_part(&mut self, part: &str, by: impl FnOnce(&mut String)) {
        let start = self.place_of(part);
        self.replace(start, start + part.len(), by);
    }

    /// Puts another text in a part's place, unless it is the same.
    pub(super) fn put(&mut self, part: &str, by: &str) {
        if by != part {
            self.replace_part(part, |out| out.push_str(by));
        }
    }

    /// Where a part of the text stands in it.
    pub(super) fn place_of(&self, part: &str) -> usize {
        (part.as_ptr() as usize).saturating_sub(self.text.as_ptr() as usize)
    }

    pub(super) fn finish(mut self) -> Cow<'a, str> {
        if !self.is_changed {
            return Cow::Borrowed(self.text);
        }
        self.out.push_str(self.text.get(self.done..).unwrap_or_default());
        // A mask that is written again says the same.
        if self.out == self.text { Cow::Borrowed(self.text) } else { Cow::Owned(self.out) }
    }

    /// As [`Edit::finish`]; room that was not needed goes back to where it came from.
    pub(super) fn finish_within(mut self, memo: &mut Memo) -> Cow<'a, str> {
        if !self.is_changed {
            memo.give_room(std::mem::take(&mut self.out));
        }
        self.finish()
    }
}
