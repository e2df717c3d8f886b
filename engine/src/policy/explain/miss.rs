//! Where a resource's pattern and an ARN part: the first segment of the pattern that the ARN does not go on with, and what stands
//! there in the ARN.
//!
//! A pattern is cut behind each of its segments, and the first cut that does not cover the ARN's beginning names the segment.
//! So it is the same matching as everywhere that says where it fails.

use std::ops::Range;

use serde::{Deserialize, Serialize};

use crate::{
    diagnosis::vocabulary,
    policy::{
        Context, Role, Truth, Version,
        pattern::{Resource, ResourcePattern},
        variables,
    },
};

vocabulary! {
    /// A part of an ARN.
    Segment {
        /// `arn` itself: the text is none.
        Form = "form",
        /// `aws`, `aws-cn`, `aws-us-gov`.
        Partition = "partition",
        /// `execute-api`.
        Service = "service",
        /// The region.
        Region = "region",
        /// The account.
        Account = "account",
        /// The API's id.
        Api = "api",
        /// The stage.
        Stage = "stage",
        /// The HTTP method.
        Method = "method",
        /// A piece of the requested path.
        Path = "path",
        /// What stands in the place of API, stage, method and path in an ARN of another service.
        Resource = "resource",
    }
}

/// How a resource in the short form begins.
const SHORT: &str = "execute-api:/";

/// Paths have fewer; who sends longer ones shall not wait for the answer longer.
const MOST_PIECES: usize = 64;

/// Where the two part. Places are counted in bytes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Miss {
    /// Which part of the ARN it is.
    pub segment: Segment,
    /// What the pattern asks for there; empty at its end where the ARN goes on behind it.
    pub in_pattern: Range<usize>,
    /// What the ARN has there; empty at its end where the pattern goes on behind it.
    pub in_arn: Range<usize>,
    /// How many segments of the ARN match before it.
    pub n_matched: u32,
}

/// Where a pattern and an ARN part; `None` when the pattern covers it, or may for values that are not known.
pub fn miss(pattern: &str, version: Version, role: Role, arn: &str, context: &Context) -> Option<Miss> {
    let read = |pattern: &str| ResourcePattern::read(pattern, version);
    let is_covered = |role, pattern: &ResourcePattern, arn: &str| {
        pattern.covers(role, &Resource::of(arn), context) != Truth::No
    };
    // What is cut here must not be filled up, as an authorizer's ARN of too few parts is.
    let role_of_cuts = if pattern.starts_with("arn:") { Role::Resource } else { role };
    let covers = |pattern: &ResourcePattern, arn: &str| is_covered(role_of_cuts, pattern, arn);
    let until = |text, end| str::get(text, ..end).unwrap_or_default();
    let whole = read(pattern);
    if is_covered(role, &whole, arn) {
        return None;
    }
    let (asked, there) = (pieces_of_pattern(pattern, version, role), pieces(arn, 0, 0, false));
    // A cut stands behind the delimiter, so that the piece before it is taken as a whole.
    let begins = |piece: &Range<usize>| covers(&read(&format!("{}*", until(pattern, piece.end + 1))), arn);
    let failed = asked.get(..asked.len() - 1)?.partition_point(begins);
    let piece = asked.get(failed)?.clone();
    let parted = |at: usize, in_pattern, in_arn| {
        let (segment, n_matched) = (segment(arn, at), u32::try_from(at).unwrap_or(u32::MAX));
        Some(Miss { segment, in_pattern, in_arn, n_matched })
    };

    let is_last = failed + 1 == asked.len();
    let text = until(pattern, piece.end);
    // Before the fifth colon, cut there it would match more than it does: it would end its part.
    let is_bounded =
        !is_last && text.ends_with('*') && text.matches(':').count() < 5 && !text.starts_with(SHORT);
    let piece = if is_bounded { piece.start..pattern.len() } else { piece };
    if !is_last && !is_bounded && covers(&read(text), arn) {
        return parted(there.len(), piece.end..pattern.len(), arn.len()..arn.len());
    }
    let ends_before = |end: usize| end < arn.len() && covers(&whole, until(arn, end));
    if is_last && let Some(at) = there.iter().take(MOST_PIECES).position(|piece| ends_before(piece.end)) {
        return parted(at + 1, pattern.len()..pattern.len(), there.get(at)?.end..arn.len());
    }
    // A `*` before the piece may leave several places where it may have been meant to match.
    let before = until(pattern, piece.start);
    let compiled = read(before);
    let mut places = (0..there.len().min(MOST_PIECES)).filter(|at| {
        there.get(*at).is_some_and(|piece| {
            if before.is_empty() { piece.start == 0 } else { covers(&compiled, until(arn, piece.start)) }
        })
    });
    let is_exact = !pattern.get(piece.start..).is_some_and(|rest| rest.contains('*'));
    let as_long = |at: &usize| is_exact && there.len() - at == asked.len() - failed;
    let at = places.clone().find(as_long).or_else(|| places.next());
    match at.and_then(|at| Some((at, there.get(at)?.clone()))) {
        // As after `…:a1b2c3d4e5/`, where a `*` is lost: all the rest has nothing to match it.
        Some((at, found)) if piece.is_empty() => parted(at, piece, found.start..arn.len()),
        Some((at, found)) => parted(at, piece, found),
        None => parted(there.len(), piece, arn.len()..arn.len()),
    }
}

fn pieces_of_pattern(pattern: &str, version: Version, role: Role) -> Vec<Range<usize>> {
    let has_variables = version == Version::V2012;
    if role == Role::Resource && pattern.starts_with(SHORT) {
        pieces(pattern, SHORT.len(), 5, has_variables)
    } else {
        pieces(pattern, 0, 0, has_variables)
    }
}

/// Cuts a text at its first five colons and at every slash that is not in a variable. There are no variables before the fifth
/// colon, of which `n_colons` come before `from`.
fn pieces(text: &str, from: usize, mut n_colons: usize, has_variables: bool) -> Vec<Range<usize>> {
    let (mut all, mut start, mut at) = (Vec::new(), from, from);
    while let Some(rest) = text.get(at..).filter(|rest| !rest.is_empty()) {
        let variable = if has_variables && n_colons >= 5 { variables::read(rest) } else { None };
        if let Some((_, behind)) = variable {
            at = text.len() - behind.len();
            continue;
        }
        if rest.starts_with('/') || (rest.starts_with(':') && n_colons < 5) {
            n_colons += usize::from(rest.starts_with(':'));
            all.push(start..at);
            start = at + 1;
        }
        at += rest.chars().next().map_or(1, char::len_utf8);
    }
    all.push(start..text.len());
    all
}

/// What the `at`th piece of an ARN is.
fn segment(arn: &str, at: usize) -> Segment {
    let is_execute_api = arn.split(':').nth(2) == Some("execute-api");
    match at {
        0 => Segment::Form,
        1 => Segment::Partition,
        2 => Segment::Service,
        3 => Segment::Region,
        4 => Segment::Account,
        _ if !is_execute_api => Segment::Resource,
        5 => Segment::Api,
        6 => Segment::Stage,
        7 => Segment::Method,
        _ => Segment::Path,
    }
}

#[cfg(test)]
mod tests {
    use super::miss;
    use crate::policy::{Context, Role, Version};

    const ARN: &str = "arn:aws:execute-api:us-east-1:123456789012:a1b2c3d4e5/prod/GET/orders/7";

    /// What they have in the place where they part, as `segment: asked | there`.
    fn parted(pattern: &str, role: Role, arn: &str) -> String {
        let context = Context::complete().with("aws:username", "ann");
        let Some(miss) = miss(pattern, Version::V2012, role, arn, &context) else {
            return "covered".to_owned();
        };
        let (asked, there) =
            (pattern.get(miss.in_pattern.clone()).unwrap(), arn.get(miss.in_arn.clone()).unwrap());
        format!("{}: {asked} | {there}", miss.segment.id())
    }

    #[test]
    fn a_miss_is_named_by_its_segment() {
        const UNTIL_API: &str = "arn:aws:execute-api:us-east-1:123456789012:a1b2c3d4e5";
        for (pattern, expected) in [
            ("*".to_owned(), "covered"),
            (format!("{UNTIL_API}/prod/POST/orders/7"), "method: POST | GET"),
            (format!("{UNTIL_API}/prod/POST/*"), "method: POST | GET"),
            (format!("{UNTIL_API}/*/POST/*"), "method: POST | GET"),
            (format!("{UNTIL_API}/dev/GET/orders/7"), "stage: dev | prod"),
            (format!("{UNTIL_API}/prod/GET/orders/{{id}}"), "path: {id} | 7"),
            (format!("{UNTIL_API}/prod/GET/orders/${{aws:username}}"), "path: ${aws:username} | 7"),
            (
                format!("{UNTIL_API}/prod/GET/${{aws:PrincipalTag/team}}/7"),
                "path: ${aws:PrincipalTag/team} | orders",
            ),
            (format!("{UNTIL_API}/prod/GET/Orders/7"), "path: Orders | orders"),
            // One of them ends.
            (format!("{UNTIL_API}/prod/GET/orders"), "path:  | /7"),
            (format!("{UNTIL_API}/prod/GET"), "path:  | /orders/7"),
            (format!("{UNTIL_API}/"), "stage:  | prod/GET/orders/7"),
            (format!("{UNTIL_API}/prod/GET/orders/7/"), "path: / | "),
            (format!("{UNTIL_API}/prod/GET/orders/7/lines/*"), "path: /lines/* | "),
            // An authorizer's ARN of too few parts is filled up.
            ("arn:aws:execute-api".to_owned(), "covered"),
            ("arn:aws:execute-api:eu-west-1".to_owned(), "region: eu-west-1 | us-east-1"),
            ("arn:aws:s3".to_owned(), "service: s3 | execute-api"),
            // Parts before the API.
            (
                "arn:aws:execute-api:eu-west-1:123456789012:a1b2c3d4e5/*".to_owned(),
                "region: eu-west-1 | us-east-1",
            ),
            ("arn:aws:execute-api:us-east-1:1:a1b2c3d4e5/*".to_owned(), "account: 1 | 123456789012"),
            ("arn:aws:execute-api:*:*:zzz/*".to_owned(), "api: zzz | a1b2c3d4e5"),
            ("arn:aws:s3:::bucket/*".to_owned(), "service: s3 | execute-api"),
            ("arn:aws-cn:*".to_owned(), "partition: aws-cn | aws"),
            ("orders".to_owned(), "form: orders | arn"),
            (
                String::new(),
                "form:  | arn:aws:execute-api:us-east-1:123456789012:a1b2c3d4e5/prod/GET/orders/7",
            ),
            // A `*` that stands for several segments.
            ("arn:*:a1b2c3d4e5/prod/POST/orders/7".to_owned(), "method: POST | GET"),
            (format!("{UNTIL_API}/*/orders/8"), "path: 8 | 7"),
            ("arn:aws:execute-api:*/GET/orders/7".to_owned(), "region: */GET/orders/7 | us-east-1"),
            ("arn:aws:execute-api:*:*/POST/orders/7".to_owned(), "method: POST | GET"),
            ("arn:aws:execute-api:*:*:*/POST/orders/7".to_owned(), "method: POST | GET"),
        ] {
            assert_eq!(parted(&pattern, Role::Authorizer, ARN), expected, "{pattern}");
        }
    }

    #[test]
    fn a_resource_policy_has_forms_of_its_own() {
        for (pattern, role, expected) in [
            ("execute-api:/prod/*", Role::Resource, "covered"),
            ("execute-api:/dev/*", Role::Resource, "stage: dev | prod"),
            ("execute-api:/prod/POST/orders/7", Role::Resource, "method: POST | GET"),
            ("execute-api:/prod/GET/orders", Role::Resource, "path:  | /7"),
            (
                "arn:aws:execute-api",
                Role::Resource,
                "region:  | :us-east-1:123456789012:a1b2c3d4e5/prod/GET/orders/7",
            ),
            ("execute-api:/prod/*", Role::Authorizer, "form: execute-api | arn"),
        ] {
            assert_eq!(parted(pattern, role, ARN), expected, "{pattern}");
        }
        assert_eq!(parted("execute-api:/prod/*", Role::Resource, "x"), "partition: prod | ");
    }

    #[test]
    fn a_resource_policys_arn_of_too_few_parts_ends_too_early() {
        assert_eq!(
            parted("arn:aws:execute-api", Role::Resource, ARN),
            "region:  | :us-east-1:123456789012:a1b2c3d4e5/prod/GET/orders/7"
        );
    }

    #[test]
    fn long_paths_are_judged_as_far_as_they_are_looked_at() {
        let arn = format!("{ARN}{}", "/7".repeat(700));
        for pattern in [
            format!("arn:{}", "*/".repeat(1000)),
            format!("arn:aws:execute-api:*{}x", "/7".repeat(900)),
            "/".repeat(2000),
        ] {
            assert_ne!(parted(&pattern, Role::Authorizer, &arn), "covered");
        }
    }

    #[test]
    fn other_services_have_resources() {
        assert_eq!(
            parted("arn:aws:s3:::bucket/b/*", Role::Authorizer, "arn:aws:s3:::bucket/a/c"),
            "resource: b | a"
        );
        assert_eq!(parted("arn:aws:s3:::x", Role::Authorizer, "arn:aws:s3:::bucket"), "resource: x | bucket");
    }

    #[test]
    fn what_is_no_arn_is_judged_too() {
        for pattern in ["", "*a", "::::::", "a/b/é", "${", "arn:aws:execute-api:us-east-1:1:${x"] {
            for arn in ["", ":", "é", "arn:aws:execute-api", "////"] {
                for role in [Role::Authorizer, Role::Resource] {
                    let _ = parted(pattern, role, arn);
                }
            }
        }
    }
}
