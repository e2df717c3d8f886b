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
    /// Looks through a map, a part of a text. A value ends where the next `, name=` begins; a value that holds such a thing is masked in two
    /// parts, which keeps it secret all the same.
    pub(super) fn map<'a>(&self, edit: &mut Edit<'a>, map: &'a str, kind: Map, memo: &mut Memo) {
        let inner = map.strip_prefix('{').unwrap_or(map);
        let inner = inner.strip_suffix('}').unwrap_or(inner);
        let inner = inner.strip_suffix(TRUNCATED).unwrap_or(inner);
        if inner.is_empty() {
            return;
        }
        let mut is_plain = false;
        let mut rest = Some(inner);
        while let Some(entries) = rest {
            let length = piece_length(entries);
            let piece = entries.get(..length).unwrap_or_default();
            is_plain = self.piece(edit, piece, kind, is_plain, memo);
            rest = entries.get(length + SEPARATOR.len()..);
        }
    }

    /// Looks at what stands between two commas; says whether its value may stay.
    fn piece<'a>(
        &self,
        edit: &mut Edit<'a>,
        piece: &'a str,
        kind: Map,
        was_plain: bool,
        memo: &mut Memo,
    ) -> bool {
        let Some(equals) = memchr(b'=', piece.as_bytes()) else {
            // `Accept=text/html, */*;q=0.8`: a plain value goes on.
            if was_plain {
                self.part(edit, piece, Kind::Text, memo);
                return true;
            }
            return self.entry(edit, piece, entry(piece, None, kind), kind, memo);
        };
        if kind == Map::Headers && memo.knows(Role::Header, piece) {
            return true;
        }
        if was_plain && is_media_range(piece) {
            self.part(edit, piece, Kind::Names, memo);
            return true;
        }
        self.entry(edit, piece, entry(piece, Some(equals), kind), kind, memo)
    }

    /// Looks at one entry; says whether its value may stay.
    fn entry<'a>(
        &self,
        edit: &mut Edit<'a>,
        piece: &'a str,
        entry: Option<(&'a str, &'a str)>,
        kind: Map,
        memo: &mut Memo,
    ) -> bool {
        let Some((name, value)) = entry else {
            self.seal(edit, piece, Place::Map);
            return false;
        };
        let bare = name.trim_matches(|c: char| c.is_whitespace() || matches!(c, '"' | '\''));
        let is_plain = kind == Map::Headers && is_plain_header(bare) && !self.is_named(bare);
        match kind {
            _ if is_sealed(value) => {}
            Map::Headers if is_plain => {
                let kind = if bare.eq_ignore_ascii_case("user-agent") { Kind::Text } else { Kind::Names };
                if !self.part(edit, value, kind, &mut Memo::none()) {
                    memo.learn(Role::Header, piece);
                }
            }
            Map::PathVariables if !self.is_secret_name(bare) => {
                self.part(edit, value, Kind::Names, memo);
            }
            Map::Unknown if is_plain_value(bare, value) && !self.is_secret_name(bare) => {}
            _ => self.seal(edit, value, Place::Map),
        }
        is_plain
    }

    /// Looks through a part of the map; says whether anything was taken out.
    fn part<'a>(&self, edit: &mut Edit<'a>, part: &'a str, kind: Kind, memo: &mut Memo) -> bool {
        let by = self.scan_with(part, kind, memo);
        edit.put(part, &by);
        matches!(by, Cow::Owned(_))
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
    // Most pieces are none, and have no semicolon.
    memchr(b';', piece.as_bytes()).is_some()
        && piece.split_once(";q=").or_else(|| piece.split_once("; q=")).is_some_and(|(range, weight)| {
            weight.len() <= 5 && range.len() <= 60 && !range.contains(['=', ' '])
        })
}
