//! Principals that no caller is.
//!
//! ## What is seen
//! In a resource policy: a `Principal` that names accounts, roles or services while callers come by a Lambda authorizer, a
//! Cognito user pool or nothing; a statement without `Principal`; a principal with a wildcard in its middle.
//! ## Why it matters
//! Only a call that is signed with AWS credentials has an IAM principal. All others are anonymous, and `*` alone is for
//! them: "authorization fails for all resources not secured with `AWS_IAM`". A Deny for all but some principals refuses
//! every one of them.
//! ## What to do
//! Write `"Principal": "*"`, and tell callers apart by conditions, or by the authorizer.
//! ## Source
//! API Gateway Developer Guide, "Create and attach an API Gateway resource policy to an API"; IAM User Guide, "AWS JSON
//! policy elements: Principal" (no wildcard for a part of a name).

use super::{Element, Finding, Kind, Level, Place, View, Whose};
use crate::policy::{Effect, Principal, Principals};

pub(super) fn check(view: &View<'_>, findings: &mut Vec<Finding>) {
    if view.whose == Whose::Authorizer {
        return;
    }
    for statement in &view.policy.statements {
        // One that is missing is a defect of the text.
        let Some(principals) = &statement.principals else { continue };
        let element = if principals.is_negated { Element::NotPrincipal } else { Element::Principal };
        for (item, name) in (0..).zip(&principals.names) {
            let name = name.as_written();
            if name.contains(['*', '?']) && name != "*" {
                let place = Place { item: Some(item), ..view.place(statement, element) };
                findings.push(Finding::new(Kind::PrincipalWildcard, place).found(name));
            }
        }
        if view.is_anonymous() && !principals.names.contains(&Principal::Everyone) {
            let names: Vec<&str> = principals.names.iter().map(Principal::as_written).collect();
            let place = view.place(statement, element);
            let finding = Finding::new(Kind::NamedPrincipal, place).found(names.join(", "));
            // A Deny for those who cannot come refuses nobody, and that may be all that is wanted of it.
            let is_idle_deny = statement.effect == Effect::Deny && !principals.is_negated;
            findings.push(if is_idle_deny { finding.level(Level::Hint) } else { finding });
        }
    }
}

/// Whether everyone is meant.
pub(super) fn is_everyone(principals: &Principals) -> bool {
    !principals.is_negated && principals.names.contains(&Principal::Everyone)
}
