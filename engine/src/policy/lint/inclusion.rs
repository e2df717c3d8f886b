//! Whether one pattern covers all that another covers.
//!
//! Careful rather than complete: `true` is certain, `false` may only mean that it was not seen.

/// A pattern, looked at once.
#[derive(Debug, Clone, Copy)]
pub(super) struct Extent<'a> {
    pattern: &'a str,
    /// What stands before its first wildcard: whatever it covers begins so.
    start: &'a str,
    /// What stands behind its last wildcard.
    end: &'a str,
}

impl<'a> Extent<'a> {
    pub(super) fn of(pattern: &'a str) -> Self {
        let is_wildcard = ['*', '?'];
        let start = pattern.split(is_wildcard).next().unwrap_or_default();
        let end = pattern.rsplit(is_wildcard).next().unwrap_or_default();
        Self { pattern, start, end }
    }

    /// Whether it covers every ARN that `narrow` covers. Takes what that costs from `effort`, and gives up where too little
    /// is left.
    pub(super) fn includes(self, narrow: Self, effort: &mut usize) -> bool {
        if self.pattern == "*" || self.pattern == narrow.pattern {
            return true;
        }
        // Whatever a variable may become. Most other pairs are told apart behind it.
        if [self.pattern, narrow.pattern].iter().any(|pattern| pattern.contains("${"))
            || is_filled_up(narrow.pattern)
            || self.start.len() == self.pattern.len()
            || !narrow.start.starts_with(self.start)
            || !narrow.end.ends_with(self.end)
        {
            return false;
        }
        let (wide, narrow) = (symbols(self.pattern), symbols(narrow.pattern));
        let n_same = self.start.chars().count();
        let (Some(wide), Some(narrow)) = (wide.get(n_same..), narrow.get(n_same..)) else { return false };
        match effort.checked_sub(wide.len() * narrow.len() + 100) {
            Some(left) => {
                *effort = left;
                covers_all(wide, narrow)
            }
            None => false,
        }
    }
}

/// Whether a pattern covers every ARN that another one covers.
pub(crate) fn includes(wide: &str, narrow: &str) -> bool {
    Extent::of(wide).includes(Extent::of(narrow), &mut MOST_EFFORT.clone())
}

/// As much is spent on one pair of patterns.
const MOST_EFFORT: usize = 1_000_000;

/// Whether a pattern is an ARN that AWS fills up with `*`, so that it covers more than it says.
fn is_filled_up(pattern: &str) -> bool {
    pattern.starts_with("arn:") && pattern.bytes().filter(|byte| *byte == b':').count() < 5
}

/// Whether an action's pattern covers every action that another one covers.
pub(super) fn includes_action(wide: &str, narrow: &str) -> bool {
    if wide == "*" || wide.eq_ignore_ascii_case(narrow) {
        return true;
    }
    let free = |text: &str| text.chars().map(|c| (c.to_ascii_lowercase(), true)).collect::<Vec<_>>();
    wide.contains(['*', '?']) && covers_all(&free(wide), &free(narrow))
}

/// The characters of a pattern, and of each wildcard whether it may stand for `:`.
fn symbols(pattern: &str) -> Vec<(char, bool)> {
    let mut n_colons = 0;
    let mut characters = pattern.chars().peekable();
    let mut symbols = Vec::with_capacity(pattern.len());
    // The short form has no parts that `:` would bound.
    let is_short = pattern.starts_with("execute-api:/");
    while let Some(c) = characters.next() {
        let ends_part = c == '*' && characters.peek().is_none_or(|next| *next == ':');
        symbols.push((c, is_short || n_colons >= 5 || ends_part));
        n_colons += u32::from(c == ':');
    }
    symbols
}

/// Goes through `narrow` once, and keeps at which places of `wide` all that it stands for so far has been covered.
fn covers_all(wide: &[(char, bool)], narrow: &[(char, bool)]) -> bool {
    let mut at = vec![false; wide.len() + 1];
    let mut next = at.clone();
    if let Some(start) = at.first_mut() {
        *start = true;
    }
    pass_stars(wide, &mut at);
    for &(symbol, is_free) in narrow {
        next.fill(false);
        for (place, &(c, is_wide_free)) in wide.iter().enumerate() {
            if at.get(place) != Some(&true) {
                continue;
            }
            let may_be_colon = symbol == ':' || (matches!(symbol, '*' | '?') && is_free);
            let target = match (c, symbol) {
                ('*', _) if is_wide_free || !may_be_colon => place,
                ('?', symbol) if symbol != '*' && (is_wide_free || !may_be_colon) => place + 1,
                (c, symbol) if c == symbol && !matches!(c, '*' | '?') => place + 1,
                _ => continue,
            };
            if let Some(target) = next.get_mut(target) {
                *target = true;
            }
        }
        std::mem::swap(&mut at, &mut next);
        pass_stars(wide, &mut at);
    }
    at.last() == Some(&true)
}

/// A `*` may stand for nothing.
fn pass_stars(wide: &[(char, bool)], at: &mut [bool]) {
    for (place, (c, _)) in wide.iter().enumerate() {
        if *c == '*'
            && at.get(place) == Some(&true)
            && let Some(behind) = at.get_mut(place + 1)
        {
            *behind = true;
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{Extent, includes_action};
    use crate::arn::covers;

    fn includes(wide: &str, narrow: &str) -> bool {
        Extent::of(wide).includes(Extent::of(narrow), &mut 1_000_000)
    }

    #[test]
    fn what_is_wider_includes_what_is_narrower() {
        let arn = |rest: &str| format!("arn:aws:execute-api:us-east-1:1:api/{rest}");
        for (wide, narrow, expected) in [
            ("*".to_owned(), arn("prod/GET/a"), true),
            (arn("prod/*"), arn("prod/GET/a"), true),
            (arn("prod/*"), arn("prod/GET/*"), true),
            (arn("*"), arn("prod/*/a?"), true),
            (arn("prod/GET/*"), arn("prod/*"), false),
            (arn("prod/GET/?"), arn("prod/GET/*"), false),
            (arn("prod/GET/??*"), arn("prod/GET/*"), false),
            (arn("prod/GET/a"), arn("dev/GET/a"), false),
            ("arn:aws:execute-api:*".to_owned(), arn("prod/*"), true),
            ("arn:aws:execute-api:*:*:*/prod/*".to_owned(), arn("prod/GET/a:b"), true),
            ("arn:aws:execute-api:us-*-1:1:api/*".to_owned(), arn("*"), true),
            (
                "arn:aws:execute-api:us-*-1:1:api/*".to_owned(),
                "arn:aws:execute-api:*:1:api/*".to_owned(),
                false,
            ),
            ("execute-api:/*".to_owned(), "execute-api:/prod/a:b".to_owned(), true),
            ("execute-api:/*".to_owned(), arn("prod/*"), false),
        ] {
            assert_eq!(includes(&wide, &narrow), expected, "{wide} ⊇ {narrow}");
        }
        assert!(includes_action("execute-api:*", "Execute-API:Invoke"));
        assert!(!includes_action("execute-api:Invoke", "execute-api:*"));
    }

    proptest! {
        #[test]
        fn what_is_included_is_covered(
            wide in "arn:a[ws*?]{0,2}:[*?e]{0,2}:[*r?]{0,2}:[*1]{0,2}:[a*?:/]{0,5}",
            narrow in "arn:a[ws*?]{0,2}:[*?e]{0,2}:[*r?]{0,2}:[*1]{0,2}:[a*?:/]{0,5}",
            arn in "arn:a[ws]{0,2}:[e]{0,2}:[r]{0,2}:[1]{0,2}:[a:/]{0,5}",
        ) {
            if includes(&wide, &narrow) && covers(&narrow, &arn) {
                prop_assert!(covers(&wide, &arn), "{} ⊇ {}, {}", wide, narrow, arn);
            }
        }
    }
}
