//! JSON objects whose elements are looked at one by one: in their order, and with those that stand twice.

use std::{borrow::Cow, fmt};

use serde::{
    Deserialize, Deserializer,
    de::{MapAccess, Visitor},
};
use serde_json::value::RawValue;

use crate::policy::{Defect, DefectKind};

/// The elements of an object, as they stand.
pub(super) struct Object<'a>(pub(super) Vec<(Cow<'a, str>, &'a RawValue)>);

impl<'a> Object<'a> {
    /// `None` for what is no object.
    pub(super) fn read(json: &'a str) -> Option<Self> {
        serde_json::from_str(json).ok()
    }

    /// Takes out the elements of these names, and says what is wrong with the others.
    pub(super) fn elements<const N: usize>(
        self,
        names: [&str; N],
        unknown: DefectKind,
        statement: Option<u32>,
        defects: &mut Vec<Defect>,
    ) -> Elements<'a, N> {
        let mut found = [None; N];
        let mut say = |kind, element: &str| {
            defects.push(match statement {
                Some(index) => Defect::of_statement(kind, index, element),
                None => Defect::of_document(kind, element),
            });
        };
        for (name, value) in self.0 {
            let exact = names.iter().position(|known| *known == name);
            let place = exact.or_else(|| names.iter().position(|known| known.eq_ignore_ascii_case(&name)));
            let Some(slot) = place.and_then(|place| found.get_mut(place)) else {
                say(unknown, &name);
                continue;
            };
            if exact.is_none() {
                say(DefectKind::ElementCase, &name);
            }
            if slot.is_some() {
                say(DefectKind::DuplicateElement, &name);
            }
            *slot = Some(value);
        }
        Elements(found)
    }
}

/// Elements that were looked for, each in the place of its name.
pub(super) struct Elements<'a, const N: usize>(pub(super) [Option<&'a RawValue>; N]);

impl<'de> Deserialize<'de> for Object<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(ObjectVisitor)
    }
}

struct ObjectVisitor;

impl<'de> Visitor<'de> for ObjectVisitor {
    type Value = Object<'de>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Object<'de>, A::Error> {
        let mut elements = Vec::new();
        while let Some((Name(name), value)) = map.next_entry::<Name<'de>, &'de RawValue>()? {
            elements.push((name, value));
        }
        Ok(Object(elements))
    }
}

/// A name, borrowed where it holds no escape.
#[derive(Deserialize)]
struct Name<'a>(#[serde(borrow)] Cow<'a, str>);
