//! One line of text or one message → when, for which request, and what was said.

use super::sentence::{self, Sentence};
use crate::time::Instant;

/// A line, taken apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Split<'a> {
    /// The moment that stood before it.
    pub at: Option<Instant>,
    /// The id in brackets that stood before it.
    pub request_id: Option<&'a str>,
    /// Whether that has the form of API Gateway's own ids.
    pub has_uuid: bool,
    /// What was said.
    pub body: &'a str,
}

/// Takes the moment and the `(request id)` off a line.
pub fn split(text: &str) -> Split<'_> {
    // Most messages begin with the id.
    if let Some((id, body)) = uuid(text) {
        return Split { at: None, request_id: Some(id), has_uuid: true, body };
    }
    let (at, rest) =
        moment(text).map_or_else(|| (None, behind_a_placeholder(text)), |(at, rest)| (Some(at), rest));
    match request_id(rest) {
        Some((id, body)) => Split { at, request_id: Some(id), has_uuid: is_uuid(id), body },
        None => Split { at, request_id: None, has_uuid: false, body: rest },
    }
}

/// As [`split`], of a message that is known to begin with a UUID in brackets.
pub(crate) fn split_ordinary(text: &str) -> Split<'_> {
    let id = text.get(1..=UUID).unwrap_or_default();
    let body = text.get(UUID + 2..).unwrap_or_default();
    Split { at: None, request_id: Some(id), has_uuid: true, body: body.strip_prefix(' ').unwrap_or(body) }
}

/// A test's line whose moment somebody made unreadable (`DDD MMM dd … : Method completed`), without it: what stands behind it
/// must be a sentence that is known.
fn behind_a_placeholder(text: &str) -> &str {
    const LONGEST: usize = 48;
    if text.starts_with('(') {
        return text;
    }
    let start = text.char_indices().nth(LONGEST).map_or(text, |(end, _)| text.get(..end).unwrap_or(text));
    let Some((placeholder, _)) = start.split_once(" : ") else { return text };
    // Another program's log has words there.
    if !placeholder.contains("UTC") && placeholder.contains(|c: char| c.is_ascii_alphanumeric()) {
        return text;
    }
    match text.get(placeholder.len() + 3..) {
        Some(said) if is_known(said) && !is_known(text) => said,
        _ => text,
    }
}

fn is_known(text: &str) -> bool {
    sentence::read(text) != Sentence::Unknown
}

/// The moment that starts a line, and what stands behind it: as one word (`2026-01-10T11:04:45.964Z`), as two (`2026-01-10
/// 11:04:45.964`), or as a test in the console prints it (`Sun May 07 05:37:15 UTC 2017 : `).
pub(crate) fn moment(text: &str) -> Option<(Instant, &str)> {
    let text = text.trim_start();
    match text.as_bytes() {
        [b'0'..=b'9', ..] => {
            let (at, rest) = Instant::parse_start(text)?;
            match rest.strip_prefix([' ', '\t']) {
                Some(rest) => Some((at, rest)),
                None => rest.is_empty().then_some((at, rest)),
            }
        }
        // A weekday: most lines are not of this form, and cost no search.
        [b'A'..=b'Z', b'a'..=b'z', b'a'..=b'z', b' ', ..] => {
            let (word, rest) = text.split_at_checked(CONSOLE_MOMENT)?;
            let at = Instant::parse_console(word)?;
            let rest = rest.strip_prefix(" :")?;
            Some((at, rest.strip_prefix(' ').unwrap_or(rest)))
        }
        _ => None,
    }
}

/// `Sun May 07 05:37:15 UTC 2017`
const CONSOLE_MOMENT: usize = 28;

/// The longest id that is looked for.
const LONGEST_ID: usize = 128;

/// The length of a UUID.
const UUID: usize = 36;

/// The id in brackets that starts a message: a UUID for REST APIs.
fn request_id(text: &str) -> Option<(&str, &str)> {
    let text = text.trim_start();
    if let Some(split) = uuid(text) {
        return Some(split);
    }
    let inner = text.strip_prefix('(')?;
    let end = inner.bytes().take(LONGEST_ID + 1).position(|byte| byte == b')')?;
    let (id, body) = (inner.get(..end)?, inner.get(end + 1..)?);
    let is_id =
        id.len() >= 8 && id.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_=".contains(&byte));
    is_id.then(|| (id, body.strip_prefix(' ').unwrap_or(body)))
}

/// The UUID in brackets that starts a message, and what stands behind it.
fn uuid(text: &str) -> Option<(&str, &str)> {
    let (id, rest) = text.strip_prefix('(')?.split_at_checked(UUID)?;
    let body = rest.strip_prefix(')')?;
    is_uuid(id).then(|| (id, body.strip_prefix(' ').unwrap_or(body)))
}

/// Whether a request id has the form that API Gateway gives it. Others are placeholders, or those of another API.
pub fn is_uuid(id: &str) -> bool {
    const DASHES: [usize; 4] = [8, 13, 18, 23];
    let Ok(id) = <&[u8; UUID]>::try_from(id.as_bytes()) else { return false };
    // All bytes are looked at without a branch, so that it is done many at once.
    let n_digits = id.iter().map(|byte| u8::from(byte.is_ascii_hexdigit())).sum::<u8>();
    usize::from(n_digits) == UUID - DASHES.len() && DASHES.iter().all(|at| id.get(*at) == Some(&b'-'))
}

#[cfg(test)]
mod tests {
    use super::split;

    #[test]
    fn the_moment_and_the_request_id_are_taken_off() {
        const ID: &str = "aaaaaaaa-0000-4000-8000-000000000001";
        for (text, at, id, body) in [
            (format!("({ID}) Method completed"), false, true, "Method completed"),
            (format!("2026-01-10T11:04:45.964Z ({ID}) Method completed"), true, true, "Method completed"),
            (format!("2026-01-10 11:04:45\t({ID}) Method completed"), true, true, "Method completed"),
            ("2026-01-10T11:04:45.964Z".to_owned(), true, false, ""),
            ("Sun May 07 05:37:15 UTC 2017 : Unauthorized : x".to_owned(), true, false, "Unauthorized : x"),
            ("Sun May 07 05:37:15 UTC 2017 :".to_owned(), true, false, ""),
            ("Sun : Unauthorized".to_owned(), false, false, "Sun : Unauthorized"),
            ("Method completed (really)".to_owned(), false, false, "Method completed (really)"),
            ("(not an id) x".to_owned(), false, false, "(not an id) x"),
            ("\u{3000}é".to_owned(), false, false, "\u{3000}é"),
        ] {
            let split = split(&text);
            assert_eq!(
                (split.at.is_some(), split.request_id.is_some(), split.body),
                (at, id, body),
                "{text}"
            );
        }
    }
}
