//! Clients that send slowly, or too much: refused in bounded memory and time.

use std::fs;
use std::io::Write as _;
use std::time::Duration;

use base64::{Engine as _, engine::general_purpose::STANDARD};
use flate2::{Compression, write::GzEncoder};
use http::Method;
use serde_json::json;
use tests::Product;
use tests::database::Database;
use tests::guest::Guest;
use tests::web::ask_with;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;
use tokio::time::timeout;

/// Longer than the server waits for anything.
const PATIENCE: Duration = Duration::from_mins(3);
const MIB: u64 = 1024 * 1024;

/// Sends this and no more; gives what is answered until the server hangs up.
async fn stall(product: &Product, sent: &str) -> String {
    let address = product.url().trim_start_matches("http://").to_owned();
    let mut stream = TcpStream::connect(address).await.unwrap();
    stream.write_all(sent.as_bytes()).await.unwrap();
    let mut answer = Vec::new();
    let ended = timeout(PATIENCE, stream.read_to_end(&mut answer)).await;
    assert!(ended.is_ok(), "the server still waits for more of {sent:?}");
    String::from_utf8_lossy(&answer).into_owned()
}

/// The most memory that the server's process ever had, in bytes.
fn most_memory(product: &Product) -> u64 {
    let status = fs::read_to_string(format!("/proc/{}/status", product.process_id())).unwrap();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).unwrap();
    line.trim().trim_end_matches(" kB").parse::<u64>().unwrap() * 1024
}

#[tokio::test]
async fn who_sends_nothing_more_is_cut_off() {
    let product = Product::start().await;
    let head = "GET / HTTP/1.1\r\nHost: x\r\n";
    let asked = "GET /health HTTP/1.1\r\nHost: x\r\n\r\n";
    let body = "POST /sign-in HTTP/1.1\r\nHost: x\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: 900\r\n\r\nname=";
    let (nothing, head, idle, body) = tokio::join!(
        stall(&product, ""),
        stall(&product, head),
        stall(&product, asked),
        stall(&product, body)
    );
    assert!(!nothing.contains("200 OK") && !head.contains("200 OK"), "{nothing} {head}");
    assert!(idle.starts_with("HTTP/1.1 200 OK"), "{idle}");
    assert!(!body.contains("200 OK"), "{body}");
    product.stop();
}

/// This many times a MiB of this letter, packed.
fn bomb(n_mib: usize) -> Vec<u8> {
    let mut bomb = GzEncoder::new(Vec::new(), Compression::best());
    for _ in 0..n_mib {
        bomb.write_all(&vec![b'x'; 1024 * 1024]).unwrap();
    }
    bomb.finish().unwrap()
}

#[tokio::test]
async fn what_unpacks_to_far_too_much_is_refused_in_little_memory() {
    let product = Product::start().await;
    let guest = Guest::sign_in(&product).await;
    let before = most_memory(&product);
    let answer = guest.import_bytes("bomb.gz", &bomb(160)).await;
    assert_eq!(answer.status, 422, "{}", answer.body);
    assert!(answer.body.contains("longer than 1 MiB"), "{}", answer.body);
    let more = most_memory(&product) - before;
    assert!(more < 128 * MIB, "{} MiB more", more / MIB);
    product.stop();
}

#[tokio::test]
async fn a_delivery_that_no_firehose_would_send_is_refused_in_little_memory() {
    let database = Database::start().await;
    let product = Product::start_on(&database.url()).await;
    database.ask(
        &database.url(),
        "INSERT INTO source (kind, name, key_hash, created_at) VALUES ('push', 'prod', sha256('key'), now())",
    );
    let body = |records: &[Vec<u8>]| {
        let records: Vec<_> = records.iter().map(|data| json!({ "data": STANDARD.encode(data) })).collect();
        json!({ "requestId": "one", "timestamp": 1_785_592_800_000_u64, "records": records })
            .to_string()
            .into_bytes()
    };
    let before = most_memory(&product);
    for (key, body, packing, status) in [
        ("wrong", body(&[b"x".to_vec()]), "identity", 401),
        ("key", vec![b' '; 64 * 1024 * 1024 + 1], "identity", 413),
        ("key", bomb(160), "gzip", 413),
        ("key", body(&vec![Vec::new(); 10_001]), "identity", 413),
        // What one record unpacks to is no log, and is kept as a line that says so.
        ("key", body(&[bomb(96)]), "identity", 200),
    ] {
        let headers = [
            ("content-encoding", packing),
            ("x-amz-firehose-protocol-version", "1.0"),
            ("x-amz-firehose-request-id", "one"),
            ("x-amz-firehose-access-key", key),
        ];
        let url = format!("{}/ingest/firehose", product.url());
        let answer = ask_with(Method::POST, &url, &headers, body).await;
        assert_eq!(answer.status, status, "{}", answer.body);
    }
    let more = most_memory(&product) - before;
    assert!(more < 256 * MIB, "{} MiB more", more / MIB);
    product.stop();
    database.stop().await;
}
