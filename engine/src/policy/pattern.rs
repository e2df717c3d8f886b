//! Texts with wildcards and variables, taken apart once; and what is made of them: actions, resources, ARNs.
//!
//! `*` is any run of characters and crosses `/`; `?` is one character. Behind an ARN's fifth colon they match anything, as a
//! path may hold `:` itself. Before it they do not cross `:`, except for a `*` that ends its part ("If the `*` wildcard is
//! the last character of a resource ARN segment, it can expand to match beyond the colon boundaries", IAM User Guide,
//! Resource element).

use super::{
    Names, Role, Truth, Version,
    context::{Context, Fact},
    variables::{self, Token, Value, Variable},
};
use crate::arn;

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
    pub(super) fn literal(text: &str, version: Version) -> Self {
        Self::compile(text, version, Reading::Literal)
    }

    /// A text with wildcards.
    pub(super) fn glob(text: &str, version: Version) -> Self {
        Self::compile(text, version, Reading::Glob)
    }

    /// The ARN of a resource.
    pub(super) fn arn(text: &str, version: Version) -> Self {
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
    pub(super) fn matches(&self, text: &str, context: &Context) -> Truth {
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
    pub(super) fn variables(&self) -> impl Iterator<Item = &Variable> {
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
    pub(super) fn is_in_any_case(&self, text: &str, context: &Context) -> Truth {
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

/// What a statement's actions and resources name, taken apart.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Compiled {
    pub(super) actions: Vec<ActionPattern>,
    pub(super) resources: Vec<ResourcePattern>,
}

impl Compiled {
    pub(super) fn of(actions: &Names, resources: &Names, version: Version) -> Self {
        Self {
            actions: actions.patterns.iter().map(|pattern| ActionPattern::read(pattern)).collect(),
            resources: resources
                .patterns
                .iter()
                .map(|pattern| ResourcePattern::read(pattern, version))
                .collect(),
        }
    }
}

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
                    .is_some_and(|name| names.may_match(name, Context::not_known()))
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

/// Resources: an ARN, or in a resource policy the short form `execute-api:/stage/VERB/path`, which stands for the region,
/// account and API that the policy belongs to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ResourcePattern {
    text: Box<str>,
    whole: Template,
    /// An ARN of fewer than six parts, filled up with `*`: so it is read in policies that are not attached to a resource.
    filled: Option<Template>,
    short: Option<Template>,
}

impl ResourcePattern {
    /// Takes a pattern apart.
    pub fn read(pattern: &str, version: Version) -> Self {
        let short = pattern.strip_prefix("execute-api:").filter(|rest| rest.starts_with('/'));
        let n_parts = pattern.splitn(6, ':').count();
        let is_cut = pattern.starts_with("arn:") && n_parts < 6;
        let filled = is_cut.then(|| format!("{pattern}{}", ":*".repeat(6 - n_parts)));
        Self {
            text: pattern.into(),
            whole: Template::arn(pattern, version),
            filled: filled.map(|filled| Template::arn(&filled, version)),
            short: short.map(|rest| Template::glob(rest, version)),
        }
    }

    /// Whether it covers a resource.
    ///
    /// API Gateway masks the account in what it tells clients; all that is seen of a masked one must then be equal.
    pub fn covers(&self, role: Role, resource: &Resource<'_>, context: &Context) -> Truth {
        match &self.short {
            Some(short) if role == Role::Resource => {
                resource.of_stage.map_or(Truth::No, |of_stage| short.matches(of_stage, context))
            }
            _ if resource.is_masked => {
                let unmasked = arn::with_account_of(&self.text, resource.arn);
                self.whole.matches(unmasked.as_deref().unwrap_or(resource.arn), context)
            }
            _ => {
                let filled = self.filled.as_ref().filter(|_| role == Role::Authorizer);
                Truth::any(
                    [&self.whole].into_iter().chain(filled).map(|it| it.matches(resource.arn, context)),
                )
            }
        }
    }

    /// The variables in it, for a policy of this role.
    pub(super) fn variables(&self, role: Role) -> impl Iterator<Item = &Variable> {
        let template = self.short.as_ref().filter(|_| role == Role::Resource).unwrap_or(&self.whole);
        template.variables()
    }

    /// Whether each variable in it has a value.
    pub(super) fn is_resolved(&self, role: Role, context: &Context) -> Truth {
        let resolved = self.variables(role).map(|variable| match variable.value(context) {
            Value::Text(_) => Truth::Yes,
            Value::None => Truth::No,
            Value::NotKnown => Truth::Maybe,
        });
        resolved.min().unwrap_or(Truth::Yes)
    }
}

/// A resource that is asked for.
#[derive(Debug, Clone, Copy)]
pub struct Resource<'a> {
    arn: &'a str,
    /// The account that it is in.
    pub(super) account: Option<&'a str>,
    is_masked: bool,
    /// `/stage/VERB/path`.
    of_stage: Option<&'a str>,
}

impl<'a> Resource<'a> {
    /// Takes an ARN apart.
    pub fn of(arn: &'a str) -> Self {
        let mut parts = arn.splitn(6, ':').skip(4);
        let account = parts.next();
        let of_stage = parts.next().and_then(|resource| resource.get(resource.find('/')?..));
        Self { arn, account, is_masked: account.is_some_and(|account| account.starts_with('*')), of_stage }
    }
}

/// An ARN in a condition: six parts, each compared by itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct ArnTemplate([Template; 6]);

impl ArnTemplate {
    /// `None` for what has not six parts.
    pub(super) fn read(text: &str, version: Version) -> Option<Self> {
        let mut rest = Some(text);
        let mut next = |is_last: bool| {
            let text = rest?;
            let end = if is_last { text.len() } else { end_of_part(text, version)? };
            rest = text.get(end + 1..);
            Some(Template::glob(text.get(..end)?, version))
        };
        Some(Self([next(false)?, next(false)?, next(false)?, next(false)?, next(false)?, next(true)?]))
    }

    /// Whether it matches an ARN.
    pub(super) fn matches(&self, arn: &str, context: &Context) -> Truth {
        let parts = self.0.iter().zip(arn.splitn(6, ':'));
        parts.map(|(template, part)| template.matches(part, context)).min().unwrap_or(Truth::No)
    }

    pub(super) fn variables(&self) -> impl Iterator<Item = &Variable> {
        self.0.iter().flat_map(Template::variables)
    }
}

/// Whether a text has the six parts of an ARN.
pub(super) fn is_arn(text: &str) -> bool {
    text.starts_with("arn:") && text.splitn(6, ':').count() == 6
}

/// Where the first colon stands that is not in a variable.
fn end_of_part(text: &str, version: Version) -> Option<usize> {
    let mut at = 0;
    while let Some(rest) = text.get(at..).filter(|rest| !rest.is_empty()) {
        if rest.starts_with(':') {
            return Some(at);
        }
        at += match variables::read(rest).filter(|_| version == Version::V2012) {
            Some((_, behind)) => rest.len() - behind.len(),
            None => rest.chars().next().map_or(1, char::len_utf8),
        };
    }
    None
}

/// Keys of which the value is not known.
pub(super) fn unknown<'a>(
    variables: impl Iterator<Item = &'a Variable>,
    context: &Context,
) -> impl Iterator<Item = &'a str> {
    variables.map(Variable::key).filter(|key| *context.get_named(key) == Fact::NotKnown)
}
