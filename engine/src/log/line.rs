//! One line of text or one message → when, for which request, and what was said.

use crate::time::Instant;

/// A line, taken apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Split<'a> {
    /// The moment that stood before it.
    pub at: Option<Instant>,
    /// The id in brackets that stood before it.
    pub request_id: Option<&'a str>,
    /// What was said.
    pub body: &'a str,
}

/// Takes the moment and the `(request id)` off a line.
pub fn split(text: &str) -> Split<'_> {
    let (at, rest) = moment(text);
    match request_id(rest) {
        Some((id, body)) => Split { at, request_id: Some(id), body },
        None => Split { at, request_id: None, body: rest },
    }
}

/// The moment that starts a line: as one word (`2026-01-10T11:04:45.964Z`), as two (`2026-01-10 11:04:45.964`), or as a test in
/// the console prints it (`Sun May 07 05:37:15 UTC 2017 : `).
fn moment(text: &str) -> (Option<Instant>, &str) {
    let trimmed = text.trim_start();
    if let Some((moment, rest)) = trimmed.split_once(" : ")
        && let Some(at) = Instant::parse_console(moment)
    {
        return (Some(at), rest);
    }
    // Every moment starts with its year: do not try to read what cannot be one.
    if !trimmed.as_bytes().first().is_some_and(u8::is_ascii_digit) {
        return (None, text);
    }
    let ends = trimmed
        .char_indices()
        .filter(|(_, c)| c.is_whitespace())
        .map(|(at, _)| at)
        .chain([trimmed.len()])
        .take(2);
    for end in ends {
        if let Some((word, rest)) = trimmed.split_at_checked(end)
            && let Some(at) = Instant::parse(word)
        {
            return (Some(at), rest.strip_prefix([' ', '\t']).unwrap_or(rest));
        }
    }
    (None, text)
}

/// The id in brackets that starts a message: a UUID for REST APIs.
fn request_id(text: &str) -> Option<(&str, &str)> {
    let (id, body) = text.trim_start().strip_prefix('(')?.split_once(')')?;
    let is_id = (8..=128).contains(&id.len())
        && id.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_=".contains(&byte));
    is_id.then(|| (id, body.strip_prefix(' ').unwrap_or(body)))
}

/// Whether a request id has the form that API Gateway gives it. Others are placeholders, or those of another API.
pub fn is_uuid(id: &str) -> bool {
    id.len() == 36
        && id.bytes().enumerate().all(|(at, byte)| match at {
            8 | 13 | 18 | 23 => byte == b'-',
            _ => byte.is_ascii_hexdigit(),
        })
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
