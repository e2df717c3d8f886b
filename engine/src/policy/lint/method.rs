//! The method in an ARN: missing, `ANY`, in small letters, without the slash of the root.
//!
//! ## What is seen
//! A path where the method belongs (`…/prod/orders`), `ANY`, `get`, or `…/prod/GET` with nothing behind it.
//! ## Why it matters
//! The ARN of a call names its method between stage and path, in capitals, and the root's ends in a slash: `…/prod/GET/`.
//! `ANY` is the name of a setting of the API; calls come as `GET` or `POST`.
//! ## What to do
//! Name the method, or write `*` in its place.
//! ## Source
//! API Gateway Developer Guide, "Control access for invoking an API"; "Output from an API Gateway Lambda authorizer" (the
//! root).

use super::{
    Finding, Kind, Resource, View,
    parts::{Method, Part},
    placeholder,
};

/// What a REST API's methods may be.
pub(super) const VERBS: [&str; 7] = ["GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS"];

pub(super) fn check(view: &View<'_>, findings: &mut Vec<Finding>) {
    for resource in view.resources() {
        if let Some(method) = resource.shape.method() {
            findings.extend(judge(&resource, method));
        }
    }
}

fn judge(resource: &Resource<'_>, method: Method<'_>) -> Option<Finding> {
    let Method { stage, verb, path, is_verb_sure } = method;
    let Some(verb) = verb else {
        // Behind a wildcard anything may come.
        let last = stage.filter(|stage| !stage.text.is_empty() && !stage.text.ends_with('*'))?;
        return is_verb_sure.then(|| missing(resource, last));
    };
    if verb.text.eq_ignore_ascii_case("ANY") && (is_verb_sure || verb.text == "ANY") {
        return Some(resource.finding(Kind::AnyMethod, verb.span()).found(verb.text));
    }
    if !is_verb_sure || verb.text.is_empty() || verb.has_variable() || placeholder::is_no_stage(verb.text) {
        return None;
    }
    let upper = verb.text.to_ascii_uppercase();
    if VERBS.contains(&&*upper) {
        return if upper != verb.text {
            Some(resource.finding(Kind::MethodCase, verb.span()).found(verb.text).expected(upper))
        } else if path.is_none() {
            let expected = format!("{}/", resource.pattern);
            Some(resource.finding_whole(Kind::RootSlash).found(verb.text).expected(expected))
        } else {
            None
        };
    }
    // What stands before the first wildcard tells whether it may become a method.
    let start = verb.text.split(['*', '?']).next().unwrap_or_default();
    // The names of a WebSocket API's routes stand there, too.
    let may_be = VERBS.iter().any(|verb| verb.starts_with(start)) || verb.text.starts_with('$');
    let is_whole = !verb.has_wildcard();
    (!may_be || (is_whole && !verb.text.starts_with('$'))).then(|| missing(resource, verb))
}

fn missing(resource: &Resource<'_>, found: Part<'_>) -> Finding {
    resource.finding(Kind::MissingMethod, found.span()).found(found.text)
}
