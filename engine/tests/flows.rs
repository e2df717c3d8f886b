//! Runs over ways in which a call may be authorized, of which AWS's answer is known (`tests/policies/flow_cases.jsonl`, one a line).

#![expect(clippy::panic, reason = "a test may end so")]

use std::collections::BTreeSet;

use engine::{
    client::Call,
    policy::combine::{Authorization, Outcome, Outcomes, Row, combine},
};
use serde_json::Value;

#[test]
fn each_way_ends_as_aws_says() {
    let mut rows: BTreeSet<Row> = Authorization::ALL.iter().flat_map(|it| Row::all(*it)).collect();
    let mut n_cases = 0;
    for line in include_str!("policies/flow_cases.jsonl").lines() {
        let case: Value = serde_json::from_str(line).unwrap();
        let authorization = match case["auth"].as_str().unwrap() {
            "NONE" => Authorization::None,
            "CUSTOM (Lambda TOKEN/REQUEST), Table A" => Authorization::Lambda,
            "COGNITO_USER_POOLS, token valid" => Authorization::Cognito,
            "AWS_IAM same account, Table A" => Authorization::IamSameAccount,
            "AWS_IAM cross account, Table B" => Authorization::IamCrossAccount,
            other => panic!("{other}"),
        };
        let caller_policy = outcome(&case["authorizer"]).map_or(Outcomes::ANY, Outcomes::from);
        let combined =
            combine(authorization, caller_policy, outcome(&case["resource_policy"]).map(Outcomes::from));
        let row = combined.row().unwrap();
        assert!(rows.remove(&row), "twice: {line}");
        n_cases += 1;

        let expected = outcome(&case["expected"]).unwrap();
        assert_eq!((row.outcome(), combined.decision), (expected, expected.into()), "{line}");
        let is_reached = case["authorizer_or_authn_reached"].as_bool().unwrap();
        assert_eq!((row.reaches_authorizer(), combined.reaches_authorizer()), (is_reached, Some(is_reached)));
        let call = Call { caller: "anonymous", action: "execute-api:Invoke", arn: "{arn}" };
        let wordings = row.wordings(call).filter(|_| {
            // The cases do not give the texts that signed callers get.
            !matches!(authorization, Authorization::IamSameAccount | Authorization::IamCrossAccount)
        });
        assert_eq!(wordings.as_ref().map(|it| it.old.as_str()), case["message_old"].as_str(), "{line}");
        assert_eq!(wordings.as_ref().map(|it| it.new.as_str()), case["message_new"].as_str(), "{line}");
    }
    assert_eq!(n_cases, 38);
    // The tables do not name an API without a resource policy where IAM authorizes.
    assert_eq!(rows.len(), 6, "{rows:?}");
    assert!(rows.iter().all(|row| row.resource_policy.is_none() && row.caller_policy.is_some()));
}

fn outcome(name: &Value) -> Option<Outcome> {
    match name.as_str() {
        Some("Allow") => Some(Outcome::Allow),
        Some("Deny" | "ExplicitDeny") => Some(Outcome::ExplicitDeny),
        Some("Neither" | "ImplicitDeny") => Some(Outcome::ImplicitDeny),
        Some("absent") | None => None,
        Some(other) => panic!("{other}"),
    }
}
