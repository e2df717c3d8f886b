//! The values of a condition, taken apart as its operator asks, and compared with a key's.

use std::{cmp::Ordering, net::IpAddr};

use base64::{Engine, engine::general_purpose::STANDARD_NO_PAD};

use super::{Test, date::Moment, network::Network, number::Number};
use crate::policy::{
    Truth, Version,
    context::Context,
    pattern::{ArnTemplate, Template, is_arn, unknown},
    variables::Variable,
};

/// What a key's value is compared with. `None` stands for a value that is not what the operator compares.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Operands {
    Texts(Vec<Template>),
    Arns(Vec<Option<ArnTemplate>>),
    Numbers(Vec<Option<Number>>),
    Moments(Vec<Option<Moment>>),
    Bools(Vec<Option<bool>>),
    /// As base64 without its filling, which one content has just one of.
    Bytes(Vec<Option<String>>),
    Networks(Vec<Option<Network>>),
}

impl Operands {
    pub(super) fn read(test: Test, values: &[String], version: Version) -> Self {
        fn each<T>(values: &[String], read: impl Fn(&str) -> T) -> Vec<T> {
            values.iter().map(|value| read(value)).collect()
        }
        match test {
            Test::StringEquals
            | Test::StringNotEquals
            | Test::StringEqualsIgnoreCase
            | Test::StringNotEqualsIgnoreCase => {
                Self::Texts(each(values, |value| Template::literal(value, version)))
            }
            Test::StringLike | Test::StringNotLike => {
                Self::Texts(each(values, |value| Template::glob(value, version)))
            }
            Test::ArnEquals | Test::ArnLike | Test::ArnNotEquals | Test::ArnNotLike => {
                Self::Arns(each(values, |value| ArnTemplate::read(value, version)))
            }
            Test::NumericEquals
            | Test::NumericNotEquals
            | Test::NumericLessThan
            | Test::NumericLessThanEquals
            | Test::NumericGreaterThan
            | Test::NumericGreaterThanEquals => Self::Numbers(each(values, Number::read)),
            Test::DateEquals
            | Test::DateNotEquals
            | Test::DateLessThan
            | Test::DateLessThanEquals
            | Test::DateGreaterThan
            | Test::DateGreaterThanEquals => Self::Moments(each(values, Moment::read)),
            Test::Bool | Test::Null => Self::Bools(each(values, boolean)),
            Test::BinaryEquals => Self::Bytes(each(values, unfilled)),
            Test::IpAddress | Test::NotIpAddress => Self::Networks(each(values, Network::read)),
        }
    }

    /// Whether a key's value is one of them; `None` for a value that cannot be compared with any.
    pub(super) fn name(&self, test: Test, value: &str, context: &Context) -> Option<Truth> {
        Some(match self {
            Self::Texts(texts) => {
                let is_any_case =
                    matches!(test, Test::StringEqualsIgnoreCase | Test::StringNotEqualsIgnoreCase);
                Truth::any(texts.iter().map(|text| {
                    if is_any_case {
                        text.is_in_any_case(value, context)
                    } else {
                        text.matches(value, context)
                    }
                }))
            }
            Self::Arns(arns) if is_arn(value) => {
                Truth::any(arns.iter().flatten().map(|arn| arn.matches(value, context)))
            }
            Self::Arns(_) => return None,
            Self::Numbers(numbers) => {
                let value = Number::read(value)?;
                numbers.iter().flatten().any(|operand| is_in_order(test, value.cmp(operand))).into()
            }
            Self::Moments(moments) => {
                let value = Moment::read(value)?;
                moments.iter().flatten().any(|operand| is_in_order(test, value.cmp(operand))).into()
            }
            Self::Bools(bools) => bools.contains(&Some(boolean(value)?)).into(),
            Self::Bytes(bytes) => {
                let value = value.trim_end_matches('=');
                bytes.iter().flatten().any(|operand| operand == value).into()
            }
            Self::Networks(networks) => {
                let address: IpAddr = value.parse().ok()?;
                networks.iter().flatten().any(|network| network.contains(address)).into()
            }
        })
    }

    /// Whether they name what is so of a key: `true` stands for one that is absent.
    pub(super) fn name_presence(&self, is_absent: bool) -> bool {
        matches!(self, Self::Bools(bools) if bools.contains(&Some(is_absent)))
    }

    /// Whether one of them is not what the operator compares.
    pub(super) fn are_odd(&self) -> bool {
        (0..self.len()).any(|place| self.is_odd(place))
    }

    /// Whether the one in this place is not what the operator compares.
    pub(super) fn is_odd(&self, place: usize) -> bool {
        match self {
            Self::Texts(_) => false,
            Self::Arns(arns) => matches!(arns.get(place), Some(None)),
            Self::Numbers(numbers) => matches!(numbers.get(place), Some(None)),
            Self::Moments(moments) => matches!(moments.get(place), Some(None)),
            Self::Bools(bools) => matches!(bools.get(place), Some(None)),
            Self::Bytes(bytes) => matches!(bytes.get(place), Some(None)),
            Self::Networks(networks) => matches!(networks.get(place), Some(None)),
        }
    }

    fn len(&self) -> usize {
        match self {
            Self::Texts(texts) => texts.len(),
            Self::Arns(arns) => arns.len(),
            Self::Numbers(numbers) => numbers.len(),
            Self::Moments(moments) => moments.len(),
            Self::Bools(bools) => bools.len(),
            Self::Bytes(bytes) => bytes.len(),
            Self::Networks(networks) => networks.len(),
        }
    }

    /// Keys of their variables of which the value is not known.
    pub(super) fn unknown_keys<'a>(&'a self, context: &'a Context) -> impl Iterator<Item = &'a str> {
        let variables: Box<dyn Iterator<Item = &'a Variable>> = match self {
            Self::Texts(texts) => Box::new(texts.iter().flat_map(Template::variables)),
            Self::Arns(arns) => Box::new(arns.iter().flatten().flat_map(ArnTemplate::variables)),
            _ => Box::new(std::iter::empty()),
        };
        unknown(variables, context)
    }
}

/// Whether a value and an operand stand as an operator asks.
fn is_in_order(test: Test, order: Ordering) -> bool {
    match test {
        Test::NumericLessThan | Test::DateLessThan => order.is_lt(),
        Test::NumericLessThanEquals | Test::DateLessThanEquals => order.is_le(),
        Test::NumericGreaterThan | Test::DateGreaterThan => order.is_gt(),
        Test::NumericGreaterThanEquals | Test::DateGreaterThanEquals => order.is_ge(),
        _ => order.is_eq(),
    }
}

fn boolean(text: &str) -> Option<bool> {
    if text.eq_ignore_ascii_case("true") {
        Some(true)
    } else if text.eq_ignore_ascii_case("false") {
        Some(false)
    } else {
        None
    }
}

/// Base64 without its filling; `None` for what is none.
fn unfilled(text: &str) -> Option<String> {
    let text = text.trim_end_matches('=');
    STANDARD_NO_PAD.decode(text).is_ok().then(|| text.to_owned())
}
