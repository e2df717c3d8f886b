//! The pages of authorizers' caches.

use axum::http::StatusCode;
use sqlx::PgPool;

use crate::{life, support::TestServer};

/// What a page says of what lives at a moment of the first of August.
async fn at(server: &TestServer, cookie: &str, time: &str) -> String {
    let page = format!("/cache/abcde12345/prod/4hugyv?at=2026-08-01T{time}Z");
    let answer = server.get(&page).cookie(cookie).send().await;
    assert_eq!(answer.status, StatusCode::OK, "{time}");
    answer.body
}

fn has(page: &str, facts: &[&str]) {
    for fact in facts {
        assert!(page.contains(fact), "`{fact}` is missing in {page}");
    }
}

#[sqlx::test(migrator = "server::storage::MIGRATOR")]
async fn what_lives_at_a_moment_follows_from_the_log_and_the_configuration(pool: PgPool) {
    let server = TestServer::start(pool).await;
    let cookie = server.signed_in().await;
    life::tell(&server).await;

    let list = server.get("/cache").cookie(&cookie).send().await;
    has(
        &list.body,
        &["tokens (4hugyv)", "abcde12345/prod", "/cache/abcde12345/prod/4hugyv?at=2026-08-01T10%3A40%3A00"],
    );

    // A TTL of 300 seconds: the answer of 10:02:00 serves until 10:07:00.
    for (time, lives) in [("10:01:59", false), ("10:02:01", true), ("10:06:59", true), ("10:07:01", false)] {
        let page = at(&server, &cookie, time).await;
        assert_eq!(page.contains("One cached policy lives"), lives, "{time}");
    }
    let page = at(&server, &cookie, "10:03:00").await;
    has(
        &page,
        &[
            "<code lang=\"en\">method.request.header.Authorization</code>",
            "One call was refused by a cached policy",
            "GET /orders",
            "data-coverage=\"allowed\"",
            "data-coverage=\"implicit\"",
            "1 of all authorizers of the stage (1 with entries) go",
        ],
    );
    // Sixty seconds are deployed by then.
    assert!(at(&server, &cookie, "10:40:59").await.contains("One cached policy lives"));
    assert!(!at(&server, &cookie, "10:41:01").await.contains("One cached policy lives"));
}

#[sqlx::test(migrator = "server::storage::MIGRATOR")]
async fn what_is_no_authorizer_is_not_found_and_no_moment_is_now(pool: PgPool) {
    let server = TestServer::start(pool).await;
    let cookie = server.signed_in().await;
    life::tell(&server).await;
    for (page, status) in [
        ("/cache/abcde12345/prod/none", StatusCode::NOT_FOUND),
        ("/cache/abcde12345/prod/4hugyv%00", StatusCode::NOT_FOUND),
        ("/cache/~/~/~", StatusCode::NOT_FOUND),
        ("/cache/abcde12345/prod/4hugyv", StatusCode::OK),
        ("/cache/abcde12345/prod/4hugyv?at=yesterday&page=99", StatusCode::OK),
        ("/cache/abcde12345/prod/4hugyv?at=9999-01-01T00:00:00Z", StatusCode::OK),
        ("/cache/abcde12345/prod/4hugyv?at=2026-08-01T10:03&page=-1", StatusCode::OK),
    ] {
        let answer = server.get(page).cookie(&cookie).send().await;
        assert_eq!(answer.status, status, "{page}");
    }
}

/// A call's lines up to its authorizer's answer, which is given or cached.
fn call(time: &str, id: u8, token: &str, answer: Option<&str>, ending: &[&str]) -> String {
    let id = format!("bbbbbbbb-0000-4000-8000-0000000000{id:02}");
    let arn = "arn:aws:execute-api:us-east-1:123456789012:abcde12345/prod/GET/orders";
    let mut lines = vec![
        format!("Starting authorizer: 4hugyv for request: {id}"),
        format!("Incoming identity: **********************{token}"),
    ];
    if let Some(effect) = answer {
        let body = serde_json::json!({"type": "TOKEN", "methodArn": arn, "authorizationToken": "Bearer x"});
        let policy = serde_json::json!({"principalId": "user|r7", "policyDocument": {
            "Version": "2012-10-17",
            "Statement": [{"Action": "execute-api:Invoke", "Effect": effect, "Resource": "arn:aws:execute-api:*:*:*"}],
        }});
        let lambda = "https://lambda.us-east-1.amazonaws.com/2015-03-31/functions/arn:aws:lambda:us-east-1:123456789012:function:auth/invocations";
        lines.push(format!("Endpoint request body after transformations: {body}"));
        lines.push(format!("Sending request to {lambda}"));
        lines.push(format!("Authorizer result body before parsing: {policy}"));
    }
    lines.push("Using valid authorizer policy for principal: ****|r7".into());
    lines.push("Successfully completed authorizer execution".into());
    lines.extend(ending.iter().map(|line| line.replace("ID", &id)));
    let line = |(place, line): (usize, &String)| format!("2026-08-01T{time}.{place:03}Z ({id}) {line}\n");
    lines.iter().enumerate().map(line).collect()
}

#[sqlx::test(migrator = "server::storage::MIGRATOR")]
async fn who_is_let_in_by_an_older_answer_is_found(pool: PgPool) {
    const IN: [&str; 3] = [
        "Starting execution for request: ID",
        "HTTP Method: GET, Resource Path: /orders",
        "Method completed with status: 200",
    ];
    const OUT: [&str; 1] = ["The client is not authorized to perform this operation."];
    let server = TestServer::start(pool).await;
    let cookie = server.signed_in().await;
    life::tell(&server).await;
    // The old token is let in; the next one of the same principal is refused by then; the old one still comes in.
    let log = [
        call("10:10:00", 1, "old001", Some("Allow"), &IN),
        call("10:11:00", 2, "new002", Some("Deny"), &OUT),
        call("10:12:30", 3, "old001", None, &IN),
    ];
    server.import("log", &log.concat()).await;
    let before = at(&server, &cookie, "10:12:00").await;
    assert!(!before.contains("Let in by an older answer"));
    let page = at(&server, &cookie, "10:13:00").await;
    has(
        &page,
        &[
            "Let in by an older answer",
            "One call was let in by a cached answer",
            "the longest 1 min 29",
            "/requests/bbbbbbbb-0000-4000-8000-000000000003",
            "/requests/bbbbbbbb-0000-4000-8000-000000000002",
            "Entries that lived around this moment, 2 at most",
        ],
    );
}

#[sqlx::test(migrator = "server::storage::MIGRATOR")]
async fn a_flush_is_told_by_what_it_ended_early(pool: PgPool) {
    const IN: [&str; 2] = ["HTTP Method: GET, Resource Path: /orders", "Method completed with status: 200"];
    let server = TestServer::start(pool).await;
    let cookie = server.signed_in().await;
    life::tell(&server).await;
    // Three callers are asked about again, two minutes after their answers, which live for five.
    let mut log = String::new();
    for (id, token) in [(1, "aaa001"), (2, "bbb002"), (3, "ccc003")] {
        log += &call(&format!("10:03:0{id}"), id, token, Some("Allow"), &IN);
        log += &call(&format!("10:04:0{id}"), id + 10, token, None, &IN);
        log += &call(&format!("10:05:0{id}"), id + 20, token, Some("Allow"), &IN);
    }
    server.import("log", &log).await;
    has(
        &at(&server, &cookie, "10:05:30").await,
        &["The stage’s cache was flushed between 2026-08-01 10:04:03 and 2026-08-01 10:05:01 UTC: 3 entries"],
    );
    let range = "from=2026-08-01T10:00:00Z&to=2026-08-01T10:30:00Z";
    let of_stage = server.get(&format!("/trends?{range}&api=abcde12345&stage=prod"));
    has(&of_stage.cookie(&cookie).send().await.body, &["data-kind=\"chart-mark-flushed\""]);

    // One that serves on was not flushed.
    server.import("log", &call("10:01:00", 31, "ddd004", Some("Allow"), &IN)).await;
    server.import("log", &call("10:05:20", 32, "ddd004", None, &IN)).await;
    assert!(!at(&server, &cookie, "10:05:30").await.contains("was flushed between"));
}
