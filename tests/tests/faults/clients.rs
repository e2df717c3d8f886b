//! Clients that send slowly, or too much: refused in bounded memory and time.

use std::fs;
use std::io::Write as _;
use std::time::Duration;

use flate2::{Compression, write::GzEncoder};
use tests::Product;
use tests::guest::Guest;
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

#[tokio::test]
async fn what_unpacks_to_far_too_much_is_refused_in_little_memory() {
    let product = Product::start().await;
    let guest = Guest::sign_in(&product).await;
    let before = most_memory(&product);
    let mut bomb = GzEncoder::new(Vec::new(), Compression::best());
    for _ in 0..1024 {
        bomb.write_all(&vec![b'x'; 1024 * 1024]).unwrap();
    }
    let answer = guest.import_bytes("bomb.gz", &bomb.finish().unwrap()).await;
    assert_eq!(answer.status, 422, "{}", answer.body);
    assert!(answer.body.contains("longer than 1 MiB"), "{}", answer.body);
    let more = most_memory(&product) - before;
    assert!(more < 128 * MIB, "{} MiB more", more / MIB);
    product.stop();
}
