//! What two policies say together: the authorizer's and the API's resource policy.
//!
//! Source: API Gateway Developer Guide, "How API Gateway resource policies affect authorization workflow", Table A: with a Lambda
//! authorizer one Allow is enough, and one Deny refuses. (Its first pass, in which the resource policy alone is looked at for a
//! Deny before the authorizer is called, cannot decide otherwise: it only decides earlier.)

use super::evaluate::Decision;

/// What may come out of a policy, as far as it is known: one thing when all is known, else several.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Outcomes {
    /// It may allow.
    pub allow: bool,
    /// A Deny statement may match.
    pub explicit_deny: bool,
    /// It may say nothing of the call.
    pub implicit_deny: bool,
}

impl Outcomes {
    /// It allows.
    pub const ALLOW: Self = Self { allow: true, ..Self::NONE };
    /// It denies by a statement.
    pub const EXPLICIT_DENY: Self = Self { explicit_deny: true, ..Self::NONE };
    /// It says nothing, as a policy that does not exist.
    pub const IMPLICIT_DENY: Self = Self { implicit_deny: true, ..Self::NONE };
    /// Nothing is known of it.
    pub const ANY: Self = Self { allow: true, explicit_deny: true, implicit_deny: true };
    const NONE: Self = Self { allow: false, explicit_deny: false, implicit_deny: false };

    /// Whether it certainly lets the call pass.
    pub fn is_allow(self) -> bool {
        self == Self::ALLOW
    }

    /// Whether it certainly refuses the call, in whichever way.
    pub fn is_refusal(self) -> bool {
        !self.allow
    }

    /// What is left when the call is known to have been refused.
    #[must_use]
    pub fn refused(self) -> Self {
        Self { allow: false, ..self }
    }
}

impl From<Decision> for Outcomes {
    fn from(decision: Decision) -> Self {
        match decision {
            Decision::Allow(_) => Self::ALLOW,
            Decision::ExplicitDeny(_) => Self::EXPLICIT_DENY,
            Decision::ImplicitDeny => Self::IMPLICIT_DENY,
            Decision::Indeterminate => Self::ANY,
        }
    }
}

/// What the authorizer's policy and the resource policy say together (Table A). An API without a resource policy has one that
/// says nothing.
pub fn combine(authorizer: Outcomes, resource_policy: Outcomes) -> Outcomes {
    let (a, r) = (authorizer, resource_policy);
    Outcomes {
        allow: (a.allow && (r.allow || r.implicit_deny)) || (a.implicit_deny && r.allow),
        explicit_deny: a.explicit_deny || r.explicit_deny,
        implicit_deny: a.implicit_deny && r.implicit_deny,
    }
}

#[cfg(test)]
mod tests {
    use super::{Outcomes, combine};

    const ALLOW: Outcomes = Outcomes::ALLOW;
    const DENY: Outcomes = Outcomes::EXPLICIT_DENY;
    const NEITHER: Outcomes = Outcomes::IMPLICIT_DENY;

    #[test]
    fn one_allow_is_enough_and_one_deny_refuses() {
        for (authorizer, resource_policy, expected) in [
            (ALLOW, ALLOW, ALLOW),
            (ALLOW, NEITHER, ALLOW),
            (ALLOW, DENY, DENY),
            (NEITHER, ALLOW, ALLOW),
            (NEITHER, NEITHER, NEITHER),
            (NEITHER, DENY, DENY),
            (DENY, ALLOW, DENY),
            (DENY, NEITHER, DENY),
            (DENY, DENY, DENY),
        ] {
            assert_eq!(combine(authorizer, resource_policy), expected, "{authorizer:?} {resource_policy:?}");
        }
    }

    #[test]
    fn what_is_not_known_of_one_policy_may_not_matter() {
        let allow_or_silence = Outcomes { explicit_deny: false, ..Outcomes::ANY };
        assert!(combine(allow_or_silence, ALLOW).is_allow());
        assert!(combine(ALLOW, allow_or_silence).is_allow());
        assert!(combine(Outcomes::ANY, DENY).is_refusal());
        assert_eq!(combine(Outcomes::ANY, ALLOW), Outcomes { implicit_deny: false, ..Outcomes::ANY });
        assert_eq!(combine(Outcomes::ANY, ALLOW).refused(), DENY);
    }
}
