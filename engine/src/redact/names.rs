//! What a name says of the value behind it.

/// Header names whose values say how a call travelled, not who made it; the shortest first.
const PLAIN_HEADERS: &[&str] = &[
    "via",
    "date",
    "host",
    "accept",
    "origin",
    "server",
    "connection",
    "user-agent",
    "x-amz-date",
    "content-type",
    "cache-control",
    "accept-charset",
    "content-length",
    "x-amz-apigw-id",
    "accept-encoding",
    "accept-language",
    "x-amzn-trace-id",
    "x-forwarded-for",
    "content-encoding",
    "x-amz-source-arn",
    "x-amzn-errortype",
    "x-amzn-requestid",
    "x-forwarded-port",
    "transfer-encoding",
    "x-forwarded-proto",
    "x-amz-function-error",
    "cloudfront-viewer-asn",
    "access-control-max-age",
    "x-amz-executed-version",
    "x-amzn-apigateway-api-id",
    "cloudfront-viewer-country",
    "cloudfront-forwarded-proto",
    "access-control-allow-origin",
    "cloudfront-is-mobile-viewer",
    "cloudfront-is-tablet-viewer",
    "access-control-allow-headers",
    "access-control-allow-methods",
    "cloudfront-is-desktop-viewer",
    "cloudfront-is-smarttv-viewer",
    "access-control-expose-headers",
    "access-control-request-method",
    "x-amzn-lambda-integration-tag",
    "access-control-request-headers",
    "x-amzn-remapped-content-length",
    "access-control-allow-credentials",
];

/// Where in [`PLAIN_HEADERS`] the names of a length begin.
const BY_LENGTH: [usize; LONGEST_HEADER + 2] = {
    let mut starts = [0; LONGEST_HEADER + 2];
    let mut length = 0;
    let mut at = 0;
    while length < starts.len() {
        #[expect(clippy::indexing_slicing, reason = "checked by the compiler: within the tables")]
        {
            while at < PLAIN_HEADERS.len() && PLAIN_HEADERS[at].len() < length {
                at += 1;
            }
            starts[length] = at;
        }
        length += 1;
    }
    starts
};

const LONGEST_HEADER: usize = 32;

/// Whether a header's value may stay, once it is looked through.
pub(super) fn is_plain_header(name: &str) -> bool {
    let Some([start, end]) = BY_LENGTH.get(name.len()..).and_then(<[usize]>::first_chunk) else {
        return false;
    };
    let of_this_length = PLAIN_HEADERS.get(*start..*end).unwrap_or_default();
    of_this_length.iter().any(|known| known.eq_ignore_ascii_case(name))
}

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
        assert!(PLAIN_HEADERS.is_sorted_by_key(|name| name.len()) && INNOCENT.is_sorted());
        assert!(PLAIN_HEADERS.iter().all(|name| super::is_plain_header(&name.to_uppercase())));
        assert!(!["", "x-api-key", "authorization"].into_iter().any(super::is_plain_header));
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
