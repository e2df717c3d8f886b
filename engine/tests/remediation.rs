//! Which cards a cause gets, what their commands say to the letter, and that nothing a caller wrote gets out of its quotes.

#![expect(clippy::unwrap_used, clippy::string_slice, reason = "a test may end so")]

use std::{fs, path::Path, process::Command};

use engine::{
    configuration::{Configuration, Method},
    diagnose,
    diagnosis::{Cause, Deny, PolicyOrigin},
    log::Reader,
    remediation::{
        Authorizer, Card, Form, Kind, Language, Situation, cards,
        place::{Found, Id, Place},
        shell::quote,
    },
    request::assemble,
    time::Instant,
};
use proptest::prelude::*;

const ARN: &str = "arn:aws:execute-api:us-east-1:********9012:abcde12345/prod/GET/orders/7";

fn place() -> Place {
    Place::read(Found {
        region: Some("us-east-1"),
        account: Some("123456789012"),
        api: Some("abcde12345"),
        stage: Some("prod"),
        authorizer: Some("4hugyv"),
    })
}

fn situation(cause: Cause, deny: Option<Deny>, origin: Option<PolicyOrigin>) -> Situation {
    Situation {
        deny,
        policy_origin: origin,
        place: place(),
        method_arns: vec![ARN.to_owned()],
        ..Situation::of(cause)
    }
}

fn cached() -> Situation {
    situation(Cause::AuthorizerPolicyDeny, Some(Deny::Implicit), Some(PolicyOrigin::Cached))
}

fn kinds(case: &Situation) -> Vec<&'static str> {
    cards(case).iter().map(|card| card.kind.id()).collect()
}

fn card(case: &Situation, kind: Kind) -> Card {
    cards(case).into_iter().find(|card| card.kind == kind).unwrap()
}

fn cli(forms: &[Form]) -> Vec<&str> {
    forms.iter().filter(|form| form.language == Language::AwsCli).map(|form| form.text.as_str()).collect()
}

#[test]
fn each_cause_has_its_cards() {
    let table: &[(Cause, &[&str])] = &[
        (Cause::None, &[]),
        (Cause::Unknown, &[]),
        (Cause::ResourcePolicyDeny, &["fix_resource_policy", "deploy"]),
        (Cause::IdentityRejected, &["give_header"]),
        (Cause::AuthorizerRaisedUnauthorized, &["give_header"]),
        (Cause::Unauthorized, &["give_header"]),
        (Cause::AuthorizerError, &["fix_authorizer"]),
        (
            Cause::AuthorizerPolicyDeny,
            &["confirm_caching", "flush", "fix_authorizer", "caching_off", "change_identity_source"],
        ),
        (Cause::ApiKeyRejected, &["give_key"]),
        (Cause::RouteNotFound, &["deploy", "ask_elsewhere"]),
        (Cause::Throttled, &["ask_elsewhere"]),
        (Cause::QuotaExceeded, &["ask_elsewhere"]),
        (Cause::WafBlocked, &["ask_elsewhere"]),
        (Cause::IamAuthFailed, &["ask_elsewhere"]),
        (Cause::NotMapped, &["ask_elsewhere"]),
        (Cause::CacheInvalidationRefused, &["ask_elsewhere"]),
        (Cause::BackendRefused, &["ask_elsewhere"]),
        (Cause::IntegrationError, &["ask_elsewhere"]),
        (Cause::ClientError, &["ask_elsewhere"]),
    ];
    assert_eq!(table.len(), Cause::ALL.len());
    for (cause, expected) in table {
        assert_eq!(kinds(&situation(*cause, None, None)), *expected, "{cause:?}");
    }
}

#[test]
fn the_order_follows_what_is_known() {
    let mut case = cached();
    case.heals_at = Instant::parse("2026-01-10T11:09:00.000Z");
    case.authorizer.ttl = Some(300);
    assert_eq!(kinds(&case), ["wait", "flush", "fix_authorizer", "caching_off", "change_identity_source"]);
    case.deny = Some(Deny::Explicit);
    assert_eq!(kinds(&case).last(), Some(&"fix_authorizer"));
    case.undeployed = Some(true);
    assert_eq!(kinds(&case).first(), Some(&"deploy"));
    case.undeployed = None;
    case.authorizer.ttl = Some(0);
    assert_eq!(kinds(&case), ["fix_authorizer"], "nothing is cached");
    let fresh = situation(Cause::AuthorizerPolicyDeny, Some(Deny::Implicit), Some(PolicyOrigin::Fresh));
    assert_eq!(kinds(&fresh), ["fix_authorizer", "flush"]);
}

#[test]
fn the_commands_hold_the_real_ids() {
    let mut case = cached();
    assert_eq!(
        cli(&card(&case, Kind::Flush).commands),
        ["aws apigateway flush-stage-authorizers-cache --rest-api-id abcde12345 --stage-name prod \
             --region us-east-1"]
    );
    assert!(card(&case, Kind::CachingOff).rollback.is_empty(), "the TTL is not known: none is made up");
    case.authorizer =
        Authorizer { kind: Some("REQUEST".to_owned()), ttl: Some(120), ..Authorizer::default() };
    let off = card(&case, Kind::CachingOff);
    assert_eq!(
        cli(&off.commands),
        [
            r#"aws apigateway update-authorizer --rest-api-id abcde12345 --authorizer-id 4hugyv --region us-east-1 --patch-operations '[{"op":"replace","path":"/authorizerResultTtlInSeconds","value":"0"}]'"#,
            "aws apigateway create-deployment --rest-api-id abcde12345 --stage-name prod --region us-east-1",
        ]
    );
    assert!(off.facts.loses_identity_check);
    assert!(cli(&off.rollback).first().unwrap().contains(r#""value":"120""#));
}

#[test]
fn the_answer_covers_the_refused_calls() {
    let mut case = cached();
    case.method_arns.push(ARN.to_owned());
    // What a policy would read as a pattern, and what turns the direction of the text, are left out.
    case.method_arns.push("arn:aws:execute-api:us-east-1:123456789012:abcde12345/prod/GET/*".to_owned());
    case.method_arns
        .push("arn:aws:execute-api:us-east-1:123456789012:abcde12345/prod/GET/a\u{202e}b".to_owned());
    let fix = card(&case, Kind::FixAuthorizer);
    let policies: Vec<serde_json::Value> = fix
        .commands
        .iter()
        .filter(|form| form.language == Language::Json)
        .map(|form| serde_json::from_str(&form.text).unwrap())
        .collect();
    let resources: Vec<_> = policies.iter().map(|policy| &policy["Statement"][0]["Resource"]).collect();
    assert_eq!(
        serde_json::to_value(resources).unwrap(),
        serde_json::json!([
            ["arn:aws:execute-api:us-east-1:123456789012:abcde12345/prod/GET/orders/7"],
            ["arn:aws:execute-api:us-east-1:123456789012:abcde12345/prod/*/*"],
        ])
    );
}

#[test]
fn what_stands_for_a_part_of_a_path_becomes_a_wildcard() {
    let mut case = cached();
    let method = |verb: &str, path: &str| Method {
        path: path.to_owned(),
        verb: verb.to_owned(),
        authorization: None,
        authorizer_id: None,
    };
    let of_methods = |case: &Situation| -> Vec<serde_json::Value> {
        let forms = card(case, Kind::FixAuthorizer).commands;
        let policies = forms.iter().filter(|form| form.language == Language::Json);
        policies
            .map(|form| {
                let policy: serde_json::Value = serde_json::from_str(&form.text).unwrap();
                policy["Statement"][0]["Resource"].clone()
            })
            .collect()
    };
    let n_without = of_methods(&case).len();
    for (methods, expected) in [
        (vec![method("GET", "/orders/{id}")], "GET/orders/*"),
        (vec![method("ANY", "/{proxy+}")], "GET/*"),
        (vec![method("ANY", "/{proxy+}"), method("GET", "/orders/{proxy+}")], "GET/orders/*"),
    ] {
        case.methods = methods;
        let found = of_methods(&case);
        assert_eq!(found.len(), n_without + 1);
        let expected = format!("arn:aws:execute-api:us-east-1:123456789012:abcde12345/prod/{expected}");
        assert_eq!(found[1], serde_json::json!([expected]));
    }
    case.methods = vec![method("GET", "/orders/7"), method("POST", "/orders/{id}")];
    assert_eq!(of_methods(&case).len(), n_without, "the method that was asked for has no parameter");
}

#[test]
fn a_resource_policy_that_is_known_is_written_whole_and_can_be_put_back() {
    let mut case = situation(Cause::ResourcePolicyDeny, Some(Deny::Implicit), None);
    let by_hand = card(&case, Kind::FixResourcePolicy);
    assert!(cli(&by_hand.commands).iter().any(|line| line.ends_with("file://policy-patch.json")));
    assert!(by_hand.rollback.is_empty(), "how it was is not known");

    let policy = r#"{"Version":"2012-10-17","Statement":{"Sid":"it's","Effect":"Allow","Principal":"*","Action":"execute-api:Invoke","Resource":"execute-api:/prod/GET/health"}}"#;
    let read = |text: &str| {
        let mut configuration = Configuration::default();
        let bundle = serde_json::json!({ "restApi": { "id": "abcde12345", "policy": text } });
        configuration.read(&bundle.to_string()).unwrap();
        configuration.resource_policy(Some(&"abcde12345".into())).cloned()
    };
    case.resource_policy = read(policy);
    let written = card(&case, Kind::FixResourcePolicy);
    // Where it is held against the shell: as the shell takes it apart.
    let policy_of = |forms: &[Form]| -> serde_json::Value {
        let line = cli(forms)[0].to_owned();
        let (_, patch) = line.split_once("--patch-operations ").unwrap();
        let patch: serde_json::Value = serde_json::from_str(&through_sh(patch)).unwrap();
        assert_eq!(patch[0]["path"], "/policy");
        serde_json::from_str(patch[0]["value"].as_str().unwrap()).unwrap()
    };
    let before: serde_json::Value = serde_json::from_str(policy).unwrap();
    assert_eq!(policy_of(&written.rollback), before);
    let after = policy_of(&written.commands);
    assert_eq!(after["Statement"][0], before["Statement"], "what was there stays, first");
    assert_eq!(
        after["Statement"][1]["Resource"],
        serde_json::json!(["arn:aws:execute-api:us-east-1:123456789012:abcde12345/prod/GET/orders/7"])
    );
    assert!(cli(&written.commands)[1].contains("create-deployment"), "it is live only when deployed");

    case.deny = Some(Deny::Explicit);
    let explicit = card(&case, Kind::FixResourcePolicy);
    assert!(
        explicit.commands.iter().all(|form| !form.text.contains("orders/7")),
        "no statement undoes a deny"
    );
    case.deny = Some(Deny::Implicit);
    for unreadable in ["{", "[]", "7", r#"{"Statement":7}"#] {
        case.resource_policy = read(unreadable);
        let commands = card(&case, Kind::FixResourcePolicy).commands;
        assert!(cli(&commands).iter().any(|line| line.ends_with("file://policy-patch.json")), "{unreadable}");
    }
}

#[test]
fn an_id_out_of_the_grammar_is_to_be_looked_up() {
    for hostile in ["prod; reboot", "$(id)", "a b", "", "x\u{202e}", "null", "ß", &"a".repeat(129)] {
        let case = Situation {
            place: Place::read(Found {
                region: Some("us-east-1"),
                api: Some("abcde12345"),
                stage: Some(hostile),
                ..Found::default()
            }),
            ..cached()
        };
        let flush = card(&case, Kind::Flush);
        assert_eq!(flush.look_up, [Id::Stage], "{hostile:?}");
        assert!(flush.commands.is_empty(), "{hostile:?}");
    }
    let read = |found| Place::read(found);
    for region in ["us-east-1", "us-gov-west-1", "cn-north-1", "ap-southeast-4"] {
        assert!(
            read(Found { region: Some(region), ..Found::default() }).get(Id::Region).is_some(),
            "{region}"
        );
    }
    for region in ["us-east", "US-EAST-1", "-east-1", "us-east-1.evil.example", "1"] {
        assert!(
            read(Found { region: Some(region), ..Found::default() }).get(Id::Region).is_none(),
            "{region}"
        );
    }
    let dashed = Place::read(Found {
        stage: Some("--help"),
        region: Some("us-east-1"),
        api: Some("a1"),
        ..Found::default()
    });
    let flush = card(&Situation { place: dashed, ..cached() }, Kind::Flush);
    assert!(flush.commands.first().unwrap().text.contains("--stage-name=--help"), "no option of its own");
}

#[test]
fn every_diagnosed_refusal_has_a_card() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases");
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let text = fs::read_to_string(&path).unwrap();
        let start = text.find("```log\n").unwrap() + 7;
        let log = &text[start..start + text[start..].find("```").unwrap()];
        let mut reader = Reader::new();
        reader.feed(log.as_bytes()).unwrap();
        for diagnosis in diagnose(&assemble(reader.finish().unwrap().events).requests) {
            let mut case = situation(diagnosis.cause, diagnosis.deny, diagnosis.policy_origin);
            case.heals_at = diagnosis.heals_at;
            case.method_arns = diagnosis.method_arn.into_iter().collect();
            let is_told = !matches!(diagnosis.cause, Cause::None | Cause::Unknown);
            let cards = cards(&case);
            assert_eq!(!cards.is_empty(), is_told, "{}: {:?}", path.display(), diagnosis.cause);
            assert!(cards.iter().all(|card| card.look_up.is_empty()), "{}", path.display());
        }
    }
}

#[test]
fn what_deceives_the_eye_is_not_quoted() {
    for text in ["a\nb", "a\u{0}b", "\u{1b}[2J", "a\u{202e}b", "a\u{200b}b", "a\u{2066}b", "\u{feff}"] {
        assert_eq!(quote(text), None, "{text:?}");
    }
}

fn through_sh(word: &str) -> String {
    let output = Command::new("sh").arg("-c").arg(format!("printf %s {word}")).output().unwrap();
    assert!(output.status.success());
    String::from_utf8(output.stdout).unwrap()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn a_quoted_text_comes_through_sh(text in r#"[ -~é世'"$`\\;&|<>(){}*?~#!-]{0,40}"#) {
        prop_assert_eq!(through_sh(&quote(&text).unwrap()), text);
    }

    #[test]
    fn any_text_comes_through_or_is_refused(text in any::<String>()) {
        if let Some(word) = quote(&text) {
            prop_assert_eq!(through_sh(&word), text);
        }
    }
}
