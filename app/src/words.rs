//! What is said, in the viewer's language.
//!
//! The sentences stand in `words/*.ftl` (Fluent); this module finds them and fills their slots. It never puts two pieces
//! of text together: a sentence is one key. What AWS wrote (log lines, ids, error texts) is not translated and never
//! passes through here except as a slot's value.

pub(crate) mod rich;

use std::{borrow::Cow, sync::LazyLock};

use fluent_bundle::{FluentArgs, FluentResource, FluentValue, concurrent::FluentBundle, types::FluentNumber};
use leptos::prelude::use_context;
use unic_langid::LanguageIdentifier;

use crate::{
    format,
    viewer::{Language, Preferences},
};

type Bundle = FluentBundle<FluentResource>;

const ENGLISH_SOURCE: &str = include_str!("../words/en.ftl");

static ENGLISH: LazyLock<Bundle> = LazyLock::new(|| bundle(Language::English, ENGLISH_SOURCE));
static CHINESE: LazyLock<Bundle> =
    LazyLock::new(|| bundle(Language::Chinese, include_str!("../words/zh-CN.ftl")));

fn bundle(language: Language, source: &str) -> Bundle {
    let language: LanguageIdentifier = language.tag().parse().unwrap_or_default();
    let mut bundle = Bundle::new_concurrent(vec![language]);
    // Both languages run from left to right, and the marks would end up in copied text.
    bundle.set_use_isolating(false);
    bundle.set_formatter(Some(|value, _| match value {
        FluentValue::Number(FluentNumber { value, .. }) => Some(format::count(whole(*value))),
        _ => None,
    }));
    // A resource with a fault still holds its good messages; the tests see the faults.
    let resource = FluentResource::try_new(source.to_owned()).unwrap_or_else(|(resource, _)| resource);
    bundle.add_resource_overriding(resource);
    bundle
}

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

#[expect(clippy::cast_possible_truncation, reason = "only whole counts go in, far below 2^53")]
fn whole(value: f64) -> i64 {
    value as i64
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

/// The words of one language.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Words {
    /// Which.
    pub(crate) language: Language,
}

/// The words of whoever asked for this page.
pub(crate) fn words() -> Words {
    Words { language: preferences().language }
}

/// What whoever asked for this page prefers.
pub(crate) fn preferences() -> Preferences {
    use_context::<http::request::Parts>()
        .and_then(|parts| parts.extensions.get::<Preferences>().copied())
        .unwrap_or_default()
}

impl Words {
    /// Every key, attributes as `key.attribute`; the same in every language.
    pub(crate) fn keys() -> impl Iterator<Item = String> {
        let mut message = "";
        ENGLISH_SOURCE.lines().filter_map(move |line| {
            let (name, _) = line.split_once(" =")?;
            if let Some(attribute) = name.strip_prefix("    .") {
                return Some(format!("{message}.{attribute}"));
            }
            let is_key = !name.starts_with([' ', '#']);
            is_key.then(|| {
                message = name;
                name.to_owned()
            })
        })
    }

    /// The sentence of this key. `key.attribute` names a Fluent attribute.
    pub(crate) fn say(self, key: &str) -> String {
        self.say_with(key, &[])
    }

    /// The sentence of this key with its slots filled.
    pub(crate) fn say_with(self, key: &str, slots: &[(&'static str, Slot)]) -> String {
        self.formatted(key, slots, Cow::Borrowed).unwrap_or_else(|| key.to_owned())
    }

    /// Whether there is such a sentence.
    pub(crate) fn has(self, key: &str) -> bool {
        self.formatted(key, &[], Cow::Borrowed).is_some()
    }

    /// The sentence of this key with its slots filled, in pieces by its tags. A slot's value cannot bring a tag.
    pub(crate) fn rich(self, key: &str, slots: &[(&'static str, Slot)]) -> Vec<rich::Piece> {
        self.formatted(key, slots, rich::hide).map_or_else(Vec::new, |text| rich::pieces(&text))
    }

    /// A span as `3 ms`, `1.52 s`, `4 min 52 s`, `2 h 5 min`.
    pub(crate) fn span(self, millis: i64) -> String {
        let (key, n, large, small) = format::span(millis);
        self.say_with(key, &[("n", n.into()), ("large", large.into()), ("small", small.into())])
    }

    /// The names of files that were imported together, of many only the first.
    pub(crate) fn files(self, names: &str) -> String {
        let n_more = i64::try_from(names.matches(", ").count()).unwrap_or(i64::MAX);
        match names.split_once(", ") {
            Some((first, _)) if n_more > 2 => {
                self.say_with("files-many", &[("first", format::visible(first).into()), ("n", n_more.into())])
            }
            _ => format::visible(names),
        }
    }

    /// What a `problem` code in a URL means; a code that is not known gives a general sentence, never its own text.
    pub(crate) fn problem(self, code: &str) -> String {
        let key = format!("problem-{code}");
        if self.has(&key) { self.say(&key) } else { self.say("problem-other") }
    }

    fn bundle(self) -> &'static Bundle {
        match self.language {
            Language::English => &ENGLISH,
            Language::Chinese => &CHINESE,
        }
    }

    fn formatted<'a>(
        self,
        key: &str,
        slots: &'a [(&'static str, Slot)],
        prepare: impl Fn(&'a str) -> Cow<'a, str>,
    ) -> Option<String> {
        let mut args = FluentArgs::with_capacity(slots.len());
        for (name, slot) in slots {
            let value = match slot {
                Slot::Text(text) => FluentValue::String(prepare(text)),
                Slot::Count(count) => FluentValue::from(*count),
            };
            args.set(*name, value);
        }
        let bundle = self.bundle();
        let (id, attribute) = match key.split_once('.') {
            Some((id, attribute)) => (id, Some(attribute)),
            None => (key, None),
        };
        let message = bundle.get_message(id)?;
        let pattern = match attribute {
            Some(attribute) => message.get_attribute(attribute)?.value(),
            None => message.value()?,
        };
        // A slot that a sentence wants and the code does not fill is seen in the tests.
        let text = bundle.format_pattern(pattern, Some(&args), &mut Vec::new());
        Some(match self.language {
            Language::English => text.into_owned(),
            Language::Chinese => without_space_between_characters(&text),
        })
    }
}

#[cfg(test)]
mod tests;
