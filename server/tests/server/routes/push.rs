//! `/ingest/firehose` and `/ingest/subscription`: what sources send.

use std::io::Write as _;

use axum::http::StatusCode;
use base64::{Engine as _, engine::general_purpose::STANDARD};
use flate2::{Compression, write::GzEncoder};
use server::{auth::Token, storage::push};
use sqlx::PgPool;

use crate::support::{Answer, TestServer};

const LOG_GROUP: &str = "API-Gateway-Execution-Logs_abc123/prod";

/// A server, and the key of a sender.
async fn start(pool: PgPool) -> (TestServer, String) {
    let server = TestServer::start(pool).await;
    let key = Token::random().unwrap();
    let mut connection = server.pool.acquire().await.unwrap();
    let added = push::add(&mut connection, "prod", &key.hash(), server.desk.now()).await.unwrap();
    assert!(added.is_some());
    (server, key.reveal().to_owned())
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

/// A subscription's payload that tells of one refused call.
fn payload(kind: &str, n: u32) -> Vec<u8> {
    let id = format!("aaaaaaaa-0000-4000-8000-{n:012}");
    let events: Vec<serde_json::Value> = [
        format!("({id}) Extended Request Id: MY92nHDwwwIdGxzR="),
        format!("({id}) Unauthorized request: {id}"),
    ]
    .iter()
    .enumerate()
    .map(|(place, message)| {
        serde_json::json!({ "id": format!("{:056}", place), "timestamp": 1_785_592_800_000_u64, "message": message })
    })
    .collect();
    serde_json::json!({
        "messageType": kind, "owner": "111122223333", "logGroup": LOG_GROUP, "logStream": "s",
        "subscriptionFilters": ["why403"], "logEvents": events,
    })
    .to_string()
    .into_bytes()
}

fn body(request_id: &str, records: &[Vec<u8>]) -> Vec<u8> {
    let records: Vec<_> =
        records.iter().map(|data| serde_json::json!({ "data": STANDARD.encode(data) })).collect();
    serde_json::json!({ "requestId": request_id, "timestamp": 1_785_592_800_000_u64, "records": records })
        .to_string()
        .into_bytes()
}

/// Sends as Firehose does.
async fn send(server: &TestServer, key: &str, request_id: &str, body: Vec<u8>, is_packed: bool) -> Answer {
    let sent = server
        .sent("/ingest/firehose", body)
        .with("content-type", "application/json")
        .with("x-amz-firehose-protocol-version", "1.0")
        .with("x-amz-firehose-request-id", request_id)
        .with("x-amz-firehose-source-arn", "arn:aws:firehose:eu-west-1:111122223333:deliverystream/why403")
        .with("x-amz-firehose-access-key", key);
    let sent = if is_packed { sent.with("content-encoding", "gzip") } else { sent };
    let answer = sent.send().await;
    assert_eq!(answer.header("content-type"), "application/json");
    assert_eq!(answer.header("content-encoding"), "");
    assert_eq!(answer.json()["requestId"], request_id);
    assert!(answer.json()["timestamp"].is_i64());
    let is_ok = answer.status == StatusCode::OK;
    assert_eq!(answer.json().get("errorMessage").is_none(), is_ok, "{}", answer.body);
    answer
}

async fn n_requests(server: &TestServer) -> i64 {
    sqlx::query_scalar("SELECT count(*) FROM request").fetch_one(&server.pool).await.unwrap()
}

/// Events, deliveries, those that came again.
async fn counts(server: &TestServer) -> (i64, i64, i64) {
    sqlx::query_as("SELECT n_events, n_deliveries, n_repeated FROM source")
        .fetch_one(&server.pool)
        .await
        .unwrap()
}

#[sqlx::test(migrator = "server::storage::MIGRATOR")]
async fn a_delivery_is_stored_once_however_often_it_is_sent(pool: PgPool) {
    let (server, key) = start(pool).await;
    let records =
        [gzip(&payload("DATA_MESSAGE", 1)), gzip(&payload("CONTROL_MESSAGE", 2)), payload("DATA_MESSAGE", 3)];
    let body = body("one", &records);
    for is_packed in [false, true, false] {
        let body = if is_packed { gzip(&body) } else { body.clone() };
        let answer = send(&server, &key, "one", body, is_packed).await;
        assert_eq!(answer.status, StatusCode::OK, "{}", answer.body);
    }
    assert_eq!(n_requests(&server).await, 2);
    assert_eq!(counts(&server).await, (4, 3, 2));
}

#[sqlx::test(migrator = "server::storage::MIGRATOR")]
async fn a_record_that_cannot_be_read_is_kept_and_told(pool: PgPool) {
    let (server, key) = start(pool).await;
    let body = body("one", &[vec![0x1f, 0x8b, 1, 2, 3], gzip(&payload("DATA_MESSAGE", 1))]);
    assert_eq!(send(&server, &key, "one", body, false).await.status, StatusCode::OK);
    assert_eq!(n_requests(&server).await, 1);
    let kept: String =
        sqlx::query_scalar("SELECT line FROM stray_line").fetch_one(&server.pool).await.unwrap();
    assert_eq!(kept, "[unreadable record: 5 bytes]");
    let problem: Option<String> =
        sqlx::query_scalar("SELECT problem FROM source").fetch_one(&server.pool).await.unwrap();
    assert!(problem.unwrap().starts_with("1 record"));
}

#[sqlx::test(migrator = "server::storage::MIGRATOR")]
async fn what_the_protocol_does_not_allow_is_refused(pool: PgPool) {
    let (server, key) = start(pool).await;
    let record = || gzip(&payload("DATA_MESSAGE", 1));
    let bomb = gzip(&vec![b' '; 64 * 1024 * 1024 + 1]);
    for (key, id, body, is_packed, status) in [
        ("", "a", body("a", &[record()]), false, 401),
        ("wrong", "a", body("a", &[record()]), false, 401),
        (&key, "a", body("b", &[record()]), false, 400),
        (&key, "a", body("a", &[]), false, 400),
        (&key, "a", b"{".to_vec(), false, 400),
        (&key, "a", body("a", &[record()]), true, 400),
        (&key, "a", body("a", &vec![Vec::new(); 10_001]), false, 413),
        (&key, "a", body("a", &[vec![b'x'; 1_024_001]]), false, 413),
        (&key, "a", vec![b' '; 64 * 1024 * 1024 + 1], false, 413),
        (&key, "a", bomb, true, 413),
    ] {
        let answer = send(&server, key, id, body, is_packed).await;
        assert_eq!(answer.status, status, "{}", answer.body);
    }
    assert_eq!(n_requests(&server).await, 0);
}

#[sqlx::test(migrator = "server::storage::MIGRATOR")]
async fn a_record_as_long_as_allowed_is_taken(pool: PgPool) {
    let (server, key) = start(pool).await;
    let body = body("a", &[vec![b' '; 1_024_000]]);
    assert_eq!(send(&server, &key, "a", body, false).await.status, StatusCode::OK);
}

#[sqlx::test(migrator = "server::storage::MIGRATOR")]
async fn a_paused_source_lets_firehose_try_again(pool: PgPool) {
    let (server, key) = start(pool).await;
    sqlx::query("UPDATE source SET paused_at = now()").execute(&server.pool).await.unwrap();
    let body = body("one", &[gzip(&payload("DATA_MESSAGE", 1))]);
    let answer = send(&server, &key, "one", body.clone(), false).await;
    assert_eq!((answer.status, answer.header("retry-after")), (StatusCode::SERVICE_UNAVAILABLE, "5"));
    sqlx::query("UPDATE source SET paused_at = NULL").execute(&server.pool).await.unwrap();
    assert_eq!(send(&server, &key, "one", body, false).await.status, StatusCode::OK);
    assert_eq!(n_requests(&server).await, 1);
}

#[sqlx::test(migrator = "server::storage::MIGRATOR")]
async fn a_replaced_key_opens_nothing_any_more(pool: PgPool) {
    let (server, key) = start(pool).await;
    let other = Token::random().unwrap();
    let mut connection = server.pool.acquire().await.unwrap();
    let source_id = push::find(&mut connection, &Token::shown(&key).hash()).await.unwrap().unwrap().source_id;
    let name = push::replace_key(&mut connection, source_id, &other.hash()).await.unwrap();
    assert_eq!(name.as_deref(), Some("prod"));
    drop(connection);
    let body = body("one", &[gzip(&payload("DATA_MESSAGE", 1))]);
    assert_eq!(send(&server, &key, "one", body.clone(), false).await.status, StatusCode::UNAUTHORIZED);
    assert_eq!(send(&server, other.reveal(), "one", body, false).await.status, StatusCode::OK);
}

#[sqlx::test(migrator = "server::storage::MIGRATOR")]
async fn a_lambda_function_hands_a_subscription_on_in_any_form(pool: PgPool) {
    let (server, key) = start(pool).await;
    let packed = gzip(&payload("DATA_MESSAGE", 1));
    let event = serde_json::json!({ "awslogs": { "data": STANDARD.encode(&packed) } }).to_string();
    for (place, body) in [event.into_bytes(), packed, payload("DATA_MESSAGE", 1)].into_iter().enumerate() {
        let sent = server.sent("/ingest/subscription", body);
        let answer = sent.with("authorization", &format!("Bearer {key}")).send().await;
        assert_eq!(answer.status, StatusCode::OK, "{}", answer.body);
        let n_new = u64::from(place == 0);
        let told = answer.json();
        assert_eq!((&told["n_events"], &told["n_new_requests"]), (&2.into(), &n_new.into()), "{told}");
    }
    assert_eq!(n_requests(&server).await, 1);
    let stranger = server.sent("/ingest/subscription", payload("DATA_MESSAGE", 1)).send().await;
    assert_eq!((stranger.status, stranger.header("www-authenticate")), (StatusCode::UNAUTHORIZED, "Bearer"));
}
