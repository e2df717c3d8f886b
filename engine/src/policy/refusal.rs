//! How a policy refused a call that is known to have been refused. The ARN of such a call is often not in the log; what the
//! policy says of the whole stage still settles most cases.

use super::{
    Effect, Policy, Statement,
    combine::Outcomes,
    context::Context,
    evaluate::{Evaluation, INVOKE, Request, Role, evaluate},
    pattern::ActionName,
};
use crate::{
    arn::covers_stage,
    diagnosis::{Deny, Grade},
};

/// How a policy refused a call that is known to have been refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Refusal {
    /// Explicitly or implicitly.
    pub deny: Deny,
    /// The statement that denied, when it is one.
    pub statement: Option<u32>,
    /// How sure that is.
    pub grade: Grade,
}

impl Refusal {
    const UNKNOWN: Self = Self { deny: Deny::Unknown, statement: None, grade: Grade::Unknown };
    const IMPLICIT: Self = Self { deny: Deny::Implicit, statement: None, grade: Grade::Proved };

    fn explicit(statement: Option<u32>, grade: Grade) -> Self {
        Self { deny: Deny::Explicit, statement, grade }
    }
}

/// What is known of the call.
#[derive(Debug, Clone, Copy)]
pub struct Refused<'a> {
    /// Its ARN.
    pub method_arn: Option<&'a str>,
    /// The API.
    pub api_id: Option<&'a str>,
    /// The stage.
    pub stage: Option<&'a str>,
    /// Whether the authorizer was asked about this very call.
    pub is_fresh: bool,
    /// Values of condition keys.
    pub context: &'a Context,
}

/// How `policy` refused a call; `None` when it allows it, so that it cannot have been the one, or not it alone.
pub fn refusal(policy: &Policy, refused: &Refused<'_>) -> Option<Refusal> {
    match refused.method_arn {
        Some(arn) => {
            evaluate(policy, Role::Authorizer, &Request::invoke(arn).with(refused.context)).refusal()
        }
        None => without_arn(policy, refused),
    }
}

fn without_arn(policy: &Policy, refused: &Refused<'_>) -> Option<Refusal> {
    let invoke = ActionName::of(INVOKE);
    let of = |effect| policy.statements.iter().filter(move |statement| statement.effect == effect);
    let is_whole_stage = |statement: &&Statement| {
        !statement.is_doubtful
            && statement.conditions.is_empty()
            && statement.takes_in(&invoke)
            && !statement.resources.is_negated
            && statement
                .resources
                .patterns
                .iter()
                .any(|pattern| covers_stage(pattern, refused.api_id, refused.stage))
    };
    if let Some(statement) = of(Effect::Deny).find(is_whole_stage) {
        return Some(Refusal::explicit(Some(statement.index), Grade::Proved));
    }
    if policy.is_open() {
        return Some(Refusal::UNKNOWN);
    }
    let allows_all = of(Effect::Allow).any(|statement| is_whole_stage(&statement));
    let mut denies = of(Effect::Deny);
    let (first, second) = (denies.next(), denies.next());
    // The statement that denied, where only one can have.
    let denying = first.filter(|_| second.is_none()).map(|statement| statement.index);
    match first {
        None if allows_all => None,
        // Nothing in it denies, so it was silent.
        None => Some(Refusal::IMPLICIT),
        // Everything is allowed, and yet the call was refused: a Deny must have matched.
        Some(_) if allows_all => Some(Refusal::explicit(denying, Grade::Proved)),
        // The authorizer was asked about this very call and answered with nothing but Deny.
        Some(_) if refused.is_fresh && of(Effect::Allow).next().is_none() => {
            Some(Refusal::explicit(denying, Grade::Inferred))
        }
        Some(_) => Some(Refusal::UNKNOWN),
    }
}

impl Evaluation {
    /// The statement that denied a call which the policy is known to have denied.
    pub fn denying_statement(&self) -> Option<u32> {
        self.denies.or(self.may_deny.filter(|_| self.n_may_deny == 1 && !self.is_open))
    }

    /// How the call was refused, which it is known to have been; `None` when it cannot have been by this policy.
    fn refusal(&self) -> Option<Refusal> {
        match self.outcomes().refused() {
            Outcomes::EXPLICIT_DENY if self.denies.is_some() || !self.is_open => {
                Some(Refusal::explicit(self.denying_statement(), Grade::Proved))
            }
            Outcomes::IMPLICIT_DENY => Some(Refusal::IMPLICIT),
            Outcomes { explicit_deny: false, implicit_deny: false, .. } => None,
            _ => Some(Refusal::UNKNOWN),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Refused, refusal};
    use crate::{
        diagnosis::Deny,
        policy::{Context, Policy, document},
    };

    const ARN: &str = "arn:aws:execute-api:us-east-1:123456789012:abcde12345/prod/POST/orders";

    fn policy(statements: &str) -> Policy {
        document::read(&format!(r#"{{"policyDocument":{{"Statement":[{statements}]}}}}"#)).unwrap().policy
    }

    fn statement(effect: &str, resource: &str) -> String {
        format!(r#"{{"Effect":"{effect}","Action":"execute-api:Invoke","Resource":"{resource}"}}"#)
    }

    fn refused(method_arn: Option<&str>, is_fresh: bool) -> Refused<'_> {
        let context = Context::not_known();
        Refused { method_arn, api_id: Some("abcde12345"), stage: Some("prod"), is_fresh, context }
    }

    #[test]
    fn a_refusal_is_settled_without_an_arn_where_the_policy_allows_no_other_reading() {
        let get = statement("Allow", "arn:aws:execute-api:us-east-1:1:abcde12345/prod/GET/orders");
        let all = statement("Allow", "arn:aws:execute-api:us-east-1:1:abcde12345/prod/*");
        let deny_all = statement("Deny", "arn:aws:execute-api:us-east-1:1:abcde12345/prod/*/*");
        let deny_one = statement("Deny", "arn:aws:execute-api:us-east-1:1:abcde12345/prod/DELETE/orders");
        for (statements, is_fresh, deny, index) in [
            (get.clone(), false, Deny::Implicit, None),
            (deny_all, false, Deny::Explicit, Some(0)),
            (format!("{all},{deny_one}"), false, Deny::Explicit, Some(1)),
            (format!("{all},{deny_one},{deny_one}"), false, Deny::Explicit, None),
            (format!("{get},{deny_one}"), false, Deny::Unknown, None),
            (deny_one.clone(), false, Deny::Unknown, None),
            (deny_one, true, Deny::Explicit, Some(0)),
        ] {
            let refusal = refusal(&policy(&statements), &refused(None, is_fresh)).unwrap();
            assert_eq!((refusal.deny, refusal.statement), (deny, index), "{statements}");
        }
    }

    #[test]
    fn a_policy_that_allows_the_call_has_not_refused_it() {
        let all = policy(&statement("Allow", "arn:aws:execute-api:us-east-1:1:abcde12345/prod/*"));
        assert_eq!(refusal(&all, &refused(None, false)), None);
        assert_eq!(refusal(&policy(&statement("Allow", "*")), &refused(Some(ARN), true)), None);
        // Of another account: it does not allow this one.
        let refusal = refusal(&all, &refused(Some(ARN), false));
        assert_eq!(refusal.map(|refusal| refusal.deny), Some(Deny::Implicit));
    }
}
