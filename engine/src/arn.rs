//! `execute-api` ARNs: taken apart, and matched with `*` and `?`.

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

/// Whether a policy's resource pattern covers an ARN.
///
/// `*` is any run of characters and crosses `/`; `?` is one character. Behind the fifth colon they match anything, as a path
/// may hold `:` itself. Before it they do not cross `:`, except for a `*` that ends its part ("If the `*` wildcard is the last
/// character of a resource ARN segment, it can expand to match beyond the colon boundaries", IAM User Guide, Resource element).
///
/// API Gateway masks the account in what it tells clients; all that is seen of a masked one must then be equal.
pub fn covers(pattern: &str, arn: &str) -> bool {
    if let Some(arn) = with_account_of(pattern, arn) {
        return glob(pattern, &arn) && (!has_bounded_wildcard(pattern) || covers_bounded(pattern, &arn));
    }
    glob(pattern, arn) && (!has_bounded_wildcard(pattern) || covers_bounded(pattern, arn))
}

/// Whether a resource pattern in the short form that resource policies may use, `execute-api:/stage/VERB/path`, covers an ARN:
/// it stands for the region, account and API that the policy belongs to. `None` for a pattern of another form.
pub fn covers_in_short(pattern: &str, arn: &str) -> Option<bool> {
    let rest = pattern.strip_prefix("execute-api:").filter(|rest| rest.starts_with('/'))?;
    let resource =
        arn.splitn(6, ':').nth(5).and_then(|resource| resource.find('/').map(|at| resource.split_at(at)));
    Some(resource.is_some_and(|(_, of_stage)| glob(rest, of_stage)))
}

/// An ARN with the account that `pattern` names, where its own is masked as `********4690` and may be that one.
pub(crate) fn with_account_of(pattern: &str, arn: &str) -> Option<String> {
    let account_of = |text| str::splitn(text, 6, ':').nth(4);
    let masked = account_of(arn).filter(|account| account.starts_with('*'))?;
    let account = account_of(pattern)?;
    let may_be = account.len() == masked.len() && account.ends_with(masked.trim_start_matches('*'));
    (may_be && account.bytes().all(|byte| byte.is_ascii_digit())).then(|| arn.replacen(masked, account, 1))
}

/// Whether any wildcard of a pattern must not cross `:`.
fn has_bounded_wildcard(pattern: &str) -> bool {
    pattern.splitn(6, ':').take(5).any(|part| part.strip_suffix('*').unwrap_or(part).contains(['*', '?']))
}

/// [`covers`] for patterns with a wildcard that must not cross `:`. Goes through the pattern once, and keeps which beginnings
/// of the ARN it has matched so far.
fn covers_bounded(pattern: &str, arn: &str) -> bool {
    let arn: Vec<char> = arn.chars().collect();
    let mut matched = vec![false; arn.len() + 1];
    if let Some(nothing) = matched.first_mut() {
        *nothing = true;
    }
    let mut n_colons = 0;
    let mut pattern = pattern.chars().peekable();
    while let Some(c) = pattern.next() {
        let is_free = n_colons >= 5 || (c == '*' && pattern.peek().is_none_or(|next| *next == ':'));
        n_colons += u32::from(c == ':');
        let mut before = false;
        for (is_matched, text) in matched.iter_mut().zip([None].into_iter().chain(arn.iter().map(Some))) {
            let was_matched = *is_matched;
            *is_matched = match (c, text) {
                ('*', Some(text)) => was_matched || (before && (is_free || *text != ':')),
                ('*', None) => was_matched,
                ('?', Some(text)) => before && (is_free || *text != ':'),
                (c, Some(text)) => before && c == *text,
                (_, None) => false,
            };
            // A `*` goes on from what it has just matched itself, all else from what was matched before.
            before = if c == '*' { *is_matched } else { was_matched };
        }
    }
    matched.last().copied().unwrap_or(false)
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

/// Whether a pattern covers every method of a stage, whatever its verb and path. An API or stage that is not known is
/// covered by `*` alone.
pub fn covers_stage(pattern: &str, api_id: Option<&str>, stage: Option<&str>) -> bool {
    let parts: Vec<&str> = pattern.splitn(6, ':').collect();
    let Some(resource) = parts.get(5) else {
        // Shorter patterns cover anything only by a `*` at their end.
        let prefix: Vec<&str> = ["arn", "aws", "execute-api"].into_iter().take(parts.len()).collect();
        return parts.last() == Some(&"*")
            && parts.iter().zip(prefix).all(|(part, value)| glob(part, value) || *part == "*");
    };
    let mut segments = resource.splitn(4, '/').peekable();
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
    use super::{MethodArn, covers, covers_in_short, covers_stage, glob};

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
            ("execute-api:/*", Some(true)),
            ("execute-api:/prod/GET/*", Some(true)),
            ("execute-api:/*/*/orders/a:b", Some(true)),
            ("execute-api:/dev/*", Some(false)),
            ("execute-api:*", None),
            (ARN, None),
        ] {
            assert_eq!(covers_in_short(pattern, ARN), expected, "{pattern}");
        }
        assert_eq!(covers_in_short("execute-api:/*", "x"), Some(false));
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
            ("arn:aws:execute-api:*", true),
            ("arn:aws:execute-api:us-east-1:1:*", true),
            ("arn:aws:execute-api:us-east-1:1:api/*", true),
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
