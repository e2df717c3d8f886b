//! What a name says of the value behind it.

/// Header names whose values say how a call travelled, not who made it.
const PLAIN_HEADERS: &[&str] = &[
    "accept",
    "accept-charset",
    "accept-encoding",
    "accept-language",
    "access-control-allow-credentials",
    "access-control-allow-headers",
    "access-control-allow-methods",
    "access-control-allow-origin",
    "access-control-expose-headers",
    "access-control-max-age",
    "access-control-request-headers",
    "access-control-request-method",
    "cache-control",
    "cloudfront-forwarded-proto",
    "cloudfront-is-desktop-viewer",
    "cloudfront-is-mobile-viewer",
    "cloudfront-is-smarttv-viewer",
    "cloudfront-is-tablet-viewer",
    "cloudfront-viewer-asn",
    "cloudfront-viewer-country",
    "connection",
    "content-encoding",
    "content-length",
    "content-type",
    "date",
    "host",
    "origin",
    "server",
    "transfer-encoding",
    "user-agent",
    "via",
    "x-amz-apigw-id",
    "x-amz-date",
    "x-amz-executed-version",
    "x-amz-function-error",
    "x-amz-source-arn",
    "x-amzn-apigateway-api-id",
    "x-amzn-errortype",
    "x-amzn-lambda-integration-tag",
    "x-amzn-remapped-content-length",
    "x-amzn-requestid",
    "x-amzn-trace-id",
    "x-forwarded-for",
    "x-forwarded-port",
    "x-forwarded-proto",
];

/// Whether a header's value may stay, once it is looked through.
pub(super) fn is_plain_header(name: &str) -> bool {
    let mut lower = [0; LONGEST_HEADER];
    let Some(lower) = lower.get_mut(..name.len()) else { return false };
    for (to, from) in lower.iter_mut().zip(name.bytes()) {
        *to = from.to_ascii_lowercase();
    }
    PLAIN_HEADERS.binary_search_by(|known| known.as_bytes().cmp(lower)).is_ok()
}

const LONGEST_HEADER: usize = 40;

/// Whether a text can be the name of a header, a parameter or a field. What looks drawn by lot is rather a piece of a value.
pub(super) fn is_name(text: &str) -> bool {
    !text.is_empty()
        && text.len() <= 128
        && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_.".contains(&byte))
        && !super::shapes::is_opaque(text)
}

/// Ends of names behind which a secret stands.
const SECRET_ENDS: &[&str] = &[
    "token",
    "apikey",
    "api_key",
    "api-key",
    "authorization",
    "authorisation",
    "cookie",
    "cookies",
    "credential",
    "credentials",
    "signature",
    "jwt",
    "sessionid",
    "session_id",
    "session-id",
    "sessid",
    "accountkey",
    "encryptionkey",
    "signingkey",
    "signing_key",
    "code_verifier",
    "connectionstring",
];

/// Words that make a name one of a secret wherever they stand in it.
const SECRET_PARTS: &[&str] = &[
    "password",
    "passwd",
    "passphrase",
    "passwort",
    "secret",
    "csrf",
    "xsrf",
    "private_key",
    "private-key",
    "privatekey",
    "access_key",
    "access-key",
    "accesskey",
];

/// Names that are one of a secret only as a whole.
const SECRET_NAMES: &[&str] =
    &["auth", "pwd", "pass", "pin", "otp", "totp", "mfa", "sid", "sig", "session", "sas", "bearer"];

/// Starts of names that tell of an error rather than hold what they name: `ExpiredToken`, `InvalidSignature`.
const ERRORS: &[&str] =
    &["expired", "invalid", "missing", "unexpected", "unrecognized", "malformed", "unknown", "no", "bad"];

/// Whether a secret stands behind this name.
pub(super) fn is_secret_name(name: &str) -> bool {
    if name.len() < 3 || name.len() > 128 {
        return false;
    }
    let name = name.to_ascii_lowercase();
    let bare = name.trim_matches(|c: char| !c.is_ascii_alphanumeric());
    (SECRET_NAMES.contains(&bare)
        || SECRET_ENDS.iter().any(|end| bare.ends_with(end))
        || SECRET_PARTS.iter().any(|part| bare.contains(part)))
        // The service, whose name stands before its actions.
        && bare != "secretsmanager"
        && !ERRORS
            .iter()
            .any(|start| bare.strip_prefix(start).is_some_and(|rest| SECRET_ENDS.contains(&rest)))
}

/// Words that stand behind `token:` or `password is` and are no secret.
const INNOCENT: &[&str] = &[
    "a",
    "an",
    "and",
    "are",
    "auth",
    "authentication",
    "authorization",
    "but",
    "cannot",
    "credentials",
    "empty",
    "error",
    "expected",
    "expired",
    "failed",
    "false",
    "for",
    "found",
    "from",
    "has",
    "header",
    "headers",
    "in",
    "invalid",
    "is",
    "malformed",
    "mismatch",
    "missing",
    "must",
    "nil",
    "no",
    "none",
    "not",
    "null",
    "of",
    "or",
    "provided",
    "rejected",
    "required",
    "scheme",
    "should",
    "the",
    "to",
    "token",
    "tokens",
    "true",
    "undefined",
    "unknown",
    "valid",
    "value",
    "was",
    "with",
];

/// Whether a word behind the name of a secret is none.
pub(super) fn is_innocent(word: &str) -> bool {
    word.len() <= 14 && {
        let word = word.to_ascii_lowercase();
        INNOCENT.binary_search(&word.trim_end_matches('.')).is_ok()
    }
}

/// Whether a value is too plain to be a secret, as long as its name is not that of one: a number, a word, a time, an
/// address, an id that says nothing.
pub(super) fn is_plain_value(name: &str, value: &str) -> bool {
    let n_digits = value.bytes().filter(u8::is_ascii_digit).count();
    let is_only = |is: fn(&u8) -> bool| value.bytes().all(|byte| is(&byte));
    value.len() <= 12 && is_only(u8::is_ascii_alphabetic)
        || value.len() <= 32
            && n_digits <= 17
            && is_only(|byte| byte.is_ascii_digit() || b".:-+TZ/".contains(byte))
        || crate::log::line::is_uuid(value) && is_id(name)
        // The gateway's own words, as `MISSING_AUTHENTICATION_TOKEN`.
        || value.len() <= 40 && is_only(|byte| byte.is_ascii_uppercase() || *byte == b'_')
}

/// Whether a name is that of an id.
fn is_id(name: &str) -> bool {
    name.len().checked_sub(2).and_then(|at| name.get(at..)).is_some_and(|end| end.eq_ignore_ascii_case("id"))
}

#[cfg(test)]
mod tests {
    use super::{INNOCENT, PLAIN_HEADERS, is_secret_name};

    #[test]
    fn lists_are_in_order() {
        assert!(PLAIN_HEADERS.is_sorted() && INNOCENT.is_sorted());
    }

    #[test]
    fn names_of_secrets_are_told_from_names_of_errors() {
        for name in [
            "x-api-key",
            "access_token",
            "clientSecret",
            "X-Amz-Security-Token",
            "JSESSIONID",
            "_csrf",
            "pwd",
        ] {
            assert!(is_secret_name(name), "{name}");
        }
        for name in ["ExpiredToken", "InvalidSignature", "key", "tokens", "code", "status", "Resource"] {
            assert!(!is_secret_name(name), "{name}");
        }
    }
}
