//! `/sign-in`, `/sign-out` and how long a session lasts.

use axum::http::StatusCode;
use sqlx::PgPool;

use crate::support::TestServer;

const PASSWORD: &str = "correct horse battery";
const RIGHT: &str = "name=Admin&password=correct+horse+battery&return=%2Frequests";

#[sqlx::test(migrator = "server::storage::MIGRATOR")]
async fn the_right_password_leads_back_to_where_one_wanted_to_go(pool: PgPool) {
    let server = TestServer::start(pool).await;
    server.set_password(PASSWORD).await;
    let answer = server.post("/sign-in", RIGHT).send().await;
    assert_eq!(answer.location(), "/requests");
    let cookie = answer.session_cookie().unwrap();
    assert!(server.get("/api/home").cookie(&cookie).send().await.status.is_success());
    assert!(answer.header("set-cookie").contains("HttpOnly; SameSite=Lax"));
}

#[sqlx::test(migrator = "server::storage::MIGRATOR")]
async fn a_wrong_password_and_an_unknown_name_are_told_alike(pool: PgPool) {
    let server = TestServer::start(pool).await;
    server.set_password(PASSWORD).await;
    for form in ["name=admin&password=wrong", "name=nobody&password=wrong", "name=&password=", "x=y"] {
        let answer = server.post("/sign-in", form).send().await;
        assert_eq!(answer.location(), "/sign-in?problem=wrong&return=%2F", "{form}");
        assert_eq!(answer.session_cookie(), None);
    }
}

#[sqlx::test(migrator = "server::storage::MIGRATOR")]
async fn guessing_one_account_is_slowed_down_also_with_the_right_password(pool: PgPool) {
    let server = TestServer::start(pool).await;
    server.set_password(PASSWORD).await;
    for _ in 0..8 {
        server.post("/sign-in", "name=admin&password=wrong").send().await;
    }
    assert!(server.post("/sign-in", RIGHT).send().await.location().contains("problem=slow"));
    server.clock.advance(15 * 60);
    assert_eq!(server.post("/sign-in", RIGHT).send().await.location(), "/requests");
}

#[sqlx::test(migrator = "server::storage::MIGRATOR")]
async fn signing_in_ends_the_session_that_the_browser_had(pool: PgPool) {
    let server = TestServer::start(pool).await;
    let former = server.signed_in().await;
    server.set_password(PASSWORD).await;
    let answer = server.post("/sign-in", RIGHT).cookie(&former).send().await;
    assert_ne!(answer.session_cookie().unwrap(), former);
    assert_eq!(server.get("/api/home").cookie(&former).send().await.status, StatusCode::UNAUTHORIZED);
}

#[sqlx::test(migrator = "server::storage::MIGRATOR")]
async fn signing_out_ends_the_session_on_the_server(pool: PgPool) {
    let server = TestServer::start(pool).await;
    let cookie = server.signed_in().await;
    let answer = server.post("/sign-out", "").cookie(&cookie).send().await;
    assert_eq!(answer.location(), "/sign-in");
    assert!(answer.header("set-cookie").contains("Max-Age=0"));
    assert_eq!(server.get("/api/home").cookie(&cookie).send().await.status, StatusCode::UNAUTHORIZED);
}

#[sqlx::test(migrator = "server::storage::MIGRATOR")]
async fn a_session_lasts_eight_idle_hours(pool: PgPool) {
    let server = TestServer::start(pool).await;
    let cookie = server.signed_in().await;
    for _ in 0..3 {
        server.clock.advance(7 * 3600);
        assert!(server.get("/api/home").cookie(&cookie).send().await.status.is_success());
    }
    server.clock.advance(8 * 3600 + 60);
    let answer = server.get("/requests").cookie(&cookie).send().await;
    assert_eq!(answer.location(), "/sign-in?problem=expired&return=%2Frequests");
}

#[sqlx::test(migrator = "server::storage::MIGRATOR")]
async fn a_session_lasts_seven_days_at_most(pool: PgPool) {
    let server = TestServer::start(pool).await;
    let cookie = server.signed_in().await;
    for _ in 0..24 {
        server.clock.advance(7 * 3600);
        assert!(server.get("/api/home").cookie(&cookie).send().await.status.is_success());
    }
    server.clock.advance(60);
    assert_eq!(server.get("/api/home").cookie(&cookie).send().await.status, StatusCode::UNAUTHORIZED);
}

#[sqlx::test(migrator = "server::storage::MIGRATOR")]
async fn the_database_holds_no_token(pool: PgPool) {
    let server = TestServer::start(pool).await;
    let cookie = server.signed_in().await;
    let token = cookie.split_once('=').unwrap().1;
    let kept: Vec<u8> =
        sqlx::query_scalar("SELECT token_hash FROM session").fetch_one(&server.pool).await.unwrap();
    assert_eq!(kept.len(), 32);
    assert!(!token.as_bytes().starts_with(&kept));
    // What the database holds lets nobody in.
    let answer = server.get("/api/home").cookie(&format!("why403={}", kept.escape_ascii())).send().await;
    assert_eq!(answer.status, StatusCode::UNAUTHORIZED);
}
