//! Words that are secrets by their look, whatever stands before them.

/// How a kind of token begins, how long it is at the least, and where it may end.
const TOKENS: &[(&str, usize)] = &[
    ("AGE-SECRET-KEY-", 40),
    ("AIza", 35),
    ("AKIA", 20),
    ("ASIA", 20),
    ("ATATT3", 30),
    ("EAAA", 30),
    ("FQoGZXIvYXdz", 30),
    ("FwoGZXIvYXdz", 30),
    ("IQoJb3JpZ2lu", 30),
    ("SG.", 30),
    ("amzn.mws.", 20),
    ("dapi", 36),
    ("dckr_pat_", 20),
    ("dop_v1_", 30),
    ("dp.pt.", 30),
    ("eyJ", 12),
    ("ghe_", 20),
    ("gho_", 20),
    ("ghp_", 20),
    ("ghr_", 20),
    ("ghs_", 20),
    ("ghu_", 20),
    ("github_pat_", 20),
    ("glpat-", 20),
    ("glptt-", 20),
    ("hf_", 24),
    ("hvb.", 20),
    ("hvs.", 20),
    ("key-", 36),
    ("lin_api_", 20),
    ("npm_", 20),
    ("pypi-", 20),
    ("rk_live_", 16),
    ("rk_test_", 16),
    ("secret_", 24),
    ("shpat_", 20),
    ("shpca_", 20),
    ("shppa_", 20),
    ("shpss_", 20),
    ("sk-", 20),
    ("sk_live_", 16),
    ("sk_test_", 16),
    ("sq0atp-", 20),
    ("sq0csp-", 20),
    ("whsec_", 16),
    ("xapp-", 16),
    ("xoxa-", 16),
    ("xoxb-", 16),
    ("xoxc-", 16),
    ("xoxd-", 16),
    ("xoxe-", 16),
    ("xoxe.xox", 16),
    ("xoxo-", 16),
    ("xoxp-", 16),
    ("xoxr-", 16),
    ("xoxs-", 16),
    ("ya29.", 20),
];

/// Where in [`TOKENS`] those begin that start with a byte, and how many they are.
static BY_FIRST_BYTE: [(usize, usize); 256] = {
    let mut table = [(0, 0); 256];
    let mut at = 0;
    while at < TOKENS.len() {
        #[expect(clippy::indexing_slicing, reason = "checked by the compiler: within the tables")]
        {
            let (from, n_tokens) = &mut table[TOKENS[at].0.as_bytes()[0] as usize];
            *from = if *n_tokens == 0 { at } else { *from };
            *n_tokens += 1;
        }
        at += 1;
    }
    table
};

/// The start of a JWT's header, in base64: `{"alg":`, `{"kid":`, `{"typ":`. So long that it is one even inside a word.
const JWT_HEADERS: &[&str] = &["eyJhbGciOi", "eyJraWQiOi", "eyJ0eXAiOi", "eyJlbmMiOi"];

/// Where in a word a token starts.
pub(super) fn token_in(word: &str) -> Option<usize> {
    if word.len() < 12 {
        return None;
    }
    // A token starts the word or stands behind a sign in it; of two, the first is looked for.
    let mut is_start = true;
    for (at, byte) in word.bytes().enumerate() {
        if is_start && let Some(rest) = word.get(at..).filter(|rest| starts_token(byte, rest)) {
            return Some(word.len() - rest.len());
        }
        is_start = !byte.is_ascii_alphanumeric();
    }
    memchr::memmem::find(word.as_bytes(), b"eyJ")
        .and_then(|_| JWT_HEADERS.iter().filter_map(|start| word.find(start)).min())
}

fn starts_token(first: u8, text: &str) -> bool {
    // In order of their first bytes, so that most are not looked at.
    let (from, n_tokens) = BY_FIRST_BYTE.get(usize::from(first)).copied().unwrap_or_default();
    TOKENS
        .iter()
        .skip(from)
        .take(n_tokens)
        .any(|(start, length)| text.len() >= *length && text.starts_with(start) && is_of_kind(start, text))
}

/// As much of a word tells whether it is a token.
const LONGEST_LOOK: usize = 256;

/// What else holds of a token that begins like a word.
fn is_of_kind(start: &str, text: &str) -> bool {
    let length = text
        .bytes()
        .take(LONGEST_LOOK)
        .position(|byte| !(byte.is_ascii_alphanumeric() || b"-_.=".contains(&byte)))
        .unwrap_or(text.len().min(LONGEST_LOOK));
    let token = text.get(..length).unwrap_or(text);
    match start {
        // An access key id has 20 characters.
        "AKIA" | "ASIA" => {
            let id = token.get(..20).unwrap_or_default();
            id.len() == 20
                && id.bytes().all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit())
                && !token.as_bytes().get(20).is_some_and(u8::is_ascii_alphanumeric)
        }
        "dapi" | "key-" => token.get(start.len()..).is_some_and(|rest| {
            rest.len() >= 32 && rest.bytes().take(32).all(|byte| byte.is_ascii_hexdigit())
        }),
        "sk-" | "secret_" | "hf_" | "EAAA" | "npm_" | "pypi-" | "SG." => has_digit_and_upper(token),
        "eyJ" => token.len() >= 12,
        _ => true,
    }
}

fn has_digit_and_upper(text: &str) -> bool {
    text.bytes().any(|byte| byte.is_ascii_digit()) && text.bytes().any(|byte| byte.is_ascii_uppercase())
}

/// Whether a text looks drawn by lot: a run of letters and digits so mixed as no one writes them. Names of functions, which
/// end in a dozen such characters, are shorter; hexadecimal digits are ids.
pub(super) fn is_opaque(text: &str) -> bool {
    text.len() >= 20
        && text.split(|c: char| !c.is_ascii_alphanumeric()).filter(|run| run.len() >= 20).any(|run| {
            let (upper, lower, digit) = classes(run);
            let kinds = usize::from(upper) + usize::from(lower) + usize::from(digit);
            let n_turns = turns(run);
            // A word is written in small letters.
            let has_word = run.split(|c: char| !c.is_ascii_lowercase()).any(|word| word.len() > 6);
            match kinds {
                3 => run.len() >= 20 && n_turns * 100 >= run.len() * if has_word { 55 } else { 42 },
                2 if lower && digit => {
                    run.len() >= 24
                        && n_turns * 100 >= run.len() * 33
                        && !run.bytes().all(|byte| byte.is_ascii_hexdigit())
                }
                2 if lower && upper => {
                    run.len() >= 24 && n_turns * 100 >= run.len() * if has_word { 55 } else { 42 }
                }
                _ => false,
            }
        })
}

/// Whether a word behind the name of a secret looks like one: letters and digits mixed.
pub(super) fn is_mixed(word: &str) -> bool {
    let (upper, lower, digit) = classes(word);
    word.len() >= 8
        && (digit && (lower || upper) || turns(word) * 3 >= word.len())
        && !crate::log::line::is_uuid(word)
        && !word.starts_with("arn")
}

/// Whether 40 characters are the secret half of an AWS access key, which has no mark of its own.
pub(super) fn is_aws_secret(text: &str) -> bool {
    let (upper, lower, digit) = classes(text);
    text.len() == 40 && upper && lower && digit && turns(text) >= 16
}

fn classes(text: &str) -> (bool, bool, bool) {
    let (mut upper, mut lower, mut digit) = (false, false, false);
    for byte in text.bytes() {
        upper |= byte.is_ascii_uppercase();
        lower |= byte.is_ascii_lowercase();
        digit |= byte.is_ascii_digit();
    }
    (upper, lower, digit)
}

/// How often the kind of character changes.
fn turns(text: &str) -> usize {
    let kind = |byte: u8| match byte {
        b'a'..=b'z' => 0,
        b'A'..=b'Z' => 1,
        b'0'..=b'9' => 2,
        _ => 3,
    };
    text.bytes().zip(text.bytes().skip(1)).filter(|(one, next)| kind(*one) != kind(*next)).count()
}

#[cfg(test)]
mod tests {
    use super::{TOKENS, is_opaque, token_in};

    #[test]
    fn tokens_are_in_order() {
        assert!(TOKENS.is_sorted());
    }

    #[test]
    fn words_are_no_tokens() {
        for word in [
            "surveyJobsCompleted",
            "task-scheduler-worker",
            "sk-learn-pipeline-runner",
            "secret_manager_configuration",
            "MyStack-AuthorizerFunction1A2B3C4D-1KYBZ8X4LQJ2E",
            "aaaaaaaa-0000-4000-8000-000000000001",
            "1-5c755b5d-07b29b94e632d3da19d88789",
            "AbstractUserAuthorizerV2Handler",
        ] {
            assert_eq!(token_in(word), None, "{word}");
            assert!(!is_opaque(word), "{word}");
        }
    }
}
