//! Another partition, region, account, API or stage than the one that is called.
//!
//! ## What is seen
//! A part of a resource's ARN that the API's own ARN does not have; the stage `null`, `test-invoke-stage` or
//! `ESTestInvoke-stage`, which API Gateway puts in while the console tests an authorizer or a method.
//! ## Why it matters
//! The ARNs of methods hold all five, and each is compared. An Allow that names another API allows nothing here, a Deny denies
//! nothing. A stage that a console test showed exists in the test alone.
//! ## What to do
//! Let the function take them out of the `methodArn` of each call, or write `*` in their places.
//! ## Source
//! API Gateway Developer Guide, "Control access for invoking an API"; "Use API Gateway Lambda authorizers"
//! (`ESTestInvoke-stage`).
//!
//! One authorizer may serve several APIs and answer with the ARNs of all, so an answer that names this API, too, is right.
//! Which stages there are is seldom known: then only an Allow is looked at, and only where none names the stage that is
//! called.

use super::{
    Finding, Kind, Level, Resource, View, Whose,
    parts::{Arn, Shape},
    placeholder,
};
use crate::{arn::is_test_stage, policy::Effect};

pub(super) fn check(view: &View<'_>, findings: &mut Vec<Finding>) {
    let all: Vec<Resource<'_>> = view.resources().collect();
    for resource in &all {
        if let Shape::Arn(arn) = resource.shape {
            heads(view, &all, resource, &arn, findings);
        }
        findings.extend(stage(view, &all, resource));
    }
}

/// What stands before the stage.
fn heads(
    view: &View<'_>,
    all: &[Resource<'_>],
    resource: &Resource<'_>,
    arn: &Arn<'_>,
    findings: &mut Vec<Finding>,
) {
    let api = view.api();
    let is_api_named = api.api_id.is_some_and(|id| id == arn.api.text);
    let is_for_others = view.whose == Whose::Authorizer
        && !is_api_named
        && all.iter().any(|other| other.is_of(resource.statement.effect) && is_here(view, other));
    if is_for_others {
        return;
    }
    // A Deny of something else is idle, but refuses nobody who should pass.
    let is_idle = view.whose == Whose::Authorizer
        && (resource.is_of(Effect::Deny) || resource.statement.resources.is_negated);
    for (kind, part, known) in [
        (Kind::WrongPartition, arn.partition, api.partition),
        (Kind::WrongRegion, arn.region, api.region),
        (Kind::WrongAccount, arn.account, api.account),
        (Kind::WrongApi, arn.api, api.api_id),
    ] {
        if let Some(known) = known
            && !part.covers(known)
            && !placeholder::is_in(part)
        {
            let finding = resource.finding(kind, part.span()).found(part.text).expected(known);
            findings.push(if is_idle && !is_api_named { finding.level(Level::Hint) } else { finding });
        }
    }
}

fn stage(view: &View<'_>, all: &[Resource<'_>], resource: &Resource<'_>) -> Option<Finding> {
    let part = resource.shape.method()?.stage?;
    let api = view.api();
    let is_of_api = match resource.shape {
        Shape::Arn(arn) => arn.may_be_of(api),
        _ => true,
    };
    if part.text.is_empty() || part.has_variable() || placeholder::is_no_stage(part.text) || !is_of_api {
        return None;
    }
    let names = |stage: &str| part.covers(stage);
    if api.stage.is_some_and(names) || api.stages.iter().any(|stage| names(stage)) {
        return None;
    }
    let is_allowed_elsewhere = || {
        all.iter().any(|other| {
            other.is_of(Effect::Allow) && !other.statement.resources.is_negated && is_at_stage(view, other)
        })
    };
    let finding = |kind| resource.finding(kind, part.span()).found(part.text);
    if is_test_stage(part.text) {
        // To name it beside the real one lets the console test, too.
        let is_meant =
            part.text != "null" && (api.stage.is_none() || is_allowed_elsewhere()) && n_stages(all) > 1;
        return (!is_meant).then(|| finding(Kind::TestStage));
    }
    if !api.stages.is_empty() {
        return Some(finding(Kind::WrongStage).expected(api.stages.join(", ")));
    }
    let called = api.stage?;
    let is_allow = resource.is_of(Effect::Allow) && !resource.statement.resources.is_negated;
    (is_allow && !is_allowed_elsewhere()).then(|| finding(Kind::WrongStage).expected(called))
}

/// How many stages a policy names, wildcards each for one.
fn n_stages(all: &[Resource<'_>]) -> usize {
    let mut names: Vec<&str> =
        all.iter().filter_map(|resource| Some(resource.shape.method()?.stage?.text)).collect();
    names.sort_unstable();
    names.dedup();
    names.len()
}

/// Whether a resource may name something of this API.
fn is_here(view: &View<'_>, resource: &Resource<'_>) -> bool {
    match resource.shape {
        Shape::Arn(arn) => arn.may_be_of(view.api()),
        Shape::Wide | Shape::Incomplete | Shape::Short(_) => true,
        Shape::Domain | Shape::Foreign(_) | Shape::Other => false,
    }
}

/// Whether a resource may name something of the stage that is called.
fn is_at_stage(view: &View<'_>, resource: &Resource<'_>) -> bool {
    is_here(view, resource)
        && resource.shape.method().is_none_or(|method| {
            let (Some(part), Some(stage)) = (method.stage, view.api().stage) else { return true };
            // A wildcard in the API's place may stand for the stage as well.
            part.covers(stage)
        })
}
