//! The text of a line. Lines of one call stand in one text that they share, so that a call with many lines takes little
//! memory, and all of it in one place.

use std::{
    fmt,
    hash::{Hash, Hasher},
    ops::{Deref, Range},
    sync::Arc,
};

use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// A text, be it a part of one that is shared. Equal texts are equal, wherever they stand.
#[derive(Clone, Default)]
pub struct Text {
    whole: Arc<str>,
    part: Range<usize>,
}

impl Text {
    /// A part of a text; an empty one where it has no such part.
    pub(super) fn part(whole: &Arc<str>, part: Range<usize>) -> Self {
        let whole = if whole.get(part.clone()).is_some() { Arc::clone(whole) } else { Arc::default() };
        Self { whole, part }
    }

    /// The text itself.
    pub fn as_str(&self) -> &str {
        self.whole.get(self.part.clone()).unwrap_or_default()
    }
}

impl Deref for Text {
    type Target = str;

    fn deref(&self) -> &str {
        self.as_str()
    }
}

impl From<&str> for Text {
    fn from(text: &str) -> Self {
        Self { part: 0..text.len(), whole: text.into() }
    }
}

impl From<String> for Text {
    fn from(text: String) -> Self {
        Self { part: 0..text.len(), whole: text.into() }
    }
}

impl PartialEq for Text {
    fn eq(&self, other: &Self) -> bool {
        self.as_str() == other.as_str()
    }
}

impl Eq for Text {}

impl Hash for Text {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.as_str().hash(state);
    }
}

impl fmt::Debug for Text {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(self.as_str(), f)
    }
}

impl fmt::Display for Text {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self)
    }
}

impl Serialize for Text {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self)
    }
}

impl<'de> Deserialize<'de> for Text {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer).map(Self::from)
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::Text;

    #[test]
    fn a_part_is_the_text_that_it_shows() {
        let whole: Arc<str> = "Método: GET".into();
        let part = Text::part(&whole, 9..12);
        assert_eq!((part.as_str(), part == Text::from("GET"), part.len()), ("GET", true, 3));
        assert_eq!(serde_json::to_string(&part).unwrap(), "\"GET\"");
        assert_eq!(serde_json::from_str::<Text>("\"GET\"").unwrap(), part);
        assert_eq!([Text::part(&whole, 2..3), Text::part(&whole, 9..99)], [Text::default(), Text::default()]);
    }
}
