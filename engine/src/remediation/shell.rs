//! Words for a shell. What stands in a log was written by whoever called: it is quoted so that `sh` takes it for one word, and
//! what could deceive the eye of the person who pastes it is refused.

/// `text` as one word of a POSIX shell; `None` when it holds what must not be pasted into a terminal.
pub fn quote(text: &str) -> Option<String> {
    if !is_plain(text) {
        return None;
    }
    let needs_none = |byte: u8| byte.is_ascii_alphanumeric() || b"-_./:,@%+=".contains(&byte);
    if !text.is_empty() && text.bytes().all(needs_none) {
        return Some(text.to_owned());
    }
    Some(format!("'{}'", text.replace('\'', r"'\''")))
}

/// Whether a person sees all of `text` as it is: no control characters, none without width, none that turn the direction.
pub fn is_plain(text: &str) -> bool {
    !text.chars().any(|character| {
        character.is_control()
            || matches!(character,
                '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}'
                | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e007f}')
    })
}
