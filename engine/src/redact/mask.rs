//! The mask that API Gateway itself puts over an identity, and what looks like a token wherever it stands.

/// As API Gateway masks: all but the last six characters (or the last half, when that is fewer), the length kept. What is
/// masked already stays as it is.
pub fn mask(value: &str) -> String {
    let length = value.chars().count();
    let hidden = length - 6.min(length / 2);
    value.chars().enumerate().map(|(at, c)| if at < hidden { '*' } else { c }).collect()
}

/// Hides what looks like a token wherever it stands: `Bearer …`, `Basic …`, a JWT, an AWS access key id. Not with `*`, which
/// would be a wildcard in a policy.
pub(super) fn scrub(text: &str) -> String {
    const OPENINGS: &[&str] = &["Bearer ", "bearer ", "Basic ", "basic ", "eyJ", "AKIA", "ASIA"];
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((at, opening)) =
        OPENINGS.iter().filter_map(|opening| rest.find(opening).map(|at| (at, *opening))).min()
    {
        let is_word = !rest.get(..at).is_some_and(|before| before.ends_with(char::is_alphanumeric));
        let start = if opening.ends_with(' ') { at + opening.len() } else { at };
        let (before, tail) = rest.split_at_checked(start).unwrap_or((rest, ""));
        let end = tail.find(|c: char| !is_of_token(opening, c)).unwrap_or(tail.len());
        let (token, tail) = tail.split_at_checked(end).unwrap_or((tail, ""));
        out.push_str(before);
        if is_word && is_token(opening, token) {
            out.extend(token.chars().map(|_| '•'));
        } else {
            out.push_str(token);
        }
        rest = tail;
    }
    out.push_str(rest);
    out
}

fn is_of_token(opening: &str, c: char) -> bool {
    c.is_ascii_alphanumeric()
        || if opening.ends_with(' ') { "-_.=+/~".contains(c) } else { "-_.".contains(c) }
}

fn is_token(opening: &str, token: &str) -> bool {
    match opening {
        // A JWT has two dots; the log may have cut it behind the first.
        "eyJ" => token.len() >= 20 && token.contains('.'),
        "AKIA" | "ASIA" => token.len() == 20,
        // A short word behind "Basic " is a word.
        _ => token.len() >= 8,
    }
}
