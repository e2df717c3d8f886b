//! Sentences for an island that says many: made on the server in the viewer's language, each slot left as `{slot}`, so that
//! neither Fluent nor the other language travels to the browser.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

/// Sentences by key. `key~one` is said of one thing, `key~none` where what fills the slot `filled` has no name.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Phrases(BTreeMap<String, String>);

/// The ending of a key whose sentence is said of one.
const ONE: &str = "~one";
/// The ending of a key whose sentence names nothing.
const NONE: &str = "~none";

#[cfg(feature = "ssr")]
mod make {
    use super::{super::Slot, NONE, ONE, Phrases};
    use crate::words::Words;

    /// Every slot that a sentence of these may have.
    const SLOTS: [&str; 18] = [
        "after", "api", "at", "before", "call", "calls", "deny", "filled", "heals", "id", "large", "lines",
        "n", "number", "refused", "small", "stage", "status",
    ];

    impl Phrases {
        /// The sentences whose keys begin so.
        pub(crate) fn of(words: Words, starts: &[&str]) -> Self {
            let mut phrases = Self::default();
            for key in Words::keys().filter(|key| starts.iter().any(|start| key.starts_with(start))) {
                let open = words.say_with(&key, &slots("", &Slot::Count(0)));
                let one = words.say_with(&key, &slots("n", &Slot::Count(1)));
                let none = words.say_with(&key, &slots("filled", &Slot::from("none")));
                if one != open.replace("{n}", "1") {
                    phrases.0.insert(format!("{key}{ONE}"), one);
                }
                if none != open.replace("{filled}", "none") {
                    phrases.0.insert(format!("{key}{NONE}"), none);
                }
                phrases.0.insert(key, open);
            }
            phrases
        }

        /// The same with the sentence of `key` said where another page says `other`.
        #[must_use]
        pub(crate) fn with(mut self, other: &str, key: &str) -> Self {
            if let Some(sentence) = self.0.get(key).cloned() {
                self.0.insert(other.to_owned(), sentence);
            }
            self
        }
    }

    /// Every slot filled with its own name in braces, but `name`.
    fn slots(name: &str, slot: &Slot) -> Vec<(&'static str, Slot)> {
        let fill = |known: &str| if known == name { slot.clone() } else { format!("{{{known}}}").into() };
        SLOTS.into_iter().map(|known| (known, fill(known))).collect()
    }
}

/// The words of the page that an island stands on.
#[cfg(not(feature = "ssr"))]
pub(crate) use say::Words;

#[cfg_attr(feature = "ssr", expect(dead_code, reason = "the browser's half; here its tests run"))]
mod say {
    use leptos::prelude::*;

    use super::{super::Slot, NONE, ONE, Phrases};
    use crate::words::{rich, without_space_between_characters};

    /// The words that came with an island.
    #[derive(Debug, Clone, Copy, PartialEq, Eq)]
    pub(crate) struct Words(StoredValue<Phrases>);

    impl Words {
        /// Says these.
        pub(crate) fn from_phrases(phrases: &Phrases) -> Self {
            Self(StoredValue::new(phrases.clone()))
        }

        /// The sentence of this key.
        pub(crate) fn say(self, key: &str) -> String {
            self.say_with(key, &[])
        }

        /// The sentence of this key with its slots filled.
        pub(crate) fn say_with(self, key: &str, slots: &[(&'static str, Slot)]) -> String {
            self.0.with_value(|phrases| {
                phrases.find(key, slots).map_or_else(|| key.to_owned(), |phrase| fill(phrase, slots))
            })
        }

        /// The sentence of this key with its slots filled, in pieces by its tags. A slot's value cannot bring a tag.
        pub(crate) fn rich(self, key: &str, slots: &[(&'static str, Slot)]) -> Vec<rich::Piece> {
            self.0.with_value(|phrases| {
                let mut pieces = phrases.find(key, slots).map(rich::pieces).unwrap_or_default();
                for piece in &mut pieces {
                    piece.text = fill(&piece.text, slots);
                }
                pieces
            })
        }
    }

    impl Phrases {
        /// The sentence of this key that fits what fills its slots.
        pub(super) fn find(&self, key: &str, slots: &[(&'static str, Slot)]) -> Option<&str> {
            let ending = slots.iter().find_map(|(name, slot)| match slot {
                Slot::Count(1) => Some(ONE),
                Slot::Text(text) if *name == "filled" && text == "none" => Some(NONE),
                _ => None,
            });
            let special = ending.and_then(|ending| self.0.get(&format!("{key}{ending}")));
            special.or_else(|| self.0.get(key)).map(String::as_str)
        }
    }

    /// The phrase with each `{slot}` replaced, once: what fills a slot may itself hold braces, as `/orders/{id}` does.
    pub(super) fn fill(phrase: &str, slots: &[(&'static str, Slot)]) -> String {
        let mut filled = String::with_capacity(phrase.len());
        let mut rest = phrase;
        while let Some((before, behind)) = rest.split_once('{') {
            filled.push_str(before);
            let slot = behind
                .split_once('}')
                .and_then(|(name, after)| Some((slots.iter().find(|(known, _)| *known == name)?, after)));
            if let Some(((_, slot), after)) = slot {
                match slot {
                    Slot::Text(text) => filled.push_str(text),
                    Slot::Count(count) => filled.push_str(&crate::format::count(*count)),
                }
                rest = after;
            } else {
                filled.push('{');
                rest = behind;
            }
        }
        filled.push_str(rest);
        without_space_between_characters(&filled)
    }
}

#[cfg(all(test, feature = "ssr"))]
mod tests {
    use super::{Phrases, say};
    use crate::{
        viewer::Language,
        words::{Slot, Words},
    };

    #[test]
    fn what_the_browser_says_is_what_the_server_says() {
        for language in [Language::English, Language::Chinese] {
            let words = Words { language };
            let phrases = Phrases::of(words, &["story-", "evidence-", "gate-", "span-"]);
            for (key, slots) in [
                (
                    "story-authorizer_policy_deny-implicit-cached.title",
                    vec![
                        ("call", Slot::from("GET /a/{id}")),
                        ("filled", "none".into()),
                        ("status", "403".into()),
                    ],
                ),
                ("story-none.title", vec![("call", words.say("this-call").into())]),
                ("evidence-lines", vec![("n", Slot::from(1))]),
                ("evidence-lines", vec![("n", Slot::from(1240))]),
                ("gate-lines", vec![("n", Slot::from(2)), ("lines", "3, 4".into())]),
                ("span-minutes", vec![("large", "4".into()), ("small", "52".into())]),
            ] {
                let said = say::fill(phrases.find(key, &slots).unwrap(), &slots);
                assert_eq!(said, words.say_with(key, &slots), "{key}");
            }
            for filled in ["none", "GET /x"] {
                let key = "story-authorizer_policy_deny-explicit-cached.verdict";
                let slots = [("call", Slot::from("PUT /y")), ("filled", Slot::from(filled))];
                let said = say::fill(phrases.find(key, &slots).unwrap(), &slots);
                assert_eq!(said, words.say_with(key, &slots));
            }
        }
    }
}
