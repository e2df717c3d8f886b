//! Actions that no call of a method is.
//!
//! ## What is seen
//! `lambda:InvokeFunction`, `execute-api:GET`, `Invoke` among a statement's actions.
//! ## Why it matters
//! A call of a method is the action `execute-api:Invoke`. A statement without it says nothing of any call: an Allow allows
//! nothing, a Deny denies nothing.
//! ## What to do
//! Write `execute-api:Invoke`.
//! ## Source
//! API Gateway Developer Guide, "Control access for invoking an API"; Service Authorization Reference, "Amazon API Gateway".

use super::{Element, Finding, Kind, Level, Place, Span, View};
use crate::arn::glob;

/// What `execute-api` knows, in small letters.
const KNOWN: [&str; 3] = ["invoke", "invalidatecache", "manageconnections"];

pub(super) fn check(view: &View<'_>, findings: &mut Vec<Finding>) {
    if view.is_of_caller() {
        return;
    }
    for statement in &view.policy.statements {
        // All actions but those of another service: that may well be meant.
        if statement.actions.is_negated {
            continue;
        }
        let kinds = || statement.actions.patterns.iter().map(|pattern| (pattern, kind(pattern)));
        let is_idle = kinds().all(|(_, kind)| kind.is_some());
        for (item, (pattern, kind)) in (0..).zip(kinds()) {
            let Some(kind) = kind else { continue };
            let range = Span { start: 0, end: u32::try_from(pattern.len()).unwrap_or(u32::MAX) };
            let place =
                Place { item: Some(item), range: Some(range), ..view.place(statement, Element::Action) };
            let finding = Finding::new(kind, place).found(pattern);
            // Beside one that works it does no harm.
            findings.push(if is_idle { finding } else { finding.level(Level::Hint) });
        }
    }
}

/// What is wrong with an action; nothing where it may be one of `execute-api`.
fn kind(pattern: &str) -> Option<Kind> {
    // That an action is empty is a defect of the text.
    if pattern == "*" || pattern.is_empty() {
        return None;
    }
    match pattern.to_ascii_lowercase().split_once(':') {
        Some(("execute-api", name)) => {
            (!KNOWN.iter().any(|known| glob(name, known))).then_some(Kind::UnknownAction)
        }
        Some((service, _)) if !service.contains(['*', '?']) => Some(Kind::ForeignAction),
        _ => Some(Kind::UnknownAction),
    }
}

#[cfg(test)]
mod tests {
    use super::kind;
    use crate::policy::lint::Kind;

    #[test]
    fn actions_of_execute_api_are_known_in_any_case() {
        for (action, expected) in [
            ("execute-api:Invoke", None),
            ("EXECUTE-API:invoke", None),
            ("*", None),
            ("execute-api:*", None),
            ("execute-api:Inv?ke", None),
            ("execute-api:ManageConnections", None),
            ("execute-api:InvalidateCache", None),
            ("execute-api:GET", Some(Kind::UnknownAction)),
            ("Invoke", Some(Kind::UnknownAction)),
            ("", None),
            ("execute-*:Invoke", Some(Kind::UnknownAction)),
            ("lambda:InvokeFunction", Some(Kind::ForeignAction)),
            ("apigateway:*", Some(Kind::ForeignAction)),
        ] {
            assert_eq!(kind(action), expected, "{action}");
        }
    }
}
