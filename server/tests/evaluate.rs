//! `why403 evaluate`, the real binary: every case of which AWS's answer is known, and lines that are no cases.

#![expect(clippy::unwrap_used, reason = "a test may end so")]

use std::{
    io::{BufRead as _, BufReader, Read as _, Write as _},
    path::{Path, PathBuf},
    process::{Command, Output, Stdio},
};

use serde_json::{Value, json};

fn cases(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../engine/tests/policies").join(name)
}

fn why403(file: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_why403"));
    command.arg("evaluate").arg(file).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    command
}

/// Gives the text to standard input.
fn asked(text: &str) -> Output {
    let mut child = why403(Path::new("-")).spawn().unwrap();
    child.stdin.take().unwrap().write_all(text.as_bytes()).unwrap();
    child.wait_with_output().unwrap()
}

fn lines(text: &[u8]) -> Vec<Value> {
    str::from_utf8(text).unwrap().lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

fn case(id: &str) -> Value {
    json!({
        "id": id,
        "policies": {"authorizer": {"Statement": {"Effect": "Allow", "Action": "*", "Resource": "*"}}},
        "request": {"action": "execute-api:Invoke", "resource": "arn:aws:execute-api:eu-west-1:123456789012:a1b2c3d4e5/prod/GET/"},
    })
}

#[test]
fn every_case_is_decided_as_aws_does() {
    let mut n_cases = 0;
    for (name, expected) in [("cases_core.jsonl", 613), ("doc_cases.jsonl", 27)] {
        let file = cases(name);
        let output = why403(&file).output().unwrap();
        assert_eq!(String::from_utf8_lossy(&output.stderr), "");
        assert!(output.status.success());
        let (found, cases) = (lines(&output.stdout), lines(&std::fs::read(&file).unwrap()));
        assert_eq!((found.len(), cases.len()), (expected, expected));
        let wrong: Vec<_> = cases
            .iter()
            .zip(&found)
            .filter(|(case, found)| case["id"] != found["id"] || case["expected"] != found["decision"])
            .map(|(case, found)| format!("{}: {}, not {}", case["id"], found["decision"], case["expected"]))
            .collect();
        assert!(wrong.is_empty(), "{wrong:#?}");
        n_cases += found.len();
    }
    assert_eq!(n_cases, 640);
}

#[test]
fn a_line_that_is_no_case_is_named_and_the_others_are_decided() {
    let text = format!("{}\n\nnonsense\n{{\"id\":\"b\"}}\n{}", case("a"), case("c"));
    let output = asked(&text);
    assert_eq!(
        lines(&output.stdout),
        [json!({"id": "a", "decision": "Allow"}), json!({"id": "c", "decision": "Allow"})]
    );
    let errors = String::from_utf8(output.stderr).unwrap();
    let errors: Vec<&str> = errors.lines().collect();
    assert_eq!(errors.len(), 3, "{errors:?}");
    assert!(
        errors[0].starts_with("why403: standard input:3: no case: not in the form of a case: "),
        "{errors:?}"
    );
    assert!(
        errors[1].starts_with("why403: standard input:4: no case: ") && errors[1].contains("`policies`"),
        "{errors:?}"
    );
    assert_eq!(errors[2], "why403: 2 of 4 lines are no cases");
    assert_eq!(output.status.code(), Some(1));
}

#[test]
fn a_line_without_end_is_skipped() {
    let output = asked(&format!("{}\n\"{}\"\n{}\n", case("a"), "x".repeat(17 << 20), case("c")));
    assert_eq!(lines(&output.stdout).len(), 2);
    let errors = String::from_utf8(output.stderr).unwrap();
    assert!(errors.starts_with("why403: standard input:2: no case: longer than "), "{errors}");
}

#[test]
fn each_case_is_answered_before_the_next_is_asked() {
    let mut child = why403(Path::new("-")).spawn().unwrap();
    let (mut stdin, stdout) = (child.stdin.take().unwrap(), child.stdout.take().unwrap());
    let mut answers = BufReader::new(stdout);
    for id in ["a", "b", "c"] {
        writeln!(stdin, "{}", case(id)).unwrap();
        let mut answer = String::new();
        answers.read_line(&mut answer).unwrap();
        assert_eq!(answer, format!("{{\"id\":\"{id}\",\"decision\":\"Allow\"}}\n"));
    }
    drop(stdin);
    let mut rest = String::new();
    answers.read_to_string(&mut rest).unwrap();
    assert!(rest.is_empty() && child.wait().unwrap().success());
}

#[test]
fn a_file_that_is_not_there_is_said_in_one_line() {
    let output = why403(Path::new("/nowhere/cases.jsonl")).output().unwrap();
    let errors = String::from_utf8(output.stderr).unwrap();
    assert!(errors.starts_with("why403: cannot read `/nowhere/cases.jsonl`: "), "{errors}");
    assert_eq!((errors.lines().count(), output.status.code()), (1, Some(1)));
}
