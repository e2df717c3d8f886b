//! What a policy says of a call: AWS's order of decision (a matching Deny wins over every Allow; what no statement matches
//! is denied), with a fourth answer for what is not known.
//!
//! Source: IAM User Guide, "Policy evaluation logic"; API Gateway Developer Guide, "Control access to a REST API with IAM
//! permissions". A statement may or may not match where it depends on a key of which the value is not known: the log seldom
//! tells them.

use super::{
    Effect, Policy, Statement, Truth,
    combine::Outcomes,
    context::Context,
    pattern::{ActionName, Resource, unknown},
};

/// The action that a call to a method is.
pub const INVOKE: &str = "execute-api:Invoke";

/// What a policy says of a call.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Decision {
    /// This statement allows it.
    Allow(u32),
    /// This statement denies it.
    ExplicitDeny(u32),
    /// No statement matches it.
    ImplicitDeny,
    /// It depends on keys of which the value is not known, on statements that the log cut off, or on what a defect means.
    Indeterminate,
}

/// Whose policy it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role {
    /// The authorizer's answer: it is about its caller, whoever that is.
    Authorizer,
    /// The API's resource policy: each statement says whom it is for, and may name resources in the short form.
    Resource,
}

/// Who is calling, as a resource policy sees it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Caller<'a> {
    /// No IAM principal: everyone who comes by a Lambda authorizer, by Cognito or by none.
    Anonymous,
    /// The IAM principal of this ARN.
    Iam(&'a str),
}

/// What is asked for.
#[derive(Debug, Clone, Copy)]
pub struct Request<'a> {
    /// As `execute-api:Invoke`.
    pub action: &'a str,
    /// The ARN.
    pub resource: &'a str,
    /// By whom.
    pub caller: Caller<'a>,
    /// What else is known of it.
    pub context: &'a Context,
}

impl<'a> Request<'a> {
    /// A call of a method by someone who is no IAM principal, of which nothing else is known.
    pub fn invoke(method_arn: &'a str) -> Self {
        Self {
            action: INVOKE,
            resource: method_arn,
            caller: Caller::Anonymous,
            context: Context::not_known(),
        }
    }

    /// The same with what is known of it.
    #[must_use]
    pub fn with(self, context: &'a Context) -> Self {
        Self { context, ..self }
    }
}

/// Which statements of a policy match a call, and what comes out of them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Evaluation {
    /// What comes out of it, if that is settled.
    pub decision: Decision,
    /// The keys that would settle it, as the policy writes them: none unless the decision depends on them.
    pub unknown_keys: Vec<String>,
    /// The first statement that allows.
    pub allows: Option<u32>,
    /// The first statement that denies.
    pub denies: Option<u32>,
    /// The first statement that may allow.
    pub may_allow: Option<u32>,
    /// The first statement that may deny.
    pub may_deny: Option<u32>,
    /// How many statements of the last kind there are.
    pub n_may_deny: u32,
    /// Whether there may be statements that are not known.
    pub is_open: bool,
}

/// Evaluates a policy for a call.
pub fn evaluate(policy: &Policy, role: Role, request: &Request<'_>) -> Evaluation {
    let asked = Asked::of(role, request);
    let mut evaluation = Evaluation {
        decision: Decision::ImplicitDeny,
        unknown_keys: Vec::new(),
        allows: None,
        denies: None,
        may_allow: None,
        may_deny: None,
        n_may_deny: 0,
        is_open: policy.is_open(),
    };
    for statement in &policy.statements {
        let index = Some(statement.index);
        match (statement.matches(&asked), statement.effect) {
            (Truth::No, _) => {}
            (Truth::Yes, Effect::Allow) => evaluation.allows = evaluation.allows.or(index),
            (Truth::Yes, Effect::Deny) => evaluation.denies = evaluation.denies.or(index),
            (Truth::Maybe, Effect::Allow) => evaluation.may_allow = evaluation.may_allow.or(index),
            (Truth::Maybe, Effect::Deny) => {
                evaluation.may_deny = evaluation.may_deny.or(index);
                evaluation.n_may_deny += 1;
            }
        }
    }
    evaluation.decision = evaluation.decided();
    if evaluation.decision == Decision::Indeterminate {
        evaluation.unknown_keys = unknown_keys(policy, &asked, evaluation.allows.is_some());
    }
    evaluation
}

impl Evaluation {
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

    fn decided(&self) -> Decision {
        match (self.outcomes(), self.allows, self.denies) {
            (_, _, Some(index)) => Decision::ExplicitDeny(index),
            (Outcomes::ALLOW, Some(index), _) => Decision::Allow(index),
            (Outcomes::IMPLICIT_DENY, ..) => Decision::ImplicitDeny,
            _ => Decision::Indeterminate,
        }
    }
}

/// A call, taken apart for one policy.
#[derive(Debug)]
pub(super) struct Asked<'a> {
    pub(super) role: Role,
    action: ActionName,
    resource: Resource<'a>,
    caller: Caller<'a>,
    context: &'a Context,
}

impl<'a> Asked<'a> {
    pub(super) fn of(role: Role, request: &Request<'a>) -> Self {
        Self {
            role,
            action: ActionName::of(request.action),
            resource: Resource::of(request.resource),
            caller: request.caller,
            context: request.context,
        }
    }
}

impl Statement {
    /// Whether it matches a call. The cheapest question comes first.
    pub(super) fn matches(&self, asked: &Asked<'_>) -> Truth {
        if !self.takes_in(&asked.action) || !self.is_for_caller(asked) {
            return Truth::No;
        }
        let mut truth = self.names_resource(asked);
        for condition in &self.conditions {
            if truth == Truth::No {
                break;
            }
            truth = truth.min(condition.holds(asked.context));
        }
        if self.is_doubtful { truth.min(Truth::Maybe) } else { truth }
    }

    /// Whether its `Action` or `NotAction` takes in the action.
    pub(super) fn takes_in(&self, action: &ActionName) -> bool {
        self.compiled.actions.iter().any(|pattern| pattern.covers(action)) != self.actions.is_negated
    }

    /// Whether it is for the caller: an authorizer's answer is, whatever it says.
    pub(super) fn is_for_caller(&self, asked: &Asked<'_>) -> bool {
        asked.role == Role::Authorizer
            || self
                .principals
                .as_ref()
                .is_some_and(|names| names.take_in(self.effect, asked.caller, asked.resource.account))
    }

    /// Whether its `Resource` or `NotResource` takes in the resource.
    pub(super) fn names_resource(&self, asked: &Asked<'_>) -> Truth {
        let covers = self
            .compiled
            .resources
            .iter()
            .map(|pattern| pattern.covers(asked.role, &asked.resource, asked.context));
        let is_named = Truth::any(covers);
        if !self.resources.is_negated {
            return is_named;
        }
        // What is not meant is not known where a variable has no value: the statement is not valid then (IAM User Guide,
        // "IAM policy elements: Variables and tags").
        let resolved =
            self.compiled.resources.iter().map(|pattern| pattern.is_resolved(asked.role, asked.context));
        resolved.fold(!is_named, Truth::min)
    }

    /// The keys that whether it matches depends on.
    pub(super) fn unknown_keys<'a>(&'a self, asked: &'a Asked<'_>) -> impl Iterator<Item = &'a str> {
        let of_resources = self
            .compiled
            .resources
            .iter()
            .filter(|pattern| {
                self.resources.is_negated
                    || pattern.covers(asked.role, &asked.resource, asked.context) == Truth::Maybe
            })
            .flat_map(|pattern| unknown(pattern.variables(asked.role), asked.context));
        let of_conditions = self
            .conditions
            .iter()
            .filter(|condition| condition.holds(asked.context) == Truth::Maybe)
            .flat_map(|condition| condition.unknown_keys(asked.context));
        of_resources.chain(of_conditions)
    }
}

/// The keys that a decision depends on. Where a statement allows for certain, others that may allow do not matter.
fn unknown_keys(policy: &Policy, asked: &Asked<'_>, is_allowed: bool) -> Vec<String> {
    let mut keys: Vec<String> = Vec::new();
    for statement in &policy.statements {
        let matters = statement.effect == Effect::Deny || !is_allowed;
        if matters && statement.matches(asked) == Truth::Maybe {
            for key in statement.unknown_keys(asked) {
                if !keys.iter().any(|known| known.eq_ignore_ascii_case(key)) {
                    keys.push(key.to_owned());
                }
            }
        }
    }
    keys
}

#[cfg(test)]
mod tests {
    use super::{Decision, Request, Role, evaluate};
    use crate::policy::document::document;

    const ARN: &str = "arn:aws:execute-api:us-east-1:123456789012:abcde12345/prod/POST/orders";

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
            let policy = document(&format!(r#"{{"Statement":[{statements}]}}"#));
            let decision = evaluate(&policy, Role::Authorizer, &Request::invoke(ARN)).decision;
            assert_eq!(decision, expected, "{statements}");
        }
    }
}
