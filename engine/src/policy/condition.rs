//! `Condition`: what must hold beside action and resource.
//!
//! | file | what is there |
//! |---|---|
//! | [`operator`] | `ForAnyValue:StringLikeIfExists`: read and written |
//! | `operand` | the values that a key's are compared with, taken apart once |
//! | `number`, `date`, `network` | what they may be, and how such are compared |
//!
//! Operators, and keys under one operator, must all hold; of a condition's values one must match, and none where the
//! operator is negated. A key that is absent fails an operator, passes a negated one and one with `IfExists`. A key with
//! several values matches by a set operator only.
//!
//! Source: IAM User Guide, "Condition operators" and "Multivalued context keys". Not in it, and after what simulators do: a
//! condition without values never matches a key that is there, even negated; and what cannot be compared, as an address that
//! is none, is neither in a network nor outside it.

mod date;
mod network;
mod number;
mod operand;
pub mod operator;

pub use operator::{Operator, Quantifier, Test};

use super::{
    Truth, Version,
    context::{Context, Fact, key_name},
};
use operand::Operands;

/// One key under one operator.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Condition {
    /// How its value is compared.
    pub operator: Operator,
    /// The key, as it is written.
    pub key: String,
    /// What it is compared with, as it is written; numbers and booleans as texts.
    pub values: Vec<String>,
    /// The key's name in a context.
    name: Box<str>,
    operands: Operands,
}

impl Condition {
    pub(super) fn new(operator: Operator, key: String, values: Vec<String>, version: Version) -> Self {
        let name = key_name(&key);
        let operands = Operands::read(operator.test, &values, version);
        Self { operator, key, values, name, operands }
    }

    /// Whether it holds.
    pub fn holds(&self, context: &Context) -> Truth {
        let Operator { test, quantifier, is_if_exists } = self.operator;
        let fact = context.get_named(&self.name);
        if *fact == Fact::NotKnown {
            return Truth::Maybe;
        }
        if test == Test::Null {
            return self.operands.name_presence(*fact == Fact::Absent).into();
        }
        match (fact, quantifier) {
            (Fact::Absent | Fact::NotKnown, None) => (is_if_exists || test.is_negated()).into(),
            (Fact::Absent | Fact::NotKnown, Some(quantifier)) => {
                (quantifier == Quantifier::ForAllValues).into()
            }
            // A set operator looks at an empty text as at no value at all.
            (Fact::One(value), Some(quantifier)) if value.is_empty() => {
                (quantifier == Quantifier::ForAllValues).into()
            }
            (Fact::One(value), _) => self.passes(value, context),
            (Fact::Many(_), None) => Truth::No,
            (Fact::Many(values), Some(Quantifier::ForAllValues)) => {
                !Truth::any(values.iter().map(|value| !self.passes(value, context)))
            }
            (Fact::Many(values), Some(Quantifier::ForAnyValue)) => {
                Truth::any(values.iter().map(|value| self.passes(value, context)))
            }
        }
    }

    /// Whether one value of the key passes.
    fn passes(&self, value: &str, context: &Context) -> Truth {
        let is_negated = self.operator.test.is_negated();
        let is_named = self.operands.name(self.operator.test, value, context);
        match is_named {
            None => Truth::No,
            Some(_) if is_negated && (self.values.is_empty() || self.operands.are_odd()) => Truth::No,
            Some(is_named) if is_negated => !is_named,
            Some(is_named) => is_named,
        }
    }

    /// Values that are not what the operator compares: no number, date, address or ARN.
    pub fn odd_values(&self) -> impl Iterator<Item = &str> {
        let values = self.values.iter().enumerate();
        values.filter(|(place, _)| self.operands.is_odd(*place)).map(|(_, value)| value.as_str())
    }

    /// The keys that it depends on and whose values are not known, as they are written.
    pub fn unknown_keys<'a>(&'a self, context: &'a Context) -> impl Iterator<Item = &'a str> {
        let is_unknown = *context.get_named(&self.name) == Fact::NotKnown;
        let of_values = self.operands.unknown_keys(context).filter(move |_| !is_unknown);
        is_unknown.then_some(self.key.as_str()).into_iter().chain(of_values)
    }
}
