//! What one call brought decides over others, for which the cache takes it.
//!
//! ## What is seen
//! The answer is cached by its identity sources, and its policy holds for one address, one user agent, one referer, one
//! method or one path that is none of them. Or: an authorizer of type `REQUEST` without a cache.
//! ## Why it matters
//! Whoever is told by the same identity sources gets the same policy, and is refused where the other fact differs: "only
//! sometimes". Without a cache API Gateway does not look whether the identity sources of a `REQUEST` authorizer are there:
//! the function is called with empty ones.
//! ## What to do
//! Add the fact to the identity sources (`context.identity.sourceIp` …), or leave it out of the policy. Without a cache let
//! the function refuse empty identities itself.
//! ## Source
//! API Gateway Developer Guide, "Configure a Lambda authorizer using the API Gateway console" (identity sources, caching);
//! API Reference, `Authorizer`, `identitySource`.

use super::{
    Facts, Finding, Kind, Place, Resource, Subject, View, Whose,
    cross_talk::{METHOD, PATH, names_method, names_path},
};
use crate::policy::{Effect, Test};

pub(super) fn check(view: &View<'_>, findings: &mut Vec<Finding>) {
    let cache = &view.subject.cache;
    // Without the identity sources nobody knows what is outside of them.
    if !view.is_answer() || cache.identity_sources.is_none() || cache.ttl_seconds.is_none_or(|ttl| ttl == 0) {
        return;
    }
    one_of_method_and_path(view, findings);
    for (_, condition, place) in view.conditions() {
        let test = condition.operator.test;
        let (source, is_one) = match condition.key.to_ascii_lowercase().as_str() {
            "aws:sourceip" => (
                "context.identity.sourceIp",
                matches!(test, Test::IpAddress | Test::StringEquals) && one_address(&condition.values),
            ),
            "aws:useragent" => {
                ("method.request.header.User-Agent", is_equality(test) && condition.values.len() == 1)
            }
            "aws:referer" => {
                ("method.request.header.Referer", is_equality(test) && condition.values.len() == 1)
            }
            _ => continue,
        };
        let others: &[&str] = match source {
            "context.identity.sourceIp" => &["context.identity.sourceip"],
            "method.request.header.User-Agent" => {
                &["method.request.header.user-agent", "context.identity.useragent"]
            }
            _ => &["method.request.header.referer"],
        };
        if is_one && !cache.has_in_key(others) {
            let finding = Finding::new(Kind::OutsideCacheKey, place).key(&condition.key);
            findings.push(finding.found(condition.values.join(", ")).expected(source));
        }
    }
}

/// Method in the key and path not, or the other way round. Where neither is, it is [`Kind::CrossTalk`].
fn one_of_method_and_path(view: &View<'_>, findings: &mut Vec<Finding>) {
    let cache = &view.subject.cache;
    let (has_method, has_path) = (cache.has_in_key(&METHOD), cache.has_in_key(&PATH));
    let allowed: Vec<Resource<'_>> =
        view.resources().filter(|resource| resource.is_of(Effect::Allow)).collect();
    let ([only], false) = (allowed.as_slice(), view.policy.is_cut) else { return };
    let missing = match (has_method, has_path) {
        (true, false) if names_path(only) => "context.path",
        (false, true) if names_method(only) => "context.httpMethod",
        _ => return,
    };
    let finding = only.finding_whole(Kind::OutsideCacheKey).key(missing);
    findings.push(finding.expected(missing));
}

/// An authorizer whose identity sources are not checked.
pub(super) fn unchecked(subject: &Subject<'_>, findings: &mut Vec<Finding>) {
    let cache = &subject.cache;
    let has_sources = cache.identity_sources.as_ref().is_some_and(|sources| !sources.is_empty());
    if cache.is_request == Some(true) && cache.ttl_seconds == Some(0) && has_sources {
        let sources = cache.identity_sources.as_ref().map(|sources| sources.join(", "));
        let place = Place::of(Whose::Authorizer);
        findings.push(Finding {
            facts: Facts { found: sources, ..Facts::default() },
            ..Finding::new(Kind::UncheckedIdentity, place)
        });
    }
}

fn is_equality(test: Test) -> bool {
    matches!(test, Test::StringEquals | Test::StringEqualsIgnoreCase)
}

/// Whether the values are one address, no range.
fn one_address(values: &[String]) -> bool {
    let [value] = values else { return false };
    match value.split_once('/') {
        None => true,
        Some((address, bits)) => bits == if address.contains(':') { "128" } else { "32" },
    }
}
