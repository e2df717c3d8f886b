//! Values that an operator cannot compare, or compares otherwise than it seems.
//!
//! ## What is seen
//! `IpAddress` with `10.0.0.0/33`, `Bool` with `yes`; a range of addresses under `StringEquals`; `*` under `StringEquals`.
//! ## Why it matters
//! By a value that is no address, date or number no Allow matches. `StringEquals` compares letter by letter: `10.0.0.0/8` is then
//! no range, and `*` is an asterisk.
//! ## What to do
//! Mend the value; compare addresses with `IpAddress`, and wildcards with `StringLike`.
//! ## Source
//! IAM User Guide, "IAM JSON policy elements: condition operators".

use super::{Finding, Kind, Place, Span, View};
use crate::policy::Test;

pub(super) fn check(view: &View<'_>, findings: &mut Vec<Finding>) {
    for (_, condition, place) in view.conditions() {
        let test = condition.operator.test;
        let is_address =
            ["aws:sourceip", "aws:vpcsourceip"].iter().any(|key| key.eq_ignore_ascii_case(&condition.key));
        for (value, text) in (0..).zip(&condition.values) {
            let kind = if condition.odd_values().any(|odd| odd == text) {
                Kind::BadValue
            } else if is_address && compares_text(test) && text.contains('/') {
                Kind::AddressAsText
            } else if is_literal(test)
                && text.contains(['*', '?'])
                && !text.contains("${")
                && !is_url_with_query(text)
            {
                Kind::LiteralWildcard
            } else {
                continue;
            };
            let range = Span { start: 0, end: u32::try_from(text.len()).unwrap_or(u32::MAX) };
            let place = Place { value: Some(value), range: Some(range), ..place.clone() };
            let finding = Finding::new(kind, place).found(text).key(&condition.key);
            findings.push(finding.operator(condition.operator.to_string()));
        }
    }
}

fn compares_text(test: Test) -> bool {
    is_literal(test) || matches!(test, Test::StringLike | Test::StringNotLike)
}

/// Whether an operator takes wildcards literally.
fn is_literal(test: Test) -> bool {
    matches!(
        test,
        Test::StringEquals
            | Test::StringNotEquals
            | Test::StringEqualsIgnoreCase
            | Test::StringNotEqualsIgnoreCase
    )
}

/// Whether `?` stands where it does in an address on the web.
fn is_url_with_query(text: &str) -> bool {
    !text.contains('*') && text.contains("://")
}
