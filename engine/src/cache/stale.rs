//! Stale allow: a caller whom the authorizer refuses by now, and whom an older answer in the cache still lets in.
//!
//! ## What is seen
//! Two answers for one principal, given for different identities (a token that was revoked, and its successor), the later of which
//! refuses what the earlier allows while that is still cached; and calls that the earlier one served behind the later.
//! ## What it does not say
//! That both are one caller's: API Gateway masks principals as it masks identities. So it is inferred. A cache that was flushed
//! between serves nothing more, so no such call is seen then.
//! ## Source
//! API Gateway Developer Guide, "Configure a Lambda authorizer using the API Gateway console" (authorization caching).

use std::collections::BTreeMap;

use crate::{
    policy::{Decision, Policy, Request, Role, evaluate},
    time::Instant,
};

/// An answer that an authorizer gave.
#[derive(Debug, Clone, Copy)]
pub struct Answered<'a> {
    /// For whom, as the log masks them.
    pub principal: &'a str,
    /// What it is cached under.
    pub key: i64,
    /// When it was given.
    pub born: Instant,
    /// What tells policies apart.
    pub policy: u128,
}

/// An answer that a later one for the same principal may contradict.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Outdated {
    /// The place of the earlier answer.
    pub place: usize,
    /// The place of the later one.
    pub by: usize,
}

/// The answers that live on beside a later, different one for the same principal; each with the first such.
pub fn outdated(answers: &[Answered<'_>], ttl_ms: i64) -> Vec<Outdated> {
    let mut by_principal: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    for (place, answer) in answers.iter().enumerate() {
        by_principal.entry(answer.principal).or_default().push(place);
    }
    let mut found = Vec::new();
    for places in by_principal.values_mut() {
        places.sort_by_key(|place| answers.get(*place).map(|answer| answer.born));
        for (rank, place) in places.iter().enumerate() {
            let Some(answer) = answers.get(*place) else { continue };
            let later = places.iter().skip(rank + 1).filter_map(|by| Some((*by, answers.get(*by)?)));
            // Under the same key a later answer takes the place of the earlier one.
            let is_beside = |by: &Answered<'_>| by.key != answer.key && by.policy != answer.policy;
            let by = later
                .take_while(|(_, by)| by.born.since(answer.born) < ttl_ms)
                .find(|(_, by)| by.born > answer.born && is_beside(by));
            found.extend(by.map(|(by, _)| Outdated { place: *place, by }));
        }
    }
    found.sort_by_key(|outdated| outdated.place);
    found
}

/// Whether a policy certainly refuses a call. `arn_of_stage` is `arn:aws:execute-api:{region}:{account}:{api}/{stage}`.
pub fn refuses(policy: &Policy, arn_of_stage: &str, method: &str, path: &str) -> bool {
    let arn = format!("{arn_of_stage}/{method}/{}", path.trim_start_matches('/'));
    let decision = evaluate(policy, Role::Authorizer, &Request::invoke(&arn)).decision;
    matches!(decision, Decision::ExplicitDeny(_) | Decision::ImplicitDeny)
}

#[cfg(test)]
mod tests {
    use super::{Answered, Outdated, outdated, refuses};
    use crate::{policy::document::document, time::Instant};

    fn answered(principal: &str, key: i64, second: i64, policy: u128) -> Answered<'_> {
        let born = Instant::from_millis(1_800_000_000_000 + second * 1000).unwrap();
        Answered { principal, key, born, policy }
    }

    #[test]
    fn a_later_answer_for_another_token_of_the_same_principal_counts() {
        let answers =
            [answered("*****r7", 1, 0, 1), answered("*****r7", 2, 60, 2), answered("*****q2", 3, 70, 2)];
        assert_eq!(outdated(&answers, 300_000), [Outdated { place: 0, by: 1 }]);
        assert_eq!(outdated(&answers, 60_000), [], "the earlier is dead by then");
    }

    #[test]
    fn the_same_policy_or_the_same_entry_contradicts_nothing() {
        let same_policy = [answered("a", 1, 0, 1), answered("a", 2, 60, 1)];
        let same_entry = [answered("a", 1, 0, 1), answered("a", 1, 60, 2)];
        let at_once = [answered("a", 1, 0, 1), answered("a", 2, 0, 2)];
        for answers in [same_policy, same_entry, at_once] {
            assert_eq!(outdated(&answers, 300_000), []);
        }
    }

    #[test]
    fn what_is_not_certain_is_no_refusal() {
        let arn = "arn:aws:execute-api:eu-central-1:111122223333:a1b2c3d4e5/prod";
        let policy = |effect: &str, condition: &str| {
            document(&format!(
                r#"{{"Version": "2012-10-17", "Statement": [
                    {{"Effect": "{effect}", "Action": "execute-api:Invoke", "Resource": "{arn}/GET/*"{condition}}}]}}"#
            ))
        };
        assert!(refuses(&policy("Deny", ""), arn, "GET", "/orders"));
        assert!(refuses(&policy("Allow", ""), arn, "POST", "/orders"));
        assert!(!refuses(&policy("Allow", ""), arn, "GET", "/orders"));
        let condition = r#", "Condition": {"IpAddress": {"aws:SourceIp": "10.0.0.0/8"}}"#;
        assert!(!refuses(&policy("Allow", condition), arn, "GET", "/orders"));
    }
}
