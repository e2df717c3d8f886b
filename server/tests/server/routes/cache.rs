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
