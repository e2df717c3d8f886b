//! Conditions on keys that the call never has.
//!
//! ## What is seen
//! A key that only a signed call has (`aws:PrincipalOrgID`, `aws:username` …) where callers come by a Lambda authorizer, a
//! Cognito user pool or nothing; a key of VPC endpoints (`aws:SourceVpce`, `aws:SourceVpc`, `aws:VpcSourceIp`) on a public
//! API; a key of another service.
//! ## Why it matters
//! A condition on a key that is absent does not fail as one would think: with a negated operator, `…IfExists` or
//! `ForAllValues:` it *holds*. `Deny` with `StringNotEquals` on `aws:SourceVpce` denies every public call; an Allow of that
//! form allows everybody. With any other operator it never holds, and the statement never matches.
//! ## What to do
//! Ask for a key that such calls have: `aws:SourceIp`, or what the authorizer decides by.
//! ## Source
//! API Gateway Developer Guide, "AWS condition keys that can be used in API Gateway resource policies" (its two columns);
//! IAM User Guide, "IAM JSON policy elements: condition operators".
//!
//! Which keys API Gateway supplies when it evaluates an authorizer's policy, AWS does not say; those of a signed call it
//! cannot.

use super::{Finding, Kind, View, Whose};
use crate::policy::{Condition, Context, Effect, Statement, Test, Truth};

/// What only a signed call has.
const SIGNED: [&str; 12] = [
    "aws:tokenissuetime",
    "aws:multifactorauthpresent",
    "aws:multifactorauthage",
    "aws:principalaccount",
    "aws:principalarn",
    "aws:principalorgid",
    "aws:principalorgpaths",
    "aws:principaltype",
    "aws:userid",
    "aws:username",
    "aws:principalisawsservice",
    "aws:federatedprovider",
];

/// What only a call through a VPC endpoint has.
const OF_ENDPOINT: [&str; 3] = ["aws:sourcevpc", "aws:sourcevpce", "aws:vpcsourceip"];

pub(super) fn check(view: &View<'_>, findings: &mut Vec<Finding>) {
    for (statement, condition, place) in view.conditions() {
        let key = condition.key.to_ascii_lowercase();
        if is_foreign(&key) && view.is_anonymous() {
            let finding = Finding::new(Kind::ForeignKey, place.clone());
            findings.push(finding.key(&condition.key).operator(condition.operator.to_string()));
            continue;
        }
        if key == "aws:sourceip" && view.api().is_private == Some(true) && view.whose == Whose::ResourcePolicy
        {
            findings.push(Finding::new(Kind::SourceIpOnPrivate, place.clone()).key(&condition.key));
        }
        // Whoever asks whether the key is there knows that it may not be.
        let is_asked = |other: &Condition| {
            other.operator.test == Test::Null && other.key.eq_ignore_ascii_case(&condition.key)
        };
        if statement.conditions.iter().any(is_asked) {
            continue;
        }
        let kind = match (view.absence(&key), condition.holds(&Context::complete()) == Truth::Yes) {
            (Absence::Sure, true) => Kind::AbsentKeyHolds,
            (Absence::Sure, false) => Kind::AbsentKeyFails,
            // That an Allow is for an endpoint only, is what it is there for.
            (Absence::IfPublic, true) if statement.effect == Effect::Deny => Kind::EndpointKey,
            (Absence::IfPublic | Absence::No, _) => continue,
        };
        let finding = Finding::new(kind, place).key(&condition.key).found(effect(statement));
        findings.push(finding.operator(condition.operator.to_string()));
    }
}

fn effect(statement: &Statement) -> &'static str {
    match statement.effect {
        Effect::Allow => "Allow",
        Effect::Deny => "Deny",
    }
}

/// Whether calls lack a key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Absence {
    /// They do.
    Sure,
    /// They do if the API is public, which is not known.
    IfPublic,
    /// They may have it.
    No,
}

impl View<'_> {
    /// Whether calls lack a key, which is given in small letters.
    fn absence(&self, key: &str) -> Absence {
        let is_signed = SIGNED.contains(&key) || key.starts_with("aws:principaltag/");
        if is_signed && self.is_anonymous() {
            return Absence::Sure;
        }
        if OF_ENDPOINT.contains(&key) {
            return match self.api().is_private {
                Some(true) => Absence::No,
                Some(false) => Absence::Sure,
                None => Absence::IfPublic,
            };
        }
        Absence::No
    }
}

/// Whether a key is of a service that has nothing to do with calls of an API.
fn is_foreign(key: &str) -> bool {
    key.split_once(':').is_some_and(|(service, _)| !matches!(service, "aws" | "execute-api"))
}
