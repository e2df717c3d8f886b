//! Defects of the document itself, and of the answer around it.
//!
//! ## What is seen
//! A missing `Statement`, an empty `principalId`, `DENY`, and whatever else AWS's grammar does not have.
//! ## Why it matters
//! An authorizer's answer that API Gateway cannot read ends the call with 500, not with 403; a resource policy of that kind
//! is not saved. How strictly API Gateway reads, AWS does not say: it may also take such a statement as if it were not
//! there.
//! ## What to do
//! Write the element as the grammar has it.
//! ## Source
//! IAM User Guide, "Grammar of the IAM JSON policy language"; API Gateway Developer Guide, "Output from an API Gateway
//! Lambda authorizer".
//!
//! Which defects there are, [`super::super::defect`] says; nothing is found here, only put under the names of findings.

use super::{Element, Finding, Kind, Level, Place, Subject, Whose};
use crate::policy::{Defect, DefectKind, Policy, Role};

pub(super) fn check(subject: &Subject<'_>, findings: &mut Vec<Finding>) {
    if let Some(answer) = subject.authorizer {
        let policy = &answer.policy;
        for defect in &answer.defects {
            findings.extend(finding(Whose::Authorizer, policy, defect));
        }
        of_policy(Whose::Authorizer, policy, Role::Authorizer, findings);
    }
    if let Some(policy) = subject.resource_policy {
        of_policy(Whose::ResourcePolicy, policy, Role::Resource, findings);
    }
}

fn of_policy(whose: Whose, policy: &Policy, role: Role, findings: &mut Vec<Finding>) {
    if policy.is_cut {
        findings.push(Finding::new(Kind::CutPolicy, Place::of(whose)));
    }
    let tolerated = policy.defects.iter().filter(|defect| !defect.kind.is_forbidden()).cloned();
    for defect in policy.faults(role).chain(tolerated) {
        findings.extend(finding(whose, policy, &defect));
    }
}

/// The finding that a defect is; nothing for one that another rule sees better.
fn finding(whose: Whose, policy: &Policy, defect: &Defect) -> Option<Finding> {
    let element = defect.element.split(['.', '[']).next().and_then(Element::from_id);
    let place = Place { statement: defect.statement, element, ..Place::of(whose) };
    let at = |element| Place { element: Some(element), ..place.clone() };
    Some(match defect.kind {
        DefectKind::NoStatement => Finding::new(Kind::MissingStatement, place),
        DefectKind::NoPrincipalId | DefectKind::EmptyPrincipalId => {
            Finding::new(Kind::EmptyPrincipalId, at(Element::PrincipalId))
        }
        DefectKind::NoPrincipal => Finding::new(Kind::MissingPrincipal, at(Element::Principal)),
        DefectKind::Effect => {
            let meant = ["Allow", "Deny"]
                .into_iter()
                .find(|word| defect.element.trim_matches('"').eq_ignore_ascii_case(word));
            match meant {
                Some(meant) => {
                    let written = defect.element.trim_matches('"');
                    Finding::new(Kind::EffectCase, at(Element::Effect)).found(written).expected(meant)
                }
                None => malformed(at(Element::Effect), defect),
            }
        }
        // Said where it stands: see `action`, `never` and `value`.
        DefectKind::ConditionOperand => return None,
        // To answer without statements is a way to allow nothing.
        DefectKind::EmptyList
            if is_of_actions_or_resources(element) || element == Some(Element::Statement) =>
        {
            return None;
        }
        DefectKind::ActionForm if !is_negated(policy, defect) => return None,
        DefectKind::ActionForm => malformed(at(Element::NotAction), defect),
        _ => malformed(place, defect),
    })
}

fn malformed(place: Place, defect: &Defect) -> Finding {
    let mut finding = Finding::new(Kind::Malformed, place).found(&defect.element);
    finding.facts.defect = Some(defect.kind.id().to_owned());
    let is_harmless = !defect.kind.changes_meaning() && !defect.kind.is_forbidden();
    if is_harmless { finding.level(Level::Warning) } else { finding }
}

fn is_of_actions_or_resources(element: Option<Element>) -> bool {
    use Element::{Action, NotAction, NotResource, Resource};
    matches!(element, Some(Action | NotAction | Resource | NotResource))
}

/// Whether a defect is one of `NotAction`.
fn is_negated(policy: &Policy, defect: &Defect) -> bool {
    policy
        .statements
        .iter()
        .any(|statement| Some(statement.index) == defect.statement && statement.actions.is_negated)
}
