//! What an authorizer answered, what an API's resource policy says, and what they allow.
//!
//! | file | what is there |
//! |---|---|
//! | [`document`] | the answer as logged → statements, as far as it can be read |
//! | [`evaluate`] | statements and a method ARN → allow, explicit or implicit deny, or what is not known |
//! | [`combine`] | what the authorizer's policy and the resource policy say together |

pub mod combine;
pub mod document;
pub mod evaluate;

/// `Allow` or `Deny`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Effect {
    /// Lets matching calls pass.
    Allow,
    /// Refuses matching calls, whatever else allows them.
    Deny,
}

/// What a statement names: these, or all but these.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Names {
    /// The patterns.
    pub patterns: Vec<String>,
    /// Whether the element was `NotAction` or `NotResource`.
    pub is_negated: bool,
}

/// One statement of a policy.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Statement {
    /// Its place in the policy, from 0.
    pub index: u32,
    /// Allow or deny.
    pub effect: Effect,
    /// `Action` or `NotAction`.
    pub actions: Names,
    /// `Resource` or `NotResource`.
    pub resources: Names,
    /// Whether it holds under conditions only. The log does not tell the values they ask for.
    pub has_condition: bool,
    /// Whether its `Principal` takes in a caller that is no IAM principal: `*`, or all but some. Whoever comes by a Lambda
    /// authorizer is such a caller. Means something in a resource policy only: an authorizer's answer names no principal.
    pub is_for_anonymous: bool,
}

/// A policy, as far as it could be read.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Policy {
    /// In the policy's order.
    pub statements: Vec<Statement>,
    /// Whether the log cut it: there may be more statements.
    pub is_cut: bool,
    /// Whether there are statements that make no sense and are left out.
    pub has_defects: bool,
    /// Whether `${…}` in a resource is a variable: not in the older language, that of policies without a `Version`.
    pub has_variables: bool,
}

impl Policy {
    /// Each statement in short, as `Allow arn:…`.
    pub fn in_short(&self) -> Vec<String> {
        self.statements
            .iter()
            .map(|statement| {
                let effect = match statement.effect {
                    Effect::Allow => "Allow",
                    Effect::Deny => "Deny",
                };
                let not = if statement.resources.is_negated { " all but" } else { "" };
                let condition = if statement.has_condition { " (conditional)" } else { "" };
                format!("{effect}{not} {}{condition}", statement.resources.patterns.join(", "))
            })
            .collect()
    }
}
