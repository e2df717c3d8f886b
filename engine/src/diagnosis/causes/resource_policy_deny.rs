//! The API's resource policy refused the call.
//!
//! ## What is seen
//! A Deny prints `ExplicitDenyException User: … with an explicit deny` before anything else. Silence prints `The client is
//! not authorized to perform this operation.` without any line of an authorizer. In an access log: the same texts, or the gateway
//! response type `ACCESS_DENIED` of a call that never came to an authorizer.
//! ## Why it refuses
//! With an authorizer the resource policy is evaluated twice: before the authorizer for explicit denies alone, and then
//! together with the authorizer's policy. Without one it must allow the call itself.
//! ## What settles it
//! The policy itself, in a configuration snapshot. That a lone `not authorized` is the resource policy follows from reports,
//! and IAM authorization may look the same: it is inferred.
//! ## Source
//! API Gateway Developer Guide, "How API Gateway resource policies affect authorization workflow".

use crate::{
    arn::MethodArn,
    configuration::ResourcePolicy,
    diagnosis::{Cause, Deny, Diagnosis, Gate, Grade, Missing, case::Case},
    log::sentence::Sentence,
    policy::{Evaluation, Policy, Request, Role, evaluate},
};

const CAUSE: Cause = Cause::ResourcePolicyDeny;

/// A Deny statement matched.
pub fn explicit(case: &Case<'_>) -> Option<Diagnosis> {
    let line = case.line(|sentence| matches!(sentence, Sentence::ResourcePolicyExplicitDeny { .. }));
    let grade = match (line, case.outcome.message) {
        (Some(_), _) => Grade::Proved,
        (None, Some(meaning)) if meaning.cause == CAUSE && meaning.deny == Some(Deny::Explicit) => {
            match meaning.alternatives {
                [] => Grade::Proved,
                _ if meaning.allows(Cause::AuthorizerPolicyDeny) => return None,
                _ => Grade::Inferred,
            }
        }
        _ => return None,
    };
    let mut diagnosis = case.verdict(CAUSE, Some(Gate::ResourcePolicy), Some(403), grade);
    diagnosis.statement = denying_statement(case);
    let evidence = line.into_iter().chain(case.outcome.lines());
    Some(without_the_policy(case, diagnosis).denying(Deny::Explicit).on(evidence))
}

/// No statement allowed.
pub fn implicit(case: &Case<'_>) -> Option<Diagnosis> {
    if case.outcome.is_another_response(CAUSE) {
        return None;
    }
    let line = case.reading.line(|line| {
        line.sentence == Sentence::ClientNotAuthorized && line.gate == Some(Gate::ResourcePolicy)
    });
    match line.map(|line| line.number) {
        Some(line) => Some(by_line(case, line)),
        None => by_access_log(case),
    }
}

fn by_line(case: &Case<'_>, line: u64) -> Diagnosis {
    let mut diagnosis = refused(case);
    let evidence = [line].into_iter().chain(case.outcome.lines());
    let has_start = case.line(|sentence| matches!(sentence, Sentence::ExtendedRequestId(_))).is_some();
    if !has_start {
        diagnosis.missing.push(Missing::Start);
    }
    if !has_start && case.stage.has_authorizer || case.resource_policy() == Some(&ResourcePolicy::Absent) {
        // Lines of the authorizer may have stood before: it may have been its policy as well. Or it was IAM.
        return Diagnosis { cause: Cause::Unknown, gate: None, ..diagnosis }.on(evidence);
    }
    diagnosis.denying(Deny::Implicit).on(evidence)
}

fn by_access_log(case: &Case<'_>) -> Option<Diagnosis> {
    let outcome = case.outcome;
    let told = outcome.message.filter(|meaning| meaning.cause == CAUSE).and_then(|meaning| meaning.deny);
    // A format that names other phases names the authorizer's too, and an execution log that begins at its beginning has its
    // lines: a call without them never came there.
    let names_phases = case.stage.logs_authorizer
        || outcome.authorize.is_reached()
        || outcome.authenticate.is_reached()
        || outcome.waf.is_reached()
        || case.line(|sentence| matches!(sentence, Sentence::ExtendedRequestId(_))).is_some();
    let is_told = match told {
        Some(Deny::Implicit) => true,
        Some(_) => false,
        None => outcome.is_access_denied() && names_phases,
    };
    if !is_told || case.resource_policy() == Some(&ResourcePolicy::Absent) {
        return None;
    }
    Some(refused(case).denying(told.unwrap_or(Deny::Unknown)).on(outcome.lines()))
}

fn refused(case: &Case<'_>) -> Diagnosis {
    without_the_policy(case, case.verdict(CAUSE, Some(Gate::ResourcePolicy), Some(403), Grade::Inferred))
}

fn without_the_policy(case: &Case<'_>, mut diagnosis: Diagnosis) -> Diagnosis {
    if case.resource_policy().is_none() {
        diagnosis.missing.push(Missing::ResourcePolicy);
    }
    diagnosis
}

/// Whether the configuration's resource policy allows the call, whatever the values of the keys that nothing tells.
pub(super) fn allows(case: &Case<'_>) -> bool {
    evaluation(case).is_some_and(|evaluation| evaluation.outcomes().is_allow())
}

/// The statement of the configuration's resource policy that denied a call which it is known to have denied.
fn denying_statement(case: &Case<'_>) -> Option<u32> {
    evaluation(case)?.denying_statement()
}

fn evaluation(case: &Case<'_>) -> Option<Evaluation> {
    let ResourcePolicy::Document { policy, .. } = case.resource_policy()? else { return None };
    let arn = case.method_arn()?;
    let arn = unmasked(&arn, policy).unwrap_or_else(|| arn.into_owned());
    let context = case.context();
    Some(evaluate(policy, Role::Resource, &Request::invoke(&arn).with(&context)))
}

/// The ARN with the account that the policy names, where the log shows no more than the end of it.
fn unmasked(arn: &str, policy: &Policy) -> Option<String> {
    MethodArn::parse(arn)?;
    let account = arn.split(':').nth(4)?;
    let shown = account.trim_start_matches('*');
    let patterns = policy.statements.iter().flat_map(|statement| &statement.resources.patterns);
    let whole = patterns
        .filter_map(|pattern| pattern.split(':').nth(4))
        .find(|whole| whole.len() == account.len() && !whole.contains('*') && whole.ends_with(shown))?;
    (shown.len() < account.len()).then(|| arn.replacen(account, whole, 1))
}
