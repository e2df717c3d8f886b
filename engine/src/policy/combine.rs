//! What two policies say together: that of the caller (the authorizer's, or the IAM policies of whoever signed the call) and the
//! API's resource policy. It depends on how the method is authorized.
//!
//! Source: API Gateway Developer Guide, "How API Gateway resource policies affect authorization workflow": its Table A (one Allow is
//! enough) and Table B (both must allow), and the text around them. A row of them is a [`Row`]; what is known of a call may
//! leave several.

use serde::{Deserialize, Serialize};

use super::evaluate::Decision;
use crate::{
    client::{Call, Wordings},
    diagnosis::vocabulary,
};

vocabulary! {
    /// What one policy, or both together, say of a call.
    Outcome {
        /// It allows.
        Allow = "allow",
        /// It denies by a statement.
        ExplicitDeny = "explicit_deny",
        /// It says nothing of the call.
        ImplicitDeny = "implicit_deny",
    }
}

vocabulary! {
    /// How a method is authorized.
    Authorization {
        /// By nothing but the resource policy.
        None = "none",
        /// By a Lambda authorizer, of type `TOKEN` or `REQUEST`.
        Lambda = "lambda",
        /// By IAM, and the caller belongs to the API's account: Table A.
        IamSameAccount = "iam_same_account",
        /// By IAM, and the caller belongs to another account: Table B.
        IamCrossAccount = "iam_cross_account",
        /// By a Cognito user pool; what is said here holds once the token was accepted.
        Cognito = "cognito",
    }
}

vocabulary! {
    /// When it is decided.
    Pass {
        /// There is no policy to ask.
        NoPolicy = "no_policy",
        /// By a Deny of the resource policy, before the authorizer or its cache is asked.
        BeforeAuthorizer = "before_authorizer",
        /// By both policies together.
        Together = "together",
        /// By the resource policy alone.
        ResourcePolicyAlone = "resource_policy_alone",
    }
}

vocabulary! {
    /// Which policy refused.
    Refuser {
        /// The authorizer's, or an IAM policy of whoever signed the call.
        CallerPolicy = "caller_policy",
        /// The API's.
        ResourcePolicy = "resource_policy",
    }
}

/// What may come out of a policy, as far as it is known: one thing when all is known, else several.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
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

    /// What comes out of it, if that is settled.
    pub fn settled(self) -> Option<Outcome> {
        let mut all = self.iter();
        all.next().filter(|_| all.next().is_none())
    }

    /// Each of them.
    pub fn iter(self) -> impl Iterator<Item = Outcome> {
        Outcome::ALL.iter().copied().filter(move |outcome| self.contains(*outcome))
    }

    /// Whether it may be this one.
    pub fn contains(self, outcome: Outcome) -> bool {
        match outcome {
            Outcome::Allow => self.allow,
            Outcome::ExplicitDeny => self.explicit_deny,
            Outcome::ImplicitDeny => self.implicit_deny,
        }
    }
}

impl From<Outcome> for Outcomes {
    fn from(outcome: Outcome) -> Self {
        match outcome {
            Outcome::Allow => Self::ALLOW,
            Outcome::ExplicitDeny => Self::EXPLICIT_DENY,
            Outcome::ImplicitDeny => Self::IMPLICIT_DENY,
        }
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

impl FromIterator<Outcome> for Outcomes {
    fn from_iter<I: IntoIterator<Item = Outcome>>(outcomes: I) -> Self {
        outcomes.into_iter().fold(Self::NONE, |all, outcome| {
            let one = Self::from(outcome);
            Self {
                allow: all.allow || one.allow,
                explicit_deny: all.explicit_deny || one.explicit_deny,
                implicit_deny: all.implicit_deny || one.implicit_deny,
            }
        })
    }
}

/// A row of the table that holds for an authorization.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Row {
    /// Which table it stands in.
    pub authorization: Authorization,
    /// What the caller's policy says; `None` where no such policy takes part.
    pub caller_policy: Option<Outcome>,
    /// What the resource policy says; `None` when the API has none.
    pub resource_policy: Option<Outcome>,
}

impl Row {
    /// The whole table, as a screen may draw it.
    pub fn all(authorization: Authorization) -> impl Iterator<Item = Self> {
        let caller_policies: &[_] = match authorization {
            Authorization::None | Authorization::Cognito => &[None],
            _ => &[Some(Outcome::Allow), Some(Outcome::ImplicitDeny), Some(Outcome::ExplicitDeny)],
        };
        let resource_policies =
            [None, Some(Outcome::Allow), Some(Outcome::ImplicitDeny), Some(Outcome::ExplicitDeny)];
        caller_policies.iter().flat_map(move |caller_policy| {
            resource_policies.map(|resource_policy| Self {
                authorization,
                caller_policy: *caller_policy,
                resource_policy,
            })
        })
    }

    /// Its name: `lambda.implicit_deny.allow`. A policy that takes no part is `absent`.
    pub fn id(self) -> String {
        let [caller_policy, resource_policy] =
            [self.caller_policy, self.resource_policy].map(|outcome| outcome.map_or("absent", Outcome::id));
        format!("{}.{caller_policy}.{resource_policy}", self.authorization.id())
    }

    /// What comes out.
    pub fn outcome(self) -> Outcome {
        use Outcome::{Allow, ExplicitDeny, ImplicitDeny};
        let is_denied = [self.caller_policy, self.resource_policy].contains(&Some(ExplicitDeny));
        let is_allowed_by = |policy| policy == Some(Allow);
        let is_allowed = match self.authorization {
            Authorization::None | Authorization::Cognito => {
                self.resource_policy.is_none_or(|outcome| outcome == Allow)
            }
            Authorization::Lambda | Authorization::IamSameAccount => {
                is_allowed_by(self.caller_policy) || is_allowed_by(self.resource_policy)
            }
            Authorization::IamCrossAccount => {
                is_allowed_by(self.caller_policy) && is_allowed_by(self.resource_policy)
            }
        };
        match (is_denied, is_allowed) {
            (true, _) => ExplicitDeny,
            (false, true) => Allow,
            (false, false) => ImplicitDeny,
        }
    }

    /// When that is decided.
    pub fn pass(self) -> Pass {
        match (self.authorization, self.resource_policy) {
            (Authorization::None | Authorization::Cognito, None) => Pass::NoPolicy,
            (Authorization::None | Authorization::Cognito, Some(_)) => Pass::ResourcePolicyAlone,
            (Authorization::Lambda, Some(Outcome::ExplicitDeny)) => Pass::BeforeAuthorizer,
            _ => Pass::Together,
        }
    }

    /// Whether the authorizer (or its cache), IAM or the user pool is asked at all.
    pub fn reaches_authorizer(self) -> bool {
        self.authorization != Authorization::None && self.pass() != Pass::BeforeAuthorizer
    }

    /// Which policy the client reads of; `None` when the call is allowed.
    pub fn refuser(self) -> Option<Refuser> {
        use Outcome::{Allow, ExplicitDeny, ImplicitDeny};
        Some(match (self.outcome(), self.caller_policy, self.resource_policy) {
            (Allow, ..) => return None,
            (_, None, _) => Refuser::ResourcePolicy,
            _ if self.pass() == Pass::BeforeAuthorizer => Refuser::ResourcePolicy,
            (ExplicitDeny, Some(ExplicitDeny), _) => Refuser::CallerPolicy,
            (ExplicitDeny, ..) | (ImplicitDeny, Some(Allow), _) => Refuser::ResourcePolicy,
            (ImplicitDeny, _, Some(ImplicitDeny)) if self.authorization == Authorization::Lambda => {
                Refuser::ResourcePolicy
            }
            (ImplicitDeny, ..) => Refuser::CallerPolicy,
        })
    }

    /// Whether it is known which policy the client reads of. No source says so where both refuse in the same way at the same time:
    /// [`Row::refuser`] is then what emulators make of it.
    pub fn is_refuser_known(self) -> bool {
        let refuses = |policy: Option<Outcome>| policy == Some(self.outcome());
        self.pass() != Pass::Together || !refuses(self.caller_policy) || !refuses(self.resource_policy)
    }

    /// What the client reads, if it is not allowed.
    pub fn wordings(self, call: Call<'_>) -> Option<Wordings> {
        let is_explicit = self.outcome() == Outcome::ExplicitDeny;
        Some(match (self.refuser()?, self.authorization) {
            (Refuser::ResourcePolicy, _) => Wordings::of_resource_policy(is_explicit, call),
            (Refuser::CallerPolicy, Authorization::Lambda) => {
                Wordings::of_authorizer(is_explicit, call.action)
            }
            (Refuser::CallerPolicy, _) => Wordings::of_iam(is_explicit, call),
        })
    }
}

/// What two policies say together, as far as it is known.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Combined {
    /// What may come out.
    pub decision: Outcomes,
    /// The rows of the table that may apply: one, when both policies are settled.
    pub rows: Vec<Row>,
}

impl Combined {
    /// The row that applies, if that is settled.
    pub fn row(&self) -> Option<Row> {
        match self.rows.as_slice() {
            [row] => Some(*row),
            _ => None,
        }
    }

    /// When it is decided, if that is settled.
    pub fn pass(&self) -> Option<Pass> {
        self.same(Row::pass)
    }

    /// Whether the authorizer is asked, if that is settled.
    pub fn reaches_authorizer(&self) -> Option<bool> {
        self.same(Row::reaches_authorizer)
    }

    /// What holds in every row that may apply.
    fn same<T: PartialEq>(&self, of: impl Fn(Row) -> T) -> Option<T> {
        let mut all = self.rows.iter().map(|row| of(*row));
        let first = all.next()?;
        all.all(|other| other == first).then_some(first)
    }
}

/// What the caller's policy (the authorizer's, or IAM's) and the API's resource policy say together. Where no caller's policy takes
/// part, none is looked at. `None` is an API without a resource policy.
pub fn combine(
    authorization: Authorization,
    caller_policy: Outcomes,
    resource_policy: Option<Outcomes>,
) -> Combined {
    let may_be = |row: &Row| {
        row.caller_policy.is_none_or(|outcome| caller_policy.contains(outcome))
            && match (row.resource_policy, resource_policy) {
                (Some(outcome), Some(outcomes)) => outcomes.contains(outcome),
                (outcome, outcomes) => outcome.is_none() && outcomes.is_none(),
            }
    };
    let rows: Vec<Row> = Row::all(authorization).filter(may_be).collect();
    Combined { decision: rows.iter().map(|row| row.outcome()).collect(), rows }
}

#[cfg(test)]
mod tests {
    use super::{Authorization, Outcome, Outcomes, Pass, Refuser, Row, combine};
    use crate::{
        client::{Call, cause_of_error_text},
        diagnosis::{Cause, Deny},
    };

    const ALLOW: Outcomes = Outcomes::ALLOW;
    const DENY: Outcomes = Outcomes::EXPLICIT_DENY;
    const NEITHER: Outcomes = Outcomes::IMPLICIT_DENY;
    const CALL: Call<'_> = Call {
        caller: "anonymous",
        action: "execute-api:Invoke",
        arn: "arn:aws:execute-api:us-east-1:123456789012:a1b2c3d4e5/prod/GET/",
    };

    #[test]
    fn what_is_not_known_of_one_policy_may_not_matter() {
        let with_lambda = |authorizer, resource_policy| {
            combine(Authorization::Lambda, authorizer, Some(resource_policy)).decision
        };
        let allow_or_silence = Outcomes { explicit_deny: false, ..Outcomes::ANY };
        assert!(with_lambda(allow_or_silence, ALLOW).is_allow());
        assert!(with_lambda(ALLOW, allow_or_silence).is_allow());
        assert!(with_lambda(Outcomes::ANY, DENY).is_refusal());
        assert_eq!(with_lambda(Outcomes::ANY, ALLOW), Outcomes { implicit_deny: false, ..Outcomes::ANY });
        assert_eq!(with_lambda(Outcomes::ANY, ALLOW).refused(), DENY);
        let across = combine(Authorization::IamCrossAccount, Outcomes::ANY, Some(NEITHER));
        assert!(across.decision.is_refusal() && across.decision.settled().is_none());
    }

    #[test]
    fn the_resource_policy_may_settle_when_it_is_decided_though_nothing_is_known_of_the_authorizer() {
        let combined = combine(Authorization::Lambda, Outcomes::ANY, Some(DENY));
        assert_eq!((combined.rows.len(), combined.row()), (3, None));
        assert_eq!(
            (combined.pass(), combined.reaches_authorizer()),
            (Some(Pass::BeforeAuthorizer), Some(false))
        );
        let combined = combine(Authorization::Lambda, NEITHER, Some(Outcomes::ANY));
        assert_eq!((combined.pass(), combined.reaches_authorizer()), (None, None));
    }

    #[test]
    fn a_policy_that_takes_no_part_is_not_looked_at() {
        for authorization in [Authorization::None, Authorization::Cognito] {
            let combined = combine(authorization, DENY, None);
            assert_eq!((combined.decision, combined.pass()), (ALLOW, Some(Pass::NoPolicy)));
        }
    }

    #[test]
    fn an_api_without_a_resource_policy_has_one_that_says_nothing_where_a_callers_policy_takes_part() {
        for authorization in
            [Authorization::Lambda, Authorization::IamSameAccount, Authorization::IamCrossAccount]
        {
            for caller_policy in [ALLOW, DENY, NEITHER, Outcomes::ANY] {
                let without = combine(authorization, caller_policy, None);
                let silent = combine(authorization, caller_policy, Some(NEITHER));
                assert_eq!(without.decision, silent.decision, "{authorization:?} {caller_policy:?}");
            }
        }
    }

    #[test]
    fn every_row_has_its_name_and_is_the_one_that_applies_to_what_it_says() {
        let rows: Vec<Row> = Authorization::ALL.iter().flat_map(|it| Row::all(*it)).collect();
        let names: std::collections::BTreeSet<String> = rows.iter().map(|row| row.id()).collect();
        assert_eq!((rows.len(), names.len()), (4 + 12 + 12 + 12 + 4, rows.len()));
        assert!(names.contains("lambda.implicit_deny.absent") && names.contains("none.absent.allow"));
        for row in rows {
            let caller_policy = row.caller_policy.map_or(Outcomes::ANY, Outcomes::from);
            let combined = combine(row.authorization, caller_policy, row.resource_policy.map(Outcomes::from));
            assert_eq!((combined.row(), combined.decision.settled()), (Some(row), Some(row.outcome())));
        }
    }

    #[test]
    fn what_a_client_would_read_is_read_as_what_it_was() {
        for row in Authorization::ALL.iter().flat_map(|it| Row::all(*it)) {
            let signed = Call { caller: "arn:aws:iam::123456789012:user/ann", ..CALL };
            let is_iam =
                matches!(row.authorization, Authorization::IamSameAccount | Authorization::IamCrossAccount);
            let Some(wordings) = row.wordings(if is_iam { signed } else { CALL }) else {
                assert_eq!((row.outcome(), row.refuser()), (Outcome::Allow, None));
                continue;
            };
            let deny = if row.outcome() == Outcome::ExplicitDeny { Deny::Explicit } else { Deny::Implicit };
            let cause = match (row.refuser().unwrap(), is_iam) {
                (Refuser::ResourcePolicy, _) => Cause::ResourcePolicyDeny,
                (Refuser::CallerPolicy, false) => Cause::AuthorizerPolicyDeny,
                (Refuser::CallerPolicy, true) => Cause::IamAuthFailed,
            };
            for text in [&wordings.old, &wordings.new] {
                let meaning = cause_of_error_text(text).unwrap();
                assert_eq!(meaning.deny, Some(deny), "{text}");
                assert!(meaning.cause == cause || meaning.alternatives.contains(&cause), "{text}");
            }
        }
    }

    #[test]
    fn the_account_is_masked_as_api_gateway_does() {
        let row = Row {
            authorization: Authorization::None,
            caller_policy: None,
            resource_policy: Some(Outcome::ExplicitDeny),
        };
        assert_eq!(
            row.wordings(CALL).unwrap().old,
            "User: anonymous is not authorized to perform: execute-api:Invoke on resource: \
             arn:aws:execute-api:us-east-1:********9012:a1b2c3d4e5/prod/GET/ with an explicit deny"
        );
        let odd = Call { arn: "arn:aws:s3:::b", ..CALL };
        assert!(row.wordings(odd).unwrap().old.contains(" on resource: arn:aws:s3:::b with"));
    }

    #[test]
    fn which_policy_refused_is_not_known_where_both_did_at_once() {
        for (authorization, caller_policy, resource_policy, expected) in [
            (Authorization::Lambda, NEITHER, NEITHER, false),
            (Authorization::Lambda, DENY, DENY, true),
            (Authorization::Lambda, DENY, NEITHER, true),
            (Authorization::IamSameAccount, DENY, DENY, false),
            (Authorization::IamCrossAccount, NEITHER, ALLOW, true),
        ] {
            let row = combine(authorization, caller_policy, Some(resource_policy)).row().unwrap();
            assert_eq!(row.is_refuser_known(), expected, "{}", row.id());
        }
    }
}
