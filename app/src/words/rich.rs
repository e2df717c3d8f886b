//! A sentence whose key words are marked: `was <cached>still cached</cached>, so …`.
//!
//! Only the marks that stand in a words file count; what fills a slot is hidden from the reader of marks, because a log
//! may say anything.

use std::borrow::Cow;

/// A stretch of a sentence.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Piece {
    /// The mark around it.
    pub(crate) mark: Option<Mark>,
    /// The words.
    pub(crate) text: String,
}

/// What a mark says about its words.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Mark {
    /// What refused.
    Refused,
    /// What came from a cache.
    Cached,
    /// What was allowed.
    Allowed,
    /// What cannot be told.
    Unknown,
    /// Stress.
    Strong,
    /// AWS's own text.
    Code,
}

impl Mark {
    fn named(name: &str) -> Option<Self> {
        Some(match name {
            "refused" => Self::Refused,
            "cached" => Self::Cached,
            "allowed" => Self::Allowed,
            "unknown" => Self::Unknown,
            "b" => Self::Strong,
            "code" => Self::Code,
            _ => return None,
        })
    }
}

/// Stands for `<` of a slot's value until the marks have been read.
const HIDDEN: char = '\u{E000}';

/// Hides what could be read as a mark in a slot's value.
pub(crate) fn hide(text: &str) -> Cow<'_, str> {
    if text.contains(['<', HIDDEN]) {
        Cow::Owned(text.replace(HIDDEN, "\u{FFFD}").replace('<', "\u{E000}"))
    } else {
        Cow::Borrowed(text)
    }
}

/// Reads the marks. Marks do not nest; a mark that is not closed or not known is text.
pub(crate) fn pieces(text: &str) -> Vec<Piece> {
    let mut pieces = Vec::new();
    let mut rest = text;
    while let Some((before, mark, inner, after)) = next_mark(rest) {
        push(&mut pieces, None, before);
        push(&mut pieces, Some(mark), inner);
        rest = after;
    }
    push(&mut pieces, None, rest);
    pieces
}

fn next_mark(text: &str) -> Option<(&str, Mark, &str, &str)> {
    let (before, opened) = text.split_once('<')?;
    let (name, inner) = opened.split_once('>')?;
    let mark = Mark::named(name)?;
    let (inner, after) = inner.split_once(&format!("</{name}>"))?;
    Some((before, mark, inner, after))
}

fn push(pieces: &mut Vec<Piece>, mark: Option<Mark>, text: &str) {
    if !text.is_empty() {
        pieces.push(Piece { mark, text: text.replace(HIDDEN, "<") });
    }
}

#[cfg(test)]
mod tests {
    use super::{Mark, Piece, hide, pieces};

    fn piece(mark: Option<Mark>, text: &str) -> Piece {
        Piece { mark, text: text.to_owned() }
    }

    #[test]
    fn marks_become_pieces() {
        assert_eq!(
            pieces("was <cached>still cached</cached>, so"),
            [piece(None, "was "), piece(Some(Mark::Cached), "still cached"), piece(None, ", so")]
        );
    }

    #[test]
    fn a_slot_cannot_bring_a_mark() {
        let text = format!("<refused>{}</refused>", hide("/a<b>x</b>"));
        assert_eq!(pieces(&text), [piece(Some(Mark::Refused), "/a<b>x</b>")]);
    }

    #[test]
    fn an_unknown_or_open_mark_is_text() {
        for text in ["a <i>b</i>", "a <b>c", "1 < 2"] {
            assert_eq!(pieces(text), [piece(None, text)]);
        }
    }
}
