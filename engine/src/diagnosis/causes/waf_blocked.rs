//! AWS WAF blocked the call before API Gateway looked at it.
//!
//! ## What is seen
//! Nothing in the execution log. In an access log `$context.error.responseType` is `WAF_FILTERED`, `$context.waf.status` is 403 or
//! `$context.wafResponseCode` is `WAF_BLOCK`.
//! ## Why it refuses
//! A rule of the stage's web ACL matched.
//! ## What settles it
//! The WAF log names the rule: `terminatingRuleId`.
//! ## Source
//! API Gateway Developer Guide, "Use AWS WAF to protect your REST APIs".

use crate::diagnosis::{Cause, Diagnosis, Gate, Grade, case::Case};

/// Whether AWS WAF blocked.
pub fn check(case: &Case<'_>) -> Option<Diagnosis> {
    let outcome = case.outcome;
    let is_phase =
        outcome.is_blocked || outcome.waf.status.is_some_and(|status| (400..500).contains(&status));
    if !outcome.is_response_to(Cause::WafBlocked)
        && (!is_phase || outcome.is_another_response(Cause::WafBlocked))
    {
        return None;
    }
    let diagnosis = case.verdict(Cause::WafBlocked, Some(Gate::Waf), Some(403), Grade::Proved);
    Some(diagnosis.on(outcome.lines()))
}
