//! A map as API Gateway prints it: `{name=value, name=value}`, unquoted, so that a value may hold `, `.

use std::borrow::Cow;

use super::{
    Redactor, TRUNCATED,
    mask::{Place, is_sealed},
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
    pub(super) fn map<'a>(&self, text: &'a str, kind: Map) -> Cow<'a, str> {
        let start = usize::from(text.starts_with('{'));
        let inner = text.get(start..).unwrap_or_default();
        let inner = inner.strip_suffix('}').unwrap_or(inner);
        let inner = inner.strip_suffix(TRUNCATED).unwrap_or(inner);
        if inner.is_empty() {
            return Cow::Borrowed(text);
        }
        let mut out = String::with_capacity(text.len() + 16);
        out.push_str(text.get(..start).unwrap_or_default());
        let mut is_plain = false;
        for (n, piece) in inner.split(", ").enumerate() {
            if n > 0 {
                out.push_str(", ");
            }
            // `Accept=text/html, */*;q=0.8`: a plain value goes on.
            if is_plain && !piece.contains('=') {
                out.push_str(&self.scan(piece, Kind::Text));
            } else if is_plain && is_media_range(piece) {
                out.push_str(&self.scan(piece, Kind::Names));
            } else {
                is_plain = self.piece(&mut out, piece, kind);
            }
        }
        out.push_str(text.get(start + inner.len()..).unwrap_or_default());
        if out == text { Cow::Borrowed(text) } else { Cow::Owned(out) }
    }

    /// Writes one entry; says whether its value may stay.
    fn piece(&self, out: &mut String, piece: &str, kind: Map) -> bool {
        let Some((name, value)) = entry(piece, kind) else {
            self.sealer.seal(out, piece, Place::Map);
            return false;
        };
        out.push_str(piece.get(..piece.len() - value.len()).unwrap_or_default());
        let bare = name.trim_matches(|c: char| c.is_whitespace() || matches!(c, '"' | '\''));
        let is_plain = kind == Map::Headers && is_plain_header(bare) && !self.is_named(bare);
        match kind {
            _ if is_sealed(value) => out.push_str(value),
            Map::Headers if is_plain => {
                let kind = if bare.eq_ignore_ascii_case("user-agent") { Kind::Text } else { Kind::Names };
                out.push_str(&self.scan(value, kind));
            }
            Map::PathVariables if !self.is_secret_name(bare) => out.push_str(&self.scan(value, Kind::Names)),
            Map::Unknown if is_plain_value(bare, value) && !self.is_secret_name(bare) => out.push_str(value),
            _ => self.sealer.seal(out, value, Place::Map),
        }
        is_plain
    }
}

/// A piece's name and value. In a map whose making is not known, `name: value` too.
fn entry(piece: &str, kind: Map) -> Option<(&str, &str)> {
    let (name, value) = match piece.split_once('=') {
        Some(entry) => entry,
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
