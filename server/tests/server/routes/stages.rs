//! `/stages` and `/stages/{api}/{stage}`.

use axum::http::StatusCode;
use sqlx::PgPool;

use crate::support::TestServer;

/// A call of which only the access log tells.
const ACCESS: &str = r#"{"requestId":"aaaaaaaa-0000-4000-8000-000000000001","apiId":"k3x9q2m7ab","stage":"$default","requestTimeEpoch":"1785592800000","httpMethod":"GET","path":"/orders","status":"403"}"#;

#[sqlx::test(migrator = "server::storage::MIGRATOR")]
async fn a_stage_says_what_it_logs_and_what_to_turn_on(pool: PgPool) {
    let server = TestServer::start(pool).await;
    let cookie = server.signed_in().await;
    let get = async |path: &str| server.get(path).cookie(&cookie).send().await;
    assert!(get("/stages").await.body.contains("/sample/load"), "nothing is stored yet");

    server.import("access", ACCESS).await;
    let list = get("/stages").await;
    assert_eq!(list.status, StatusCode::OK);
    assert!(list.body.contains("href=\"/stages/k3x9q2m7ab/%24default\""), "{}", list.body);
    let page = get("/stages/k3x9q2m7ab/%24default").await;
    assert_eq!(page.status, StatusCode::OK);
    for said in
        ["$context.error.responseType", "seen in 1 of 1 call", "--rest-api-id k3x9q2m7ab", "dataTrace"]
    {
        assert!(page.body.contains(said), "`{said}` in {}", page.body);
    }
    let report = get("/api/stage?api_id=k3x9q2m7ab&stage=%24default").await.json()["stage"]["report"].clone();
    assert_eq!(report["access_log"]["value"], true);
    assert_eq!(report["level"]["value"], serde_json::Value::Null, "no line of an execution log came");

    // Its lines come late, from the execution log.
    let late = "2026-08-01T14:00:00.100Z (aaaaaaaa-0000-4000-8000-000000000001) Starting authorizer: a1b2c3 for request: aaaaaaaa-0000-4000-8000-000000000001\n\
                2026-08-01T14:00:00.200Z (aaaaaaaa-0000-4000-8000-000000000001) Unauthorized request: aaaaaaaa-0000-4000-8000-000000000001\n";
    for _ in 0..2 {
        server.import("execution", late).await;
        let report =
            get("/api/stage?api_id=k3x9q2m7ab&stage=%24default").await.json()["stage"]["report"].clone();
        assert_eq!(report["n_requests"], 1, "it is still one call");
        assert_eq!(report["level"]["value"], "info");
        assert_eq!(report["level"]["n_seen"], 1);
        assert_eq!(report["access_log"]["n_seen"], 1);
    }
    for nowhere in ["/stages/k3x9q2m7ab/prod", "/stages/~/~"] {
        assert_eq!(get(nowhere).await.status, StatusCode::NOT_FOUND, "{nowhere}");
    }
}

#[sqlx::test(migrator = "server::storage::MIGRATOR")]
async fn stages_of_the_sample_go_with_it(pool: PgPool) {
    let server = TestServer::start(pool).await;
    let cookie = server.signed_in().await;
    let n_stages = async || {
        let stages = server.get("/api/stages").cookie(&cookie).send().await.json();
        stages["stages"].as_array().unwrap().len()
    };
    server.post("/sample/load", "").cookie(&cookie).send().await;
    let n = n_stages().await;
    assert!(n > 0);
    server.post("/sample/load", "").cookie(&cookie).send().await;
    assert_eq!(n_stages().await, n);
    server.post("/sample/remove", "").cookie(&cookie).send().await;
    assert_eq!(n_stages().await, 0);
}
