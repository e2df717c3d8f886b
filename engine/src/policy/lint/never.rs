//! Statements that say nothing: they match no call, or another statement makes them idle.
//!
//! ## What is seen
//! `NotResource` or `NotAction` with `*`, an empty list, conditions that exclude one another; an Allow whose every resource an
//! unconditional Deny names, too; a statement of which another one of the same effect says all.
//! ## Why it matters
//! A statement that matches nothing was meant to match something. A Deny always wins, so that an Allow inside it is never
//! heard.
//! ## What to do
//! Drop the statement, or narrow the one that makes it idle.
//! ## Source
//! IAM User Guide, "Policy evaluation logic", "IAM JSON policy elements: `NotResource`".

use super::{
    Finding, Kind, Level, View, Whose,
    inclusion::{Extent, includes_action},
    principal::is_everyone,
};
use crate::policy::{Condition, Effect, Names, Statement, Test};

/// How much is compared at most. Policies of API Gateway's own size need far less.
const MOST_EFFORT: usize = 2_000_000;

pub(super) fn check(view: &View<'_>, findings: &mut Vec<Finding>) {
    for statement in &view.policy.statements {
        findings.extend(matches_nothing(view, statement));
    }
    let reaches: Vec<Reach<'_>> = view.policy.statements.iter().map(Reach::of).collect();
    let effort = &mut MOST_EFFORT.clone();
    for inner in &reaches {
        let statement = inner.statement;
        let place = view.place(statement, super::Element::Statement);
        let is_denied = |outer: &&Reach<'_>| {
            statement.effect == Effect::Allow
                && outer.statement.effect == Effect::Deny
                && is_inside(view, inner, outer, effort)
        };
        if let Some(by) = reaches.iter().find(is_denied) {
            findings.push(Finding::new(Kind::Overruled, place).other(by.statement.index));
            continue;
        }
        let is_said = |outer: &&Reach<'_>| {
            // Of two that say the same the first stays.
            outer.statement.index != statement.index
                && outer.statement.effect == statement.effect
                && is_inside(view, inner, outer, effort)
                && (outer.statement.index < statement.index || !is_inside(view, outer, inner, effort))
        };
        if let Some(by) = reaches.iter().find(is_said) {
            findings.push(Finding::new(Kind::Redundant, place).other(by.statement.index));
        }
    }
}

/// A statement, and the extent of its resources.
struct Reach<'a> {
    statement: &'a Statement,
    resources: Vec<Extent<'a>>,
}

impl<'a> Reach<'a> {
    fn of(statement: &'a Statement) -> Self {
        let resources = statement.resources.patterns.iter().map(|pattern| Extent::of(pattern)).collect();
        Self { statement, resources }
    }
}

/// Why a statement matches no call at all.
fn matches_nothing(view: &View<'_>, statement: &Statement) -> Option<Finding> {
    use super::Element::{Action, Condition, NotAction, NotResource, Resource};
    for (names, element, negated) in
        [(&statement.actions, Action, NotAction), (&statement.resources, Resource, NotResource)]
    {
        let is_all = |pattern: &String| pattern == "*" || pattern.eq_ignore_ascii_case("execute-api:*");
        if names.is_negated && names.patterns.iter().any(is_all) {
            return Some(
                Finding::new(Kind::AllButEverything, view.place(statement, negated)).found(negated.id()),
            );
        }
        if !names.is_negated && names.patterns.is_empty() {
            // What AWS's own blueprint for Python answers where every method has a condition.
            let finding = Finding::new(Kind::EmptyList, view.place(statement, element));
            return Some(finding.found(element.id()).level(Level::Hint));
        }
    }
    let contradicts = |one: &super::Condition| statement.conditions.iter().any(|other| exclude(one, other));
    let one = statement.conditions.iter().find(|one| contradicts(one))?;
    Some(Finding::new(Kind::ExclusiveConditions, view.place(statement, Condition)).key(&one.key))
}

/// Whether two conditions on one key cannot both hold.
fn exclude(one: &Condition, other: &Condition) -> bool {
    let is_plain = |condition: &Condition| {
        condition.operator.quantifier.is_none()
            && !condition.operator.is_if_exists
            && !condition.values.is_empty()
            && condition.values.iter().all(|value| !value.contains("${"))
    };
    if !one.key.eq_ignore_ascii_case(&other.key) || !is_plain(one) || !is_plain(other) {
        return false;
    }
    let shared = |value: &String| other.values.contains(value);
    match (one.operator.test, other.operator.test) {
        (Test::StringEquals, Test::StringEquals) => !one.values.iter().any(shared),
        (Test::StringEquals, Test::StringNotEquals) | (Test::IpAddress, Test::NotIpAddress) => {
            one.values.iter().all(shared)
        }
        _ => false,
    }
}

/// Whether all that `inner` matches `outer` matches, too.
fn is_inside(view: &View<'_>, inner: &Reach<'_>, outer: &Reach<'_>, effort: &mut usize) -> bool {
    let (one, other) = (inner.statement, outer.statement);
    let n_pairs = 1 + inner.resources.len() * outer.resources.len();
    let Some(left) = effort.checked_sub(n_pairs) else { return false };
    *effort = left;
    let are_conditions_inside = other.conditions.is_empty() || has_same_conditions(one, other);
    let are_principals_inside = view.whose == Whose::Authorizer
        || other.principals == one.principals
        || other.principals.as_ref().is_some_and(is_everyone);
    are_conditions_inside
        && are_principals_inside
        && !one.is_doubtful
        && !other.is_doubtful
        && are_actions_inside(&one.actions, &other.actions)
        && are_resources_inside(inner, outer, effort)
}

fn has_same_conditions(one: &Statement, other: &Statement) -> bool {
    one.conditions.len() == other.conditions.len()
        && one.conditions.iter().all(|condition| other.conditions.contains(condition))
}

fn are_actions_inside(inner: &Names, outer: &Names) -> bool {
    let is_inside = |narrow: &Names, wide: &Names| {
        !narrow.patterns.is_empty()
            && narrow
                .patterns
                .iter()
                .all(|narrow| wide.patterns.iter().any(|wide| includes_action(wide, narrow)))
    };
    match (inner.is_negated, outer.is_negated) {
        (false, false) => is_inside(inner, outer),
        // All but more is inside all but less.
        (true, true) => is_inside(outer, inner),
        (true, false) => outer.patterns.iter().any(|pattern| pattern == "*"),
        (false, true) => false,
    }
}

fn are_resources_inside(inner: &Reach<'_>, outer: &Reach<'_>, effort: &mut usize) -> bool {
    let mut is_inside = |narrow: &[Extent<'_>], wide: &[Extent<'_>]| {
        !narrow.is_empty()
            && narrow.iter().all(|narrow| wide.iter().any(|wide| wide.includes(*narrow, effort)))
    };
    match (inner.statement.resources.is_negated, outer.statement.resources.is_negated) {
        (false, false) => is_inside(&inner.resources, &outer.resources),
        (true, true) => is_inside(&outer.resources, &inner.resources),
        (true, false) => outer.statement.resources.patterns.iter().any(|pattern| pattern == "*"),
        (false, true) => false,
    }
}
