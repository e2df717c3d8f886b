//! An Allow by address, beside an authorizer that allows: it blocks nobody.
//!
//! ## What is seen
//! In the resource policy of an API with a Lambda authorizer: an Allow under a condition on `aws:SourceIp` or
//! `aws:VpcSourceIp`, and no Deny on that key.
//! ## Why it matters
//! With a Lambda authorizer one Allow of the two policies is enough. From other addresses the statement says nothing, and
//! then the authorizer's Allow counts: the call passes.
//! ## What to do
//! Deny what is not in the list: `Deny` with `NotIpAddress`. That is checked before the authorizer is called.
//! ## Source
//! API Gateway Developer Guide, "How API Gateway resource policies affect authorization workflow", Table A.

use super::{Finding, Kind, View, Whose};
use crate::policy::{Effect, combine::Authorization};

pub(super) fn check(view: &View<'_>, findings: &mut Vec<Finding>) {
    if view.whose != Whose::ResourcePolicy || view.authorization() != Some(Authorization::Lambda) {
        return;
    }
    // A Deny that asks for the address, or for everything, does what this Allow cannot.
    let is_denied = view.policy.statements.iter().any(|statement| {
        statement.effect == Effect::Deny
            && (statement.conditions.is_empty()
                || statement.conditions.iter().any(|condition| is_address(&condition.key)))
    });
    if is_denied || view.policy.is_cut {
        return;
    }
    for (statement, condition, place) in view.conditions() {
        if statement.effect == Effect::Allow && is_address(&condition.key) {
            let finding = Finding::new(Kind::BlocksNobody, place).key(&condition.key);
            findings
                .push(finding.found(condition.values.join(", ")).operator(condition.operator.to_string()));
        }
    }
}

fn is_address(key: &str) -> bool {
    ["aws:SourceIp", "aws:VpcSourceIp"].iter().any(|address| address.eq_ignore_ascii_case(key))
}
