//! `/sample/load` and `/sample/remove`.

use std::collections::BTreeMap;

use axum::http::StatusCode;
use sqlx::PgPool;

use crate::support::{REFERENCES, TestServer};

async fn n_requests(pool: &PgPool) -> i64 {
    sqlx::query_scalar("SELECT count(*) FROM request").fetch_one(pool).await.unwrap()
}

#[sqlx::test(migrator = "server::storage::MIGRATOR")]
async fn the_sample_shows_the_cause_of_each_situation(pool: PgPool) {
    let server = TestServer::start(pool).await;
    let cookie = server.signed_in().await;
    let answer = server.post("/sample/load", "").cookie(&cookie).send().await;
    assert_eq!(answer.location(), "/requests?cause=refused");

    let mut expected: BTreeMap<String, i64> = BTreeMap::new();
    for (_, cause, n) in engine::sample::SITUATIONS {
        *expected.entry(cause.id().to_owned()).or_default() += i64::try_from(*n).unwrap();
    }
    let found: Vec<(String, i64)> =
        sqlx::query_as("SELECT cause, count(*) FROM request WHERE cause <> 'none' GROUP BY cause")
            .fetch_all(&server.pool)
            .await
            .unwrap();
    assert_eq!(found.into_iter().collect::<BTreeMap<_, _>>(), expected);

    let references: Vec<String> = sqlx::query_scalar(REFERENCES).fetch_all(&server.pool).await.unwrap();
    for reference in references {
        let page = server.get(&format!("/requests/{reference}")).cookie(&cookie).send().await;
        assert_eq!(page.status, StatusCode::OK, "{reference}");
    }
    for page in ["/", "/requests", "/requests?cause=refused&method=GET"] {
        assert_eq!(server.get(page).cookie(&cookie).send().await.status, StatusCode::OK, "{page}");
    }
}

#[sqlx::test(migrator = "server::storage::MIGRATOR")]
async fn loading_it_again_later_takes_the_place_of_the_old_one(pool: PgPool) {
    let server = TestServer::start(pool).await;
    let cookie = server.signed_in().await;
    server.post("/sample/load", "").cookie(&cookie).send().await;
    let n = n_requests(&server.pool).await;
    server.clock.advance(600);
    server.post("/sample/load", "").cookie(&cookie).send().await;
    assert_eq!(n_requests(&server.pool).await, n);
    let imports: i64 =
        sqlx::query_scalar("SELECT count(*) FROM import").fetch_one(&server.pool).await.unwrap();
    assert_eq!(imports, 1);
}

#[sqlx::test(migrator = "server::storage::MIGRATOR")]
async fn removing_it_leaves_what_the_user_brought(pool: PgPool) {
    let server = TestServer::start(pool).await;
    let cookie = server.signed_in().await;
    server.import("own", "(aaaaaaaa-0000-4000-8000-000000000001) Unauthorized").await;
    server.post("/sample/load", "").cookie(&cookie).send().await;
    assert_eq!(server.get("/api/home").cookie(&cookie).send().await.json()["has_sample"], true);

    assert_eq!(server.post("/sample/remove", "").cookie(&cookie).send().await.location(), "/");
    let home = server.get("/api/home").cookie(&cookie).send().await.json();
    assert_eq!((&home["has_sample"], &home["n_requests"]), (&false.into(), &1.into()));
    assert_eq!(home["imports"].as_array().unwrap().len(), 1);
}
