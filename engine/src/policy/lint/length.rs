//! More characters than API Gateway takes.
//!
//! ## What is seen
//! A resource of more than 512 characters in an authorizer's answer, or a resource policy of more than 8,192.
//! ## Why it matters
//! API Gateway does not take more. How a call ends that such an answer was given to, AWS does not say; such a resource policy is
//! not saved.
//! ## What to do
//! Name what several resources have in common, with `*`, instead of each by itself.
//! ## Source
//! API Gateway Developer Guide, "Amazon API Gateway quotas and important notes".

use super::{Finding, Kind, Place, View, Whose};

/// What API Gateway takes as one resource of an authorizer's answer.
const LONGEST_RESOURCE: usize = 512;

/// What API Gateway takes as a resource policy, unless the account's quota was raised.
const LONGEST_POLICY: usize = 8192;

/// How many characters a policy has without the blanks between its elements, which may be there for the eye only.
pub fn n_chars(json: &str) -> usize {
    let mut is_text = false;
    let mut is_escaped = false;
    let counts = |c: &char| {
        let is_quote = *c == '"' && !is_escaped;
        is_escaped = is_text && *c == '\\' && !is_escaped;
        is_text ^= is_quote;
        is_text || !c.is_ascii_whitespace()
    };
    json.chars().filter(counts).count()
}

pub(super) fn check(view: &View<'_>, findings: &mut Vec<Finding>) {
    match view.whose {
        Whose::Authorizer if view.is_answer() => {
            for resource in view.resources() {
                let n_chars = resource.pattern.chars().count();
                if n_chars > LONGEST_RESOURCE {
                    let finding = resource.finding_whole(Kind::LongResource);
                    findings.push(finding.found(n_chars.to_string()).expected(LONGEST_RESOURCE.to_string()));
                }
            }
        }
        Whose::Authorizer => {}
        Whose::ResourcePolicy => {
            if let Some(n_chars) = view.subject.n_resource_policy_chars.filter(|n| *n > LONGEST_POLICY) {
                let finding = Finding::new(Kind::LongPolicy, Place::of(view.whose));
                findings.push(finding.found(n_chars.to_string()).expected(LONGEST_POLICY.to_string()));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::n_chars;

    #[test]
    fn blanks_count_inside_of_texts_only() {
        for (json, expected) in
            [("{ \"a\" :\n 1 }", 7), (r#"["a \" b", "c d"]"#, 16), ("", 0), (r#"{"a": "\\" , "b":1}"#, 16)]
        {
            assert_eq!(n_chars(json), expected, "{json}");
        }
    }
}
