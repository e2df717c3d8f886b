//! The path in an ARN: as the API defines it, with slashes too many, with a query string.
//!
//! ## What is seen
//! `orders/{id}` or `{proxy+}`; `orders/`; `GET//orders`; `orders?page=1`.
//! ## Why it matters
//! The ARN of a call holds the path as it was requested, without its first slash and without the query string. `{id}` stands
//! there as the value that the client sent, and `?` in a pattern is any one character.
//! ## What to do
//! Write `*` for a path parameter; drop the slash at the end, the second of two, and the query string.
//! ## Source
//! API Gateway Developer Guide, "Control access for invoking an API"; serverless-offline #273 (that the requested path is
//! compared).

use super::{
    Finding, Kind, Resource, View,
    parts::{Method, Part},
};

pub(super) fn check(view: &View<'_>, findings: &mut Vec<Finding>) {
    for resource in view.resources() {
        let Some(method) = resource.shape.method() else { continue };
        empty_segments(&resource, method, findings);
        let Some(path) = method.path else { continue };
        let mut start = 0;
        for segment in path.text.split('/') {
            let end = start + segment.len();
            if is_template(segment) {
                findings.push(resource.finding(Kind::PathTemplate, path.span_of(start, end)).found(segment));
            }
            start = end + 1;
        }
        if path.text.ends_with('/') && path.text.len() > 1 && !path.text.ends_with("//") {
            let end = path.text.len();
            let expected = resource.pattern.trim_end_matches('/');
            let finding = resource.finding(Kind::TrailingSlash, path.span_of(end - 1, end));
            findings.push(finding.found(path.text).expected(expected));
        }
        if let Some(at) = query(path.text) {
            let found = path.text.get(at..).unwrap_or_default();
            let finding = resource.finding(Kind::QueryString, path.span_of(at, path.text.len()));
            findings.push(finding.found(found));
        }
    }
}

/// Two slashes in a row: around a method that is empty, at the start of the path or inside it.
fn empty_segments(resource: &Resource<'_>, method: Method<'_>, findings: &mut Vec<Finding>) {
    let Method { stage, verb, path, .. } = method;
    let mut push = |part: Part<'_>, at: usize| {
        findings.push(resource.finding(Kind::DoubleSlash, part.span_of(at, at + 1)).found(resource.pattern));
    };
    // The slash behind the empty part is the second one.
    if let Some(stage) = stage.filter(|stage| stage.text.is_empty() && verb.is_some()) {
        push(stage, 0);
    }
    if let Some(verb) = verb.filter(|verb| verb.text.is_empty() && path.is_some()) {
        push(verb, 0);
    }
    if let Some(path) = path {
        let first = path.text.starts_with('/').then_some(0);
        let inside = path.text.match_indices("//").map(|(at, _)| at + 1);
        if let Some(at) = first.or(inside.into_iter().next()) {
            push(path, at);
        }
    }
}

/// Whether a segment is a parameter's name in braces. `${…}` is something else.
fn is_template(segment: &str) -> bool {
    segment
        .strip_prefix('{')
        .and_then(|rest| rest.strip_suffix('}'))
        .map(|name| name.strip_suffix('+').unwrap_or(name))
        .is_some_and(|name| {
            !name.is_empty() && name.chars().all(|c| c.is_ascii_alphanumeric() || "_-.".contains(c))
        })
}

/// Where a query string begins: a `?` behind which a name and `=` stand.
fn query(path: &str) -> Option<usize> {
    path.match_indices('?').map(|(at, _)| at).find(|at| {
        path.get(at + 1..).and_then(|rest| rest.split_once('=')).is_some_and(|(name, _)| {
            !name.is_empty() && name.chars().all(|c| c.is_ascii_alphanumeric() || "_-.[]".contains(c))
        })
    })
}
