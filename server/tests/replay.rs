//! `why403 replay`, the real binary: what it prints and its exit codes.

#![expect(clippy::unwrap_used, reason = "a test may end so")]

use std::{
    fs,
    path::{Path, PathBuf},
    process::{Command, Output},
};

use serde_json::Value;
use tempfile::TempDir;

const ARN: &str = "arn:aws:execute-api:eu-central-1:111122223333:a1b2c3d4e5/prod";

/// A call as an execution log with data trace tells it; the authorizer answers when `policy` is given, else its cache does.
fn call(number: u32, second: u32, method: &str, path: &str, policy: Option<&str>, passes: bool) -> String {
    let id = format!("{number:08x}-0000-4000-8000-000000000000");
    let mut lines = vec![
        "Extended Request Id: W9z=".to_owned(),
        format!("Starting authorizer: 4hugyv for request: {id}"),
        "Incoming identity: ***********9f3a1c".to_owned(),
    ];
    if let Some(policy) = policy {
        lines.push(format!(
            r#"Endpoint request body after transformations: {{"type":"TOKEN","methodArn":"{ARN}/{method}{path}","authorizationToken":"***********9f3a1c"}}"#
        ));
        lines.push("Sending request to https://lambda.eu-central-1.amazonaws.com/2015-03-31/functions/arn:aws:lambda:eu-central-1:111122223333:function:auth/invocations".to_owned());
        lines.push(format!(
            r#"Authorizer result body before parsing: {{"principalId":"customer-7","policyDocument":{policy}}}"#
        ));
    }
    lines.push("Using valid authorizer policy for principal: ****omer-7".to_owned());
    lines.push("Successfully completed authorizer execution".to_owned());
    if passes {
        lines.extend([
            format!("Verifying Usage Plan for request: {id}. API Key:  API Stage: a1b2c3d4e5/prod"),
            format!("Starting execution for request: {id}"),
            format!("HTTP Method: {method}, Resource Path: {path}"),
            "Method completed with status: 200".to_owned(),
        ]);
    } else {
        lines.push("The client is not authorized to perform this operation.".to_owned());
    }
    let at = 1_785_585_600_000 + i64::from(second) * 1000;
    let event = |(place, line): (i64, &String)| {
        let event = serde_json::json!({
            "logGroupName": "API-Gateway-Execution-Logs_a1b2c3d4e5/prod",
            "timestamp": at + place * 5,
            "message": format!("({id}) {line}"),
            "eventId": format!("{number:04}{place:04}"),
        });
        format!("{event}\n")
    };
    (0..).zip(&lines).map(event).collect()
}

fn allow(resources: &str) -> String {
    format!(
        r#"{{"Version":"2012-10-17","Statement":[{{"Effect":"Allow","Action":"execute-api:Invoke","Resource":{resources}}}]}}"#
    )
}

/// A policy of one method is cached and refuses another; after it died, that one is asked about.
fn log() -> String {
    let of = |method: &str, path: &str| allow(&format!("\"{ARN}/{method}{path}\""));
    [
        call(1, 0, "GET", "/orders", Some(&of("GET", "/orders")), true),
        call(2, 10, "GET", "/orders", None, true),
        call(3, 400, "POST", "/orders", Some(&of("POST", "/orders")), true),
        call(4, 410, "GET", "/orders", None, false),
    ]
    .concat()
}

fn written(folder: &TempDir, name: &str, text: &str) -> PathBuf {
    let file = folder.path().join(name);
    fs::write(&file, text).unwrap();
    file
}

fn replayed(arguments: &[&str], files: &[&Path]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_why403")).arg("replay").args(arguments).args(files).output().unwrap()
}

fn lines(output: &Output) -> Vec<Value> {
    let text = str::from_utf8(&output.stdout).unwrap();
    text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

fn told(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).unwrap() + str::from_utf8(&output.stderr).unwrap()
}

#[test]
fn a_policy_that_refuses_what_passed_ends_with_3() {
    let folder = TempDir::new().unwrap();
    let calls = written(&folder, "calls.json", &log());
    let answer = format!(r#"{{"principalId":"x","policyDocument":{}}}"#, allow(&format!("\"{ARN}/POST/*\"")));
    let policy = written(&folder, "policy.json", &answer);
    let output = replayed(&["--format", "ndjson", "--policy", policy.to_str().unwrap()], &[&calls]);
    assert_eq!(output.status.code(), Some(3), "{}", told(&output));
    let lines = lines(&output);
    let [row, summary] = lines.as_slice() else { panic!("{lines:?}") };
    assert_eq!(
        (&row["direction"], &row["method"], &row["path"]),
        (&"newly_refused".into(), &"GET".into(), &"/orders".into())
    );
    assert_eq!((&row["n_calls"], &row["gate"]), (&2.into(), &"authorizer_policy".into()));
    assert_eq!((&row["deny"], &row["because"]), (&"implicit".into(), &"authorizer_policy".into()));
    assert_eq!(row["principal"], "*****mer-7");
    let summary = &summary["summary"];
    // Of the refused call no line names the method: no access log is there.
    assert_eq!(summary["undecided"]["method_not_logged"], 1);
    assert_eq!((&summary["n_calls"], &summary["n_newly_refused"]), (&4.into(), &2.into()));
    let output = replayed(&["--policy", policy.to_str().unwrap()], &[&calls]);
    assert_eq!(output.status.code(), Some(3));
    assert!(told(&output).contains("newly refused: 2"), "{}", told(&output));
    assert!(told(&output).contains("GET /orders by *****mer-7"), "{}", told(&output));
}

#[test]
fn a_policy_that_allows_all_ends_with_0() {
    let folder = TempDir::new().unwrap();
    let calls = written(&folder, "calls.json", &log());
    let policy = written(&folder, "policy.json", &allow(&format!("\"{ARN}/*\"")));
    let policy = policy.to_str().unwrap();
    let output = replayed(&["--format", "ndjson", "--policy", policy], &[&calls]);
    assert_eq!(output.status.code(), Some(0), "{}", told(&output));
    let all = lines(&output);
    assert_eq!((&all[0]["direction"], &all[0]["n_calls"]), (&"newly_allowed".into(), &1.into()));
    // For nobody of these.
    let output = replayed(&["--format", "ndjson", "--policy", policy, "--caller", "*mer-8"], &[&calls]);
    assert_eq!(lines(&output)[0]["summary"]["n_unchanged"], 4, "{}", told(&output));
}

#[test]
fn several_files_are_put_together_and_their_order_does_not_matter() {
    let folder = TempDir::new().unwrap();
    let log = log();
    let whole = written(&folder, "whole.json", &log);
    let mut reversed: Vec<&str> = log.lines().collect();
    reversed.reverse();
    let reversed = written(&folder, "reversed.json", &reversed.join("\n"));
    let (first, second): (Vec<&str>, Vec<&str>) =
        log.lines().partition(|line| !line.contains("(00000003-") && !line.contains("(00000004-"));
    let (first, second) = (
        first.join(
            "
",
        ),
        second.join(
            "
",
        ),
    );
    let (first, second) = (written(&folder, "1.json", &first), written(&folder, "2.json", &second));
    let change = ["--format", "ndjson", "--ttl", "0"];
    let expected = replayed(&change, &[&whole]);
    assert!(expected.status.success(), "{}", told(&expected));
    for files in [vec![&*reversed], vec![&*second, &*first]] {
        assert_eq!(told(&replayed(&change, &files)), told(&expected));
    }
}

#[test]
fn a_configuration_is_tried_against_what_it_was() {
    let folder = TempDir::new().unwrap();
    let calls = written(&folder, "calls.json", &log());
    let bundle = |ttl: u32, policy: &str| {
        format!(
            r#"{{"restApi":{{"id":"a1b2c3d4e5"{policy}}},"authorizers":{{"items":[{{"id":"4hugyv","type":"TOKEN",
                "identitySource":"method.request.header.Authorization","authorizerResultTtlInSeconds":{ttl}}}]}}}}"#
        )
    };
    let was = written(&folder, "was.json", &bundle(300, ""));
    let was = was.to_str().unwrap();
    let summary = |new: &str, code| {
        let new = written(&folder, "new.json", new);
        let output =
            replayed(&["--format", "ndjson", "--was", was, "--config", new.to_str().unwrap()], &[&calls]);
        assert_eq!(output.status.code(), Some(code), "{}", told(&output));
        lines(&output).pop().unwrap()["summary"].clone()
    };
    let same = summary(&bundle(300, ""), 0);
    assert_eq!((&same["n_unchanged"], &same["invocations"]["extra"]), (&4.into(), &0.into()));
    let off = summary(&bundle(0, ""), 0);
    assert_eq!(off["invocations"]["extra"], 2, "{off}");
    assert_eq!(off["latency"]["n_slower"], 2, "{off}");
    let policy = format!(
        r#"{{\"Statement\":[{{\"Effect\":\"Deny\",\"Principal\":\"*\",\"Action\":\"execute-api:Invoke\",\"Resource\":\"{ARN}/POST/*\"}}]}}"#
    );
    let denied = summary(&bundle(300, &format!(r#","policy":"{policy}""#)), 3);
    assert_eq!(denied["n_newly_refused"], 1, "{denied}");
}

#[test]
fn what_is_no_change_or_no_policy_is_said() {
    let folder = TempDir::new().unwrap();
    let calls = written(&folder, "calls.json", &log());
    let nothing = replayed(&[], &[&calls]);
    assert_eq!(nothing.status.code(), Some(2), "{}", told(&nothing));
    for text in ["[]", "{", "{\"Statement\":7}"] {
        let policy = written(&folder, "policy.json", text);
        let output = replayed(&["--policy", policy.to_str().unwrap()], &[&calls]);
        assert_eq!(output.status.code(), Some(1), "{text}: {}", told(&output));
        assert!(told(&output).contains("cannot read the policy"), "{}", told(&output));
    }
    let output = replayed(&["--ttl", "0"], &[Path::new("/nowhere")]);
    assert_eq!(output.status.code(), Some(1), "{}", told(&output));
}
