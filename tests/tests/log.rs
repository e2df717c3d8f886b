//! What the server writes of itself: a line for every request, which tells nothing private.

#![expect(clippy::unwrap_used, reason = "a test may end so")]

use std::io::{BufRead, BufReader, Read};
use std::process::{Child, Stdio};

use http::{Method, StatusCode};
use rustix::process::{Pid, Signal, kill_process};
use serde_json::Value;
use tests::product;
use tests::web::ask;

/// Starts the server, asks, ends it; gives what it wrote on standard error.
async fn log_of(format: &str, asked: &[(Method, &str)]) -> String {
    let data = product::folder();
    let mut call = product::command(["serve", "--port", "0"]);
    call.arg("--data").arg(data.path()).env("WHY403_LOG_FORMAT", format);
    let mut serving: Child = call.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let mut said = BufReader::new(serving.stdout.take().unwrap()).lines();
    let url = said.find_map(|line| Some(line.ok()?.strip_prefix("why403 is ready: ")?.to_owned()));
    let url = url.unwrap();
    for (method, path) in asked {
        ask(method.clone(), &format!("{url}{path}"), &[], "").await;
    }
    kill_process(Pid::from_child(&serving), Signal::INT).unwrap();
    // Who says something to nobody fails.
    assert!(said.all(|line| line.is_ok()));
    let mut log = String::new();
    serving.stderr.take().unwrap().read_to_string(&mut log).unwrap();
    assert!(serving.wait().unwrap().success(), "{log}");
    assert!(!log.contains("panicked at"), "{log}");
    log
}

#[tokio::test]
async fn every_request_is_a_line_that_names_its_route_and_not_its_path() {
    let hostile = "/orders/mara%0a%1b[31m?token=correcthorse";
    let asked = [(Method::GET, "/health"), (Method::GET, hostile), (Method::POST, "/set-up/correcthorse")];
    let log = log_of("json", &asked).await;
    let lines: Vec<Value> = log
        .lines()
        .filter(|line| line.contains("\"answered\""))
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    let told: Vec<_> = lines
        .iter()
        .map(|line| (line["span"]["http.route"].as_str().unwrap(), line["http.status"].as_u64().unwrap()))
        .collect();
    assert_eq!(told[0], ("/health", u64::from(StatusCode::OK.as_u16())), "{log}");
    assert_eq!((told[1].0, told[2].0), ("(none)", "/set-up/{token}"), "{log}");
    assert!(lines.iter().all(|line| line["duration_ms"].is_u64()), "{log}");
    assert!(lines.iter().all(|line| line["span"]["http.id"].as_str().unwrap().len() == 16), "{log}");

    let text = log_of("text", &asked).await;
    assert!(text.contains("http.route=\"/health\"") && text.contains("http.status=200"), "{text}");
    for log in [log, text] {
        for private in ["mara", "correcthorse", "\u{1b}"] {
            assert!(!log.contains(private), "{private:?} is in\n{log}");
        }
    }
}
