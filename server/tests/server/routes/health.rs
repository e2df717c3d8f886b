//! `/health`.

use axum::http::StatusCode;
use sqlx::PgPool;

use crate::support::TestServer;

#[sqlx::test(migrator = "server::storage::MIGRATOR")]
async fn a_server_with_its_database_is_well(pool: PgPool) {
    let server = TestServer::start(pool).await;
    let answer = server.get("/health").send().await;
    assert_eq!(answer.status, StatusCode::OK);
    assert_eq!(answer.json()["database"], "ok");
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
