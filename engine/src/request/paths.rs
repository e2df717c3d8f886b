//! What an access line says of the method and path that were asked for.
//!
//! `$context.path` is what the client sent: behind the stage, or behind a custom domain's base path. `$context.resourcePath` is the
//! resource that was found, a template when it holds `{`: good to show, never to prove what a policy covers.

use crate::{ids::StageName, log::access::Record};

/// The method and the concrete path, as a policy's ARN names them.
pub(crate) fn asked<'a>(record: &'a Record, stage: Option<&StageName>) -> Option<(&'a str, &'a str)> {
    let path = record
        .get("path")
        .and_then(|path| behind_the_stage(record, path, stage))
        .or_else(|| record.get("resourcePath").filter(|path| !path.contains('{')))?;
    Some((record.get("httpMethod")?, path))
}

/// The path to show: the concrete one, else the template.
pub(crate) fn shown<'a>(record: &'a Record, stage: Option<&StageName>) -> Option<&'a str> {
    let path = record.get("path").and_then(|path| behind_the_stage(record, path, stage));
    // Where the stage is not known, its name may be the start of the path; where it is and does not fit, a custom domain is.
    path.or_else(|| record.get("resourcePath")).or_else(|| record.get("path").filter(|_| stage.is_some()))
}

/// The path without the stage, or without what stands in its place at a custom domain.
fn behind_the_stage<'a>(record: &Record, path: &'a str, stage: Option<&StageName>) -> Option<&'a str> {
    let rest = path.strip_prefix('/')?;
    // The resource tells how many segments are the path's own.
    if let Some(tail) = record.get("resourcePath").and_then(|template| tail_like(template, path)) {
        return Some(tail);
    }
    let base = match record.get("customDomain.basePathMatched") {
        Some("(none)") => return Some(path),
        Some(base) => base,
        None => stage?.as_str(),
    };
    let behind = rest.strip_prefix(base)?;
    match behind {
        "" => Some("/"),
        _ => behind.starts_with('/').then_some(behind),
    }
}

/// The end of a path that fits a template.
fn tail_like<'a>(template: &str, path: &'a str) -> Option<&'a str> {
    if template.contains("+}") {
        return None;
    }
    let mut at = path.len();
    for _ in template.split('/').filter(|segment| !segment.is_empty()) {
        at = path.get(..at)?.rfind('/')?;
    }
    let tail = path.get(at..)?;
    fits(template, tail).then_some(if tail.is_empty() { "/" } else { tail })
}

fn fits(template: &str, path: &str) -> bool {
    let segments = |text: &str| text.split('/').filter(|segment| !segment.is_empty()).count();
    segments(template) == segments(path)
        && template
            .split('/')
            .zip(path.split('/'))
            .all(|(expected, found)| expected.starts_with('{') || expected == found)
}

#[cfg(test)]
mod tests {
    use super::{asked, shown};
    use crate::log::access::Record;

    #[test]
    fn the_path_behind_the_stage_or_the_base_path_is_what_a_policy_names() {
        for (path, resource, base, expected, seen) in [
            ("/prod/orders/7", "/orders/{id}", "", Some("/orders/7"), "/orders/7"),
            ("/prod", "/", "", Some("/"), "/"),
            ("/shop/orders/7", "/orders/{id}", "", Some("/orders/7"), "/orders/7"),
            ("/shop/orders/7", "/{proxy+}", "shop", Some("/orders/7"), "/orders/7"),
            ("/orders", "/orders", "(none)", Some("/orders"), "/orders"),
            ("/shop/orders/7", "/{proxy+}", "", None, "/{proxy+}"),
            ("", "/orders/{id}", "", None, "/orders/{id}"),
            ("", "/orders", "", Some("/orders"), "/orders"),
            ("/production/x", "", "", None, "/production/x"),
        ] {
            let fields = [
                ("httpMethod", "GET"),
                ("path", path),
                ("resourcePath", resource),
                ("customDomain.basePathMatched", base),
            ];
            let fields = fields.into_iter().filter(|(_, value)| !value.is_empty());
            let record = Record { fields: fields.map(|(name, value)| (name.into(), value.into())).collect() };
            let stage = "prod".into();
            let found = asked(&record, Some(&stage));
            assert_eq!(found, expected.map(|path| ("GET", path)), "{path} {resource}");
            assert_eq!(shown(&record, Some(&stage)), Some(seen), "{path} {resource}");
        }
    }
}
