//! The search box: what somebody pastes → the filters that it means.
//!
//! Whoever is on call pastes what they have: a request id out of a response, a line of a log with one, the ARN of a method, an
//! address that somebody called, a path. What is none of these stays in `q`, where ids and callers are looked up.

use engine::diagnosis::Cause;

use super::data::RequestsQuery;

/// The HTTP methods, and API Gateway's word for all.
const METHODS: [&str; 8] = ["GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS", "ANY"];

/// The same question, with what stands in `q` made into filters as far as it says more than an id or a caller.
pub fn read(query: &RequestsQuery) -> RequestsQuery {
    let Some(typed) = query.q.as_deref() else { return query.clone() };
    let typed = unquoted(typed);
    let rest = RequestsQuery { q: None, ..query.clone() };
    if let Some(id) = id_in(typed) {
        return rest.with("q", id);
    }
    arn(typed, &rest)
        .or_else(|| address(typed, &rest))
        .or_else(|| call(typed, &rest))
        .or_else(|| value(typed, &rest))
        .unwrap_or_else(|| rest.with("q", typed))
}

/// Without what quotes it where it was copied.
fn unquoted(typed: &str) -> &str {
    typed.trim().trim_matches(|c: char| {
        matches!(c, '"' | '\'' | '`' | '“' | '”' | '<' | '>' | ',' | ';') || c.is_whitespace()
    })
}

/// The id that a pasted line or header tells: the first UUID in it, or an extended request id behind its header's name.
fn id_in(typed: &str) -> Option<&str> {
    let mut last = None;
    for (at, here) in typed.char_indices() {
        let before = last.replace(here);
        if before.is_some_and(|c| c.is_ascii_alphanumeric() || c == '-' || c == '/' || c == '|') {
            continue;
        }
        if let Some(id) = typed.get(at..at + 36).filter(|id| is_uuid(id)) {
            let behind = typed.get(at + 36..).and_then(|behind| behind.chars().next());
            if behind.is_none_or(|c| !c.is_ascii_alphanumeric() && c != '-') {
                return Some(id);
            }
        }
    }
    let lower = typed.to_ascii_lowercase();
    for name in ["x-amz-apigw-id:", "extended request id:"] {
        let Some(at) = lower.find(name) else { continue };
        let id =
            typed.get(at + name.len()..).and_then(|behind| behind.split_whitespace().next()).map(unquoted);
        if id.is_some_and(|id| !id.is_empty()) {
            return id;
        }
    }
    None
}

fn is_uuid(text: &str) -> bool {
    text.bytes().enumerate().all(|(at, byte)| match at {
        8 | 13 | 18 | 23 => byte == b'-',
        _ => byte.is_ascii_hexdigit(),
    })
}

/// `arn:aws:execute-api:region:account:api/stage/METHOD/path`, where `*` stands for any text.
fn arn(typed: &str, rest: &RequestsQuery) -> Option<RequestsQuery> {
    let mut parts = typed.splitn(6, ':');
    let is_arn =
        parts.next() == Some("arn") && parts.next().is_some_and(|partition| partition.starts_with("aws"));
    if !is_arn || parts.next() != Some("execute-api") {
        return None;
    }
    let mut places = parts.nth(2)?.splitn(4, '/');
    let mut query = rest.clone();
    for name in ["api", "stage", "method"] {
        let place = places.next().unwrap_or_default();
        if !place.contains(['*', '?']) {
            query = query.with(name, place);
        }
    }
    // `*` alone asks for nothing; a method's ARN names the root as an empty path.
    match places.next() {
        None | Some("*") => Some(query),
        Some(path) => Some(query.with("path", &format!("/{}", path.replace('?', "*")))),
    }
}

/// An address that somebody called. Behind the gateway's own name stands the stage; behind a custom name nobody knows what does.
fn address(typed: &str, rest: &RequestsQuery) -> Option<RequestsQuery> {
    let (host, path) = match typed.strip_prefix("https://").or_else(|| typed.strip_prefix("http://")) {
        Some(address) => address.split_at(address.find(['/', '?', '#']).unwrap_or(address.len())),
        None if typed.contains(".execute-api.") && !typed.contains(char::is_whitespace) => {
            typed.split_at(typed.find(['/', '?', '#']).unwrap_or(typed.len()))
        }
        None => return None,
    };
    let path = path.split(['?', '#']).next().unwrap_or_default();
    let api = host.split('.').next().filter(|_| host.contains(".execute-api."));
    let Some(api) = api else {
        return (!path.is_empty()).then(|| rest.clone().with("path", path));
    };
    // `{api}-{vpce}` names an endpoint in a VPC, too.
    let query = rest.clone().with("api", api.split('-').next().unwrap_or(api));
    let path = path.strip_prefix('/').unwrap_or_default();
    let (stage, path) = path.split_once('/').map_or((path, None), |(stage, path)| (stage, Some(path)));
    let query = query.with("stage", stage);
    Some(path.map_or_else(|| query.clone(), |path| query.clone().with("path", &format!("/{path}"))))
}

/// `/orders`, `GET /orders`, `GET`; what somebody types of a path is its beginning.
fn call(typed: &str, rest: &RequestsQuery) -> Option<RequestsQuery> {
    let mut words = typed.split_whitespace().map(unquoted);
    let first = words.next()?;
    let method = METHODS.into_iter().find(|method| method.eq_ignore_ascii_case(first));
    let path = if method.is_some() { words.next() } else { Some(first) };
    // `HTTP/1.1`, and the status that an access log writes behind it.
    if words.any(|word| !word.starts_with("HTTP/") && word.parse::<u16>().is_err()) {
        return None;
    }
    let path = match path {
        Some(path) if path.starts_with('/') => Some(path.split(['?', '#']).next().unwrap_or(path)),
        Some(_) => return None,
        None => None,
    };
    let query = method
        .filter(|method| *method != "ANY")
        .map_or_else(|| rest.clone(), |method| rest.clone().with("method", method));
    Some(match path {
        Some(path) if method.is_some() || path.contains('*') => query.with("path", path),
        Some(path) => query.with("path", &format!("{path}*")),
        None => query,
    })
}

/// A value of a filter that is no id: a status, a cause, `a1b2c3d4e5/prod`.
fn value(typed: &str, rest: &RequestsQuery) -> Option<RequestsQuery> {
    if typed.len() == 3 && typed.parse::<u16>().is_ok_and(|status| (100..600).contains(&status)) {
        return Some(rest.clone().with("status", typed));
    }
    if let Some(cause) = Cause::from_id(&typed.to_ascii_lowercase()) {
        return Some(rest.clone().with("cause", cause.id()));
    }
    let (api, stage) = typed.split_once('/')?;
    let is_api =
        api.len() == 10 && api.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit());
    let is_stage =
        !stage.is_empty() && stage.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"_-".contains(&byte));
    (is_api && is_stage).then(|| rest.clone().with("api", api).with("stage", stage))
}

#[cfg(test)]
mod tests {
    use super::{RequestsQuery, read};

    fn filters(typed: &str) -> String {
        let query = read(&RequestsQuery::default().with("q", typed));
        query.set().map(|(name, value)| format!("{name}={value}")).collect::<Vec<_>>().join(" ")
    }

    const ID: &str = "c3d4e5f6-39db-11e9-8b1c-0123456789ab";

    #[test]
    fn an_id_is_found_wherever_it_was_copied_from() {
        for pasted in [
            ID.to_owned(),
            format!(" \"{ID}\", "),
            format!("2026-08-01T13:00:00.000Z ({ID}) Method completed with status: 403"),
            format!("x-amzn-requestid: {ID}"),
            format!(r#"{{"requestId":"{ID}","ip":"192.0.2.7"}}"#),
        ] {
            assert_eq!(filters(&pasted), format!("q={ID}"), "{pasted}");
        }
        assert_eq!(filters("x-amz-apigw-id: MY92nHDwwwIdGxzR="), "q=MY92nHDwwwIdGxzR=");
        assert_eq!(filters("MY92nHDwwwIdGxzR="), "q=MY92nHDwwwIdGxzR=");
        // Longer than a UUID: something else.
        assert_eq!(filters(&format!("{ID}0")), format!("q={ID}0"));
        // A caller that is named by a UUID is no request.
        assert_eq!(filters(&format!("auth0|{ID}")), format!("q=auth0|{ID}"));
        // Who is looked for among the calls of a path.
        assert_eq!(filters(&format!("/orders/{ID}")), format!("path=/orders/{ID}*"));
    }

    #[test]
    fn a_method_arn_says_where_and_what() {
        for (pasted, expected) in [
            (
                "arn:aws:execute-api:eu-central-1:123456789012:a1b2c3d4e5/prod/GET/orders/17",
                "method=GET api=a1b2c3d4e5 stage=prod path=/orders/17",
            ),
            (
                "arn:aws:execute-api:eu-central-1:123456789012:a1b2c3d4e5/prod/*/orders/*",
                "api=a1b2c3d4e5 stage=prod path=/orders/*",
            ),
            (
                "arn:aws-cn:execute-api:cn-north-1:123456789012:a1b2c3d4e5/prod/GET/",
                "method=GET api=a1b2c3d4e5 stage=prod path=/",
            ),
            ("arn:aws:execute-api:eu-central-1:123456789012:a1b2c3d4e5/*", "api=a1b2c3d4e5"),
            ("arn:aws:execute-api:*:*:*", ""),
            // Another service's names a caller.
            ("arn:aws:iam::123456789012:user/mara", "q=arn:aws:iam::123456789012:user/mara"),
        ] {
            assert_eq!(filters(pasted), expected, "{pasted}");
        }
    }

    #[test]
    fn an_address_says_api_stage_and_path() {
        for (pasted, expected) in [
            (
                "https://a1b2c3d4e5.execute-api.eu-central-1.amazonaws.com/prod/orders/17?page=2",
                "api=a1b2c3d4e5 stage=prod path=/orders/17",
            ),
            (
                "a1b2c3d4e5-vpce-0a1b2c.execute-api.eu-central-1.amazonaws.com/prod",
                "api=a1b2c3d4e5 stage=prod",
            ),
            (
                "https://a1b2c3d4e5.execute-api.eu-central-1.amazonaws.com/prod/",
                "api=a1b2c3d4e5 stage=prod path=/",
            ),
            ("https://api.example.com/orders#top", "path=/orders"),
            ("https://api.example.com", "q=https://api.example.com"),
        ] {
            assert_eq!(filters(pasted), expected, "{pasted}");
        }
    }

    #[test]
    fn a_path_a_call_and_values_are_filters() {
        for (pasted, expected) in [
            ("/orders", "path=/orders*"),
            ("/orders?page=2", "path=/orders*"),
            ("/orders/*/lines", "path=/orders/*/lines"),
            ("GET /orders", "method=GET path=/orders"),
            ("\"POST /orders HTTP/1.1\" 403", "method=POST path=/orders"),
            ("POST /orders HTTP/1.1", "method=POST path=/orders"),
            ("delete", "method=DELETE"),
            ("403", "status=403"),
            ("resource_policy_deny", "cause=resource_policy_deny"),
            ("a1b2c3d4e5/prod", "api=a1b2c3d4e5 stage=prod"),
            ("user|4711", "q=user|4711"),
            ("99999", "q=99999"),
            ("get me out", "q=get me out"),
            ("", ""),
        ] {
            assert_eq!(filters(pasted), expected, "{pasted}");
        }
    }

    #[test]
    fn other_filters_stay() {
        let query = read(&RequestsQuery::default().with("grade", "proved").with("q", "/a"));
        assert_eq!(
            (query.get("grade"), query.get("path"), query.get("q")),
            (Some("proved"), Some("/a*"), None)
        );
    }

    proptest::proptest! {
        #[test]
        fn whatever_is_pasted_is_read_and_leads_nowhere_twice(typed in "\\PC{0,80}") {
            let query = read(&read(&RequestsQuery::default().with("q", &typed)));
            proptest::prop_assert_eq!(read(&query), query);
        }
    }
}
