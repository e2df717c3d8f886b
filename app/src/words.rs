//! What is said, in the viewer's language.
//!
//! The sentences stand in `words/*.ftl` (Fluent). It never puts two pieces of text together: a sentence is one key. What AWS
//! wrote (log lines, ids, error texts) is not translated and never passes through here except as a slot's value.
//!
//! | file | what is there |
//! |---|---|
//! | `fluent` | [`Words`] on the server: finds a sentence and fills its slots |
//! | `phrases` | the same sentences, ready made, for an island that says many; and [`Words`] in the browser, which says them |
//! | [`rich`] | sentences whose key words are marked |

#[cfg(feature = "ssr")]
mod fluent;
mod phrases;
pub(crate) mod rich;

#[cfg(feature = "ssr")]
pub(crate) use fluent::{Words, preferences, words};
pub use phrases::Phrases;
#[cfg(not(feature = "ssr"))]
pub(crate) use phrases::Words;

/// Chinese sets a space beside a Latin word, which is what a slot mostly holds, but none between two characters.
fn without_space_between_characters(text: &str) -> String {
    let is_chinese = |character: Option<char>| {
        character.is_some_and(|character| ('\u{3000}'..'\u{a000}').contains(&character))
    };
    let mut kept = String::with_capacity(text.len());
    let mut rest = text.chars();
    while let Some(character) = rest.next() {
        let is_between =
            character == ' ' && is_chinese(kept.chars().last()) && is_chinese(rest.clone().next());
        if !is_between {
            kept.push(character);
        }
    }
    kept
}

/// What goes into a slot.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Slot {
    /// Text, shown as it is.
    Text(String),
    /// A count: chooses the plural form, and is shown with thousands apart.
    Count(i64),
}

impl From<&str> for Slot {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

impl From<String> for Slot {
    fn from(text: String) -> Self {
        Self::Text(text)
    }
}

impl From<i64> for Slot {
    fn from(count: i64) -> Self {
        Self::Count(count)
    }
}

impl Words {
    /// A span as `3 ms`, `1.52 s`, `4 min 52 s`, `2 h 5 min`.
    pub(crate) fn span(self, millis: i64) -> String {
        let millis = millis.max(0);
        let (key, large, small) = match millis {
            0..1_000 => return self.say_with("span-milliseconds", &[("n", millis.to_string().into())]),
            1_000..60_000 => {
                let text = format!("{}.{:02}", millis / 1_000, millis % 1_000 / 10);
                let seconds = text.trim_end_matches('0').trim_end_matches('.');
                return self.say_with("span-seconds", &[("n", seconds.into())]);
            }
            60_000..3_600_000 => ("span-minutes", millis / 60_000, millis % 60_000 / 1_000),
            _ => ("span-hours", millis / 3_600_000, millis % 3_600_000 / 60_000),
        };
        self.say_with(key, &[("large", large.to_string().into()), ("small", small.to_string().into())])
    }
}

#[cfg(all(test, feature = "ssr"))]
mod tests;
