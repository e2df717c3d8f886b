//! `/team`: what administrators do about people, and that nobody else does.

use axum::http::StatusCode;
use sqlx::PgPool;

use crate::support::TestServer;

async fn is_in(server: &TestServer, cookie: &str) -> bool {
    server.get("/api/home").cookie(cookie).send().await.status.is_success()
}

#[sqlx::test(migrator = "server::storage::MIGRATOR")]
async fn who_is_removed_is_out_at_once_and_everywhere(pool: PgPool) {
    let server = TestServer::start(pool).await;
    let admin = server.signed_in().await;
    let mara = server.member(&admin, "mara").await;
    let form = "name=mara&password=correct+horse+battery";
    let elsewhere = server.post("/sign-in", form).send().await.session_cookie().unwrap();
    assert!(is_in(&server, &mara).await && is_in(&server, &elsewhere).await);

    let address = format!("/team/{}/remove", server.user_id("mara").await);
    let done = server.post(&address, "").cookie(&admin).send().await;
    assert_eq!(done.location(), "/team?done=removed");
    assert!(!is_in(&server, &mara).await && !is_in(&server, &elsewhere).await);
    let again = server.post("/sign-in", form).send().await;
    assert_eq!(again.location(), "/sign-in?problem=wrong&return=%2F");
    // A session that was begun meanwhile counts for nothing.
    sqlx::query(
        "INSERT INTO session SELECT sha256('late'), user_id, $1, $1 FROM app_user WHERE name = 'mara'",
    )
    .bind(time::OffsetDateTime::from_unix_timestamp(server.desk.now().millis() / 1_000).unwrap())
    .execute(&server.pool)
    .await
    .unwrap();
    assert!(!is_in(&server, "why403=late").await);

    // The name stays theirs, and stands in the page.
    let page = server.get("/team").cookie(&admin).send().await;
    assert!(page.body.contains("mara") && !page.body.contains(&address));
    let token = server.invite(&admin).await;
    let taken =
        server.post(&format!("/invite/{token}"), "name=Mara&password=correct+horse+battery").send().await;
    assert_eq!(taken.location(), format!("/invite/{token}?problem=name-taken"));
    let gone = server.post(&address, "").cookie(&admin).send().await;
    assert_eq!(gone.location(), "/team?problem=mate-gone");
    let unknown = server.post("/team/999/remove", "").cookie(&admin).send().await;
    assert_eq!(unknown.location(), "/team?problem=mate-gone");
}

#[sqlx::test(migrator = "server::storage::MIGRATOR")]
async fn the_last_administrator_stays(pool: PgPool) {
    let server = TestServer::start(pool).await;
    let admin = server.signed_in().await;
    let mara = server.member(&admin, "mara").await;
    let [admin_id, mara_id] = [server.user_id("admin").await, server.user_id("mara").await];
    let act = async |cookie: &str, address: String, form: &str| {
        server.post(&address, form).cookie(cookie).send().await.location().to_owned()
    };
    for (address, form) in [("remove", ""), ("role", "role=member")] {
        let sent = act(&admin, format!("/team/{admin_id}/{address}"), form).await;
        assert_eq!(sent, "/team?problem=last-administrator");
    }
    assert_eq!(act(&admin, format!("/team/{admin_id}/role"), "role=administrator").await, "/team?done=role");
    assert_eq!(act(&admin, format!("/team/{mara_id}/role"), "role=root").await, "/team?problem=other");
    assert_eq!(act(&admin, format!("/team/{mara_id}/role"), "role=administrator").await, "/team?done=role");
    // It holds at once, for the session that is there.
    let token = server.invite(&mara).await;
    assert_eq!(act(&mara, format!("/team/{admin_id}/role"), "role=member").await, "/team?done=role");
    assert_eq!(server.post("/team", "").cookie(&admin).send().await.status, StatusCode::FORBIDDEN);
    assert!(is_in(&server, &admin).await);
    assert_eq!(act(&mara, format!("/team/{mara_id}/remove"), "").await, "/team?problem=last-administrator");
    assert_eq!(server.get(&format!("/invite/{token}")).send().await.status, StatusCode::OK);
}

#[sqlx::test(migrator = "server::storage::MIGRATOR")]
async fn two_administrators_cannot_remove_each_other_at_once(pool: PgPool) {
    let server = TestServer::start(pool).await;
    let admin = server.signed_in().await;
    let mara = server.member(&admin, "mara").await;
    let [admin_id, mara_id] = [server.user_id("admin").await, server.user_id("mara").await];
    server.post(&format!("/team/{mara_id}/role"), "role=administrator").cookie(&admin).send().await;
    let addresses = [format!("/team/{mara_id}/remove"), format!("/team/{admin_id}/remove")];
    tokio::join!(
        server.post(&addresses[0], "").cookie(&admin).send(),
        server.post(&addresses[1], "").cookie(&mara).send(),
    );
    let left: i64 = sqlx::query_scalar(
        "SELECT count(*) FROM app_user WHERE role = 'administrator' AND removed_at IS NULL",
    )
    .fetch_one(&server.pool)
    .await
    .unwrap();
    assert_eq!(left, 1);
}

#[sqlx::test(migrator = "server::storage::MIGRATOR")]
async fn invitations_of_who_goes_go_too(pool: PgPool) {
    let server = TestServer::start(pool).await;
    let admin = server.signed_in().await;
    let mara = server.member(&admin, "mara").await;
    let mara_id = server.user_id("mara").await;
    server.post(&format!("/team/{mara_id}/role"), "role=administrator").cookie(&admin).send().await;
    let [of_mara, of_admin] = [server.invite(&mara).await, server.invite(&admin).await];
    server.post(&format!("/team/{mara_id}/remove"), "").cookie(&admin).send().await;
    let status = async |token: &str| server.get(&format!("/invite/{token}")).send().await.status;
    assert_eq!((status(&of_mara).await, status(&of_admin).await), (StatusCode::NOT_FOUND, StatusCode::OK));
}

#[sqlx::test(migrator = "server::storage::MIGRATOR")]
async fn a_member_with_a_password_does_not_lock_the_administrator_out(pool: PgPool) {
    let server = TestServer::start(pool).await;
    let admin = server.signed_in().await;
    let mara = server.member(&admin, "mara").await;
    // The first administrator has no password yet: a set-up link still signs them in, and nobody else.
    let token = server.set_up_token().await;
    let changed = "current=correct+horse+battery&password=another+long+phrase";
    let set = server.post("/settings/password", changed).cookie(&mara).send().await;
    assert_eq!(set.location(), "/settings?done=password");
    let cookie = server.post(&format!("/set-up/{token}"), "").send().await.session_cookie().unwrap();
    assert_eq!(server.get("/api/team").cookie(&cookie).send().await.status, StatusCode::OK);
}

#[sqlx::test(migrator = "server::storage::MIGRATOR")]
async fn what_is_noted_is_text(pool: PgPool) {
    let server = TestServer::start(pool).await;
    let admin = server.signed_in().await;
    let form = format!("note=%3Cscript%3Ealert(1)%3C/script%3E%00{}", "x".repeat(300));
    let made = server.post("/team", &form).cookie(&admin).send().await;
    assert_eq!(made.status, StatusCode::OK);
    assert_eq!(made.header("cache-control"), "no-store");
    assert!(made.body.contains("&lt;script&gt;alert(1)") && !made.body.contains("<script>alert"));
    let longest: i32 =
        sqlx::query_scalar("SELECT max(length(note)) FROM invitation").fetch_one(&server.pool).await.unwrap();
    assert_eq!(longest, 100);
}
