//! The evaluator against one that is as short as it can be (`tests/naive`), over random policies and calls.

#![expect(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, reason = "a test may end so")]

mod naive;

use engine::policy::{
    Caller, Context, Decision, Effect, Fact, Policy, Request, Role, Truth,
    combine::{Outcome, Outcomes},
    document::document,
    evaluate, explain,
    explain::{Because, nearest},
};
use naive::world::{self, Known};
use proptest::prelude::*;
use serde_json::Value;

/// What is asked of both.
#[derive(Debug, Clone)]
struct Question {
    policy: Value,
    role: Role,
    action: &'static str,
    arn: &'static str,
    caller: Option<&'static str>,
    known: Known,
}

impl Question {
    fn policy(&self) -> Policy {
        document(&self.policy.to_string())
    }

    fn context(&self) -> Context {
        let mut context = Context::complete();
        for (key, fact) in &self.known {
            context.set(
                key,
                match fact.clone() {
                    None => Fact::NotKnown,
                    Some((values, true)) => Fact::Many(values),
                    Some((mut values, false)) => Fact::One(values.remove(0)),
                },
            );
        }
        context
    }

    fn request<'a>(&'a self, context: &'a Context) -> Request<'a> {
        let caller = self.caller.map_or(Caller::Anonymous, Caller::Iam);
        Request { action: self.action, resource: self.arn, caller, context }
    }

    /// What the naive evaluator says for each value that the unknown keys may have.
    fn naive(&self) -> Vec<Outcome> {
        let mut contexts = vec![naive::Context::new()];
        for (key, fact) in &self.known {
            let facts = fact.clone().map_or_else(|| world::values_of(key), |fact| vec![Some(fact)]);
            contexts = contexts
                .iter()
                .flat_map(|context| {
                    facts.iter().map(|fact| {
                        let mut context = context.clone();
                        context.extend(fact.clone().map(|fact| (key.to_lowercase(), fact)));
                        context
                    })
                })
                .collect();
        }
        let outcome = |context: &naive::Context| {
            let call = naive::Call { action: self.action, arn: self.arn, caller: self.caller, context };
            naive::evaluate(&self.policy, self.role == Role::Resource, &call)
        };
        contexts.iter().map(outcome).collect()
    }
}

fn question() -> impl Strategy<Value = Question> {
    prop_oneof![Just(Role::Authorizer), Just(Role::Resource)].prop_flat_map(|role| {
        (
            world::policy(role == Role::Resource),
            world::action(),
            world::arn(),
            world::caller(),
            world::known(),
        )
            .prop_map(move |(policy, action, arn, caller, known)| Question {
                policy,
                role,
                action,
                arn,
                caller,
                known,
            })
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1_000))]

    #[test]
    fn it_agrees_with_the_naive_one(question in question()) {
        let context = question.context();
        let found = evaluate(&question.policy(), question.role, &question.request(&context)).outcomes();
        let expected: Outcomes = question.naive().into_iter().collect();
        if question.known.values().all(Option::is_some) {
            prop_assert_eq!(found, expected);
        }
        // What is not known may make it say more than can be, never less.
        for outcome in expected.iter() {
            prop_assert!(found.contains(outcome), "{:?} without {:?}", found, outcome);
        }
    }

    #[test]
    fn what_is_explained_is_what_is_decided(question in question()) {
        let (policy, context) = (question.policy(), question.context());
        let request = question.request(&context);
        let evaluation = evaluate(&policy, question.role, &request);
        let reasons = explain(&policy, question.role, &request);
        prop_assert_eq!(reasons.len(), policy.statements.len());

        // The decision, made anew of the reasons.
        let first = |effect, truth| {
            reasons.iter().find(|it| it.effect == effect && it.matches == truth).map(|it| it.statement)
        };
        let decision = match (first(Effect::Deny, Truth::Yes), first(Effect::Allow, Truth::Yes)) {
            (Some(index), _) => Decision::ExplicitDeny(index),
            (None, Some(index)) if first(Effect::Deny, Truth::Maybe).is_none() => Decision::Allow(index),
            (None, None) if reasons.iter().all(|it| it.matches == Truth::No) => Decision::ImplicitDeny,
            _ => Decision::Indeterminate,
        };
        prop_assert_eq!(decision, evaluation.decision);
        let deciding: Vec<u32> = reasons.iter().filter(|it| it.is_deciding).map(|it| it.statement).collect();
        match decision {
            Decision::Allow(index) | Decision::ExplicitDeny(index) => prop_assert_eq!(deciding, [index]),
            _ => prop_assert!(deciding.is_empty()),
        }
        if decision == Decision::ImplicitDeny {
            let has_allow = policy.statements.iter().any(|statement| statement.effect == Effect::Allow);
            prop_assert_eq!(nearest(&reasons).is_some(), has_allow);
        }

        for (reason, statement) in reasons.iter().zip(&policy.statements) {
            let told = match &reason.because {
                Because::Matched { .. } => Truth::Yes,
                Because::NotKnown { keys, is_doubtful, .. } => {
                    prop_assert!(!keys.is_empty() && !is_doubtful);
                    if decision == Decision::Indeterminate && evaluation.allows.is_none() {
                        let named = |key: &String| evaluation.unknown_keys.iter().any(|it| it.eq_ignore_ascii_case(key));
                        prop_assert!(keys.iter().all(named));
                    }
                    Truth::Maybe
                }
                Because::Condition(compared) => {
                    prop_assert_eq!(compared.holds, Truth::No);
                    let condition = &statement.conditions[compared.index as usize];
                    prop_assert_eq!(&condition.operator.to_string(), &compared.operator);
                    Truth::No
                }
                Because::Resource(resource) => {
                    if let Some(miss) = &resource.miss {
                        let patterns = &statement.resources.patterns;
                        let pattern = &patterns[resource.pattern.unwrap() as usize];
                        prop_assert_eq!(pattern, &resource.text);
                        let (asked, there) = (pattern.get(miss.in_pattern.clone()), question.arn.get(miss.in_arn.clone()));
                        // Equal texts do not part, unless a variable's letters stand for something else.
                        prop_assert!(asked.unwrap() != there.unwrap() || asked.unwrap().is_empty());
                    }
                    Truth::No
                }
                Because::Action { .. } | Because::Principal { .. } => Truth::No,
            };
            prop_assert_eq!(told, reason.matches);
        }
    }
}
