//! Reads one little log out of every kind of export: each holds the same events, whatever pieces it comes in, packed or not.
//!
//! The exports stand in `tests/containers`; those that AWS packs are packed here.

#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::string_slice,
    clippy::panic,
    reason = "a test may end so"
)]

use std::{fs, io::Write as _, path::Path};

use base64::{Engine as _, engine::general_purpose::STANDARD};
use engine::log::{Event, Export, Intake, ReadError, Reader};
use flate2::{Compression, write::GzEncoder};
use proptest::{collection::vec, prelude::*, sample::Index};
use serde_json::{Value, json};

const GROUP: &str = "API-Gateway-Execution-Logs_k3x9q2m7ab/prod";

/// The sizes of the pieces in which everything is read.
const SIZES: [usize; 7] = [1, 2, 3, 7, 64, 4096, usize::MAX];

fn fixture(name: &str) -> Vec<u8> {
    fs::read(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/containers").join(name)).unwrap()
}

fn fixtures() -> Vec<(String, Vec<u8>)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/containers");
    let mut names: Vec<_> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    assert!(names.len() > 20, "the fixtures are there");
    names.into_iter().map(|name| (name.clone(), fixture(&name))).collect()
}

fn read(bytes: &[u8], size: usize) -> Result<Export, ReadError> {
    let mut reader = Reader::new();
    let mut drained = Vec::new();
    for piece in bytes.chunks(size.min(bytes.len().max(1))) {
        reader.feed(piece)?;
        // Whether events are taken out on the way makes no difference.
        if size == 64 {
            drained.extend(reader.drain());
        }
    }
    let mut export = reader.finish()?;
    drained.append(&mut export.events);
    Ok(Export { events: drained, ..export })
}

/// What an export holds, the same in pieces of every size.
fn events(name: &str, bytes: &[u8]) -> Export {
    let whole = read(bytes, usize::MAX).unwrap_or_else(|error| panic!("{name}: {error}"));
    for size in SIZES {
        assert_eq!(read(bytes, size).as_ref(), Ok(&whole), "{name} in pieces of {size}");
    }
    for pair in whole.events.windows(2) {
        assert!(pair[0].number < pair[1].number, "{name}: numbers rise");
    }
    whole
}

fn messages(export: &Export) -> Vec<&str> {
    export.events.iter().map(|event| event.message.as_str()).collect()
}

/// The messages of the little log, in which nothing is secret.
fn expected() -> Vec<String> {
    let log: Value = serde_json::from_slice(&fixture("filter-log-events.json")).unwrap();
    let events = log["events"].as_array().unwrap();
    events.iter().map(|event| event["message"].as_str().unwrap().to_owned()).collect()
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

fn shown(event: &Event) -> String {
    event.at.map(|at| at.to_string()).unwrap_or_default()
}

#[test]
fn every_container_holds_the_same_log() {
    for (name, bytes) in fixtures() {
        let export = events(&name, &bytes);
        assert_eq!(messages(&export), expected(), "{name}");
        let moments: Vec<String> = export.events.iter().map(shown).collect();
        match name.as_str() {
            "bare-lines.txt" | "messages.json" => assert!(moments.iter().all(String::is_empty)),
            "tail-short.txt" => assert!(moments.iter().all(|at| at == "2026-08-01T12:20:00.000Z")),
            _ => {
                assert_eq!(moments[0], "2026-08-01T12:20:00.000Z", "{name}");
                assert_eq!(moments[7], "2026-08-01T12:20:00.009Z", "{name}");
            }
        }
        let names_group =
            ["awslogs.txt", "awslogs-no-stream.txt", "filter-log-events.json", "subscription.json"]
                .contains(&name.as_str())
                || name.starts_with("insights.")
                || name == "get-query-results.json";
        for event in &export.events {
            let group = event.log_group.as_deref().map(|group| group.trim_start_matches("123456789012:"));
            assert_eq!(group, names_group.then_some(GROUP), "{name}");
        }
        assert_eq!(export.log_group.is_some(), names_group, "{name}");
    }
}

#[test]
fn packed_files_hold_what_is_in_them() {
    for (name, bytes) in fixtures() {
        let plain = events(&name, &bytes);
        let once = gzip(&bytes);
        assert_eq!(events(&name, &once), plain, "{name}, packed");
        assert_eq!(events(&name, &gzip(&once)), plain, "{name}, packed twice");
        let (start, end) = bytes.split_at(bytes.len() / 3);
        let mut members = gzip(start);
        members.extend(gzip(b""));
        members.extend(gzip(end));
        members.extend([0; 512]);
        assert_eq!(events(&name, &members), plain, "{name}, in several members");
        let cut = &once[..once.len() - 9];
        assert_eq!(read(cut, 7), Err(ReadError::BrokenGzip), "{name}, cut off");
    }
}

#[test]
fn what_aws_delivers_is_unpacked() {
    let payload = gzip(&fixture("subscription.json"));
    let data = STANDARD.encode(&payload);
    let lambda = json!({"awslogs": {"data": data}}).to_string();
    let firehose =
        json!({"requestId": "0b6c1d2e", "timestamp": 1_785_586_800_000_u64, "records": [{"data": data}]});
    let kinesis =
        json!({"Records": [{"kinesis": {"data": data, "partitionKey": "1"}, "eventSource": "aws:kinesis"}]});
    let request = format!(
        "POST /ingest HTTP/1.1\r\nX-Amz-Firehose-Access-Key: secret\r\nContent-Type: application/json\r\n\r\n{firehose:#}"
    );
    for (name, bytes) in [
        ("Lambda event", lambda.clone()),
        ("Lambda event on several lines", format!("{:#}", json!({"awslogs": {"data": data}}))),
        ("Firehose body", firehose.to_string()),
        ("Firehose request", request),
        ("Kinesis records", kinesis.to_string()),
        ("Lambda event in a Firehose record", {
            json!({"requestId": "1", "timestamp": 1, "records": [{"data": STANDARD.encode(lambda)}]})
                .to_string()
        }),
        ("Firehose record of lines", {
            let lines = STANDARD.encode(fixture("s3-export.txt"));
            json!({"requestId": "1", "timestamp": 1, "records": [{"data": lines}]}).to_string()
        }),
    ] {
        let export = events(name, bytes.as_bytes());
        assert_eq!(messages(&export), expected(), "{name}");
        let numbers: Vec<u64> = export.events.iter().map(|event| event.number).collect();
        assert_eq!(numbers, (1..=8).collect::<Vec<_>>(), "{name}: places");
    }
    // Firehose puts payloads behind one another in one object, packed or not.
    let mut object = payload.clone();
    object.extend(&payload);
    assert_eq!(events("two payloads", &object).events.len(), 16);
}

#[test]
fn a_record_that_cannot_be_read_hides_no_other() {
    let good = STANDARD.encode(gzip(&fixture("subscription.json")));
    let body =
        json!({"requestId": "1", "timestamp": 1, "records": [{"data": "%%%"}, {"data": good}]}).to_string();
    let export = events("a broken record", body.as_bytes());
    assert_eq!(export.events.len(), 9);
    assert_eq!(export.events[0].message, "[unreadable delivery: 3 bytes]");
}

#[test]
fn a_control_message_is_an_export_of_nothing() {
    let control = json!({
        "messageType": "CONTROL_MESSAGE", "owner": "CloudwatchLogs", "logGroup": "", "logStream": "",
        "subscriptionFilters": [],
        "logEvents": [{"id": "", "timestamp": 1, "message": "CWL CONTROL MESSAGE: Checking health of destination."}],
    });
    for size in SIZES {
        assert_eq!(read(control.to_string().as_bytes(), size), Err(ReadError::NoEvents));
    }
}

#[test]
fn exports_behind_one_another_are_all_read() {
    let all = fixtures();
    for (place, (first, start)) in all.iter().enumerate() {
        for (second_place, (second, end)) in all.iter().enumerate() {
            let mut both = start.clone();
            if !both.ends_with(b"\n") && !first.ends_with("json") {
                both.push(b'\n');
            }
            both.extend(end);
            let name = format!("{first} and {second}");
            let export = read(&both, usize::MAX).unwrap_or_else(|error| panic!("{name}: {error}"));
            let expected = expected();
            let twice: Vec<_> = expected.iter().chain(&expected).collect();
            assert_eq!(messages(&export), twice, "{name}");
            if (place + second_place) % 7 == 0 {
                assert_eq!(read(&both, 3).as_ref(), Ok(&export), "{name}");
            }
        }
    }
}

const ID: &str = "5d0c2f1e-7a3b-4c6d-9e8f-0a1b2c3d4e03";

fn transcript() -> String {
    format!(
        "Execution log for request {ID}\nSat Aug 01 12:20:00 UTC 2026 : Starting authorizer: 4hugyv for request: {ID}\n\
         Sat Aug 01 12:20:01 UTC 2026 : Unauthorized request: {ID}\nSat Aug 01 12:20:01 UTC 2026 : Unauthorized\n"
    )
}

#[test]
fn a_test_is_read_from_its_answer_and_from_the_panel() {
    let said = [
        format!("Execution log for request {ID}"),
        format!("Starting authorizer: 4hugyv for request: {ID}"),
        format!("Unauthorized request: {ID}"),
        "Unauthorized".to_owned(),
    ];
    let log = transcript();
    let method = json!({"status": 401, "body": "{}", "headers": {}, "multiValueHeaders": {}, "log": log, "latency": 9});
    let authorizer =
        json!({"clientStatus": 401, "log": log, "latency": 9, "principalId": "", "policy": "{}"});
    for (name, text) in [
        ("transcript", log.clone()),
        ("test-invoke-method", format!("{method:#}")),
        ("test-invoke-authorizer", authorizer.to_string()),
    ] {
        let export = events(name, text.as_bytes());
        assert_eq!(messages(&export), said, "{name}");
        assert_eq!(shown(&export.events[3]), "2026-08-01T12:20:01.000Z", "{name}");
    }
    let panel = format!(
        "Request: /orders\nStatus: 401\nLatency: 9 ms\nResponse Body\n{{\n  \"message\": \"Unauthorized\"\n}}\nResponse Headers\n\
         {{\"x-amzn-ErrorType\":\"UnauthorizedException\"}}\nLogs\n{log}"
    );
    let export = events("test panel", panel.as_bytes());
    assert!(messages(&export).ends_with(&said.each_ref().map(String::as_str)));
}

#[test]
fn a_line_of_json_that_is_no_envelope_is_the_message() {
    let access = format!(r#"{{ "requestId":"{ID}", "status":"403","message":"Forbidden", "latency":"-" }}"#);
    let broken = format!(r#"{{"requestId":"{ID}","status":403,"latency":-,"message":"bad "quotes" in it"}}"#);
    let firewall = r#"{"timestamp":1785586800000,"action":"BLOCK","httpSourceName":"APIGW"}"#;
    let line = format!("({ID}) Method completed with status: 403");
    let wrapped = json!({"message": line, "timestamp": 1, "host": "ingest-1"}).to_string();
    let text =
        [&access, firewall, &wrapped, &access, &broken, &line].map(|line| format!("{line}\n")).concat();
    let export = events("access lines among others", text.as_bytes());
    let numbers: Vec<u64> = export.events.iter().map(|event| event.number).collect();
    assert_eq!(numbers, [1, 2, 3, 4, 5, 6]);
    assert_eq!(export.events[2].message, line);
    let intake = Intake::default();
    let kept: Vec<_> =
        [&access, firewall, &line, &access, &broken, &line].map(|line| intake.take(line).message).into();
    assert_eq!(messages(&export), kept);
}

#[test]
fn json_that_a_tail_spreads_over_lines_is_one_message_again() {
    let line = format!("({ID}) Method completed with status: 403");
    let text = format!(
        "2026-08-01T12:20:00.000001+00:00 9a1f0c3b5d7e9f1a3c5e7091b3d5f701 \n{{\n    \"status\": \"403\",\n    \"list\": [\n        1\n    ]\n}}\n\
         2026-08-01T12:20:00+00:00 9a1f0c3b5d7e9f1a3c5e7091b3d5f701 {line}\n"
    );
    let export = events("tail as JSON", text.as_bytes());
    let redactor = engine::redact::Redactor::default();
    assert_eq!(export.events[0].message, redactor.message(r#"{"status":"403","list":[1]}"#));
    assert_eq!(export.events[1].message, line);
}

#[test]
fn a_message_that_insights_took_for_json_is_written_on_one_line() {
    let log = json!([
        {"@timestamp": "2026-08-01 12:20:00.000", "@message": {"status": "403", "list": [1]}},
        {"@timestamp": "2026-08-01 12:20:00.000", "@message": format!("({ID}) Unauthorized request: {ID}")},
    ]);
    let export = events("Insights with objects", format!("{log:#}").as_bytes());
    assert!(export.events[0].message.starts_with(r#"{"status":"#));
    assert!(!export.events[0].message.contains('\n'));
}

#[test]
fn what_is_no_log_ends_early_in_bounded_memory() {
    let line = vec![b'x'; 64 * 1024];
    let mut reader = Reader::new();
    let error = std::iter::repeat_with(|| reader.feed(&line)).take(64).find_map(Result::err);
    assert_eq!(error, Some(ReadError::LongLine { line: 1 }));

    let filler = "x".repeat(4000);
    for text in [format!("nothing of interest {filler}\n"), format!("{{\"a\":\"{filler}\"}}\n")] {
        let piece = text.repeat(64);
        let mut reader = Reader::new();
        let error = std::iter::repeat_with(|| reader.feed(piece.as_bytes())).take(256).find_map(Result::err);
        assert_eq!(error, Some(ReadError::NotALog), "{}", &text[..10]);
    }

    // What unpacks to much more of nothing, behind one event.
    for start in ["Unauthorized\n", r#"{"events":[{"message":"Unauthorized"},"#] {
        let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
        encoder.write_all(start.as_bytes()).unwrap();
        let blanks = [b' '; 4000].into_iter().chain([b'\n']).collect::<Vec<_>>().repeat(1000);
        for _ in 0..9 {
            encoder.write_all(&blanks).unwrap();
        }
        assert_eq!(read(&encoder.finish().unwrap(), 4096), Err(ReadError::NotALog), "{start}");
    }
}

#[test]
fn a_message_of_a_mebibyte_is_whole() {
    let body = "x".repeat(1_000_000);
    let line = format!("({ID}) Method request path: {{a={body}}}");
    let log = json!({"events": [{"timestamp": 1, "message": line}, {"timestamp": 1, "message": format!("({ID}) Unauthorized")}]});
    for text in [format!("{line}\n({ID}) Unauthorized\n"), log.to_string()] {
        for size in [4096, usize::MAX] {
            let export = read(text.as_bytes(), size).unwrap();
            assert_eq!(export.events.len(), 2);
            assert_eq!(export.events[0].message.len(), line.len());
        }
    }
}

#[test]
fn a_bracket_too_many_ends_nothing() {
    let text = r#"{"events":[{"message":"Unauthorized"},}{"message":"Unauthorized"}]}"#;
    let export = events("a bracket too many", text.as_bytes());
    assert_eq!(messages(&export), ["Unauthorized", "[unreadable event: 1 bytes]", "Unauthorized"]);
}

/// Pieces that exports are made of, to be put together wrongly.
const PIECES: &[&str] = &[
    "{",
    "}",
    "[",
    "]",
    "\"",
    ",",
    ":",
    "\n",
    "\r\n",
    " ",
    "\\",
    "|",
    "---\n",
    "\u{1b}[32m",
    "\u{feff}",
    "é",
    "\u{0}",
    "{\"events\":[",
    "\"events\":[",
    "\"logEvents\":[",
    "\"records\":[{\"data\":\"H4sI\"},",
    "{\"results\":[[{\"field\":\"@message\",\"value\":\"Unauthorized\"}],",
    "\"logGroup\":\"API-Gateway-Execution-Logs_a/b\",",
    "\"messageType\":\"CONTROL_MESSAGE\",",
    "{\"message\":\"Unauthorized\",\"timestamp\":1785586800000}",
    "{\"message\":\"Unauthorized\"},",
    "{\"message\":{\"a\":[1]},\"eventId\":\"1\"}",
    "{\"odd\":[true,null,1e5]}",
    "{\"awslogs\":{\"data\":\"eyJtZXNzYWdlIjoiVW5hdXRob3JpemVkIn0=\"}}",
    "{\"log\":\"Execution log for request x\\nUnauthorized\",\"latency\":1}",
    "timestamp,message\n",
    "@timestamp;@message;@log\n",
    "1785586800000,\"Unauthorized\n",
    "1785586800000,Unauthorized",
    "| @timestamp | @message |\n",
    "| 2026-08-01 12:20:00.000 | Unauthorized |",
    "**CloudWatch Logs Insights**\n",
    "log-group-names: x\n",
    "2026-08-01T12:20:00.000Z ",
    "2026-08-01T12:20:00.000Z\n",
    "9a1f0c3b5d7e9f1a3c5e7091b3d5f701 ",
    "API-Gateway-Execution-Logs_a/b ",
    "Sat Aug 01 12:20:00 UTC 2026 : ",
    "(5d0c2f1e-7a3b-4c6d-9e8f-0a1b2c3d4e01) ",
    "Method response body after transformations: ",
    "Unauthorized",
    "\nUnauthorized\n",
    "POST / HTTP/1.1\n",
    " [TRUNCATED]\n",
    "11:04:45",
    "> ",
];

proptest! {
    #[test]
    fn parts_of_exports_in_any_order_are_read_alike_in_any_pieces(
        pieces in vec(any::<Index>(), 0..40), size in 1usize..30,
    ) {
        let text: String = pieces.iter().map(|piece| *piece.get(PIECES)).collect();
        let whole = read(text.as_bytes(), usize::MAX);
        prop_assert_eq!(&whole, &read(text.as_bytes(), size));
        prop_assert_eq!(&whole, &read(&gzip(text.as_bytes()), size));
        if let Ok(export) = whole {
            for pair in export.events.windows(2) {
                prop_assert!(pair[0].number < pair[1].number);
            }
        }
    }
}
