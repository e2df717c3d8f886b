//! What is known of a call beside its action and its method: the values of condition keys.
//!
//! A log seldom tells them, and that it does not tell one is another thing than that the call had none: a condition on the
//! first cannot be judged, one on the second can (IAM User Guide, "Condition operators": missing keys).

/// The value of a key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fact {
    /// The call has none.
    Absent,
    /// It may have any, or none.
    NotKnown,
    /// It has this one.
    One(String),
    /// It is a key that takes several values, and has these.
    Many(Vec<String>),
}

impl From<&str> for Fact {
    fn from(value: &str) -> Self {
        Self::One(value.to_owned())
    }
}

/// The values of keys. Names of keys are compared without regard to case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Context {
    /// In the order of their names, which are in lower case.
    facts: Vec<(Box<str>, Fact)>,
    otherwise: Fact,
}

/// Nothing is known.
static NOT_KNOWN: Context = Context { facts: Vec::new(), otherwise: Fact::NotKnown };

impl Default for Context {
    fn default() -> Self {
        Self::complete()
    }
}

impl Context {
    /// One in which a key that is not given is absent.
    pub const fn complete() -> Self {
        Self { facts: Vec::new(), otherwise: Fact::Absent }
    }

    /// One in which a key that is not given is not known.
    pub const fn partial() -> Self {
        Self { facts: Vec::new(), otherwise: Fact::NotKnown }
    }

    /// One of which nothing is known.
    pub fn not_known() -> &'static Self {
        &NOT_KNOWN
    }

    /// Says what is known of a key; what was said of it before is forgotten.
    pub fn set(&mut self, key: &str, fact: impl Into<Fact>) {
        let key = key_name(key);
        let fact = fact.into();
        match self.facts.binary_search_by(|(known, _)| known.cmp(&key)) {
            Ok(place) => {
                if let Some(known) = self.facts.get_mut(place) {
                    known.1 = fact;
                }
            }
            Err(place) => self.facts.insert(place, (key, fact)),
        }
    }

    /// The same with what is known of one more key.
    #[must_use]
    pub fn with(mut self, key: &str, fact: impl Into<Fact>) -> Self {
        self.set(key, fact);
        self
    }

    /// What is known of a key.
    pub fn get(&self, key: &str) -> &Fact {
        self.get_named(&key_name(key))
    }

    /// What is known of a key that [`key_name`] has given its name.
    pub(super) fn get_named(&self, key: &str) -> &Fact {
        let place = self.facts.binary_search_by(|(known, _)| known.as_ref().cmp(key));
        place.ok().and_then(|place| self.facts.get(place)).map_or(&self.otherwise, |(_, fact)| fact)
    }
}

/// The name under which a key is kept.
pub(super) fn key_name(key: &str) -> Box<str> {
    key.to_lowercase().into()
}

#[cfg(test)]
mod tests {
    use super::{Context, Fact};

    #[test]
    fn keys_are_found_in_any_case() {
        let context = Context::partial().with("aws:SourceIp", "a").with("AWS:SOURCEIP", "b");
        assert_eq!(context.get("aws:sourceip"), &Fact::One("b".to_owned()));
        assert_eq!(context.get("aws:SourceVpc"), &Fact::NotKnown);
        assert_eq!(Context::complete().get("aws:SourceVpc"), &Fact::Absent);
    }
}
