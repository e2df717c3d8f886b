//! Text of which only its writer knows what stands in it: unknown lines, and the errors of functions.

use super::{
    is_name,
    json::{Json, json},
    map,
    mask::{mask, scrub},
};

/// Text of which nothing is known: what stands in braces is masked as a map, and so is every value behind a name.
pub(super) fn free_text(text: &str) -> String {
    let (plain, braced) = match text.find('{') {
        Some(at) => text.split_at_checked(at).unwrap_or((text, "")),
        None => (text, ""),
    };
    let words: Vec<String> = plain
        .split(' ')
        .map(|word| match word.split_once('=') {
            Some((name, value)) if is_name(name) && !value.is_empty() => format!("{name}={}", mask(value)),
            _ => word.to_owned(),
        })
        .collect();
    let braced = match braced {
        "" => String::new(),
        _ if braced.starts_with("{\"") => json(braced, Json::Nothing),
        _ => map(braced, &[]),
    };
    scrub(&(named_secrets(&words.join(" ")) + &braced))
}

/// Masks the word behind `password:` and its like.
fn named_secrets(text: &str) -> String {
    const NAMES: &[&str] =
        &["password", "passwd", "pwd", "secret", "token", "apikey", "api-key", "api_key", "authorization"];
    let mut masks_next = false;
    let words: Vec<String> = text
        .split(' ')
        .map(|word| {
            let shown = if masks_next && !word.is_empty() { mask(word) } else { word.to_owned() };
            let name = word.to_ascii_lowercase();
            masks_next = (masks_next && word.is_empty())
                || name.strip_suffix(':').is_some_and(|name| {
                    let name = name.trim_matches(|c: char| !c.is_ascii_alphanumeric());
                    NAMES.iter().any(|secret| name.ends_with(secret))
                });
            shown
        })
        .collect();
    words.join(" ")
}
