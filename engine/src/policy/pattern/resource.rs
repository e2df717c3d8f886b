//! Resources: those that a statement names, the one that is asked for, and ARNs in conditions.

use super::Template;
use crate::{
    arn,
    policy::{
        Role, Truth, Version,
        context::Context,
        variables::{self, Value, Variable},
    },
};

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
    pub(in crate::policy) fn variables(&self, role: Role) -> impl Iterator<Item = &Variable> {
        let template = self.short.as_ref().filter(|_| role == Role::Resource).unwrap_or(&self.whole);
        template.variables()
    }

    /// Whether each variable in it has a value.
    pub(in crate::policy) fn is_resolved(&self, role: Role, context: &Context) -> Truth {
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
    pub(in crate::policy) account: Option<&'a str>,
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
pub(in crate::policy) struct ArnTemplate([Template; 6]);

impl ArnTemplate {
    /// `None` for what has not six parts.
    pub(in crate::policy) fn read(text: &str, version: Version) -> Option<Self> {
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
    pub(in crate::policy) fn matches(&self, arn: &str, context: &Context) -> Truth {
        let parts = self.0.iter().zip(arn.splitn(6, ':'));
        parts.map(|(template, part)| template.matches(part, context)).min().unwrap_or(Truth::No)
    }

    pub(in crate::policy) fn variables(&self) -> impl Iterator<Item = &Variable> {
        self.0.iter().flat_map(Template::variables)
    }
}

/// Whether a text has the six parts of an ARN.
pub(in crate::policy) fn is_arn(text: &str) -> bool {
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
