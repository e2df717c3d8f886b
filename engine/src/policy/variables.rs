//! Variables: `${key}`, `${key, 'default'}`, and `${*}`, `${?}`, `${$}` for the characters themselves.
//!
//! A key stands for its value, letter by letter: a `*` in it is no wildcard. Where the call has no such key, and no default
//! is given, what holds the variable matches nothing; so it is for a key with several values. Only in policies of the
//! version 2012-10-17, and only in the last part of a resource's ARN and in what the String and Arn operators compare with.
//!
//! Source: IAM User Guide, "IAM policy elements: Variables and tags".

use super::context::{Context, Fact, key_name};

/// A variable of a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Variable {
    /// The key, in lower case.
    key: Box<str>,
    /// What it stands for when the call has no such key.
    default: Option<Box<str>>,
}

/// What a variable stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Value<'a> {
    Text(&'a str),
    /// It has no value.
    None,
    /// It may have any, or none.
    NotKnown,
}

/// What begins with `${`.
pub(super) enum Token {
    /// A character that means itself.
    Character(char),
    Variable(Variable),
}

/// Reads what stands at the beginning of a text, and gives the rest; `None` where that is no variable.
pub(super) fn read(text: &str) -> Option<(Token, &str)> {
    let (inside, rest) = text.strip_prefix("${")?.split_once('}')?;
    let token = match inside {
        "*" => Token::Character('*'),
        "?" => Token::Character('?'),
        "$" => Token::Character('$'),
        _ => Token::Variable(Variable::read(inside)),
    };
    Some((token, rest))
}

impl Variable {
    fn read(inside: &str) -> Self {
        let with_default = inside
            .split_once(", ")
            .and_then(|(key, default)| Some((key, default.strip_prefix('\'')?.strip_suffix('\'')?)));
        let (key, default) = with_default.map_or((inside, None), |(key, default)| (key, Some(default)));
        Self { key: key_name(key.trim()), default: default.map(Into::into) }
    }

    /// The key, in lower case.
    pub fn key(&self) -> &str {
        &self.key
    }

    pub(super) fn value<'a>(&'a self, context: &'a Context) -> Value<'a> {
        match context.get_named(&self.key) {
            Fact::One(value) => Value::Text(value),
            Fact::Absent => self.default.as_deref().map_or(Value::None, Value::Text),
            Fact::Many(_) => Value::None,
            Fact::NotKnown => Value::NotKnown,
        }
    }
}
