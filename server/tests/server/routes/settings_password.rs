//! `/settings/password`.

use axum::http::StatusCode;
use sqlx::PgPool;

use crate::support::TestServer;

#[sqlx::test(migrator = "server::storage::MIGRATOR")]
async fn a_first_password_needs_no_former_one_and_ends_other_sessions(pool: PgPool) {
    let server = TestServer::start(pool).await;
    let elsewhere = server.signed_in().await;
    let cookie = server.signed_in().await;
    let link = format!("/set-up/{}", server.set_up_token().await);

    let answer =
        server.post("/settings/password", "password=correct+horse+battery").cookie(&cookie).send().await;
    assert_eq!(answer.location(), "/settings?done=password");
    let new = answer.session_cookie().unwrap();
    assert!(server.get("/api/home").cookie(&new).send().await.status.is_success());
    for ended in [&elsewhere, &cookie] {
        assert_eq!(server.get("/api/home").cookie(ended).send().await.status, StatusCode::UNAUTHORIZED);
    }
    assert!(server.post(&link, "").send().await.location().ends_with("problem=used"));
    let answer = server.post("/sign-in", "name=admin&password=correct+horse+battery").send().await;
    assert_eq!(answer.location(), "/");
}

#[sqlx::test(migrator = "server::storage::MIGRATOR")]
async fn changing_it_needs_the_current_one(pool: PgPool) {
    let server = TestServer::start(pool).await;
    let cookie = server.signed_in().await;
    server.set_password("correct horse battery").await;
    for form in ["password=another+long+one", "password=another+long+one&current=wrong"] {
        let answer = server.post("/settings/password", form).cookie(&cookie).send().await;
        assert_eq!(answer.location(), "/settings?problem=current", "{form}");
    }
    let form = "password=another+long+one&current=correct+horse+battery";
    let answer = server.post("/settings/password", form).cookie(&cookie).send().await;
    assert_eq!(answer.location(), "/settings?done=password");
}

#[sqlx::test(migrator = "server::storage::MIGRATOR")]
async fn a_short_or_common_password_is_not_taken(pool: PgPool) {
    let server = TestServer::start(pool).await;
    let cookie = server.signed_in().await;
    for (form, code) in
        [("password=elevenchars", "short"), ("password=aaaaaaaaaaaaaa", "common"), ("", "short")]
    {
        let answer = server.post("/settings/password", form).cookie(&cookie).send().await;
        assert_eq!(answer.location(), format!("/settings?problem={code}"), "{form}");
    }
}
