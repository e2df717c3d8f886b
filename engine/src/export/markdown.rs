//! Text that stays text in Markdown, as `CommonMark` and GitHub read it. What a caller wrote stands in code, where nothing is a link, a
//! heading, HTML or the name of somebody who is told; sentences of ours that quote a caller are escaped.

use crate::remediation::shell::is_plain;

/// A sentence: one line, in which Markdown reads no sign as its own. The signs that it reads only at the start of a line, or within an
/// address, stay as they are elsewhere, so that the text can be read by people, too.
pub fn text(text: &str) -> String {
    let line = one_line(text);
    let line = line.trim();
    let mut escaped = String::with_capacity(line.len() + 8);
    for (place, character) in line.char_indices() {
        let (before, behind) = line.split_at(place);
        if is_sign(before, character, behind) {
            escaped.push('\\');
        }
        escaped.push(character);
    }
    escaped
}

/// Whether Markdown may read a character there.
fn is_sign(before: &str, character: char, behind: &str) -> bool {
    let ends_number = || !before.is_empty() && before.bytes().all(|byte| byte.is_ascii_digit());
    match character {
        '\\' | '`' | '*' | '_' | '[' | ']' | '<' | '>' | '#' | '|' | '~' | '^' | '&' | '$' | '@' | '{' => {
            true
        }
        // A list, a rule, a heading's underline, a definition.
        '-' | '+' | '=' => before.is_empty(),
        ')' => ends_number(),
        '.' => ends_number() || before.to_ascii_lowercase().ends_with("www"),
        ':' => before.is_empty() || behind.starts_with(":/"),
        _ => false,
    }
}

/// A value, within a line: code, by as many backticks as it needs.
pub fn code(value: &str) -> String {
    let value = one_line(value);
    if value.chars().all(|character| character == ' ') {
        return "–".to_owned();
    }
    let fence = "`".repeat(longest_run(&value) + 1);
    // One space on each side is taken away again.
    let touches = value.starts_with(['`', ' ']) || value.ends_with(['`', ' ']);
    let pad = if touches { " " } else { "" };
    format!("{fence}{pad}{value}{pad}{fence}")
}

/// Lines, on lines of their own: a fence of as many backticks as they need. `language` is a word of ours.
pub fn fence(language: &str, lines: &str) -> String {
    let lines = seen(lines, true);
    let fence = "`".repeat((longest_run(&lines) + 1).max(3));
    let end = if lines.ends_with('\n') { "" } else { "\n" };
    format!("{fence}{language}\n{lines}{end}{fence}\n")
}

/// What somebody said: a quotation, line by line.
pub fn quotation(said: &str) -> String {
    let lines = seen(said, true);
    let line = |line| format!("{}\n", format!("> {}", text(line)).trim_end());
    lines.lines().map(line).collect()
}

/// The most backticks in a row.
fn longest_run(text: &str) -> usize {
    text.split(|character| character != '`').map(str::len).max().unwrap_or(0)
}

fn one_line(text: &str) -> String {
    seen(text, false)
}

/// What cannot be seen is made visible; line ends stay where there may be lines.
fn seen(text: &str, has_lines: bool) -> String {
    let mut shown = String::with_capacity(text.len());
    let mut rest = text.chars().peekable();
    while let Some(character) = rest.next() {
        match character {
            '\r' if rest.peek() == Some(&'\n') => {}
            '\n' if has_lines => shown.push('\n'),
            '\n' | '\t' => shown.push(' '),
            _ if is_plain(character.encode_utf8(&mut [0; 4])) => shown.push(character),
            _ => shown.extend(character.escape_unicode()),
        }
    }
    shown
}

#[cfg(test)]
mod tests {
    use super::{code, fence, quotation, text};

    #[test]
    fn a_sentence_is_one_line_without_marks() {
        assert_eq!(text("POST /a*b_[c](d) <b>\n# x"), r"POST /a\*b\_\[c\](d) \<b\> \# x");
        assert_eq!(text("1. no list\u{202e}"), r"1\. no list\\u\{202e}");
        assert_eq!(text("https://a.example www.a.example"), r"https\://a.example www\.a.example");
        assert_eq!(text("- a - b (c): d."), r"\- a - b (c): d.");
        assert_eq!(text("– a"), "– a");
    }

    #[test]
    fn code_has_more_backticks_than_its_value() {
        assert_eq!(code("GET /orders"), "`GET /orders`");
        assert_eq!(code("a`b``c"), "```a`b``c```");
        assert_eq!(code("`"), "`` ` ``");
        assert_eq!(code(" a"), "`  a `");
        assert_eq!((code("").as_str(), code("  ").as_str()), ("–", "–"));
        assert_eq!(code("a\n\n# b"), "`a  # b`");
    }

    #[test]
    fn a_fence_is_longer_than_what_would_close_it() {
        assert_eq!(fence("text", "a\n```\nb"), "````text\na\n```\nb\n````\n");
        assert_eq!(fence("sh", "aws x\n"), "```sh\naws x\n```\n");
        assert_eq!(fence("text", "a\u{1b}[31m\r\nb\rc"), "```text\na\\u{1b}[31m\nb\\u{d}c\n```\n");
    }

    #[test]
    fn what_somebody_said_is_quoted_line_by_line() {
        assert_eq!(quotation("It was **the cache**\n\n# x"), "> It was \\*\\*the cache\\*\\*\n>\n> \\# x\n");
    }
}
