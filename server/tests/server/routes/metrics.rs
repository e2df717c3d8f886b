//! `/metrics`: what Prometheus reads.

use axum::http::StatusCode;
use server::auth::Kept;
use sqlx::PgPool;

use crate::support::TestServer;

const LOG: &str = "(aaaaaaaa-0000-4000-8000-000000000001) Extended Request Id: MY92nHDwwwIdGxzR=\n\
                   (aaaaaaaa-0000-4000-8000-000000000001) Unauthorized request: aaaaaaaa-0000-4000-8000-000000000001\n\
                   (aaaaaaaa-0000-4000-8000-000000000001) What nobody knows, of caller mara\n";
const NEAR: &str = "127.0.0.1:50000";
const FAR: &str = "203.0.113.9:50000";
const TOKEN: &str = "a-token-of-the-one-who-watches";

#[sqlx::test(migrator = "server::storage::MIGRATOR")]
async fn what_was_done_is_counted_and_nobody_is_named(pool: PgPool) {
    let server = TestServer::start(pool).await;
    let cookie = server.signed_in().await;
    let sent = server.upload("mara.txt", LOG.as_bytes()).cookie(&cookie).send().await;
    assert_eq!(sent.status, StatusCode::SEE_OTHER, "{}", sent.body);
    server.get("/requests/aaaaaaaa-0000-4000-8000-000000000001").cookie(&cookie).send().await;
    server.get("/orders/mara?token=secret").cookie(&cookie).send().await;
    let refused = server.sent("/ingest/firehose", Vec::new()).send().await;
    assert_eq!(refused.status, StatusCode::UNAUTHORIZED);
    sqlx::query("INSERT INTO source (source_id, kind, name, key_hash, created_at, last_answer_at) OVERRIDING SYSTEM VALUE
                 VALUES (7, 'push', 'mara', '\\x00', '2026-08-01T14:00:00Z', '2026-08-01T14:04:00Z')")
        .execute(&server.pool)
        .await
        .unwrap();

    let told = server.get("/metrics").from(NEAR).send().await;
    assert_eq!(told.status, StatusCode::OK, "{}", told.body);
    assert!(told.header("content-type").starts_with("application/openmetrics-text"));
    for line in [
        "why403_ingest_events_total{way=\"File\"} 3",
        "why403_ingest_unknown_lines_total{way=\"File\"} 1",
        "why403_ingest_requests_total{way=\"File\"} 1",
        "why403_ingest_portion_seconds_count 1",
        "why403_pushes_total{outcome=\"wrong_key\"} 1",
        "why403_http_requests_total{method=\"POST\",route=\"/import\",status=\"303\"} 1",
        "why403_http_requests_total{method=\"GET\",route=\"/requests/{reference}\",status=\"200\"} 1",
        "why403_http_requests_total{method=\"GET\",route=\"(none)\",status=\"404\"} 1",
        "why403_source_since_success_seconds{source=\"7\",way=\"Push\"} 60.0",
        "why403_database_up 1",
        "why403_jobs 0",
    ] {
        assert!(told.body.lines().any(|told| told == line), "{line} is not in\n{}", told.body);
    }
    assert!(told.body.ends_with("# EOF\n") && told.body.contains("engine_version="));
    for private in ["mara", "aaaaaaaa", "orders", "secret"] {
        assert!(!told.body.contains(private), "{private} is in\n{}", told.body);
    }
}

#[sqlx::test(migrator = "server::storage::MIGRATOR")]
async fn without_a_token_only_this_machine_is_told(pool: PgPool) {
    let server = TestServer::start(pool.clone()).await;
    assert_eq!(server.get("/metrics").from(NEAR).send().await.status, StatusCode::OK);
    let far = server.get("/metrics").from(FAR).send().await;
    assert_eq!(far.status, StatusCode::UNAUTHORIZED);
    assert!(far.body.contains("WHY403_METRICS_TOKEN"), "{}", far.body);
    // What a proxy of this machine hands on comes from elsewhere.
    let forwarded = server.get("/metrics").from(NEAR).with("x-forwarded-for", "203.0.113.9");
    assert_eq!(forwarded.send().await.status, StatusCode::UNAUTHORIZED);

    let server = TestServer::with(pool.clone(), |settings| {
        settings.public_url = Some("https://why403.example.com".into());
    });
    assert_eq!(server.await.get("/metrics").from(NEAR).send().await.status, StatusCode::UNAUTHORIZED);
    let server = TestServer::with(pool, |settings| settings.listen = "0.0.0.0:4030".parse().unwrap()).await;
    assert_eq!(server.get("/metrics").from(NEAR).send().await.status, StatusCode::UNAUTHORIZED);
}

#[sqlx::test(migrator = "server::storage::MIGRATOR")]
async fn who_shows_the_token_is_told_from_everywhere(pool: PgPool) {
    let server = TestServer::with(pool, |settings| settings.metrics_token = Some(Kept::of(TOKEN))).await;
    let shown = |value: &str| server.get("/metrics").from(FAR).with("authorization", value).send();
    assert_eq!(shown(&format!("Bearer {TOKEN}")).await.status, StatusCode::OK);
    for wrong in ["Bearer ", "Bearer wrong", TOKEN] {
        let answer = shown(wrong).await;
        assert_eq!((answer.status, answer.header("www-authenticate")), (StatusCode::UNAUTHORIZED, "Bearer"));
    }
    // A token that is set is asked of everybody.
    assert_eq!(server.get("/metrics").from(NEAR).send().await.status, StatusCode::UNAUTHORIZED);
}

#[sqlx::test(migrator = "server::storage::MIGRATOR")]
async fn a_database_that_is_away_is_told(pool: PgPool) {
    let server = TestServer::start(pool).await;
    let cookie = server.signed_in().await;
    server.pool.close().await;
    let told = server.get("/metrics").from(NEAR).cookie(&cookie).send().await;
    assert_eq!(told.status, StatusCode::OK);
    assert!(told.body.contains("why403_database_up 0"), "{}", told.body);
}
