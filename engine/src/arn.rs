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
/// `*` is any run of characters and crosses `/`; `?` is one character. The six parts of an ARN are compared one by one: in
/// the first five a wildcard does not cross `:`, unless the `*` ends the pattern ("If the `*` wildcard is the last character
/// of a resource ARN segment, it can expand to match beyond the colon boundaries", IAM User Guide, Resource element).
pub fn covers(pattern: &str, arn: &str) -> bool {
    let mut patterns = pattern.splitn(6, ':').peekable();
    let mut rest = arn;
    for n in 1.. {
        let Some(part) = patterns.next() else { return false };
        if patterns.peek().is_none() {
            return if n == 6 || part.ends_with('*') { glob(part, rest) } else { false };
        }
        let Some((value, tail)) = rest.split_once(':') else { return false };
        if !glob(part, value) {
            return false;
        }
        rest = tail;
    }
    false
}

/// Whether `text` matches `pattern`, in which `*` is any run of characters and `?` one character.
pub fn glob(pattern: &str, text: &str) -> bool {
    let (mut pattern, mut text) = (pattern.chars(), text.chars());
    // Where to go on when the last `*` must take one character more.
    let mut retry = None;
    loop {
        let at_text = text.clone();
        match (pattern.next(), text.next()) {
            (None, None) => return true,
            (Some('*'), _) => {
                text = at_text;
                retry = Some((pattern.clone(), text.clone()));
            }
            (Some('?'), Some(_)) => {}
            (Some(p), Some(t)) if p == t => {}
            _ => {
                let Some((after_star, mut taken)) = retry.take() else { return false };
                if taken.next().is_none() {
                    return false;
                }
                pattern = after_star.clone();
                text = taken.clone();
                retry = Some((after_star, taken));
            }
        }
    }
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
            ("arn:*:123456789012:abcde12345/prod/GET/orders/a:b", false),
            ("arn:aws:execute-api", false),
            ("", false),
        ] {
            assert_eq!(covers(pattern, ARN), expected, "{pattern}");
        }
    }

    #[test]
    fn globs_do_not_run_away() {
        assert!(glob("*a*a*a*b", &("a".repeat(200) + "b")));
        assert!(!glob("*a*a*a*a*a*c", &"a".repeat(2000)));
        assert!(glob("", "") && glob("*", "") && !glob("?", ""));
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
