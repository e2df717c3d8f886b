//! A text with wildcards and variables, taken apart once.

use crate::policy::{
    Truth, Version,
    context::Context,
    variables::{self, Token, Value, Variable},
};

/// A text with wildcards and variables.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Template(Box<[Piece]>);

#[derive(Debug, Clone, PartialEq, Eq)]
enum Piece {
    Text(Box<str>),
    /// One character, or one that is no colon.
    One {
        is_bounded: bool,
    },
    /// Any run of characters, or one without a colon.
    Many {
        is_bounded: bool,
    },
    Variable(Variable),
}

/// What is read in a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Reading {
    /// Variables only.
    Literal,
    /// Wildcards and variables.
    Glob,
    /// Wildcards, of which those before the fifth colon keep to their part; variables behind it.
    Arn,
}

impl Template {
    /// A text in which wildcards are letters like others.
    pub(in crate::policy) fn literal(text: &str, version: Version) -> Self {
        Self::compile(text, version, Reading::Literal)
    }

    /// A text with wildcards.
    pub(in crate::policy) fn glob(text: &str, version: Version) -> Self {
        Self::compile(text, version, Reading::Glob)
    }

    /// The ARN of a resource.
    pub(in crate::policy) fn arn(text: &str, version: Version) -> Self {
        Self::compile(text, version, Reading::Arn)
    }

    fn compile(text: &str, version: Version, reading: Reading) -> Self {
        let mut pieces = Vec::new();
        let mut run = String::new();
        let mut n_colons = 0;
        let mut rest = text;
        while let Some(c) = rest.chars().next() {
            let is_last_part = reading != Reading::Arn || n_colons >= 5;
            let has_variables = version == Version::V2012 && is_last_part;
            if let Some((token, behind)) = has_variables.then(|| variables::read(rest)).flatten() {
                rest = behind;
                match token {
                    Token::Character(c) => run.push(c),
                    Token::Variable(variable) => push(&mut pieces, &mut run, Piece::Variable(variable)),
                }
                continue;
            }
            rest = rest.get(c.len_utf8()..).unwrap_or_default();
            match c {
                '*' if reading != Reading::Literal => {
                    let ends_part = rest.is_empty() || rest.starts_with(':');
                    let is_bounded = !is_last_part && !ends_part;
                    push(&mut pieces, &mut run, Piece::Many { is_bounded });
                }
                '?' if reading != Reading::Literal => {
                    push(&mut pieces, &mut run, Piece::One { is_bounded: !is_last_part });
                }
                c => {
                    n_colons += u32::from(c == ':');
                    run.push(c);
                }
            }
        }
        if !run.is_empty() {
            pieces.push(Piece::Text(run.into()));
        }
        Self(pieces.into())
    }

    /// Whether it matches a text.
    pub(in crate::policy) fn matches(&self, text: &str, context: &Context) -> Truth {
        let mut is_known = true;
        for variable in self.variables() {
            match variable.value(context) {
                Value::Text(_) => {}
                Value::None => return Truth::No,
                Value::NotKnown => is_known = false,
            }
        }
        match self.may_match(text, context) {
            false => Truth::No,
            true if is_known => Truth::Yes,
            true => Truth::Maybe,
        }
    }

    /// The variables in it.
    pub(in crate::policy) fn variables(&self) -> impl Iterator<Item = &Variable> {
        self.0.iter().filter_map(|piece| match piece {
            Piece::Variable(variable) => Some(variable),
            _ => None,
        })
    }

    /// Whether it matches a text, where a variable of which the value is not known may be anything.
    ///
    /// Goes back to the last `*` when the text does not go on as it must. Going back further would not help: the first place
    /// where a `*` can end leaves the most to what follows it. Only one that must not cross a colon may have to give way to
    /// the last one before it that may.
    fn may_match(&self, text: &str, context: &Context) -> bool {
        let mut rest = text;
        let mut at = 0;
        let mut free: Option<(usize, &str)> = None;
        let mut bounded: Option<(usize, &str)> = None;
        loop {
            let stepped = match self.0.get(at) {
                None if rest.is_empty() => return true,
                None => None,
                Some(Piece::Text(expected)) => rest.strip_prefix(expected.as_ref()),
                Some(Piece::One { is_bounded }) => behind_one(rest, *is_bounded),
                Some(Piece::Many { is_bounded: true }) => {
                    bounded = Some((at + 1, rest));
                    Some(rest)
                }
                Some(Piece::Many { is_bounded: false }) => {
                    if at + 1 == self.0.len() {
                        return true;
                    }
                    (free, bounded) = (Some((at + 1, rest)), None);
                    Some(rest)
                }
                Some(Piece::Variable(variable)) => match variable.value(context) {
                    Value::Text(value) => rest.strip_prefix(value),
                    Value::None => return false,
                    Value::NotKnown => {
                        (free, bounded) = (Some((at + 1, rest)), None);
                        Some(rest)
                    }
                },
            };
            if let Some(behind) = stepped {
                (rest, at) = (behind, at + 1);
                continue;
            }
            if let Some((next, from)) = bounded.and_then(|(next, from)| Some((next, behind_one(from, true)?)))
            {
                bounded = Some((next, from));
                (at, rest) = (next, from);
                continue;
            }
            bounded = None;
            let Some((next, from)) = free.and_then(|(next, from)| Some((next, self.next_start(next, from)?)))
            else {
                return false;
            };
            free = Some((next, from));
            (at, rest) = (next, from);
        }
    }

    /// The next place behind the beginning of `from` where the piece `next` may begin.
    fn next_start<'a>(&self, next: usize, from: &'a str) -> Option<&'a str> {
        let behind = behind_one(from, false)?;
        match self.0.get(next) {
            Some(Piece::Text(expected)) => {
                let place = memchr::memmem::find(behind.as_bytes(), expected.as_bytes())?;
                behind.get(place..)
            }
            _ => Some(behind),
        }
    }

    /// Whether it is a text that is equal to another without regard to case. Without wildcards only.
    pub(in crate::policy) fn is_in_any_case(&self, text: &str, context: &Context) -> Truth {
        let mut is_known = true;
        let mut rest = text.chars().flat_map(char::to_lowercase);
        for piece in &self.0 {
            let expected = match piece {
                Piece::Text(expected) => expected.as_ref(),
                Piece::Variable(variable) => match variable.value(context) {
                    Value::Text(value) => value,
                    Value::None => return Truth::No,
                    Value::NotKnown => {
                        is_known = false;
                        break;
                    }
                },
                Piece::One { .. } | Piece::Many { .. } => return Truth::No,
            };
            for c in expected.chars().flat_map(char::to_lowercase) {
                if rest.next() != Some(c) {
                    return Truth::No;
                }
            }
        }
        match rest.next() {
            None if is_known => Truth::Yes,
            Some(_) if is_known => Truth::No,
            _ => Truth::Maybe,
        }
    }
}

fn push(pieces: &mut Vec<Piece>, run: &mut String, piece: Piece) {
    if !run.is_empty() {
        pieces.push(Piece::Text(std::mem::take(run).into()));
    }
    pieces.push(piece);
}

/// A text without its first character.
fn behind_one(text: &str, is_bounded: bool) -> Option<&str> {
    let c = text.chars().next().filter(|c| !is_bounded || *c != ':')?;
    text.get(c.len_utf8()..)
}
