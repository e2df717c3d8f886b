//! What an authorizer answered, what an API's resource policy says, and what they allow.
//!
//! | file | what is there |
//! |---|---|
//! | [`document`] | the answer as logged, or a policy's text → statements, as far as they can be read |
//! | [`defect`] | what is wrong with a text: kept and named, never passed over |
//! | [`pattern`] | texts with wildcards and variables; actions, ARNs, the short form |
//! | [`variables`] | `${key}` in a text |
//! | [`principal`] | `Principal` and `NotPrincipal` against a caller |
//! | [`condition`] | `Condition`: operators, set forms, `IfExists` |
//! | [`context`] | what is known of a call beside its method: values of condition keys |
//! | [`evaluate`] | a policy and a call → allow, explicit or implicit deny, or which keys it depends on |
//! | [`refusal`] | how a policy refused a call whose ARN may not be known |
//! | [`lint`] | what is likely wrong with a policy for `execute-api` |
//! | [`compare`] | the difference between two policies, by meaning |
//! | [`combine`] | what the authorizer's policy and the resource policy say together |
//! | [`explain`] | why each statement matches, or the first element of it that does not |
//! | [`case`] | one line of `why403 evaluate` |
//!
//! Reading compiles: what a statement asks for is taken apart once, and evaluating it allocates nothing.

pub mod case;
pub mod combine;
pub mod compare;
pub mod condition;
pub mod context;
pub mod defect;
pub mod document;
pub mod evaluate;
pub mod explain;
pub mod lint;
pub mod pattern;
pub mod principal;
pub mod refusal;
pub mod variables;

pub use condition::{Condition, Operator, Quantifier, Test};
pub use context::{Context, Fact};
pub use defect::{Defect, DefectKind};
pub use evaluate::{Caller, Decision, Evaluation, Request, Role, evaluate};
pub use explain::{Reason, explain};
pub use principal::{Principal, Principals};

/// `Allow` or `Deny`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, serde::Serialize)]
pub enum Effect {
    /// Lets matching calls pass.
    Allow,
    /// Refuses matching calls, whatever else allows them.
    Deny,
}

/// Which language a policy is written in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, serde::Serialize)]
pub enum Version {
    /// `2008-10-17`, or no `Version` at all: `${…}` is no variable.
    #[default]
    #[serde(rename = "2008-10-17")]
    V2008,
    /// `2012-10-17`.
    #[serde(rename = "2012-10-17")]
    V2012,
}

/// What a statement names: these, or all but these.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Names {
    /// The patterns, as they are written.
    pub patterns: Vec<String>,
    /// Whether the element was `NotAction` or `NotResource`.
    pub is_negated: bool,
}

/// One statement of a policy.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Statement {
    /// Its place in the policy, from 0.
    pub index: u32,
    /// Its name.
    pub sid: Option<String>,
    /// Allow or deny.
    pub effect: Effect,
    /// `Action` or `NotAction`.
    pub actions: Names,
    /// `Resource` or `NotResource`.
    pub resources: Names,
    /// `Principal` or `NotPrincipal`: in a resource policy only. A statement of such a policy that has neither is for nobody.
    pub principals: Option<Principals>,
    /// All that must hold, in the author's order.
    pub conditions: Vec<Condition>,
    /// Whether a defect leaves open what it means: it was read as it is likely to be meant.
    pub is_doubtful: bool,
    /// What `actions` and `resources` name, taken apart.
    compiled: pattern::Compiled,
}

/// A policy, as far as it could be read.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Policy {
    /// The language it is written in.
    pub version: Version,
    /// In the policy's order. One that makes no sense at all is not among them: a defect names it.
    pub statements: Vec<Statement>,
    /// Whether the log cut it: there may be more statements.
    pub is_cut: bool,
    /// What is wrong with it.
    pub defects: Vec<Defect>,
}

/// Whether something holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, serde::Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Truth {
    /// It does not.
    No,
    /// It depends on what is not known.
    Maybe,
    /// It does.
    Yes,
}

impl From<bool> for Truth {
    fn from(holds: bool) -> Self {
        if holds { Self::Yes } else { Self::No }
    }
}

impl std::ops::Not for Truth {
    type Output = Self;

    fn not(self) -> Self {
        match self {
            Self::No => Self::Yes,
            Self::Maybe => Self::Maybe,
            Self::Yes => Self::No,
        }
    }
}

impl Truth {
    /// Whether any of several holds: looks no further than the first that does.
    pub(crate) fn any(all: impl IntoIterator<Item = Self>) -> Self {
        let mut best = Self::No;
        for truth in all {
            best = best.max(truth);
            if best == Self::Yes {
                break;
            }
        }
        best
    }
}

impl Policy {
    /// Whether it may say more, or other things, than its statements: it was cut off, or a defect leaves open what it means.
    pub fn is_open(&self) -> bool {
        self.is_cut || self.defects.iter().any(|defect| defect.kind.changes_meaning())
    }

    /// What AWS's grammar forbids in it: as an authorizer's answer, which names no principal, or as a resource policy, in which
    /// every statement names one.
    pub fn faults(&self, role: Role) -> impl Iterator<Item = Defect> {
        let of_principals = self.statements.iter().filter_map(move |statement| {
            let kind = match (role, &statement.principals) {
                (Role::Authorizer, Some(_)) => DefectKind::PrincipalNotAllowed,
                (Role::Resource, None) => DefectKind::NoPrincipal,
                _ => return None,
            };
            Some(Defect { kind, statement: Some(statement.index), element: String::new() })
        });
        self.defects.iter().filter(|defect| defect.kind.is_forbidden()).cloned().chain(of_principals)
    }

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
                let condition = if statement.conditions.is_empty() { "" } else { " (conditional)" };
                format!("{effect}{not} {}{condition}", statement.resources.patterns.join(", "))
            })
            .collect()
    }
}
