//! `execute-api` ARNs: taken apart, and matched with `*` and `?`.

use crate::policy::{
    Context, Role, Truth, Version,
    pattern::{Resource, ResourcePattern},
};

/// The ARN of one method of one stage: `arn:aws:execute-api:{region}:{account}:{api}/{stage}/{VERB}/{path}`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct MethodArn<'a> {
    /// The API's id.
    pub api_id: &'a str,
    /// The stage.
    pub stage: &'a str,
    /// The HTTP method.
    pub method: &'a str,
    /// The requested path, without its leading slash.
    pub path: &'a str,
}

impl<'a> MethodArn<'a> {
    /// Takes an ARN apart; `None` for what is none, or is longer than API Gateway takes (1,600 bytes). The account may be masked. A path may hold `:` and `/`.
    pub fn parse(arn: &'a str) -> Option<Self> {
        if arn.len() > 1600 {
            return None;
        }
        let mut parts = arn.splitn(6, ':');
        let [
            Some("arn"),
            Some(_partition),
            Some("execute-api"),
            Some(_region),
            Some(_account),
            Some(resource),
        ] = std::array::from_fn(|_| parts.next())
        else {
            return None;
        };
        let mut segments = resource.splitn(4, '/');
        let [Some(api_id), Some(stage), Some(method)] = std::array::from_fn(|_| segments.next()) else {
            return None;
        };
        Some(Self { api_id, stage, method, path: segments.next().unwrap_or_default() })
    }
}

/// Whether `stage` is what API Gateway puts in place of a stage when the console tests an authorizer or a method.
pub fn is_test_stage(stage: &str) -> bool {
    matches!(stage, "null" | "ESTestInvoke-stage" | "test-invoke-stage")
}

/// Whether a policy's resource pattern covers an ARN, by the rules of [`pattern`](crate::policy::pattern). Without variables.
pub fn covers(pattern: &str, arn: &str) -> bool {
    let pattern = ResourcePattern::read(pattern, Version::V2008);
    pattern.covers(Role::Resource, &Resource::of(arn), Context::not_known()) == Truth::Yes
}

/// An ARN with the account that `pattern` names, where its own is masked as `********4690` and may be that one.
pub(crate) fn with_account_of(pattern: &str, arn: &str) -> Option<String> {
    let account_of = |text| str::splitn(text, 6, ':').nth(4);
    let masked = account_of(arn).filter(|account| account.starts_with('*'))?;
    let account = account_of(pattern)?;
    let may_be = account.len() == masked.len() && account.ends_with(masked.trim_start_matches('*'));
    (may_be && account.bytes().all(|byte| byte.is_ascii_digit())).then(|| arn.replacen(masked, account, 1))
}

/// Whether `text` matches `pattern`, in which `*` is any run of characters and `?` one character.
pub fn glob(pattern: &str, text: &str) -> bool {
    let Some((first, rest)) = pattern.split_once('*') else {
        return after(pattern, text).is_some_and(str::is_empty);
    };
    let (middle, last) = rest.rsplit_once('*').unwrap_or(("", rest));
    let Some(mut text) = after(first, text).and_then(|text| before(last, text)) else { return false };
    for piece in middle.split('*').filter(|piece| !piece.is_empty()) {
        match behind_first(piece, text) {
            Some(rest) => text = rest,
            None => return false,
        }
    }
    true
}

/// What of `text` comes after `piece`, in which `?` is one character and `*` does not occur.
fn after<'a>(piece: &str, text: &'a str) -> Option<&'a str> {
    if !piece.contains('?') {
        return text.strip_prefix(piece);
    }
    let mut rest = text.chars();
    for expected in piece.chars() {
        let found = rest.next()?;
        if expected != '?' && expected != found {
            return None;
        }
    }
    Some(rest.as_str())
}

/// What of `text` comes before `piece`.
fn before<'a>(piece: &str, text: &'a str) -> Option<&'a str> {
    if !piece.contains('?') {
        return text.strip_suffix(piece);
    }
    let mut rest = text.chars();
    for expected in piece.chars().rev() {
        let found = rest.next_back()?;
        if expected != '?' && expected != found {
            return None;
        }
    }
    Some(rest.as_str())
}

/// What of `text` comes behind the first place where `piece` stands.
fn behind_first<'a>(piece: &str, text: &'a str) -> Option<&'a str> {
    if !piece.contains('?') {
        let at = memchr::memmem::find(text.as_bytes(), piece.as_bytes())?;
        return text.get(at + piece.len()..);
    }
    text.char_indices().find_map(|(at, _)| after(piece, text.get(at..)?))
}

/// Whether a pattern of an authorizer's policy covers every method of a stage, whatever its verb and path. An API or stage
/// that is not known is covered by `*` alone.
pub fn covers_stage(pattern: &str, api_id: Option<&str>, stage: Option<&str>) -> bool {
    if pattern == "*" {
        return true;
    }
    let mut parts = pattern.splitn(6, ':');
    // An ARN of fewer parts is read as if it were filled up with `*`.
    let [Some("arn"), Some(_), service, _region, _account, resource] = std::array::from_fn(|_| parts.next())
    else {
        return pattern == "arn:*";
    };
    if !glob(service.unwrap_or("*"), "execute-api") {
        return false;
    }
    let mut segments = resource.unwrap_or("*").splitn(4, '/').peekable();
    for known in [api_id, stage] {
        let Some(segment) = segments.next() else { return false };
        if segments.peek().is_none() {
            return segment == "*"
                || known.is_some_and(|known| segment.ends_with('*') && glob(segment, known));
        }
        if segment != "*" && !known.is_some_and(|known| glob(segment, known)) {
            return false;
        }
    }
    matches!(segments.collect::<Vec<_>>().as_slice(), ["*"] | ["*", "*"])
}

#[cfg(test)]
mod tests {
    use super::{MethodArn, covers, covers_stage, glob};

    const ARN: &str = "arn:aws:execute-api:us-east-1:123456789012:abcde12345/prod/GET/orders/a:b";

    #[test]
    fn an_arn_is_taken_apart() {
        assert_eq!(
            MethodArn::parse(ARN),
            Some(MethodArn { api_id: "abcde12345", stage: "prod", method: "GET", path: "orders/a:b" })
        );
        assert_eq!(MethodArn::parse("arn:aws:lambda:us-east-1:123456789012:function:x"), None);
        assert_eq!(MethodArn::parse("<resource-arn>"), None);
    }

    #[test]
    fn patterns_cover_as_iam_says() {
        for (pattern, expected) in [
            (ARN, true),
            ("*", true),
            ("arn:aws:execute-api:*", true),
            ("arn:aws:execute-api:us-east-1:123456789012:*", true),
            ("arn:aws:execute-api:*:*:*/prod/GET/*", true),
            ("arn:aws:execute-api:us-east-1:123456789012:abcde12345/*/GET/orders/?:b", true),
            ("arn:aws:execute-api:us-east-1:123456789012:abcde12345/prod/POST/*", false),
            ("arn:aws:execute-api:us-east-1:123456789012:abcde12345/", false),
            // The `*` ends its part, so it crosses colons.
            ("arn:*:123456789012:abcde12345/prod/GET/orders/a:b", true),
            ("arn:a*:execute-api:us-east-1:*:abcde12345/prod/GET/*", true),
            // None of these does.
            ("arn:a*:execute-api:us-east-1:*/prod/GET/*", false),
            ("arn:a*i:us-east-1:123456789012:abcde12345/prod/GET/*", false),
            ("arn:aws?execute-api:us-east-1:123456789012:abcde12345/prod/GET/*", false),
            ("arn:a?s:execute-api:us-*-1:123456789012:abcde12345/prod/*", true),
            ("arn:aws:execute-api:us-east-1:123456789012:abcde12345/prod/GET/orders?a*b", true),
            ("arn:aws:execute-api", false),
            ("", false),
        ] {
            assert_eq!(covers(pattern, ARN), expected, "{pattern}");
        }
    }

    #[test]
    fn a_masked_account_is_that_of_the_pattern_if_it_may_be() {
        let masked = "arn:aws:execute-api:us-east-1:********9012:abcde12345/prod/GET/orders";
        for (account, expected) in
            [("123456789012", true), ("*", true), ("123456789013", false), ("9012", false)]
        {
            let pattern = format!("arn:aws:execute-api:us-east-1:{account}:abcde12345/prod/*");
            assert_eq!(covers(&pattern, masked), expected, "{account}");
        }
    }

    #[test]
    fn the_short_form_stands_for_the_api_itself() {
        for (pattern, expected) in [
            ("execute-api:/*", true),
            ("execute-api:/prod/GET/*", true),
            ("execute-api:/*/*/orders/a:b", true),
            ("execute-api:/dev/*", false),
            ("execute-api:*", false),
        ] {
            assert_eq!(covers(pattern, ARN), expected, "{pattern}");
        }
        assert!(!covers("execute-api:/*", "x"));
    }

    #[test]
    fn globs_do_not_run_away() {
        assert!(glob("*a*a*a*b", &("a".repeat(200) + "b")));
        assert!(!glob("*a*a*a*a*a*c", &"a".repeat(2000)));
        assert!(glob("", "") && glob("*", "") && !glob("?", ""));
        assert!(glob("a*a", "aa") && !glob("a*a", "a") && glob("**a?*", "xaé"));
        assert!(glob("?*é?*", "aéb") && !glob("?*é?*", "éb") && glob("*?b*", "bbb"));
    }

    #[test]
    fn a_pattern_may_cover_a_whole_stage() {
        for (pattern, expected) in [
            ("*", true),
            ("arn:*", true),
            ("arn:aws:execute-api", true),
            ("arn:aws:execute-api:us-east-1:1", true),
            ("arn", false),
            ("arn:aws:execute-api:*", true),
            ("arn:aws:execute-api:us-east-1:1:*", true),
            ("arn:aws:execute-api:us-east-1:1:api/*", true),
            ("arn:aws:s3:us-east-1:1:*", false),
            ("arn:aws:execute-api:us-east-1:1:api/prod/*", true),
            ("arn:aws:execute-api:us-east-1:1:api/prod/*/*", true),
            ("arn:aws:execute-api:us-east-1:1:*/*/*/*", true),
            ("arn:aws:execute-api:us-east-1:1:other/prod/*", false),
            ("arn:aws:execute-api:us-east-1:1:api/prod/GET/*", false),
            ("arn:aws:execute-api:us-east-1:1:api/prod", false),
            ("arn:aws:s3:*", false),
        ] {
            assert_eq!(covers_stage(pattern, Some("api"), Some("prod")), expected, "{pattern}");
        }
        assert!(!covers_stage("arn:aws:execute-api:us-east-1:1:api/dev/*", Some("api"), None));
        assert!(covers_stage("arn:aws:execute-api:us-east-1:1:api/*/*", Some("api"), None));
    }
}
