//! `/health`.

use axum::http::StatusCode;
use serde_json::json;
use sqlx::PgPool;

use crate::support::TestServer;

#[sqlx::test(migrator = "server::storage::MIGRATOR")]
async fn a_server_with_its_database_is_well(pool: PgPool) {
    let server = TestServer::start(pool).await;
    let answer = server.get("/health").send().await;
    assert_eq!(answer.status, StatusCode::OK);
    let health = answer.json();
    assert_eq!((&health["status"], &health["database"]), (&"ok".into(), &"ok".into()));
    assert_eq!((&health["jobs"], &health["sources"]), (&0.into(), &json!({ "all": 0, "lagging": 0 })));
    assert!(health["version"].is_string());
}

#[sqlx::test(migrator = "server::storage::MIGRATOR")]
async fn while_the_database_is_away_every_address_says_so(pool: PgPool) {
    let server = TestServer::start(pool).await;
    let cookie = server.signed_in().await;
    server.desk.reach().set(Some(server.desk.now()));
    let health = server.get("/health").send().await;
    assert_eq!(health.status, StatusCode::SERVICE_UNAVAILABLE);
    assert_eq!(health.json()["database_away_since"], "2026-08-01T14:05:00.000Z");

    for (page, words) in [
        (server.get("/requests?cause=refused").cookie(&cookie), "The database cannot be reached"),
        (server.get("/sign-in"), "The database cannot be reached"),
        (server.get("/").with("accept-language", "zh-CN"), "无法连接数据库"),
        (server.post("/sign-in", "name=admin&password=x"), "The database cannot be reached"),
    ] {
        let page = page.send().await;
        assert_eq!((page.status, page.header("retry-after")), (StatusCode::SERVICE_UNAVAILABLE, "5"));
        assert!(page.body.contains(words) && page.body.contains("2026-08-01T14:05:00"), "{}", page.body);
    }
    let data = server.get("/api/home").with("accept", "application/json").cookie(&cookie).send().await;
    assert_eq!((data.status, data.json()), (StatusCode::SERVICE_UNAVAILABLE, json!("Away")));
    let push =
        server.sent("/ingest/firehose", b"{}".to_vec()).with("x-amz-firehose-access-key", "key").send().await;
    assert_eq!((push.status, push.header("retry-after")), (StatusCode::SERVICE_UNAVAILABLE, "5"));

    server.desk.reach().set(None);
    assert_eq!(server.get("/").cookie(&cookie).send().await.status, StatusCode::OK);
}

#[sqlx::test(migrator = "server::storage::MIGRATOR")]
async fn a_server_without_its_database_says_so_without_details(pool: PgPool) {
    let server = TestServer::start(pool).await;
    let cookie = server.signed_in().await;
    server.pool.close().await;
    let answer = server.get("/health").cookie(&cookie).send().await;
    assert_eq!(answer.status, StatusCode::SERVICE_UNAVAILABLE);
    assert_eq!(answer.json()["status"], "failing");

    let answer = server.get("/").cookie(&cookie).send().await;
    assert_eq!(answer.status, StatusCode::INTERNAL_SERVER_ERROR);
    assert!(answer.body.contains("quote `") && !answer.body.contains("pool"), "{}", answer.body);
}
