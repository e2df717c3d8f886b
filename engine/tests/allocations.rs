//! Evaluating a policy allocates nothing: over all cases of which AWS's answer is known.

use std::hint::black_box;

use engine::policy::{Caller, Decision, Request, Role, case::Case, evaluate};

#[test]
fn evaluating_allocates_nothing() {
    let mut n_evaluated = 0;
    for file in [include_str!("policies/cases_core.jsonl"), include_str!("policies/doc_cases.jsonl")] {
        for line in file.lines() {
            let case = Case::read(line.as_bytes()).unwrap();
            let caller = case.principal.as_deref().map_or(Caller::Anonymous, Caller::Iam);
            let request =
                Request { action: &case.action, resource: &case.arn, caller, context: &case.context };
            for (policy, role) in [(&case.authorizer, Role::Authorizer), (&case.resource, Role::Resource)] {
                let Some(policy) = policy else { continue };
                let mut decision = Decision::Indeterminate;
                let allocated = allocation_counter::measure(|| {
                    decision = black_box(evaluate(black_box(policy), role, &request)).decision;
                });
                // Keys that would settle it are named in a list.
                assert_ne!(decision, Decision::Indeterminate, "{:?}", case.id);
                assert_eq!(allocated.count_total, 0, "{:?}", case.id);
                n_evaluated += 1;
            }
        }
    }
    assert!(n_evaluated > 600);
}
