//! Texts with wildcards and variables, taken apart once; and what is made of them: actions, resources, ARNs.
//!
//! | file | what is there |
//! |---|---|
//! | `template` | a text, and whether it matches another |
//! | `action` | `execute-api:Inv*` |
//! | `resource` | ARNs, the short form |
//!
//! `*` is any run of characters and crosses `/`; `?` is one character. Behind an ARN's fifth colon they match anything, as a
//! path may hold `:` itself. Before it they do not cross `:`, except for a `*` that ends its part ("If the `*` wildcard is
//! the last character of a resource ARN segment, it can expand to match beyond the colon boundaries", IAM User Guide,
//! Resource element).

mod action;
mod resource;
mod template;

pub use action::{ActionName, ActionPattern};
pub(super) use resource::{ArnTemplate, is_arn};
pub use resource::{Resource, ResourcePattern};
pub use template::Template;

use super::{
    Names, Version,
    context::{Context, Fact},
    variables::Variable,
};

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

/// Keys of which the value is not known.
pub(super) fn unknown<'a>(
    variables: impl Iterator<Item = &'a Variable>,
    context: &Context,
) -> impl Iterator<Item = &'a str> {
    variables.map(Variable::key).filter(|key| *context.get_named(key) == Fact::NotKnown)
}
