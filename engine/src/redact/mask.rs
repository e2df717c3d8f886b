//! The mask that API Gateway itself puts over an identity, and what is put over a secret that it left in clear.

use std::fmt;

use hmac::{Hmac, Mac as _};
use sha2::Sha256;

/// What hides a character where `*` would be a wildcard: in a policy, in an ARN.
pub(super) const BULLET: char = '•';

/// How many hexadecimal digits of the keyed hash are kept.
const FINGERPRINT: usize = 12;

/// As API Gateway masks: all but the last six characters (or the last half, when that is fewer), the length kept. What is
/// masked already stays as it is.
pub fn mask(value: &str) -> String {
    let mut out = String::with_capacity(value.len());
    Sealer::default().seal(&mut out, value, Place::Whole);
    out
}

/// A mask, read: a weak fingerprint of what is behind it, good to group by and never proof; with a keyed fingerprint, proof
/// that two values are equal or not.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Mask<'a> {
    /// How many characters the value has.
    pub length: usize,
    /// The last of them: six, or fewer of a short value.
    pub last: &'a str,
    /// The keyed hash of the value; `None` for what API Gateway masked before anyone could take it.
    pub fingerprint: Option<&'a str>,
}

impl<'a> Mask<'a> {
    /// Reads a mask; `None` for a text in which nothing is hidden.
    pub fn read(text: &'a str) -> Option<Self> {
        let (hidden, mask) = Self::split(text)?;
        (hidden.contains(is_star) && hidden.chars().all(is_masked)).then_some(mask)
    }

    /// The part that is to be hidden, and what a mask of it would say.
    fn split(text: &'a str) -> Option<(&'a str, Self)> {
        let (shape, fingerprint) = parts(text);
        // What API Gateway masks is ASCII.
        let (length, visible) = if shape.is_ascii() {
            (shape.len(), hidden_of(shape.len()))
        } else {
            let length = shape.chars().count();
            let visible = shape.char_indices().nth(hidden_of(length));
            (length, visible.map_or(shape.len(), |(at, _)| at))
        };
        let (hidden, last) = shape.split_at_checked(visible)?;
        Some((hidden, Self { length, last, fingerprint }))
    }

    /// Whether both may hide the same value: where both have a fingerprint it decides, else the shape.
    pub fn may_equal(&self, other: &Mask<'_>) -> bool {
        let fingerprints_agree =
            self.fingerprint.zip(other.fingerprint).is_none_or(|(fingerprint, other)| fingerprint == other);
        fingerprints_agree && self.length == other.length && self.last == other.last
    }
}

fn is_star(c: char) -> bool {
    matches!(c, '*' | BULLET)
}

/// Whether a character of the hidden part says nothing: lines and words may still be told apart.
fn is_masked(c: char) -> bool {
    is_star(c) || matches!(c, ' ' | '\n')
}

fn hidden_of(length: usize) -> usize {
    length - 6.min(length / 2)
}

/// The mask itself, and the fingerprint behind it.
fn parts(text: &str) -> (&str, Option<&str>) {
    let at = text.len().checked_sub(FINGERPRINT + 1);
    match at.and_then(|at| text.split_at_checked(at)) {
        Some((shape, tail)) => match tail.strip_prefix('~') {
            Some(digits) if digits.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f')) => {
                (shape, Some(digits))
            }
            _ => (text, None),
        },
        None => (text, None),
    }
}

/// Whether nothing is left to hide.
pub(super) fn is_sealed(value: &str) -> bool {
    // Most words are not, and show it at once.
    value.is_empty()
        || value.starts_with(is_masked)
            && Mask::split(value).is_some_and(|(hidden, _)| !hidden.is_empty() && is_all_masked(hidden))
}

fn is_all_masked(hidden: &str) -> bool {
    // Stars, as a rule: sixteen are looked at at once.
    let (chunks, rest) = hidden.as_bytes().as_chunks::<16>();
    chunks.iter().all(|chunk| *chunk == *b"****************") && rest.iter().all(|byte| *byte == b'*')
        || hidden.chars().all(is_masked)
}

/// Where a mask stands, which says what characters it may show.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Place {
    /// Alone: as API Gateway would print it.
    Whole,
    /// In `{name=value, name=value}`.
    Map,
    /// In the quotes of a JSON string.
    Json,
    /// In a text in which it must stay one word, and no wildcard.
    Text,
}

impl Place {
    fn star(self) -> char {
        if self == Self::Text { BULLET } else { '*' }
    }

    fn shows(self, c: char) -> bool {
        match self {
            Self::Whole => !c.is_control(),
            Self::Map => !(c.is_control() || matches!(c, ',' | '{' | '}')),
            Self::Json => !(c.is_control() || matches!(c, '"' | '\\')),
            Self::Text => c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.'),
        }
    }
}

fn push_stars(out: &mut String, place: Place, mut n: usize) {
    const STARS: &str = "****************************************************************";
    const BULLETS: &str = "••••••••••••••••••••••••••••••••";
    let stars = if place.star() == '*' { STARS } else { BULLETS };
    let width = place.star().len_utf8();
    while n > 0 {
        let some = stars.get(..n * width).unwrap_or(stars);
        out.push_str(some);
        n -= some.len() / width;
    }
}

/// Puts masks over values.
#[derive(Debug, Clone, Default)]
pub(super) struct Sealer {
    key: Option<Key>,
}

impl Sealer {
    pub(super) fn keyed(key: [u8; 32]) -> Self {
        // HMAC fills a short key up with zeros.
        let mut block = [0; 64];
        for (to, from) in block.iter_mut().zip(key) {
            *to = from;
        }
        Self { key: Some(Key(Hmac::new(&block.into()))) }
    }

    /// Writes the mask of a value; of what is masked already, the value.
    pub(super) fn seal(&self, out: &mut String, value: &str, place: Place) {
        if is_sealed(value) {
            out.push_str(value);
            return;
        }
        let length = if value.is_ascii() { value.len() } else { value.chars().count() };
        let hidden = hidden_of(length);
        let star = place.star();
        // Lines stay lines, but for those that a string of JSON cannot hold.
        let keeps = |c: char| c == '\n' && place != Place::Json;
        if value.is_ascii() && memchr::memchr(b'\n', value.as_bytes()).is_none() {
            push_stars(out, place, hidden);
            let last = value.get(hidden..).unwrap_or_default();
            out.extend(last.chars().map(|c| if place.shows(c) { c } else { star }));
        } else {
            out.extend(
                value
                    .chars()
                    .enumerate()
                    .map(|(at, c)| if (at >= hidden && place.shows(c)) || keeps(c) { c } else { star }),
            );
        }
        if let Some(key) = &self.key {
            out.push('~');
            key.fingerprint(out, value);
        }
    }
}

#[derive(Clone)]
struct Key(Hmac<Sha256>);

impl fmt::Debug for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("***")
    }
}

impl Key {
    fn fingerprint(&self, out: &mut String, value: &str) {
        let mut mac = self.0.clone();
        mac.update(value.as_bytes());
        let digits = mac.finalize().into_bytes().into_iter().flat_map(|byte| [byte >> 4, byte & 15]);
        out.extend(digits.take(FINGERPRINT).filter_map(|digit| char::from_digit(digit.into(), 16)));
    }
}

#[cfg(test)]
mod tests {
    use super::{Mask, Place, Sealer, mask};

    #[test]
    fn the_mask_is_that_of_api_gateway() {
        for (value, masked) in [
            ("", ""),
            ("user", "**er"),
            ("allow", "***ow"),
            ("abcdefghijklmn", "********ijklmn"),
            ("é", "*"),
            ("********ijklmn", "********ijklmn"),
        ] {
            assert_eq!(mask(value), masked);
        }
    }

    #[test]
    fn equal_values_have_equal_fingerprints_and_are_masked_once() {
        let sealer = Sealer::keyed([7; 32]);
        let seal = |value: &str, place| {
            let mut out = String::new();
            sealer.seal(&mut out, value, place);
            out
        };
        let (one, other) = (seal("abcdefghijklmn", Place::Whole), seal("abcdefghIjklmn", Place::Whole));
        assert!(one.starts_with("********ijklmn~") && one.len() == 27, "{one}");
        assert_eq!(seal(&one, Place::Whole), one);
        assert_eq!(mask(&one), one);
        let read = |text| Mask::read(text).unwrap();
        assert!(!read(&one).may_equal(&read(&other)));
        let bullets = seal("abcdefghijklmn", Place::Text);
        assert!(read(&one).may_equal(&read(&bullets)));
        assert!(read(&one).may_equal(&read("********ijklmn")));
        assert_eq!(Mask::read("clear"), None);
        assert_eq!(format!("{sealer:?}"), "Sealer { key: Some(***) }");
        // RFC 4231, test case 2, has a short key too.
        let mut key = [0; 32];
        key[..4].copy_from_slice(b"Jefe");
        let mut out = String::new();
        Sealer::keyed(key).seal(&mut out, "what do ya want for nothing?", Place::Whole);
        assert!(out.ends_with("~5bdcc146bf60"), "{out}");
    }
}
