//! `/set-up/{token}`: the one-time link.

use sqlx::PgPool;

use crate::support::TestServer;

#[sqlx::test(migrator = "server::storage::MIGRATOR")]
async fn the_link_signs_the_first_administrator_in_once(pool: PgPool) {
    let server = TestServer::start(pool).await;
    let address = format!("/set-up/{}", server.set_up_token().await);

    let answer = server.post(&address, "").send().await;
    assert_eq!(answer.location(), "/");
    let cookie = answer.session_cookie().unwrap();
    assert!(server.get("/api/home").cookie(&cookie).send().await.status.is_success());

    let again = server.post(&address, "").send().await;
    assert_eq!(again.location(), format!("{address}?problem=used"));
    assert_eq!(again.session_cookie(), None);
}

#[sqlx::test(migrator = "server::storage::MIGRATOR")]
async fn looking_at_the_link_does_not_use_it_up(pool: PgPool) {
    let server = TestServer::start(pool).await;
    let address = format!("/set-up/{}", server.set_up_token().await);
    server.get(&address).send().await;
    assert_eq!(server.post(&address, "").send().await.location(), "/");
}

#[sqlx::test(migrator = "server::storage::MIGRATOR")]
async fn the_link_dies_after_a_quarter_of_an_hour(pool: PgPool) {
    let server = TestServer::start(pool).await;
    let address = format!("/set-up/{}", server.set_up_token().await);
    server.clock.advance(15 * 60);
    assert!(server.post(&address, "").send().await.location().ends_with("?problem=used"));
}

#[sqlx::test(migrator = "server::storage::MIGRATOR")]
async fn two_links_lead_to_one_administrator(pool: PgPool) {
    let server = TestServer::start(pool).await;
    server.signed_in().await;
    server.signed_in().await;
    let n: i64 = sqlx::query_scalar("SELECT count(*) FROM app_user").fetch_one(&server.pool).await.unwrap();
    assert_eq!(n, 1);
}

#[sqlx::test(migrator = "server::storage::MIGRATOR")]
async fn guessing_is_slowed_down(pool: PgPool) {
    let server = TestServer::start(pool).await;
    for _ in 0..60 {
        assert!(server.post("/set-up/guess", "").send().await.location().ends_with("problem=used"));
    }
    let good = format!("/set-up/{}", server.set_up_token().await);
    assert!(server.post(&good, "").send().await.location().ends_with("problem=slow"));
    server.clock.advance(15 * 60);
    let good = format!("/set-up/{}", server.set_up_token().await);
    assert_eq!(server.post(&good, "").send().await.location(), "/");
}

#[sqlx::test(migrator = "server::storage::MIGRATOR")]
async fn with_a_password_there_is_no_link_any_more(pool: PgPool) {
    let server = TestServer::start(pool).await;
    server.set_password("correct horse battery").await;
    let mut connection = server.pool.acquire().await.unwrap();
    assert!(server::auth::set_up_token(&mut connection, server.desk.now()).await.unwrap().is_none());
}
