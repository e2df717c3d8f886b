//! Variables where the language knows none.
//!
//! ## What is seen
//! `${aws:…}` in a resource or a condition value of a policy whose `Version` is `2008-10-17` or missing.
//! ## Why it matters
//! The older language takes `${aws:username}` as these very characters, so it matches nothing.
//! ## What to do
//! Begin the policy with `"Version": "2012-10-17"`.
//! ## Source
//! IAM User Guide, "IAM policy elements: variables and tags", "Version".

use super::{Finding, Kind, Place, Span, View, placeholder::is_variable};
use crate::policy::Version;

pub(super) fn check(view: &View<'_>, findings: &mut Vec<Finding>) {
    if view.policy.version != Version::V2008 || view.policy.is_cut {
        return;
    }
    for resource in view.resources() {
        findings.extend(first(resource.pattern, &resource.place));
    }
    for (_, condition, place) in view.conditions() {
        for (value, text) in (0..).zip(&condition.values) {
            findings.extend(first(text, &Place { value: Some(value), ..place.clone() }));
        }
    }
}

/// The first variable in a text.
fn first(text: &str, place: &Place) -> Option<Finding> {
    let (start, end) = text.match_indices("${").find_map(|(start, _)| {
        let (name, _) = text.get(start + 2..)?.split_once('}')?;
        is_variable(name).then_some((start, start + name.len() + 3))
    })?;
    let span = Span { start: u32::try_from(start).ok()?, end: u32::try_from(end).ok()? };
    let finding = Finding::new(Kind::VariablesIn2008, Place { range: Some(span), ..place.clone() });
    Some(finding.found(text.get(start..end)?))
}
