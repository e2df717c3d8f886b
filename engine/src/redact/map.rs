//! A map as API Gateway prints it: `{name=value, name=value}`, unquoted, so that a value may hold `, `.

use std::borrow::Cow;

use memchr::{memchr, memchr_iter};

use super::{
    Redactor, TRUNCATED,
    edit::Edit,
    mask::{Place, is_sealed},
    memo::{Memo, Role},
    names::{is_name, is_plain_header, is_plain_value},
    scan::Kind,
};

/// What the map is of, which says what values may stay.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Map {
    /// Identity sources or query parameters: none may.
    Secrets,
    /// Headers: those that tell how a call travelled.
    Headers,
    /// The variables of a path: all that are no secrets by their look, for the path names them too.
    PathVariables,
    /// Not known: numbers and plain words.
    Unknown,
}

impl Redactor {
    /// A map without its secrets. A value ends where the next `, name=` begins; a value that holds such a thing is masked in two
    /// parts, which keeps it secret all the same.
    pub(super) fn map<'a>(&self, text: &'a str, kind: Map, memo: &mut Memo) -> Cow<'a, str> {
        let start = usize::from(text.starts_with('{'));
        let inner = text.get(start..).unwrap_or_default();
        let inner = inner.strip_suffix('}').unwrap_or(inner);
        let inner = inner.strip_suffix(TRUNCATED).unwrap_or(inner);
        if inner.is_empty() {
            return Cow::Borrowed(text);
        }
        let mut edit = Edit::new(text);
        let mut is_plain = false;
        let mut at = start;
        let end = start + inner.len();
        loop {
            let piece = text.get(at..end).unwrap_or_default();
            let length = piece_length(piece);
            let piece = piece.get(..length).unwrap_or_default();
            is_plain = self.piece(&mut edit, at, piece, kind, is_plain, memo);
            at += length + SEPARATOR.len();
            if at > end {
                return edit.finish();
            }
        }
    }

    /// Looks at what stands between two commas; says whether its value may stay.
    fn piece(
        &self,
        edit: &mut Edit<'_>,
        at: usize,
        piece: &str,
        kind: Map,
        was_plain: bool,
        memo: &mut Memo,
    ) -> bool {
        let Some(equals) = memchr(b'=', piece.as_bytes()) else {
            // `Accept=text/html, */*;q=0.8`: a plain value goes on.
            if was_plain {
                self.part(edit, at, piece, Kind::Text, memo);
                return true;
            }
            return self.entry(edit, at, piece, entry(piece, None, kind), kind, memo);
        };
        if kind == Map::Headers && memo.knows(Role::Header, piece) {
            return true;
        }
        if was_plain && is_media_range(piece) {
            self.part(edit, at, piece, Kind::Names, memo);
            return true;
        }
        self.entry(edit, at, piece, entry(piece, Some(equals), kind), kind, memo)
    }

    /// Looks at one entry; says whether its value may stay.
    fn entry(
        &self,
        edit: &mut Edit<'_>,
        at: usize,
        piece: &str,
        entry: Option<(&str, &str)>,
        kind: Map,
        memo: &mut Memo,
    ) -> bool {
        let Some((name, value)) = entry else {
            self.hide(edit, at, piece);
            return false;
        };
        let at = at + piece.len() - value.len();
        let bare = name.trim_matches(|c: char| c.is_whitespace() || matches!(c, '"' | '\''));
        let is_plain = kind == Map::Headers && is_plain_header(bare) && !self.is_named(bare);
        match kind {
            _ if is_sealed(value) => {}
            Map::Headers if is_plain => {
                let kind = if bare.eq_ignore_ascii_case("user-agent") { Kind::Text } else { Kind::Names };
                if !self.part(edit, at, value, kind, &mut Memo::none()) {
                    memo.learn(Role::Header, piece);
                }
            }
            Map::PathVariables if !self.is_secret_name(bare) => {
                self.part(edit, at, value, Kind::Names, memo);
            }
            Map::Unknown if is_plain_value(bare, value) && !self.is_secret_name(bare) => {}
            _ => self.hide(edit, at, value),
        }
        is_plain
    }

    /// Looks through a part of the map; says whether anything was taken out.
    fn part(&self, edit: &mut Edit<'_>, at: usize, part: &str, kind: Kind, memo: &mut Memo) -> bool {
        let Cow::Owned(by) = self.scan_with(part, kind, memo) else { return false };
        edit.replace(at, at + part.len(), |out| out.push_str(&by));
        true
    }

    fn hide(&self, edit: &mut Edit<'_>, at: usize, value: &str) {
        if !is_sealed(value) {
            edit.replace(at, at + value.len(), |out| self.sealer.seal(out, value, Place::Map));
        }
    }
}

/// What stands between two entries.
const SEPARATOR: &str = ", ";

/// How far the first piece of a map goes.
fn piece_length(map: &str) -> usize {
    memchr_iter(b',', map.as_bytes())
        .find(|comma| map.as_bytes().get(comma + 1) == Some(&b' '))
        .unwrap_or(map.len())
}

/// A piece's name and value. In a map whose making is not known, `name: value` too.
fn entry(piece: &str, equals: Option<usize>, kind: Map) -> Option<(&str, &str)> {
    let (name, value) = match equals {
        Some(equals) => (piece.get(..equals)?, piece.get(equals + 1..)?),
        None if kind == Map::Unknown => piece.split_once(": ")?,
        None => return None,
    };
    let bare =
        name.trim_matches(|c: char| kind == Map::Unknown && (c.is_whitespace() || matches!(c, '"' | '\'')));
    // Padding of base64 is no empty value, and what stands before it no name.
    (is_name(bare) && !matches!(value, "" | "=")).then_some((name, value))
}

/// Whether this is a further media type, language or encoding with its weight.
fn is_media_range(piece: &str) -> bool {
    piece
        .split_once(";q=")
        .or_else(|| piece.split_once("; q="))
        .is_some_and(|(range, weight)| weight.len() <= 5 && range.len() <= 60 && !range.contains(['=', ' ']))
}
