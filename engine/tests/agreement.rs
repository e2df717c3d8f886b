//! The evaluator against one that is as short as it can be (`tests/naive`), over random policies and calls.

#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::string_slice,
    clippy::panic,
    reason = "a test may end so"
)]

mod naive;

use engine::policy::{
    Caller, Context, Fact, Policy, Request, Role,
    combine::{Outcome, Outcomes},
    document::document,
    evaluate,
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
    #![proptest_config(ProptestConfig::with_cases(4_000))]

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
}
