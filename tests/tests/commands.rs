//! Every command that a card offers, run by the real AWS CLI through `sh`, as whoever copies it would: what it asks of AWS is what
//! the card says. AWS is a recorder here.

#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test may end so")]

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::process::Command;

use aws_stand_in::recorder::{Call, Recorder};
use engine::configuration::Configuration;
use engine::diagnosis::{Cause, Deny, PolicyOrigin};
use engine::evidence::{sight::Setting, turn_on};
use engine::remediation::place::Place;
use engine::remediation::{Authorizer, Card, Form, Language, Situation, cards};
use serde_json::{Value, json};
use tempfile::TempDir;
use tests::environment;

const ARN: &str = "arn:aws:execute-api:eu-central-1:123456789012:abcde12345/prod/GET/orders/7";
const POLICY: &str = r#"{"Version":"2012-10-17","Statement":[{"Sid":"it's","Effect":"Allow","Principal":"*","Action":"execute-api:Invoke","Resource":"execute-api:/prod/GET/health"}]}"#;

/// Every cause in every shape that gives other cards.
fn situations() -> Vec<Situation> {
    let mut configuration = Configuration::default();
    let bundle = json!({ "restApi": { "id": "abcde12345", "policy": POLICY } });
    configuration.read(&bundle.to_string()).unwrap();
    let resource_policy = configuration.resource_policy(Some(&"abcde12345".into())).cloned();
    let known = Authorizer {
        kind: Some("REQUEST".to_owned()),
        name: None,
        ttl: Some(300),
        identity_source: Some("method.request.header.Authorization,context.identity.sourceIp".to_owned()),
    };
    let mut situations = Vec::new();
    for cause in Cause::ALL {
        for deny in [Deny::Implicit, Deny::Explicit] {
            for (authorizer, resource_policy) in
                [(Authorizer::default(), None), (known.clone(), resource_policy.clone())]
            {
                situations.push(Situation {
                    deny: Some(deny),
                    policy_origin: Some(PolicyOrigin::Cached),
                    place: Place::of_call(Some(ARN), Some("abcde12345"), Some("prod"), Some("4hugyv")),
                    authorizer,
                    resource_policy,
                    method_arns: vec![ARN.to_owned()],
                    undeployed: Some(true),
                    ..Situation::of(*cause)
                });
            }
        }
    }
    situations
}

/// The lines that can be copied, each once, in order.
fn lines() -> Vec<String> {
    let mut lines = Vec::new();
    for Card { commands, check, rollback, .. } in situations().iter().flat_map(cards) {
        let forms = commands.into_iter().chain(check).chain(rollback);
        lines.extend(forms.filter(|form| form.language == Language::AwsCli).map(|Form { text, .. }| text));
    }
    lines.push(turn_on::command("abcde12345", "prod", &[Setting::AccessLog, Setting::DataTrace]));
    let mut seen = BTreeSet::new();
    lines.retain(|line| seen.insert(line.clone()));
    lines
}

/// Runs a line as it is pasted.
fn paste(line: &str, aws: &Path, url: &str, folder: &Path) {
    let path = format!("{}:/usr/local/bin:/usr/bin:/bin", aws.parent().unwrap().display());
    let mut command = Command::new("sh");
    command.args(["-c", line]).current_dir(folder).env_clear();
    command.envs([
        ("PATH", path.as_str()),
        ("AWS_ENDPOINT_URL", url),
        ("AWS_ACCESS_KEY_ID", "AKIATEST"),
        ("AWS_SECRET_ACCESS_KEY", "secret"),
        ("AWS_DEFAULT_REGION", "eu-central-1"),
        ("AWS_CONFIG_FILE", "/dev/null"),
        ("AWS_SHARED_CREDENTIALS_FILE", "/dev/null"),
        ("AWS_EC2_METADATA_DISABLED", "true"),
        ("AWS_PAGER", ""),
    ]);
    let output = command.output().unwrap();
    assert!(output.status.success(), "{line}\n{}", String::from_utf8_lossy(&output.stderr));
}

fn patch(operations: &Value) -> Value {
    json!({ "patchOperations": operations })
}

fn replace(path: &str, value: &str) -> Value {
    patch(&json!([{ "op": "replace", "path": path, "value": value }]))
}

/// What each line asks for, by hand.
fn expected(policies: &[Value; 3]) -> Vec<(&'static str, &'static str, Value)> {
    let [edited, added, before] = policies;
    let authorizer = "/restapis/abcde12345/authorizers/4hugyv";
    vec![
        ("POST", "/restapis/abcde12345/deployments", json!({ "stageName": "prod" })),
        ("DELETE", "/restapis/abcde12345/stages/prod/cache/authorizers", Value::Null),
        ("GET", "/restapis/abcde12345/stages/prod", Value::Null),
        ("GET", "/restapis/abcde12345/authorizers", Value::Null),
        ("GET", authorizer, Value::Null),
        ("GET", "/restapis/abcde12345", Value::Null),
        ("GET", "/usageplans", Value::Null),
        ("PATCH", authorizer, replace("/authorizerResultTtlInSeconds", "0")),
        ("PATCH", authorizer, replace("/authorizerResultTtlInSeconds", "300")),
        ("PATCH", authorizer, replace("/identitySource", "method.request.header.X-Authorization")),
        (
            "PATCH",
            authorizer,
            replace("/identitySource", "method.request.header.Authorization,context.identity.sourceIp"),
        ),
        ("PATCH", "/restapis/abcde12345", edited.clone()),
        ("PATCH", "/restapis/abcde12345", added.clone()),
        ("PATCH", "/restapis/abcde12345", before.clone()),
        (
            "PATCH",
            "/restapis/abcde12345/stages/prod",
            patch(&json!([
                {
                    "op": "replace",
                    "path": "/accessLogSettings/destinationArn",
                    "value": "arn:aws:logs:REGION:ACCOUNT_ID:log-group:LOG_GROUP",
                },
                {
                    "op": "replace",
                    "path": "/accessLogSettings/format",
                    "value": engine::log::access::RECOMMENDED,
                },
                { "op": "replace", "path": "/*/*/logging/loglevel", "value": "INFO" },
                { "op": "replace", "path": "/*/*/logging/dataTrace", "value": "true" },
            ])),
        ),
    ]
}

#[tokio::test]
async fn every_command_asks_aws_for_what_its_card_says() {
    let Some(aws) = environment::aws() else { return };
    let recorder = Recorder::start().await.unwrap();
    let folder = TempDir::new().unwrap();
    let edited = replace("/policy", r#"{"Version":"2012-10-17","Statement":[]}"#);
    fs::write(folder.path().join("policy-patch.json"), edited["patchOperations"].to_string()).unwrap();
    let mut policy: Value = serde_json::from_str(POLICY).unwrap();
    let statement =
        json!({ "Effect": "Allow", "Principal": "*", "Action": "execute-api:Invoke", "Resource": [ARN] });
    policy["Statement"].as_array_mut().unwrap().push(statement);
    let mut wanted = expected(&[edited, replace("/policy", &policy.to_string()), replace("/policy", POLICY)]);

    let lines = lines();
    for line in &lines {
        let (line, aws, url, path) = (line.clone(), aws.clone(), recorder.url(), folder.path().to_path_buf());
        tokio::task::spawn_blocking(move || paste(&line, &aws, &url, &path)).await.unwrap();
    }
    let asked = recorder.calls();
    assert_eq!(asked.len(), lines.len(), "one line, one question");
    for (line, Call { method, path, body }) in lines.iter().zip(asked) {
        let place = wanted.iter().position(|(verb, address, asks)| {
            (*verb, *address) == (method.as_str(), path.as_str()) && same(asks, &body)
        });
        assert!(place.is_some(), "{line}\nasks {method} {path} {body}");
        wanted.swap_remove(place.unwrap());
    }
    assert_eq!(wanted, [], "no line asks for these");
}

/// A policy in a body is compared by what it says.
fn same(one: &Value, other: &Value) -> bool {
    fn read(body: &Value) -> Value {
        let mut body = body.clone();
        for operation in body["patchOperations"].as_array_mut().into_iter().flatten() {
            if operation["path"] == "/policy" {
                operation["value"] = serde_json::from_str(operation["value"].as_str().unwrap()).unwrap();
            }
        }
        body
    }
    if one.is_null() || other.is_null() { one == other } else { read(one) == read(other) }
}
