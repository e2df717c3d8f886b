//! What a policy says of a call: AWS's order of decision (a matching Deny wins over every Allow; what no statement matches
//! is denied), with a fourth answer for what the log does not tell.
//!
//! Source: IAM User Guide, "Policy evaluation logic"; API Gateway Developer Guide, "Control access to a REST API with IAM
//! permissions". A matching statement with conditions may or may not hold: the log seldom tells the values of their keys. So
//! may one with a variable in its resource.

use std::borrow::Cow;

use super::{Effect, Names, Policy, Statement, combine::Outcomes};
use crate::{
    arn::{covers, covers_in_short, covers_stage, glob},
    diagnosis::{Deny, Grade},
};

/// The action that a call to a method is.
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

/// Whose policy it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role {
    /// The authorizer's answer: it is about its caller, whoever that is.
    Authorizer,
    /// The API's resource policy, for a caller that is no IAM principal, as everyone who comes by a Lambda authorizer. May name
    /// resources in the short form.
    Resource,
}

/// Evaluates an authorizer's policy for a call of `method_arn`.
pub fn evaluate(policy: &Policy, method_arn: &str) -> Decision {
    Evaluation::of(policy, Role::Authorizer, INVOKE, method_arn).decision()
}

/// Which statements of a policy match a call, and what comes out of them.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Evaluation {
    /// The first statement that allows.
    pub allows: Option<u32>,
    /// The first statement that denies.
    pub denies: Option<u32>,
    /// The first statement that allows if its conditions hold.
    pub may_allow: Option<u32>,
    /// The first statement that denies if its conditions hold.
    pub may_deny: Option<u32>,
    /// How many statements of the last kind there are.
    pub n_may_deny: u32,
    /// Whether there may be statements that are not known.
    pub is_open: bool,
}

/// Whether something matches.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Match {
    No,
    /// If conditions hold, or a variable has the right value.
    Maybe,
    Yes,
}

impl Evaluation {
    /// Evaluates a policy for `action` on `arn`.
    pub fn of(policy: &Policy, role: Role, action: &str, arn: &str) -> Self {
        let mut evaluation = Self { is_open: policy.is_cut || policy.has_defects, ..Self::default() };
        for statement in &policy.statements {
            let index = Some(statement.index);
            match (matches(policy, statement, role, action, arn), statement.effect) {
                (Match::No, _) => {}
                (Match::Yes, Effect::Allow) => evaluation.allows = evaluation.allows.or(index),
                (Match::Yes, Effect::Deny) => evaluation.denies = evaluation.denies.or(index),
                (Match::Maybe, Effect::Allow) => evaluation.may_allow = evaluation.may_allow.or(index),
                (Match::Maybe, Effect::Deny) => {
                    evaluation.may_deny = evaluation.may_deny.or(index);
                    evaluation.n_may_deny += 1;
                }
            }
        }
        evaluation
    }

    /// All that may come out of it.
    pub fn outcomes(&self) -> Outcomes {
        if self.denies.is_some() {
            return Outcomes::EXPLICIT_DENY;
        }
        Outcomes {
            allow: self.allows.is_some() || self.may_allow.is_some() || self.is_open,
            explicit_deny: self.may_deny.is_some() || self.is_open,
            implicit_deny: self.allows.is_none(),
        }
    }

    /// What comes out of it, if that is settled.
    pub fn decision(&self) -> Decision {
        match (self.outcomes(), self.allows, self.denies) {
            (_, _, Some(index)) => Decision::ExplicitDeny(index),
            (Outcomes::ALLOW, Some(index), _) => Decision::Allow(index),
            (Outcomes::IMPLICIT_DENY, ..) => Decision::ImplicitDeny,
            _ => Decision::Indeterminate,
        }
    }

    /// How the call was refused, which it is known to have been; `None` when it cannot have been by this policy.
    fn refusal(&self) -> Option<Refusal> {
        let statement =
            self.denies.or(if self.n_may_deny == 1 && !self.is_open { self.may_deny } else { None });
        match self.outcomes().refused() {
            Outcomes::EXPLICIT_DENY if self.denies.is_some() || !self.is_open => {
                Some(Refusal::explicit(statement, Grade::Proved))
            }
            Outcomes::IMPLICIT_DENY => Some(Refusal::IMPLICIT),
            Outcomes { explicit_deny: false, implicit_deny: false, .. } => None,
            _ => Some(Refusal::UNKNOWN),
        }
    }
}

fn matches(policy: &Policy, statement: &Statement, role: Role, action: &str, arn: &str) -> Match {
    if role == Role::Resource && !statement.is_for_anonymous {
        return Match::No;
    }
    let is_of_action = any(&statement.actions, |pattern| is_action(pattern, action).into());
    if is_of_action == Match::No {
        return Match::No;
    }
    let is_of_resource = any(&statement.resources, |pattern| {
        let (pattern, has_variable) =
            if policy.has_variables { without_variables(pattern) } else { (pattern.into(), false) };
        let in_short = if role == Role::Resource { covers_in_short(&pattern, arn) } else { None };
        match in_short.unwrap_or_else(|| covers(&pattern, arn)) {
            true if has_variable => Match::Maybe,
            is_covered => is_covered.into(),
        }
    });
    if statement.has_condition { is_of_resource.min(Match::Maybe) } else { is_of_resource }
}

impl From<bool> for Match {
    fn from(is_match: bool) -> Self {
        if is_match { Self::Yes } else { Self::No }
    }
}

/// Whether any of the names matches, or none of them where all but these are meant.
fn any(names: &Names, is_match: impl Fn(&str) -> Match) -> Match {
    let mut best = Match::No;
    for pattern in &names.patterns {
        best = best.max(is_match(pattern));
        if best == Match::Yes {
            break;
        }
    }
    match best {
        Match::Yes if names.is_negated => Match::No,
        Match::No if names.is_negated => Match::Yes,
        best => best,
    }
}

/// Whether a pattern takes in an action. Service and action names are compared without regard to case; a wildcard may stand in
/// the action's name only, or for everything (IAM User Guide, Action element).
fn is_action(pattern: &str, action: &str) -> bool {
    if pattern == "*" || pattern.eq_ignore_ascii_case(action) {
        return true;
    }
    match (pattern.split_once(':'), action.split_once(':')) {
        (Some((service, pattern)), Some((of, name))) => {
            service.eq_ignore_ascii_case(of)
                && pattern.contains(['*', '?'])
                && glob(&pattern.to_ascii_lowercase(), &name.to_ascii_lowercase())
        }
        _ => false,
    }
}

/// A pattern with `*` in the place of each variable, and whether there are any: what it covers then, it covers for the right
/// values of the variables only.
fn without_variables(pattern: &str) -> (Cow<'_, str>, bool) {
    let mut rest = pattern;
    let mut without = String::new();
    while let Some((before, variable)) = rest.split_once("${") {
        let Some((_, behind)) = variable.split_once('}') else { break };
        without.push_str(before);
        without.push('*');
        rest = behind;
    }
    if without.is_empty() {
        return (pattern.into(), false);
    }
    without.push_str(rest);
    (without.into(), true)
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
        return Evaluation::of(policy, Role::Authorizer, INVOKE, method_arn).refusal();
    }
    let of = |effect| policy.statements.iter().filter(move |statement| statement.effect == effect);
    let is_whole_stage = |statement: &&Statement| {
        !statement.has_condition
            && any(&statement.actions, |pattern| is_action(pattern, INVOKE).into()) == Match::Yes
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
