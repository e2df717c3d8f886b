//! Cells of a table that somebody opens in a sheet: none of them is a formula, whatever a caller wrote.

use std::borrow::Cow;

/// What a cell holds: a quote stands before what a sheet could take for a formula, as OWASP advises. It also stands before a quote, so
/// that a program can take away exactly those that were put there.
pub fn cell(text: &str) -> Cow<'_, str> {
    if is_safe(text) { Cow::Borrowed(text) } else { Cow::Owned(format!("'{text}")) }
}

/// Sheets look behind spaces, and take wide signs for narrow ones.
fn is_safe(text: &str) -> bool {
    let first = text.chars().find(|character| character.is_control() || !character.is_whitespace());
    !first.is_some_and(|first| {
        first.is_control() || matches!(first, '=' | '+' | '-' | '@' | '＝' | '＋' | '－' | '＠' | '\'')
    })
}

#[cfg(test)]
mod tests {
    use super::cell;

    #[test]
    fn no_cell_is_a_formula() {
        for (text, held) in [
            ("=HYPERLINK(\"https://evil.example\")", "'=HYPERLINK(\"https://evil.example\")"),
            ("+1", "'+1"),
            ("-", "'-"),
            ("@SUM(A1)", "'@SUM(A1)"),
            ("\t=1", "'\t=1"),
            ("\r=1", "'\r=1"),
            ("  =1", "'  =1"),
            ("＝1", "'＝1"),
            ("'=1", "''=1"),
            ("GET", "GET"),
            ("", ""),
            ("/a=b", "/a=b"),
        ] {
            assert_eq!(cell(text), held);
        }
    }
}
