//! A policy of single methods, cached for all of them.
//!
//! ## What is seen
//! An authorizer whose answers are cached allows exactly one method and path, or single methods only.
//! ## Why it matters
//! The answer is cached for the caller, not for the method. The next call of the same caller to another method is judged by
//! the same policy, which does not name it: 403, until the entry dies. Which method works depends on which was called first.
//! ## What to do
//! Answer with a policy for all that the caller may do (`…/prod/*`), or make method and path part of the cache key
//! (`context.httpMethod`, `context.resourcePath`), or turn the cache off (TTL 0).
//! ## Source
//! AWS Knowledge Center, "api-gateway-lambda-authorization-errors"; API Gateway Developer Guide, "Configure a Lambda
//! authorizer": "To enable caching, your authorizer must return a policy that is applicable to all methods across an API".

use super::{
    AuthorizerCache, Finding, Kind, Level, Resource, View,
    method::VERBS,
    parts::{Part, Shape},
};
use crate::{configuration::authorizer::DEFAULT_TTL_SECONDS, policy::Effect};

pub(super) fn check(view: &View<'_>, findings: &mut Vec<Finding>) {
    let cache = &view.subject.cache;
    let ttl = cache.ttl_seconds.unwrap_or(DEFAULT_TTL_SECONDS);
    let has_one_method = view.api().n_methods == Some(1);
    if !view.is_answer() || ttl == 0 || view.policy.is_cut || has_one_method {
        return;
    }
    let allowed: Vec<Resource<'_>> =
        view.resources().filter(|resource| resource.is_of(Effect::Allow)).collect();
    let Some(first) = allowed.first() else { return };
    let are_single =
        allowed.iter().all(|resource| !resource.statement.resources.is_negated && names_method(resource));
    if !are_single || cache.has_in_key(&METHOD) || cache.has_in_key(&PATH) {
        return;
    }
    // One method and one path, that is the very call that the function was asked about.
    let is_echo = allowed.len() == 1 && names_path(first);
    let level = if is_echo && cache.ttl_seconds.is_some() { Level::Warning } else { Level::Hint };
    findings.push(first.finding_whole(Kind::CrossTalk).level(level).expected(ttl.to_string()));
}

/// Identity sources that tell methods apart.
pub(super) const METHOD: [&str; 1] = ["context.httpmethod"];

/// Identity sources that tell paths apart.
pub(super) const PATH: [&str; 3] = ["context.resourcepath", "context.path", "context.resourceid"];

impl AuthorizerCache<'_> {
    /// Whether one of these, in small letters, is certainly part of what answers are cached by.
    pub(super) fn has_in_key(&self, sources: &[&str]) -> bool {
        self.identity_sources.iter().flatten().any(|source| {
            let source = source.strip_prefix('$').unwrap_or(source);
            sources.iter().any(|wanted| wanted.eq_ignore_ascii_case(source))
        })
    }
}

/// Whether a resource is of one method only.
pub(super) fn names_method(resource: &Resource<'_>) -> bool {
    let Shape::Arn(arn) = resource.shape else { return false };
    arn.method.is_verb_sure && arn.method.verb.is_some_and(|verb| VERBS.contains(&verb.text))
}

/// Whether a resource is of one path only.
pub(super) fn names_path(resource: &Resource<'_>) -> bool {
    resource.shape.method().is_some_and(|method| method.path.is_some_and(is_literal))
}

fn is_literal(part: Part<'_>) -> bool {
    !part.has_wildcard() && !part.has_variable()
}
