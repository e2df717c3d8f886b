//! Secrets of every kind, planted in every place: none comes through, and what is none stays. The tables in `tests/secrets` are
//! plain text, so that other crates plant the same.
//!
//! | file | what is there |
//! |---|---|
//! | `kinds.txt` | secrets, and how they can be told |
//! | `places.txt` | messages with a place for a secret |
//! | `messages.txt` | whole messages with the secrets in them marked |
//! | `innocent.txt` | messages that must stay as they are |

#![expect(clippy::unwrap_used, reason = "a test may end so")]

use std::fmt::Write as _;

use engine::{
    diagnose,
    log::Reader,
    record::Record,
    redact::{Mask, Redactor},
    request::assemble,
};
use proptest::{collection::vec, prelude::*, sample::Index};

#[path = "secrets/planted.rs"]
mod planted;

use planted::{Planted, Traces, export, planted, table, with_line_ends};

fn redactors() -> [Redactor; 2] {
    [Redactor::default(), Redactor::keyed([7; 32])]
}

/// Ten characters of a secret in a row; of a mask no more than six are shown.
fn what_survives(text: &str, secret: &str) -> Option<String> {
    let secret: Vec<char> = secret.chars().collect();
    secret
        .windows(10.min(secret.len()))
        .map(|part| part.iter().collect())
        .find(|part: &String| text.contains(part))
}

#[test]
fn the_tables_hold_many_kinds_and_places() {
    assert!(table(include_str!("secrets/kinds.txt")).count() >= 30);
    assert!(planted().len() >= 3_000);
}

#[test]
fn no_secret_comes_through_and_what_is_redacted_once_stays() {
    let mut failures = String::new();
    for redactor in redactors() {
        for Planted { message, secrets } in planted() {
            let redacted = redactor.message(&message);
            for secret in &secrets {
                if let Some(part) = what_survives(&redacted, secret) {
                    let _ = writeln!(failures, "{part} survives\n  in  {message:?}\n  as  {redacted:?}");
                }
            }
            for again in redactors() {
                let again = again.message(&redacted);
                if again != redacted {
                    let _ = writeln!(failures, "not stable\n  {message:?}\n  {redacted:?}\n  {again:?}");
                }
            }
        }
    }
    assert!(failures.is_empty(), "{} failures\n{failures}", failures.lines().count() / 3);
}

#[test]
fn what_is_no_secret_stays() {
    let mut failures = String::new();
    for message in table(include_str!("secrets/innocent.txt")) {
        let message = with_line_ends(message);
        for redactor in redactors() {
            let redacted = redactor.message(&message);
            if redacted != message {
                let _ = writeln!(failures, "{message:?}\n{redacted:?}\n");
            }
        }
    }
    assert!(failures.is_empty(), "{failures}");
}

#[test]
fn no_secret_is_in_what_is_made_of_an_export() {
    let planted = planted();
    let traces = Traces::of(&planted);
    for some in planted.chunks(100) {
        let mut reader = Reader::new();
        reader.feed(export(some).as_bytes()).unwrap();
        let assembly = assemble(reader.finish().unwrap().events);
        let diagnoses = diagnose(&assembly.requests);
        assert_eq!(traces.find(format!("{assembly:?}\n{diagnoses:?}")), None);
        for (request, diagnosis) in assembly.requests.iter().zip(&diagnoses) {
            assert_eq!(traces.find(serde_json::to_string(&Record::of(request, diagnosis)).unwrap()), None);
            assert_eq!(traces.find(serde_json::to_string(request).unwrap()), None);
        }
    }
}

#[test]
fn equal_values_look_equal_wherever_they_stand() {
    const TOKEN: &str = "Bearer 7aB8cD7eF6gH5iJ4kL3mN2oP9";
    let redactor = Redactor::keyed([7; 32]);
    let mask_in = |message: String, before: &str, after: char| {
        let redacted = redactor.message(&message).into_owned();
        let (_, rest) = redacted.split_once(before).expect(&redacted);
        rest.split(after).next().unwrap().to_owned()
    };
    let identity = mask_in(format!("Incoming identity: {TOKEN}"), "identity: ", '\n');
    let header =
        mask_in(format!("Method request headers: {{Authorization={TOKEN}, Host=x}}"), "Authorization=", ',');
    let told = mask_in(
        format!(
            r#"Endpoint request body after transformations: {{"type":"TOKEN","authorizationToken":"{TOKEN}","methodArn":"arn:x"}}"#
        ),
        r#"authorizationToken":""#,
        '"',
    );
    let other = mask_in(format!("Incoming identity: {}", TOKEN.replace("7aB", "8aB")), "identity: ", '\n');
    assert_eq!((&identity, &identity), (&header, &told));
    let read = |text| Mask::read(text).unwrap();
    assert_eq!((read(&identity).length, read(&identity).last), (32, "mN2oP9"));
    assert!(!read(&identity).may_equal(&read(&other)));
}

#[test]
fn a_header_that_an_authorizer_reads_is_secret() {
    let message = "Method request headers: {Via=hunter2-is-my-pass, Host=api.example}";
    let mut redactor = Redactor::default();
    assert_eq!(redactor.message(message), message);
    redactor.name_header("via");
    assert_eq!(
        redactor.message(message),
        "Method request headers: {Via=************y-pass, Host=api.example}"
    );
}

/// Pieces of messages, to be put together wrongly.
const PIECES: &[&str] = &[
    "Bearer ",
    "Basic ",
    "token",
    "password",
    "=",
    ": ",
    ":",
    "\"",
    "'",
    "\\\"",
    "\\",
    "{",
    "}",
    "[",
    "]",
    ", ",
    " ",
    "\n",
    "/",
    "?",
    "&",
    "#",
    "@",
    "://",
    "%20",
    "%3D",
    "%65",
    "\\u0065",
    "eyJhbGciOiJIUzI1NiJ9.e30.",
    "AKIAQ3EGRVVJ7KXT2M5N",
    "s3cr3t-Value9",
    "•",
    "*",
    "~",
    "~0123456789ab",
    "••••••abc123",
    "arn:aws:x",
    "-----BEGIN PRIVATE KEY-----",
    "-----END PRIVATE KEY-----",
    "Method request headers: ",
    "Authorizer result body before parsing: ",
    "Access log: ",
    "Endpoint request URI: ",
    "Incoming identity: ",
    " [TRUNCATED]",
    "(aaaaaaaa-0000-4000-8000-000000000001) ",
    "Lambda execution failed with status 200 due to customer function error: ",
    "is",
    "x",
    "é",
    "\"type\":\"TOKEN\",\"methodArn\":\"a\"",
    "Endpoint request body after transformations: ",
    "\"context\":",
    "\"policyDocument\":",
    "Request body does not match model schema",
    "9aB8cD7eF6gH5iJ4kL3mN2oP1qR0sT9u",
    "--token ",
    "Cookie: ",
    "<",
    ">",
    ";",
    "+",
    "{id}",
];

proptest! {
    #![proptest_config(ProptestConfig { cases: 3000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn whatever_is_redacted_once_stays(pieces in vec(any::<Index>(), 0..24)) {
        let text: String = pieces.iter().map(|piece| *piece.get(PIECES)).collect();
        for redactor in redactors() {
            let once = redactor.message(&text).into_owned();
            for again in redactors() {
                prop_assert_eq!(again.message(&once), once.as_str(), "of {:?}", text);
            }
        }
    }
}

#[test]
fn long_odd_messages_are_read_in_one_go() {
    // Were any of these read again from each of its places, this test would take minutes.
    const LONG: usize = 12_000;
    for piece in [
        "a=1=",
        "a://",
        "a=b://",
        "key=",
        "key+",
        "key ",
        "key:",
        "token/",
        "a/b",
        "a+",
        "{",
        "[",
        "{\"a\":",
        "[\"",
        "\\",
        "\"",
        "sk-",
        "eyJ.",
        "-----BEGIN ",
        "-----BEGIN PRIVATE KEY-----",
        "%41",
        "%25",
        "\\u0065",
        "arn:",
        "arn:a ",
        "Bearer ",
        "Cookie: ",
        "(",
        "()",
        "{a}",
        "{a: ",
        ", ",
        "=",
        "?a=b&",
        "@",
        "•",
        "*",
        "~0123456789ab",
        "\n",
        "a\n",
        "Method completed with status: 200\n",
        "Incoming identity: {\n",
        "<a>",
        "hooks.slack.com/services/",
        "bot123456789:",
        "AKIA",
        " ",
        "é",
    ] {
        for before in [
            "",
            "Method request headers: {Host=",
            "Endpoint request URI: https://",
            "Access log: {\"error.message\":\"",
            "Authorizer result body before parsing: {\"policyDocument\":\"",
            "Request body does not match model schema: \"",
            "{\"message\":\"",
        ] {
            let message = before.to_owned() + &piece.repeat(LONG / piece.len());
            let redacted = redactors()[1].message(&message).into_owned();
            assert!(!redacted.is_empty());
        }
    }
}
