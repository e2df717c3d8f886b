//! What a policy says of a call: AWS's order of decision (a matching Deny wins over every Allow; what no statement matches
//! is denied), with a fourth answer for what the log does not tell.
//!
//! Source: IAM User Guide, "Policy evaluation logic"; API Gateway Developer Guide, "Control access to a REST API with IAM
//! permissions". A matching statement with conditions may or may not hold: the log seldom tells the values of their keys.

use super::{Effect, Names, Policy, Statement};
use crate::{
    arn::{covers, covers_stage, glob},
    diagnosis::{Deny, Grade},
};

/// The one action that a call to a method is.
const INVOKE: &str = "execute-api:Invoke";

/// What a policy says of a call.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Decision {
    /// This statement allows it.
    Allow(u32),
    /// This statement denies it.
    ExplicitDeny(u32),
    /// No statement matches it.
    ImplicitDeny,
    /// It depends on a condition, or on statements that the log cut off.
    Indeterminate,
}

/// Evaluates a policy for a call of `method_arn`.
pub fn evaluate(policy: &Policy, method_arn: &str) -> Decision {
    let mut allowed = None;
    let mut is_open = policy.is_cut || policy.has_defects;
    for statement in &policy.statements {
        if !is_match(&statement.actions, is_invoke)
            || !is_match(&statement.resources, |pattern| covers(pattern, method_arn))
        {
            continue;
        }
        match (statement.effect, statement.has_condition) {
            (Effect::Deny, false) => return Decision::ExplicitDeny(statement.index),
            (Effect::Allow, false) => allowed = allowed.or(Some(statement.index)),
            (_, true) => is_open = true,
        }
    }
    match allowed {
        _ if is_open => Decision::Indeterminate,
        Some(index) => Decision::Allow(index),
        None => Decision::ImplicitDeny,
    }
}

fn is_match(names: &Names, matches: impl Fn(&str) -> bool) -> bool {
    names.patterns.iter().any(|pattern| matches(pattern)) != names.is_negated
}

/// Service and action names are compared without regard to case (IAM User Guide, Action element).
fn is_invoke(pattern: &str) -> bool {
    glob(&pattern.to_ascii_lowercase(), &INVOKE.to_ascii_lowercase())
}

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

/// How `policy` refused a call; `None` when it allows it, so that it cannot have been the one, or not it alone. The ARN of a
/// refused call is often not in the log; what the policy says of the whole stage still settles most cases.
pub fn refusal(
    policy: &Policy,
    method_arn: Option<&str>,
    api_id: Option<&str>,
    stage: Option<&str>,
    is_fresh: bool,
) -> Option<Refusal> {
    if let Some(method_arn) = method_arn {
        return match evaluate(policy, method_arn) {
            Decision::ExplicitDeny(index) => Some(Refusal::explicit(Some(index), Grade::Proved)),
            Decision::ImplicitDeny => Some(Refusal::IMPLICIT),
            Decision::Allow(_) => None,
            Decision::Indeterminate => Some(Refusal::UNKNOWN),
        };
    }
    let of = |effect| policy.statements.iter().filter(move |statement| statement.effect == effect);
    let is_whole_stage = |statement: &&Statement| {
        !statement.has_condition
            && is_match(&statement.actions, is_invoke)
            && !statement.resources.is_negated
            && statement.resources.patterns.iter().any(|pattern| covers_stage(pattern, api_id, stage))
    };
    if let Some(statement) = of(Effect::Deny).find(is_whole_stage) {
        return Some(Refusal::explicit(Some(statement.index), Grade::Proved));
    }
    if policy.is_cut || policy.has_defects {
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
        Some(_) if is_fresh && of(Effect::Allow).next().is_none() => {
            Some(Refusal::explicit(denying, Grade::Inferred))
        }
        Some(_) => Some(Refusal::UNKNOWN),
    }
}

#[cfg(test)]
mod tests {
    use super::{Decision, evaluate, refusal};
    use crate::{
        diagnosis::Deny,
        policy::{Policy, document},
    };

    const ARN: &str = "arn:aws:execute-api:us-east-1:123456789012:abcde12345/prod/POST/orders";

    fn policy(statements: &str) -> Policy {
        document::read(&format!(r#"{{"policyDocument":{{"Statement":[{statements}]}}}}"#)).unwrap().policy
    }

    fn statement(effect: &str, resource: &str) -> String {
        format!(r#"{{"Effect":"{effect}","Action":"execute-api:Invoke","Resource":"{resource}"}}"#)
    }

    #[test]
    fn a_matching_deny_wins_and_silence_denies() {
        let allow_all = statement("Allow", "*");
        let deny_this = statement("Deny", ARN);
        let allow_get =
            statement("Allow", "arn:aws:execute-api:us-east-1:123456789012:abcde12345/prod/GET/*");
        for (statements, expected) in [
            (allow_all.clone(), Decision::Allow(0)),
            (format!("{allow_all},{deny_this}"), Decision::ExplicitDeny(1)),
            (allow_get, Decision::ImplicitDeny),
            (String::new(), Decision::ImplicitDeny),
            (
                r#"{"Effect":"Deny","Action":"EXECUTE-API:*","NotResource":"arn:x"}"#.to_owned(),
                Decision::ExplicitDeny(0),
            ),
            (
                r#"{"Effect":"Allow","Action":"*","Resource":"*","Condition":{"IpAddress":{"aws:SourceIp":"10.0.0.0/8"}}}"#
                    .to_owned(),
                Decision::Indeterminate,
            ),
            (r#"{"Effect":"Allow","Action":"s3:*","Resource":"*"}"#.to_owned(), Decision::ImplicitDeny),
        ] {
            assert_eq!(evaluate(&policy(&statements), ARN), expected, "{statements}");
        }
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
            let refusal =
                refusal(&policy(&statements), None, Some("abcde12345"), Some("prod"), is_fresh).unwrap();
            assert_eq!((refusal.deny, refusal.statement), (deny, index), "{statements}");
        }
    }

    #[test]
    fn a_policy_that_allows_the_call_has_not_refused_it() {
        let all = policy(&statement("Allow", "arn:aws:execute-api:us-east-1:1:abcde12345/prod/*"));
        assert_eq!(refusal(&all, None, Some("abcde12345"), Some("prod"), false), None);
        assert_eq!(refusal(&policy(&statement("Allow", "*")), Some(ARN), None, None, true), None);
        // Of another account: it does not allow this one.
        assert_eq!(
            refusal(&all, Some(ARN), None, None, false).map(|refusal| refusal.deny),
            Some(Deny::Implicit)
        );
    }
}
