//! Policies of single methods in a cache of callers: who calls one method first is refused at the others until his entry dies.
//!
//! ## What is seen
//! Answers are cached, several methods share the authorizer, and a policy that it gave allows the method that it was asked about and
//! passes over others.
//! ## What it does not say
//! That this is wrong: a caller may be meant to have no more than one method. So it is inferred, until a call was refused by it.
//! ## Source
//! AWS Knowledge Center, "api-gateway-lambda-authorization-errors"; API Gateway Developer Guide: "To enable caching, your authorizer
//! must return a policy that is applicable to all methods across an API".

use super::coverage::Coverage;
use crate::configuration::Authorizer;

/// Policies that allow some methods and pass over others.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct CrossTalk {
    /// The places of these policies.
    pub policies: Vec<usize>,
    /// The places of the methods that one of them passes over and another one, or itself, allows.
    pub methods: Vec<usize>,
}

/// Finds it: `rows` says of each policy what it says of each method. `None` where nothing is at risk.
pub fn cross_talk(rows: &[Vec<Coverage>], authorizer: Option<&Authorizer>, ttl_ms: i64) -> Option<CrossTalk> {
    let n_methods = rows.iter().map(Vec::len).max().unwrap_or_default();
    if ttl_ms == 0 || n_methods < 2 || authorizer.is_some_and(tells_methods_apart) {
        return None;
    }
    let mut found = CrossTalk::default();
    for (place, row) in rows.iter().enumerate() {
        let allows = row.contains(&Coverage::Allowed);
        // One that denies outright, or allows nothing, is meant so.
        if allows && row.contains(&Coverage::Implicit) {
            found.policies.push(place);
        }
    }
    let says = |policy: usize, method: usize| rows.get(policy).and_then(|row| row.get(method)).copied();
    found.methods = (0..n_methods)
        .filter(|method| {
            found.policies.iter().any(|policy| says(*policy, *method) == Some(Coverage::Implicit))
                && (0..rows.len()).any(|policy| says(policy, *method) == Some(Coverage::Allowed))
        })
        .collect();
    // A method that no policy allows is nobody's: that is no matter of who came first.
    (!found.methods.is_empty()).then_some(found)
}

/// Whether the method and the path are part of what answers are cached under.
fn tells_methods_apart(authorizer: &Authorizer) -> bool {
    let has = |wanted: &[&str]| {
        authorizer.identity_sources.iter().any(|source| {
            let source = source.strip_prefix('$').unwrap_or(source);
            wanted.iter().any(|wanted| wanted.eq_ignore_ascii_case(source))
        })
    };
    has(&["context.httpMethod"]) && has(&["context.resourcePath", "context.path", "context.resourceId"])
}

#[cfg(test)]
mod tests {
    use super::{Coverage, cross_talk};
    use crate::configuration::Authorizer;
    use Coverage::{Allowed, Depends, Explicit, Implicit};

    #[test]
    fn policies_of_single_methods_talk_across() {
        let rows = [vec![Allowed, Implicit, Implicit], vec![Implicit, Allowed, Implicit]];
        let found = cross_talk(&rows, None, 300_000).unwrap();
        assert_eq!((found.policies, found.methods), (vec![0, 1], vec![0, 1]));
    }

    #[test]
    fn who_may_all_or_nothing_is_not_at_risk() {
        for rows in [
            vec![vec![Allowed, Allowed], vec![Explicit, Explicit], vec![Implicit, Implicit]],
            vec![vec![Allowed, Explicit]],
            vec![vec![Allowed, Depends]],
            vec![vec![Allowed]],
            // Nobody may the second one.
            vec![vec![Allowed, Implicit], vec![Allowed, Implicit]],
        ] {
            assert_eq!(cross_talk(&rows, None, 300_000), None, "{rows:?}");
        }
    }

    #[test]
    fn without_a_cache_or_with_methods_in_its_key_there_is_none() {
        let rows = [vec![Allowed, Implicit], vec![Implicit, Allowed]];
        assert_eq!(cross_talk(&rows, None, 0), None);
        let sources = ["method.request.header.Authorization", "context.httpMethod", "context.resourcePath"];
        let authorizer =
            Authorizer { identity_sources: sources.map(str::to_owned).to_vec(), ..Authorizer::default() };
        assert_eq!(cross_talk(&rows, Some(&authorizer), 300_000), None);
    }
}
