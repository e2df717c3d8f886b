//! Actions: those that a statement names, and the one that is asked for.

use super::Template;
use crate::policy::{Context, Truth, Version};

/// Actions. Service and name are compared without regard to case; a wildcard may stand in the name only, or for everything
/// (IAM User Guide, Action element).
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ActionPattern {
    /// `*`.
    Every,
    /// This one, in lower case.
    One(Box<str>),
    /// Those of a service.
    Some {
        /// With the colon behind it, in lower case.
        service: Box<str>,
        /// In lower case.
        names: Template,
    },
    /// A text that names none.
    None,
}

impl ActionPattern {
    /// Takes a pattern apart.
    pub fn read(pattern: &str) -> Self {
        if pattern == "*" {
            return Self::Every;
        }
        let pattern = pattern.to_ascii_lowercase();
        match pattern.split_once(':') {
            Some((service, names)) if names.contains(['*', '?']) => Self::Some {
                service: format!("{service}:").into(),
                names: Template::glob(names, Version::V2008),
            },
            Some(_) => Self::One(pattern.into()),
            None => Self::None,
        }
    }

    /// Whether it takes in an action.
    pub fn covers(&self, action: &ActionName) -> bool {
        match self {
            Self::Every => true,
            Self::One(name) => action.as_bytes() == name.as_bytes(),
            Self::Some { service, names } => {
                let name = action.as_bytes().strip_prefix(service.as_bytes());
                name.and_then(|name| str::from_utf8(name).ok())
                    .is_some_and(|name| names.matches(name, Context::not_known()) == Truth::Yes)
            }
            Self::None => false,
        }
    }
}

/// An action that is asked for, in lower case.
#[derive(Debug)]
pub struct ActionName {
    /// Names of actions are short.
    short: [u8; Self::SHORT],
    length: usize,
    long: String,
}

impl ActionName {
    const SHORT: usize = 64;

    /// Puts an action into lower case.
    pub fn of(action: &str) -> Self {
        let mut name = Self { short: [0; Self::SHORT], length: action.len(), long: String::new() };
        match name.short.get_mut(..action.len()) {
            Some(short) => {
                short.copy_from_slice(action.as_bytes());
                short.make_ascii_lowercase();
            }
            None => name.long = action.to_ascii_lowercase(),
        }
        name
    }

    fn as_bytes(&self) -> &[u8] {
        self.short.get(..self.length).unwrap_or(self.long.as_bytes())
    }
}
